/* test_sessions.c - schedules in the database, when two want the same at once
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/sessions.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "fixture_classroom.h"
#include "fixture_trainings.h"

#include "domain/base/banned.h"

#define AT_ONCE 4
#define ZONE_MINUTES 420

static struct uuid teachers[1];
static struct session_block_input blocks[2];

static struct instant at(const char *text)
{
    struct instant instant;
    ck_assert(instant_parse(text, &instant));
    return instant;
}

static void put_block(int i, const char *starts, const char *ends)
{
    blocks[i] = (struct session_block_input){0};
    RECORD_PUT(&blocks[i], SESSION_BLOCK_INPUT, starts_at, at(starts));
    RECORD_PUT(&blocks[i], SESSION_BLOCK_INPUT, ends_at, at(ends));
}

static struct session_create wanted(size_t block_count)
{
    struct session_create in = {0};
    struct session_block_input_list list = {.count = block_count, .items = blocks};
    RECORD_PUT(&in, SESSION_CREATE, training_id, by_ext("manpro"));
    RECORD_PUT(&in, SESSION_CREATE, name, "Angkatan I");
    RECORD_PUT(&in, SESSION_CREATE, capacity, 2);
    RECORD_PUT(&in, SESSION_CREATE, waitlist_limit, 0);
    RECORD_PUT(&in, SESSION_CREATE, committed_rupiah, 0);
    if (block_count > 0) RECORD_PUT(&in, SESSION_CREATE, blocks, list);
    return in;
}

static void under_agreement(struct session_create *in)
{
    RECORD_PUT(in, SESSION_CREATE, partner_id, id_of("uni"));
    RECORD_PUT(in, SESSION_CREATE, agreement_id, id_of("pks"));
}

static int64_t scheduled(void)
{
    return owner_number("SELECT count(*) FROM sessions WHERE organization_id = '%s'",
                        uuid_text(fx.organization));
}

/* ---- one request of many */

struct request_of {
    pthread_t thread;
    const struct session_create *in;
    enum outcome outcome;
    enum problem_code code;
    char conflicting[300];
};

static enum outcome create(struct uow *u, const struct session_create *in, struct problem *problem)
{
    struct session_facts facts;
    struct session session;
    TRY(sessions_load_for_create(u, in, ZONE_MINUTES, &facts));
    TRY(sessions_decide_create(in, &facts, &session, problem));
    sessions_apply_create(u, &session);
    return uow_commit(u);
}

static void *run(void *cookie)
{
    struct request_of *request = cookie;
    struct problem problem;
    arena_auto a;
    arena_init(&a);
    problem_init(&problem, &a);
    struct uow *u = uow_new(&a, fx.db, &fx.context, &problem);
    uow_for_write(u);
    request->outcome = create(u, request->in, &problem);
    if (request->outcome != OUTCOME_OK) uow_rollback(u);
    request->code = problem.code;
    if (problem.extension_json != NULL)
        (void)snprintf(request->conflicting, sizeof request->conflicting, "%s",
                       problem.extension_json);
    return NULL;
}

/* Exactly one is scheduled; each other one is told why, and by which record. */
static void check_only_one_wins(const struct session_create *in, enum problem_code code,
                                const char *kind)
{
    struct request_of requests[AT_ONCE];
    int won = 0;
    for (int i = 0; i < AT_ONCE; i++) {
        requests[i] = (struct request_of){.in = in};
        ck_assert_int_eq(pthread_create(&requests[i].thread, NULL, run, &requests[i]), 0);
    }
    for (int i = 0; i < AT_ONCE; i++) pthread_join(requests[i].thread, NULL);
    for (int i = 0; i < AT_ONCE; i++) {
        if (requests[i].outcome == OUTCOME_OK) {
            won++;
            continue;
        }
        ck_assert_int_eq(requests[i].code, code);
        ck_assert_ptr_nonnull(strstr(requests[i].conflicting, kind));
    }
    ck_assert_int_eq(won, 1);
    ck_assert_int_eq(scheduled(), 1);
}

START_TEST(r40_a_quota_holds_when_many_schedule_at_once)
{
    struct session_create in = wanted(0);
    add_agreement("pks", "uni", "[2026-01-01,2027-01-01)", 1);
    under_agreement(&in);
    check_only_one_wins(&in, PROBLEM_AGREEMENT_NOT_COVERING, "\"kind\":\"agreement\"");
}
END_TEST

