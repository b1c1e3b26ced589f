/* fixture_needs.c - see fixture_needs.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_needs.h"

#include "domain/base/banned.h"

static const char *org(void)
{
    return uuid_text(fx.organization);
}

void assess(const char *employee, int level, const char *method, const char *day)
{
    owner_run("INSERT INTO assessments (organization_id, id, employee_id, competency_id, level,"
              " method, assessed_on, created_at)"
              " VALUES ('%s', gen_random_uuid(), '%s', '%s', %d, '%s', '%s', now())",
              org(), uuid_text(id_of(employee)), uuid_text(id_of("project")), level, method, day);
}

static void add_clerk(const char *word, const char *nip)
{
    add_employee(word, nip, "section");
    owner_run("UPDATE employees SET position_id = '%s' WHERE id = '%s'", uuid_text(id_of("clerk")),
              uuid_text(id_of(word)));
}

void add_plaju(void)
{
    struct date today;
    ck_assert(date_parse("2026-06-30", &today));
    fx.context.today = today;
    add_unit("plaju", NULL);
    add_unit("section", "plaju");
    add_position("clerk");
    add_competency("project");
    owner_run("INSERT INTO position_standards (organization_id, id, position_id, competency_id,"
              " required_level, valid, created_at)"
              " VALUES ('%s', gen_random_uuid(), '%s', '%s', 3, '[2020-01-01,)', now())",
              org(), uuid_text(id_of("clerk")), uuid_text(id_of("project")));
    add_clerk("ani", "199001012015041001");
    add_clerk("budi", "199001012015041002");
    add_clerk("citra", "199001012015041003");
    add_clerk("dedi", "199001012015041004");
    assess("ani", 1, "superior", "2026-01-10");
    assess("budi", 2, "superior", "2026-01-10");
    assess("citra", 3, "superior", "2026-01-10");
    assess("dedi", 1, "self", "2026-01-10");
    owner_run("INSERT INTO needs_analyses (organization_id, id, year, name, unit_id, created_by,"
              " created_at, updated_at)"
              " VALUES ('%s', '%s', 2026, 'AKPK 2026', '%s', '%s', now(), now())",
              org(), uuid_text(id_of("akpk")), uuid_text(id_of("plaju")),
              uuid_text(id_of("planner")));
}

void set_analysis(const char *state)
{
    owner_run("UPDATE needs_analyses SET state = '%s' WHERE id = '%s'", state,
              uuid_text(id_of("akpk")));
}

void acting_as(const char *word)
{
    fx.context.principal_id = id_of(word);
}

const char *need_text(const char *employee, const char *column)
{
    return owner_text("SELECT %s FROM needs WHERE needs_analysis_id = '%s' AND employee_id = '%s'",
                      column, uuid_text(id_of("akpk")), uuid_text(id_of(employee)));
}
