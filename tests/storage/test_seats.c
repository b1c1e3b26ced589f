/* test_seats.c - people who may sit in two sessions at the same time
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/enrolments.h"

#include <pthread.h>

#include "fixture_classroom.h"
#include "storage/sessions.h"

#include "domain/base/banned.h"

#define PEOPLE 50
#define CONNECTIONS 25
#define PATIENCE_MS 60000

static struct db *many;

static const char *word(char session, int number)
{
    return arena_printf(&fx.arena, "%c%d", session, number);
}

/* Sessions s and z are held at the same hour, y begins when s is over; a seat is an enrolment by
 * the letter of its session and the number of the person. */
static void begin(void)
{
    fixture_open();
    classroom_fill();
    for (int i = 0; i < PEOPLE; i++)
        add_employee(word('a', i), arena_printf(&fx.arena, "199001012015%06d", i), "office");
    classroom_session("s", "closed");
    classroom_session("z", "closed");
    classroom_session("y", "closed");
    classroom_block("s", "s-block", 1, "[2026-03-02T01:00Z,2026-03-02T04:00Z)");
    classroom_block("z", "z-block", 1, "[2026-03-02T03:00Z,2026-03-02T05:00Z)");
    classroom_block("y", "y-block", 1, "[2026-03-02T04:00Z,2026-03-02T06:00Z)");
    many = fixture_db((struct db_options){.size = CONNECTIONS, .lease_wait_ms = PATIENCE_MS});
}

static void end(void)
{
    db_free(many);
    fixture_close();
}

static void seat(char session, int number, const char *state)
{
    classroom_seat((char[]){session, '\0'}, word(session, number), word('a', number), state);
}

static void holds(int capacity)
{
    owner_run("UPDATE sessions SET capacity = %d, waitlist_limit = %d WHERE organization_id = '%s'",
              capacity, PEOPLE, uuid_text(fx.organization));
}

static const char *state_of(char session, int number)
{
    return owner_text("SELECT state FROM enrolments WHERE id = '%s'",
                      uuid_text(id_of(word(session, number))));
}

static int64_t confirmed(char session)
{
    return owner_number("SELECT count(*) FROM enrolments WHERE session_id = '%s'"
                        " AND state = 'confirmed'",
                        uuid_text(id_of((char[]){session, '\0'})));
}

/* How many people have seats in s and in z. */
static int64_t torn(void)
{
    return owner_number(
        "SELECT count(*) FROM enrolments a JOIN enrolments b USING (organization_id,"
        " employee_id) WHERE a.session_id = '%s' AND b.session_id = '%s'"
        " AND a.state = 'confirmed' AND b.state = 'confirmed'",
        uuid_text(id_of("s")), uuid_text(id_of("z")));
}

/* ---- requests, each on a connection of its own */

enum act { APPROVE, WITHDRAW, CLOSE, CANCEL };

struct request_of {
    pthread_t thread;
    enum act act;
    const char *words[PEOPLE]; /* what it is done to, one after the other */
    int count;
    enum outcome outcomes[PEOPLE];
};

static enum outcome approve(struct uow *u, struct uuid id, struct problem *problem)
{
    struct enrolment enrolment;
    struct enrolment_facts facts;
    struct enrolment_decision decision;
    struct enrolment_approval in = {0};
    TRY(enrolments_load_for_decision(u, id, false, &enrolment, &facts));
    TRY(enrolments_decide_approval(&enrolment, &in, &facts, &decision, problem));
    enrolments_apply_decision(u, &enrolment, &decision, NULL);
    return uow_commit(u);
}

static enum outcome withdraw(struct uow *u, struct uuid id, struct problem *problem)
{
    struct enrolment enrolment;
    struct enrolment_facts facts;
    struct enrolment_decision decision;
    TRY(enrolments_load_for_decision(u, id, true, &enrolment, &facts));
    TRY(enrolments_decide_withdrawal(&enrolment, "x", &facts, &decision, problem));
    enrolments_apply_decision(u, &enrolment, &decision, "x");
    TRY(enrolments_offer(u, decision.elsewhere, decision.elsewhere_count));
    return uow_commit(u);
}