START_TEST(r40_a_room_and_a_teacher_go_to_one_when_many_want_them)
{
    put_block(0, "2026-03-02T01:00:00Z", "2026-03-02T04:00:00Z");
    teachers[0] = id_of("teacher");
    if (_i == 0) RECORD_PUT(&blocks[0], SESSION_BLOCK_INPUT, room, "Aula");
    if (_i == 1)
        RECORD_PUT(&blocks[0], SESSION_BLOCK_INPUT, instructor_ids,
                   ((struct list){.count = 1, .items = teachers}));
    struct session_create in = wanted(1);
    check_only_one_wins(&in, _i == 0 ? PROBLEM_ROOM_TAKEN : PROBLEM_INSTRUCTOR_TAKEN,
                        "\"kind\":\"session\"");
}
END_TEST

/* ---- agreements */

/* Every block has to lie in it: the last day of one that ends the day before is one too many. */
START_TEST(r40_an_agreement_that_ends_the_day_before_does_not_cover)
{
    static const char *const valid[] = {"[2026-01-01,2026-03-04)", "[2026-01-01,2026-03-03)",
                                        "[2026-03-03,2026-12-31)"};
    add_agreement("pks", "uni", valid[_i], 9);
    put_block(0, "2026-03-02T01:00:00Z", "2026-03-02T04:00:00Z");
    put_block(1, "2026-03-03T01:00:00Z", "2026-03-03T04:00:00Z");
    struct session_create in = wanted(2);
    under_agreement(&in);
    struct request_of request = {.in = &in};
    (void)run(&request);
    ck_assert_int_eq(request.outcome, _i == 0 ? OUTCOME_OK : OUTCOME_CONFLICT);
    if (_i == 0) return;
    ck_assert_int_eq(request.code, PROBLEM_AGREEMENT_NOT_COVERING);
    ck_assert_ptr_nonnull(strstr(request.conflicting, uuid_text(id_of("pks"))));
    ck_assert_int_eq(scheduled(), 0);
}
END_TEST

START_TEST(an_agreement_that_is_not_there_is_an_unknown_reference)
{
    struct session_create in = wanted(0);
    struct request_of request = {.in = &in};
    under_agreement(&in);
    (void)run(&request);
    ck_assert_int_eq(request.outcome, OUTCOME_INVALID);
    ck_assert_int_eq(request.code, PROBLEM_REFERENCE_NOT_FOUND);
}
END_TEST

/* Deactivated since: the agreement itself, and what else the teacher does, say nothing of it. */
START_TEST(r40_a_partner_or_teacher_out_of_use_is_not_scheduled)
{
    add_agreement("pks", "uni", "[2026-01-01,2026-12-31)", 9);
    owner_run("UPDATE %s SET state = 'inactive' WHERE organization_id = '%s'",
              _i == 0 ? "partners" : "instructors", uuid_text(fx.organization));
    put_block(0, "2026-03-02T01:00:00Z", "2026-03-02T04:00:00Z");
    teachers[0] = id_of("teacher");
    RECORD_PUT(&blocks[0], SESSION_BLOCK_INPUT, instructor_ids,
               ((struct list){.count = 1, .items = teachers}));
    struct session_create in = wanted(1);
    under_agreement(&in);
    struct request_of request = {.in = &in};
    (void)run(&request);
    ck_assert_int_eq(request.outcome, OUTCOME_CONFLICT);
    ck_assert_int_eq(request.code,
                     _i == 0 ? PROBLEM_PARTNER_INACTIVE : PROBLEM_INSTRUCTOR_INACTIVE);
    ck_assert_ptr_nonnull(
        strstr(request.conflicting, uuid_text(id_of(_i == 0 ? "uni" : "teacher"))));
    ck_assert_int_eq(scheduled(), 0);
}
END_TEST

/* ---- promises */

static void promise(const char *kind, const char *member, const char *value)
{
    owner_run("INSERT INTO revision_actions (organization_id, id, revision_case_id, kind, %s,"
              " created_at) SELECT organization_id, gen_random_uuid(), id, '%s', '%s', opened_at"
              " FROM revision_cases WHERE id = '%s'",
              member, kind, value, uuid_text(id_of("case")));
}

static enum problem_code wants(const struct session_create *in)
{
    struct request_of request = {.in = in};
    (void)run(&request);
    if (request.outcome == OUTCOME_OK) return 0;
    ck_assert_ptr_nonnull(strstr(request.conflicting, uuid_text(id_of("case"))));
    return request.code;
}

