/* fixture_hours.c - see fixture_hours.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_hours.h"

#include "storage/hours.h"

#include "domain/base/banned.h"

static const char *org(void)
{
    return uuid_text(fx.organization);
}

static void held_module(const char *word, int ordinal, int jp)
{
    owner_run("INSERT INTO modules (organization_id, id, training_version_id, ordinal, title,"
              " learning_outcome, method, jp) VALUES ('%s', '%s', '%s', %d, '%s', 'x', 'lecture',"
              " %d)",
              org(), uuid_text(id_of(word)), uuid_text(id_of("version")), ordinal, word, jp);
}

void held_training(void)
{
    owner_run("INSERT INTO trainings (organization_id, id, code, name, form_id, created_at,"
              " updated_at) VALUES ('%s', '%s', 'MP', 'Manajemen Proyek', 3, now(), now())",
              org(), uuid_text(id_of("training")));
    owner_run("INSERT INTO training_versions (organization_id, id, training_id, number, summary,"
              " created_at, updated_at) VALUES ('%s', '%s', '%s', 1, 'x', now(), now())",
              org(), uuid_text(id_of("version")), uuid_text(id_of("training")));
    held_module("basics", 1, 400);
    held_module("practice", 2, 1000);
}

void held_session(const char *word)
{
    owner_run("INSERT INTO sessions (organization_id, id, training_id, training_version_id, name,"
              " state, capacity, waitlist_limit, created_at, updated_at) VALUES ('%s', '%s', '%s',"
              " '%s', 'Angkatan %s', 'completed', 20, 0, now(), now())",
              org(), uuid_text(id_of(word)), uuid_text(id_of("training")),
              uuid_text(id_of("version")), word);
}

void held_block(const char *word, const char *session, int ordinal, const char *module,
                const char *day)
{
    const char *module_id =
        module == NULL ? "NULL" : arena_printf(&fx.arena, "'%s'", uuid_text(id_of(module)));
    owner_run("INSERT INTO session_blocks (organization_id, id, session_id, ordinal, module_id,"
              " during) VALUES ('%s', '%s', '%s', %d, %s, '[%s 01:00Z,%s 04:00Z)')",
              org(), uuid_text(id_of(word)), uuid_text(id_of(session)), ordinal, module_id, day,
              day);
}

void held_seat(const char *word, const char *session, const char *employee)
{
    owner_run("INSERT INTO enrolments (organization_id, id, session_id, employee_id, unit_id,"
              " state, priority, priority_terms, created_at, updated_at) VALUES ('%s', '%s', '%s',"
              " '%s', '%s', 'attended', 0, '{}', now(), now())",
              org(), uuid_text(id_of(word)), uuid_text(id_of(session)), uuid_text(id_of(employee)),
              uuid_text(id_of("unit")));
}

void held_attendance(const char *seat, const char *session, const char *block, int revision,
                     bool present)
{
    owner_run("INSERT INTO attendances (organization_id, id, session_id, block_id, enrolment_id,"
              " revision, present, recorded_at) VALUES ('%s', gen_random_uuid(), '%s', '%s', '%s',"
              " %d, %s, now())",
              org(), uuid_text(id_of(session)), uuid_text(id_of(block)), uuid_text(id_of(seat)),
              revision, present ? "true" : "false");
}

void earn(const char *employee, const char *day, int jp)
{
    owner_run("INSERT INTO hour_entries (organization_id, id, employee_id, kind, activity_key,"
              " form_id, title, took_place, earned_on, jp, terms, created_at) VALUES ('%s',"
              " gen_random_uuid(), '%s', 'credit', gen_random_uuid()::text, 3, 'x',"
              " '[%s,%s]', '%s', %d, '{}', now())",
              uuid_text(fx.organization), uuid_text(id_of(employee)), day, day, day, jp);
}

enum outcome credit_session(const char *session)
{
    struct uow *u = new_writer();
    return finish(u, hours_credit_session(u, id_of(session)));
}

enum outcome recredit(const char *seat)
{
    struct uow *u = new_writer();
    return finish(u, hours_recredit_enrolment(u, id_of(seat)));
}

int64_t jp_of(const char *employee, int year)
{
    return owner_number("SELECT COALESCE(sum(jp), 0) FROM hour_entries WHERE employee_id = '%s'"
                        " AND extract(year FROM earned_on) = %d",
                        uuid_text(id_of(employee)), year);
}