static enum outcome step(struct uow *u, struct uuid id, enum session_action action,
                         struct problem *problem)
{
    struct session session;
    struct session_facts facts = {0};
    struct ref ref = {.by = REF_BY_ID, .id = id};
    enrolments_lock_seats(u);
    TRY(sessions_load_for_step(u, ref, &session, &facts));
    enum session_state from = session.state;
    TRY(sessions_decide_step(&session, action, &facts, "x", problem));
    sessions_apply_step(u, &session, from, "x");
    if (action == SESSION_ACTION_CANCEL) TRY(enrolments_offer_after_cancel(u, id));
    else TRY(enrolments_give_out_seats(u, &session));
    return uow_commit(u);
}

static enum outcome do_one(struct uow *u, enum act act, struct uuid id, struct problem *problem)
{
    if (act == APPROVE) return approve(u, id, problem);
    if (act == WITHDRAW) return withdraw(u, id, problem);
    return step(u, id, act == CLOSE ? SESSION_ACTION_CLOSE : SESSION_ACTION_CANCEL, problem);
}

static enum outcome act_on(enum act act, struct uuid id)
{
    struct problem problem;
    arena_auto a;
    arena_init(&a);
    problem_init(&problem, &a);
    struct uow *u = uow_new(&a, many, &fx.context, &problem);
    uow_for_write(u);
    enum outcome outcome = do_one(u, act, id, &problem);
    if (outcome != OUTCOME_OK) uow_rollback(u);
    return outcome;
}

static void *run(void *cookie)
{
    struct request_of *request = cookie;
    for (int i = 0; i < request->count; i++)
        request->outcomes[i] = act_on(request->act, id_of(request->words[i]));
    return NULL;
}

static void all_at_once(struct request_of *requests, int count)
{
    for (int i = 0; i < count; i++)
        ck_assert_int_eq(pthread_create(&requests[i].thread, NULL, run, &requests[i]), 0);
    for (int i = 0; i < count; i++) pthread_join(requests[i].thread, NULL);
}

/* ---- giving out */

/* Of two approvals of one person, the second finds the seat of the first. */
START_TEST(r46_50_people_approved_in_both_at_once_sit_once)
{
    struct request_of requests[2] = {{.act = APPROVE, .count = PEOPLE},
                                     {.act = APPROVE, .count = PEOPLE}};
    holds(PEOPLE);
    for (int i = 0; i < PEOPLE; i++) {
        seat('s', i, "nominated");
        seat('z', i, "nominated");
        requests[0].words[i] = word('s', i);
        requests[1].words[i] = word('z', i);
    }
    all_at_once(requests, 2);
    ck_assert_int_eq(torn(), 0);
    ck_assert_int_eq(confirmed('s') + confirmed('z'), PEOPLE);
    for (int i = 0; i < PEOPLE; i++) {
        bool first = requests[0].outcomes[i] == OUTCOME_OK;
        ck_assert_int_eq(requests[first ? 0 : 1].outcomes[i], OUTCOME_OK);
        ck_assert_int_eq(requests[first ? 1 : 0].outcomes[i], OUTCOME_CONFLICT);
    }
}
END_TEST

/* Whoever closes second passes over everybody. */
START_TEST(r46_50_people_in_two_sessions_closed_at_once_sit_once)
{
    struct request_of requests[2] = {{.act = CLOSE, .words = {"s"}, .count = 1},
                                     {.act = CLOSE, .words = {"z"}, .count = 1}};
    holds(PEOPLE);
    owner_run("UPDATE sessions SET state = 'open' WHERE organization_id = '%s'",
              uuid_text(fx.organization));
    for (int i = 0; i < PEOPLE; i++) {
        seat('s', i, "approved");
        seat('z', i, "approved");
    }
    all_at_once(requests, 2);
    for (int i = 0; i < 2; i++) ck_assert_int_eq(requests[i].outcomes[0], OUTCOME_OK);
    ck_assert_int_eq(torn(), 0);
    ck_assert_int_eq(confirmed('s') + confirmed('z'), PEOPLE);
    ck_assert(confirmed('s') == 0 || confirmed('z') == 0);
}
END_TEST

/* ---- giving back */

START_TEST(r46_who_gave_a_seat_back_gets_the_one_that_was_free_elsewhere)
{
    seat('s', 0, "confirmed");
    seat('z', 0, _i == 0 ? "waitlisted" : "approved");
    ck_assert_int_eq(act_on(WITHDRAW, id_of("s0")), OUTCOME_OK);
    ck_assert_str_eq(state_of('z', 0), "confirmed");
    ck_assert_int_eq(owner_number("SELECT count(*) FROM transitions WHERE resource_id = '%s'"
                                  " AND to_state = 'confirmed'",
                                  uuid_text(id_of("z0"))),
                     1);
}
END_TEST