START_TEST(r67_the_next_session_uses_what_resolved_the_case)
{
    add_agreement("pks", "uni", "[2026-01-01,2026-12-31)", 9);
    add_revision_case("case", "manpro", "resolved", NULL);
    put_block(0, "2026-03-02T01:00:00Z", "2026-03-02T04:00:00Z");
    struct session_create in = wanted(1);
    promise("instructor", "instructor_id", uuid_text(id_of("teacher")));
    ck_assert_int_eq(wants(&in), PROBLEM_PROMISE_BROKEN);
    teachers[0] = id_of("teacher");
    RECORD_PUT(&blocks[0], SESSION_BLOCK_INPUT, instructor_ids,
               ((struct list){.count = 1, .items = teachers}));
    promise("partner", "partner_id", uuid_text(id_of("uni")));
    ck_assert_int_eq(wants(&in), PROBLEM_PROMISE_BROKEN);
    under_agreement(&in);
    promise("method", "method", "practice");
    ck_assert_int_eq(wants(&in), PROBLEM_PROMISE_BROKEN);
    promise("method", "method", "lecture"); /* which its only module uses */
    ck_assert_int_eq(wants(&in), 0);
    ck_assert_int_eq(scheduled(), 1);
}
END_TEST

/* Of an earlier round, or judged meanwhile. */
START_TEST(r67_only_a_change_that_is_to_be_judged_binds)
{
    add_revision_case("case", "manpro", "resolved", NULL);
    promise("partner", "partner_id", uuid_text(id_of("uni")));
    put_block(0, "2026-03-02T01:00:00Z", "2026-03-02T04:00:00Z");
    struct session_create in = wanted(1);
    ck_assert_int_eq(wants(&in), PROBLEM_PROMISE_BROKEN);
    owner_run("UPDATE revision_cases SET %s WHERE id = '%s'",
              _i == 0 ? "opened_at = opened_at + interval '1 second'"
                      : "state = 'verified_effective'",
              uuid_text(id_of("case")));
    ck_assert_int_eq(wants(&in), 0);
}
END_TEST

static enum outcome step(enum session_action action)
{
    struct session session;
    struct session_facts facts = {.offset_minutes = ZONE_MINUTES};
    struct uow *u = new_writer();
    struct ref s = {.by = REF_BY_ID, .id = id_of("s")};
    ck_assert_int_eq(sessions_load_for_step(u, s, &session, &facts), OUTCOME_OK);
    enum outcome outcome = sessions_decide_step(&session, action, &facts, NULL, &fx.problem);
    uow_rollback(u);
    return outcome;
}

static enum outcome open_planned(void)
{
    return step(SESSION_ACTION_OPEN);
}

START_TEST(r67_a_session_planned_before_the_case_is_not_opened_without_it)
{
    classroom_session("s", "planned");
    classroom_block("s", "b", 1, "[2026-03-02T01:00Z,2026-03-02T04:00Z)");
    add_revision_case("case", "manpro", "resolved", NULL);
    promise("instructor", "instructor_id", uuid_text(id_of("teacher")));
    ck_assert_int_eq(open_planned(), OUTCOME_CONFLICT);
    ck_assert_int_eq(fx.problem.code, PROBLEM_PROMISE_BROKEN);
    classroom_teacher("b", "teacher");
    ck_assert_int_eq(open_planned(), OUTCOME_OK);
}
END_TEST

/* A session stays with its version: one of an older version is not held any more, a new one is. */
START_TEST(r67_a_session_of_the_version_before_is_not_opened)
{
    classroom_session("s", "planned");
    classroom_block("s", "b", 1, "[2026-03-02T01:00Z,2026-03-02T04:00Z)");
    owner_run("UPDATE training_versions SET state = 'superseded' WHERE id = '%s'",
              uuid_text(id_of("manpro-v1")));
    add_version("v2", "manpro", 2, "published");
    add_revision_case("case", "manpro", "resolved", NULL);
    ck_assert_int_eq(open_planned(), OUTCOME_OK); /* nothing was promised */
    promise("new_version", "training_version_id", uuid_text(id_of("v2")));
    ck_assert_int_eq(open_planned(), OUTCOME_CONFLICT);
    ck_assert_int_eq(fx.problem.code, PROBLEM_PROMISE_BROKEN);
    ck_assert_str_eq(fx.problem.args[2], "2");
    put_block(0, "2026-03-03T01:00:00Z", "2026-03-03T04:00:00Z");
    struct session_create in = wanted(1);
    ck_assert_int_eq(wants(&in), 0);
}
END_TEST

