/* test_enrolments.c - seats in the database, when many ask at once
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/enrolments.h"

#include <pthread.h>
#include <stdlib.h>

#include "fixture_classroom.h"

#include "domain/base/banned.h"

#define APPLICANTS 200
#define CONNECTIONS 25
#define PATIENCE_MS 60000

static struct db *many;
static struct uuid ids[APPLICANTS];

/* A session whose nominations are closed, with as many nominated as there are people. */
static void add_session(int capacity, int waitlist_limit, int people, const char *state)
{
    const char *organization = uuid_text(fx.organization);
    owner_run("INSERT INTO sessions (organization_id, id, external_id, training_id,"
              " training_version_id, name, state, capacity, waitlist_limit, created_at, updated_at)"
              " VALUES ('%s', '%s', 's', '%s', '%s', 'S', 'closed', %d, %d, now(), now())",
              organization, uuid_text(id_of("s")), uuid_text(id_of("manpro")),
              uuid_text(id_of("manpro-v1")), capacity, waitlist_limit);
    for (int i = 0; i < people; i++) {
        ids[i] = id_of(arena_printf(&fx.arena, "e%d", i));
        const char *person = arena_printf(&fx.arena, "a%d", i);
        add_employee(person, arena_printf(&fx.arena, "199001012015%06d", i), "office");
        owner_run("INSERT INTO enrolments (organization_id, id, session_id, employee_id, unit_id,"
                  " state, priority, priority_terms, created_at, updated_at) VALUES ('%s', '%s',"
                  " '%s', '%s', '%s', '%s', 5000, '{}', now(), now())",
                  organization, uuid_text(ids[i]), uuid_text(id_of("s")), uuid_text(id_of(person)),
                  uuid_text(id_of("office")), state);
    }
}

static int64_t in_state(const char *state)
{
    return owner_number("SELECT count(*) FROM enrolments WHERE organization_id = '%s'"
                        " AND state = '%s'",
                        uuid_text(fx.organization), state);
}

/* ---- one request of many */

static enum outcome try_once(struct uow *u, struct uuid id, bool approve, struct problem *problem)
{
    struct enrolment enrolment;
    struct enrolment_facts facts;
    struct enrolment_decision decision;
    struct enrolment_approval in = {0};
    TRY(enrolments_load_for_decision(u, id, !approve, &enrolment, &facts));
    if (approve) TRY(enrolments_decide_approval(&enrolment, &in, &facts, &decision, problem));
    else TRY(enrolments_decide_withdrawal(&enrolment, "x", &facts, &decision, problem));
    enrolments_apply_decision(u, &enrolment, &decision, approve ? NULL : "x");
    return uow_commit(u);
}

static enum outcome act(struct uuid id, bool approve)
{
    struct problem problem;
    arena_auto a;
    arena_init(&a);
    problem_init(&problem, &a);
    struct uow *u = uow_new(&a, many, &fx.context, &problem);
    uow_for_write(u);
    enum outcome outcome = try_once(u, id, approve, &problem);
    if (outcome != OUTCOME_OK) uow_rollback(u);
    return outcome;
}

struct request_of {
    pthread_t thread;
    struct uuid id;
    bool approve;
    enum outcome outcome;
};

static void *run(void *cookie)
{
    struct request_of *request = cookie;
    request->outcome = act(request->id, request->approve);
    return NULL;
}

static void all_at_once(struct request_of *requests, int count)
{
    for (int i = 0; i < count; i++)
        ck_assert_int_eq(pthread_create(&requests[i].thread, NULL, run, &requests[i]), 0);
    for (int i = 0; i < count; i++) pthread_join(requests[i].thread, NULL);
    for (int i = 0; i < count; i++) ck_assert_int_eq(requests[i].outcome, OUTCOME_OK);
}

START_TEST(r45_200_at_once_for_10_seats)
{
    static struct request_of requests[APPLICANTS];
    add_session(10, 15, APPLICANTS, "nominated");
    for (int i = 0; i < APPLICANTS; i++)
        requests[i] = (struct request_of){.id = ids[i], .approve = true};
    all_at_once(requests, APPLICANTS);
    ck_assert_int_eq(in_state("confirmed"), 10);
    ck_assert_int_eq(in_state("waitlisted"), 15);
    ck_assert_int_eq(in_state("approved"), APPLICANTS - 25);
}
END_TEST

START_TEST(r46_seats_given_back_while_others_ask)
{
    static struct request_of requests[20];
    add_session(10, 4, 30, "nominated");
    for (int i = 0; i < 20; i++) ck_assert_int_eq(act(ids[i], true), OUTCOME_OK);
    for (int i = 0; i < 10; i++) {
        requests[i] = (struct request_of){.id = ids[i], .approve = false};
        requests[10 + i] = (struct request_of){.id = ids[20 + i], .approve = true};
    }
    all_at_once(requests, 20);
    ck_assert_int_eq(in_state("confirmed"), 10);
    ck_assert_int_eq(in_state("waitlisted"), 4);
    ck_assert_int_eq(in_state("withdrawn"), 10);
}
END_TEST

/* Trap: a freed seat that promotes nobody because another limit, that of the waitlist, applies. */
START_TEST(r46_a_seat_goes_to_the_approved_when_nobody_may_wait)
{
    add_session(1, 0, 2, "nominated");
    ck_assert_int_eq(act(ids[0], true), OUTCOME_OK);
    ck_assert_int_eq(act(ids[1], true), OUTCOME_OK);
    ck_assert_int_eq(in_state("approved"), 1);
    ck_assert_int_eq(act(ids[0], false), OUTCOME_OK);
    ck_assert_int_eq(in_state("confirmed"), 1);
    ck_assert_int_eq(in_state("withdrawn"), 1);
}
END_TEST