START_TEST(r46_a_cancelled_session_lets_everybody_go)
{
    for (int i = 0; i < 3; i++) {
        seat('s', i, "confirmed");
        seat('z', i, "waitlisted");
    }
    holds(2);
    owner_run("UPDATE enrolments SET priority = 4000 WHERE id = '%s'", uuid_text(id_of("z0")));
    ck_assert_int_eq(act_on(CANCEL, id_of("s")), OUTCOME_OK);
    ck_assert_str_eq(state_of('z', 0), "waitlisted");
    ck_assert_str_eq(state_of('z', 1), "confirmed");
    ck_assert_str_eq(state_of('z', 2), "confirmed");
}
END_TEST

/* A seat is free, but not for somebody who sits in a third session at that time; and a session that
 * is not at the same time has nothing to do with it. */
START_TEST(r46_who_sits_elsewhere_still_is_passed_over)
{
    classroom_session("x", "closed");
    classroom_block("x", "x-block", 1, "[2026-03-02T04:30Z,2026-03-02T05:00Z)");
    seat('s', 0, "confirmed");
    seat('x', 0, "confirmed");
    seat('z', 0, "waitlisted");
    seat('y', 0, "waitlisted");
    ck_assert_int_eq(act_on(WITHDRAW, id_of("s0")), OUTCOME_OK);
    ck_assert_str_eq(state_of('z', 0), "waitlisted");
    ck_assert_str_eq(state_of('y', 0), "waitlisted");
    ck_assert_int_eq(act_on(WITHDRAW, id_of("x0")), OUTCOME_OK);
    ck_assert_int_eq(confirmed('z') + confirmed('y'), 1);
}
END_TEST

START_TEST(r46_nothing_is_given_out_where_nominations_are_open_or_all_is_over)
{
    static const char *const states[] = {"open", "running", "cancelled"};
    owner_run("UPDATE sessions SET state = '%s' WHERE id = '%s'", states[_i],
              uuid_text(id_of("z")));
    seat('s', 0, "confirmed");
    seat('z', 0, "approved");
    ck_assert_int_eq(act_on(WITHDRAW, id_of("s0")), OUTCOME_OK);
    ck_assert_str_eq(state_of('z', 0), "approved");
}
END_TEST

/* Half of the people sit in s and wait in z, half the other way round, both are full, and all of
 * them give their seat back at once: each session is waited for by those who hold the other. */
START_TEST(r46_seats_change_hands_both_ways_at_once)
{
    static struct request_of requests[PEOPLE];
    holds(PEOPLE / 2);
    for (int i = 0; i < PEOPLE; i++) {
        char here = i < PEOPLE / 2 ? 's' : 'z', there = i < PEOPLE / 2 ? 'z' : 's';
        seat(here, i, "confirmed");
        seat(there, i, "waitlisted");
        requests[i] = (struct request_of){.act = WITHDRAW, .words = {word(here, i)}, .count = 1};
    }
    all_at_once(requests, PEOPLE);
    for (int i = 0; i < PEOPLE; i++) ck_assert_int_eq(requests[i].outcomes[0], OUTCOME_OK);
    ck_assert_int_eq(confirmed('s'), PEOPLE / 2);
    ck_assert_int_eq(confirmed('z'), PEOPLE / 2);
    ck_assert_int_eq(torn(), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("seats");
    TCase *tests = tcase_create("seats");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 100);
    tcase_add_test(tests, r46_50_people_approved_in_both_at_once_sit_once);
    tcase_add_test(tests, r46_50_people_in_two_sessions_closed_at_once_sit_once);
    tcase_add_loop_test(tests, r46_who_gave_a_seat_back_gets_the_one_that_was_free_elsewhere, 0, 2);
    tcase_add_test(tests, r46_a_cancelled_session_lets_everybody_go);
    tcase_add_test(tests, r46_who_sits_elsewhere_still_is_passed_over);
    tcase_add_loop_test(tests, r46_nothing_is_given_out_where_nominations_are_open_or_all_is_over,
                        0, 3);
    tcase_add_test(tests, r46_seats_change_hands_both_ways_at_once);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
