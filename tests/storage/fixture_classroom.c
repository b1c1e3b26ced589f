/* fixture_classroom.c - see fixture_classroom.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_classroom.h"

#include <string.h>

#include "domain/base/banned.h"

static const char *organization(void)
{
    return uuid_text(fx.organization);
}

static const char *text_of(const char *word)
{
    return uuid_text(id_of(word));
}

static void add_people(void)
{
    add_unit("office", NULL);
    add_unit("other-office", NULL);
    for (int i = 0; i < CLASSROOM_PEOPLE; i++)
        add_employee(arena_printf(&fx.arena, "p%d", i),
                     arena_printf(&fx.arena, "1990010120150310%02d", i + 1), "office");
    add_employee("head", "198001012005031099", "other-office");
}

static void add_training(void)
{
    add_competency("manpro-c");
    owner_run(
        "INSERT INTO trainings (organization_id, id, external_id, code, name, form_id, created_at, updated_at)"
        " VALUES ('%s', '%s', 'manpro', 'MP', 'Manajemen Proyek', 3, now(), now())",
        organization(), text_of("manpro"));
    owner_run(
        "INSERT INTO training_versions (organization_id, id, training_id, number, state, summary, created_at,"
        " updated_at) VALUES ('%s', '%s', '%s', 1, 'draft', 'x', now(), now())",
        organization(), text_of("manpro-v1"), text_of("manpro"));
    owner_run(
        "INSERT INTO modules (organization_id, id, training_version_id, ordinal, title, learning_outcome,"
        " competency_id, target_level, method, jp) VALUES ('%s', '%s', '%s', 1, 'x', 'x', '%s', 3, 'lecture', 800)",
        organization(), text_of("module"), text_of("manpro-v1"), text_of("manpro-c"));
    owner_run(
        "UPDATE training_versions SET state = 'published', published_at = now() WHERE id = '%s'",
        text_of("manpro-v1"));
}

void classroom_fill(void)
{
    add_people();
    add_training();
    owner_run("INSERT INTO partners (organization_id, id, name, kind, created_at, updated_at)"
              " VALUES ('%s', '%s', 'Universitas A', 'university', now(), now())",
              organization(), text_of("uni"));
    owner_run(
        "INSERT INTO instructors (organization_id, id, name, partner_id, created_at, updated_at)"
        " VALUES ('%s', '%s', 'Widyaiswara', '%s', now(), now())",
        organization(), text_of("teacher"), text_of("uni"));
}

void add_revision_case(const char *word, const char *training, const char *state,
                       const char *waived_until)
{
    const char *until =
        waived_until == NULL ? "NULL" : arena_printf(&fx.arena, "'%s'", waived_until);
    owner_run(
        "INSERT INTO revision_cases (organization_id, id, training_id, dimension, state, by_rule, evidence,"
        " waived_until, waived_by, reason, opened_at, created_at, updated_at)"
        " VALUES ('%s', '%s', '%s', 'material_relevance', '%s', false, '{}', %s, '%s', 'x', now(), now(), now())",
        organization(), text_of(word), text_of(training), state, until, text_of(word));
}

void add_agreement(const char *word, const char *partner, const char *valid, int quota)
{
    owner_run(
        "INSERT INTO agreements (organization_id, id, partner_id, kind, number, title, valid, session_quota,"
        " created_at, updated_at) VALUES ('%s', '%s', '%s', 'pks', '%s', 'x', '%s', %d, now(), now())",
        organization(), text_of(word), text_of(partner), word, valid, quota);
}

/* ---- sessions */

void classroom_session(const char *word, const char *state)
{
    owner_run("INSERT INTO sessions (organization_id, id, external_id, training_id,"
              " training_version_id, name, state, capacity, waitlist_limit, created_at, updated_at)"
              " VALUES ('%s', '%s', '%s', '%s', '%s', '%s', '%s', 9, 9, now(), now())",
              organization(), text_of(word), word, text_of("manpro"), text_of("manpro-v1"), word,
              state);
}

void classroom_block(const char *session, const char *word, int ordinal, const char *during)
{
    owner_run("INSERT INTO session_blocks (organization_id, id, session_id, ordinal, during)"
              " VALUES ('%s', '%s', '%s', %d, '%s')",
              organization(), text_of(word), text_of(session), ordinal, during);
}

void classroom_teacher(const char *block, const char *instructor)
{
    owner_run(
        "INSERT INTO session_block_instructors (organization_id, block_id, instructor_id,"
        " during) SELECT organization_id, id, '%s', during FROM session_blocks WHERE id = '%s'",
        text_of(instructor), text_of(block));
}

void classroom_seat(const char *session, const char *word, const char *person, const char *state)
{
    owner_run("INSERT INTO enrolments (organization_id, id, session_id, employee_id, unit_id,"
              " state, priority, priority_terms, created_at, updated_at) VALUES ('%s', '%s',"
              " '%s', '%s', '%s', '%s', 5000, '{}', now(), now())",
              organization(), text_of(word), text_of(session), text_of(person), text_of("office"),
              state);
}

/* ---- enrolments */

struct uuid enrolment_id(int number)
{
    struct uuid id = {0};
    const char *text = owner_text("SELECT id FROM enrolments WHERE employee_id = '%s'",
                                  text_of(arena_printf(&fx.arena, "p%d", number)));
    ck_assert(text != NULL && uuid_parse(text, &id));
    return id;
}

const char *enrolment_action(int number, const char *action)
{
    const char *id = uuid_text(enrolment_id(number));
    if (action == NULL) return arena_printf(&fx.arena, "/v1/enrolments/%s", id);
    return arena_printf(&fx.arena, "/v1/enrolments/%s/%s", id, action);
}

const char *attendance_of(const char *numbers, bool present)
{
    const char *items = owner_text(
        "SELECT json_agg(json_build_object('enrolment_id', e.id, 'block_id', k.id, 'present', %s))"
        " FROM enrolments e JOIN session_blocks k USING (organization_id, session_id) JOIN"
        " employees p ON p.id = e.employee_id WHERE e.organization_id = '%s' AND CASE WHEN"
        " p.external_id ~ '^p[0-9]+$' THEN substr(p.external_id, 2)::integer IN %s END",
        present ? "true" : "false", organization(), numbers);
    return arena_printf(&fx.arena, "{\"items\":%s}", items);
}

const char *with_reason(const char *sheet, const char *reason)
{
    const char *open = arena_copy(&fx.arena, sheet, strlen(sheet) - 1);
    return arena_printf(&fx.arena, "%s,\"reason\":\"%s\"}", open, reason);
}