START_TEST(r46_a_seat_goes_to_who_waits_when_nobody_else_may_wait)
{
    add_session(1, 1, 3, "nominated");
    for (int i = 0; i < 3; i++) ck_assert_int_eq(act(ids[i], true), OUTCOME_OK);
    owner_run("UPDATE sessions SET waitlist_limit = 0 WHERE id = '%s'", uuid_text(id_of("s")));
    owner_run("UPDATE enrolments SET priority = 9000 WHERE id = '%s'", uuid_text(ids[2]));
    ck_assert_int_eq(act(ids[0], false), OUTCOME_OK);
    ck_assert_str_eq(owner_text("SELECT state FROM enrolments WHERE id = '%s'", uuid_text(ids[1])),
                     "confirmed");
    ck_assert_int_eq(in_state("approved"), 1);
}
END_TEST

START_TEST(r46_who_has_left_is_passed_over)
{
    add_session(1, 2, 3, "nominated");
    for (int i = 0; i < 3; i++) ck_assert_int_eq(act(ids[i], true), OUTCOME_OK);
    owner_run("UPDATE enrolments SET priority = 9000 WHERE id = '%s'", uuid_text(ids[1]));
    owner_run("UPDATE employees SET left_on = '1970-01-01' WHERE id = '%s'",
              uuid_text(id_of("a1")));
    ck_assert_int_eq(act(ids[0], false), OUTCOME_OK);
    ck_assert_str_eq(owner_text("SELECT state FROM enrolments WHERE id = '%s'", uuid_text(ids[2])),
                     "confirmed");
    ck_assert_int_eq(in_state("waitlisted"), 1);
}
END_TEST

/* Another session at the same time gives the person a seat while ours waits. */
START_TEST(r46_two_sessions_at_once_do_not_seat_one_person)
{
    add_session(5, 5, 1, "nominated");
    classroom_session("z", "closed");
    classroom_block("s", "s-block", 1, "[2026-03-02T01:00Z,2026-03-02T04:00Z)");
    classroom_block("z", "z-block", 1, "[2026-03-02T03:00Z,2026-03-02T05:00Z)");
    classroom_seat("z", "z-seat", "a0", "nominated");
    struct committer *other = commit_when_waited_for(
        arena_printf(&fx.arena,
                     "SELECT pg_advisory_xact_lock(hashtextextended('seats:%s', 0));"
                     " UPDATE enrolments SET state = 'confirmed' WHERE id = '%s'",
                     uuid_text(fx.organization), uuid_text(id_of("z-seat"))));
    ck_assert_int_eq(act(ids[0], true), OUTCOME_CONFLICT);
    ck_assert(committed(other));
    ck_assert_int_eq(in_state("confirmed"), 1);
    ck_assert_int_eq(in_state("nominated"), 1);
}
END_TEST

START_TEST(r45_the_21st_for_20_seats_waits)
{
    add_session(20, 10, 21, "nominated");
    for (int i = 0; i < 21; i++) ck_assert_int_eq(act(ids[i], true), OUTCOME_OK);
    ck_assert_int_eq(in_state("confirmed"), 20);
    ck_assert_int_eq(in_state("waitlisted"), 1);
    ck_assert_int_eq(
        owner_number(
            "SELECT count(*) FROM transitions WHERE organization_id = '%s' AND resource_type = 'enrolment'"
            " AND to_state = 'waitlisted'",
            uuid_text(fx.organization)),
        1);
}
END_TEST

START_TEST(r45_the_database_keeps_capacity_by_itself)
{
    add_session(1, 0, 2, "approved");
    PGconn *pg = app_connection();
    run_on(pg, "UPDATE enrolments SET state = 'confirmed' WHERE id = '%s'", uuid_text(ids[0]));
    ck_assert_str_eq(
        sql_on(pg, NULL,
               arena_printf(&fx.arena, "UPDATE enrolments SET state = 'confirmed' WHERE id = '%s'",
                            uuid_text(ids[1]))),
        "23514");
    PQfinish(pg);
}
END_TEST

static void begin(void)
{
    fixture_open();
    classroom_fill();
    many = fixture_db((struct db_options){.size = CONNECTIONS, .lease_wait_ms = PATIENCE_MS});
}

static void end(void)
{
    db_free(many);
    fixture_close();
}

int main(void)
{
    Suite *suite = suite_create("enrolments");
    TCase *tests = tcase_create("enrolments");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 100);
    tcase_add_test(tests, r45_200_at_once_for_10_seats);
    tcase_add_test(tests, r46_seats_given_back_while_others_ask);
    tcase_add_test(tests, r46_a_seat_goes_to_the_approved_when_nobody_may_wait);
    tcase_add_test(tests, r46_a_seat_goes_to_who_waits_when_nobody_else_may_wait);
    tcase_add_test(tests, r46_who_has_left_is_passed_over);
    tcase_add_test(tests, r46_two_sessions_at_once_do_not_seat_one_person);
    tcase_add_test(tests, r45_the_21st_for_20_seats_waits);
    tcase_add_test(tests, r45_the_database_keeps_capacity_by_itself);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