/* ---- since it was scheduled */

static const struct {
    const char *table, *to, *word;
    enum problem_code code;
} ends[] = {{"agreements", "terminated", "pks", PROBLEM_AGREEMENT_NOT_COVERING},
            {"partners", "inactive", "uni", PROBLEM_PARTNER_INACTIVE},
            {"instructors", "inactive", "teacher", PROBLEM_INSTRUCTOR_INACTIVE}};

START_TEST(r40_whom_a_session_was_scheduled_with_is_looked_at_again)
{
    enum session_action action = _i < 3 ? SESSION_ACTION_OPEN : SESSION_ACTION_START;
    classroom_session("s", _i < 3 ? "planned" : "closed");
    classroom_block("s", "b", 1, "[2026-12-31T15:00Z,2026-12-31T17:00Z)");
    classroom_teacher("b", "teacher");
    add_agreement("pks", "uni", "[2026-01-01,2027-01-01)", 1);
    owner_run("UPDATE sessions SET partner_id = '%s', agreement_id = '%s' WHERE id = '%s'",
              uuid_text(id_of("uni")), uuid_text(id_of("pks")), uuid_text(id_of("s")));
    ck_assert_int_eq(step(action), OUTCOME_OK);
    owner_run("UPDATE %s SET state = '%s' WHERE id = '%s'", ends[_i % 3].table, ends[_i % 3].to,
              uuid_text(id_of(ends[_i % 3].word)));
    ck_assert_int_eq(step(action), OUTCOME_CONFLICT);
    ck_assert_int_eq(fx.problem.code, ends[_i % 3].code);
    ck_assert_ptr_nonnull(strstr(fx.problem.extension_json, uuid_text(id_of(ends[_i % 3].word))));
}
END_TEST

/* ---- the database by itself */

START_TEST(r40_the_database_keeps_rooms_apart_by_itself)
{
    PGconn *pg = app_connection();
    classroom_session("s", "planned");
    classroom_session("z", "planned");
    classroom_block("s", "b", 1, "[2026-03-02T01:00Z,2026-03-02T04:00Z)");
    classroom_block("z", "c", 1, "[2026-03-02T03:00Z,2026-03-02T05:00Z)");
    run_on(pg, "UPDATE session_blocks SET room = 'Aula' WHERE id = '%s'", uuid_text(id_of("b")));
    ck_assert_str_eq(
        sql_on(pg, NULL,
               arena_printf(&fx.arena, "UPDATE session_blocks SET room = 'Aula' WHERE id = '%s'",
                            uuid_text(id_of("c")))),
        "23P01");
    PQfinish(pg);
}
END_TEST

static void begin(void)
{
    fixture_open();
    classroom_fill();
}

int main(void)
{
    Suite *suite = suite_create("sessions");
    TCase *tests = tcase_create("sessions");
    tcase_add_checked_fixture(tests, begin, fixture_close);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, r40_a_quota_holds_when_many_schedule_at_once);
    tcase_add_loop_test(tests, r40_a_room_and_a_teacher_go_to_one_when_many_want_them, 0, 2);
    tcase_add_loop_test(tests, r40_an_agreement_that_ends_the_day_before_does_not_cover, 0, 3);
    tcase_add_test(tests, an_agreement_that_is_not_there_is_an_unknown_reference);
    tcase_add_loop_test(tests, r40_a_partner_or_teacher_out_of_use_is_not_scheduled, 0, 2);
    tcase_add_test(tests, r67_the_next_session_uses_what_resolved_the_case);
    tcase_add_loop_test(tests, r67_only_a_change_that_is_to_be_judged_binds, 0, 2);
    tcase_add_test(tests, r67_a_session_planned_before_the_case_is_not_opened_without_it);
    tcase_add_test(tests, r67_a_session_of_the_version_before_is_not_opened);
    tcase_add_loop_test(tests, r40_whom_a_session_was_scheduled_with_is_looked_at_again, 0,
                        2 * (int)LENGTH(ends));
    tcase_add_test(tests, r40_the_database_keeps_rooms_apart_by_itself);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
