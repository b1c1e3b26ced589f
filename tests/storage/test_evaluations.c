/* test_evaluations.c - evaluations opened, closed early, and whom reminders reach
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/evaluations.h"

#include "fixture_evaluations.h"
#include "fixture_policies.h"
#include "storage/evaluations_sql.h"

#include "domain/base/banned.h"

#define PEOPLE 4

static struct uuid evaluation;
static struct uow_context everybody;

/* p0 to p3 attended, p4 did not; p3 serves in another unit. */
static void begin(void)
{
    fixture_open();
    add_unit("office", NULL);
    add_unit("other", NULL);
    add_judged_training("training");
    add_session("session", "training");
    for (int n = 0; n < PEOPLE; n++) add_participant("p", n, "session", "attended");
    add_participant("p", PEOPLE, "session", "absent");
    owner_run("UPDATE employees SET unit_id = '%s' WHERE id = '%s'", uuid_text(id_of("other")),
              uuid_text(id_of("p3")));
    add_instrument();
    evaluation = open_level1("session");
    everybody = fx.context;
}

static void answer_as(int n)
{
    act_as("p", n);
    ck_assert_int_eq(answer(evaluation, 4, NULL), OUTCOME_OK);
    fx.context = everybody;
}

/* The names of those who would be reminded. */
static const char *reminded(void)
{
    struct evaluations_reminders_query query = {0};
    struct row_set rows;
    const char *names = "";
    struct uow *u = new_reader();
    RECORD_PUT(&query, EVALUATIONS_REMINDERS_QUERY, evaluation_id, evaluation);
    RECORD_PUT(&query, EVALUATIONS_REMINDERS_QUERY, limit, 10);
    uow_want_rows(u, &sql_evaluation_reminders, &query, &rows);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    const struct reminder *found = rows.items;
    for (size_t i = 0; i < rows.count; i++)
        names = arena_printf(&fx.arena, "%s%s ", names, found[i].name);
    return names;
}

static enum outcome try_close(struct uow *u)
{
    struct evaluation_to_close found;
    TRY(evaluations_load_for_close(u, evaluation, &found));
    TRY(evaluations_decide_close(&found.closing, true, fx.context.today, &fx.problem));
    evaluations_apply_close(u, &found);
    return OUTCOME_OK;
}

static enum outcome close_by_hand(void)
{
    struct uow *u = new_writer();
    return finish(u, try_close(u));
}

/* Trap: reminders to people who may not answer. */
START_TEST(r62_reminders_reach_only_those_who_may_still_answer)
{
    ck_assert_str_eq(reminded(), "p0 p1 p2 p3 "); /* not who was absent */
    answer_as(0);
    ck_assert_str_eq(reminded(), "p1 p2 p3 ");
    owner_run("UPDATE employees SET left_on = '2026-01-01' WHERE id = '%s'",
              uuid_text(id_of("p1")));
    ck_assert_str_eq(reminded(), "p2 p3 ");
    owner_run("UPDATE enrolments SET state = 'absent' WHERE employee_id = '%s'",
              uuid_text(id_of("p2")));
    struct uow *u = new_writer();
    evaluations_correct_ballots(u, id_of("session"));
    ck_assert_int_eq(finish(u, OUTCOME_OK), OUTCOME_OK);
    ck_assert_str_eq(reminded(), "p3 ");
    today_is("2026-01-16"); /* the day after the last one */
    ck_assert_str_eq(reminded(), "");
}
END_TEST

START_TEST(r02_a_leader_reminds_the_own_people_only)
{
    scoped_to("other");
    ck_assert_str_eq(reminded(), "p3 ");
}
END_TEST

START_TEST(r62_the_rate_counts_those_who_answered)
{
    struct evaluation found;
    answer_as(0);
    ck_assert_int_eq(evaluations_load(new_reader(), evaluation, &found), OUTCOME_OK);
    ck_assert_int_eq(found.invited, PEOPLE);
    ck_assert_int_eq(found.answered, 1);
    ck_assert_int_eq(found.response_rate, 2500);
}
END_TEST

START_TEST(an_evaluation_closed_early_ends_on_that_day)
{
    struct evaluation found;
    answer_as(0);
    today_is("2026-01-05");
    everybody = fx.context;
    ck_assert_int_eq(close_by_hand(), OUTCOME_OK);
    ck_assert_int_eq(evaluations_load(new_reader(), evaluation, &found), OUTCOME_OK);
    ck_assert_int_eq(found.state, EVALUATION_STATE_CLOSED);
    ck_assert_int_eq(found.closes_on.days, day_of("2026-01-05").days);
    ck_assert_str_eq(reminded(), "");
    act_as("p", 1);
    ck_assert_int_eq(answer(evaluation, 4, NULL), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "wrong-state");
    fx.context = everybody;
    ck_assert_int_eq(close_by_hand(), OUTCOME_CONFLICT);
    ck_assert_str_eq(
        owner_text("SELECT string_agg(resource_type || ' ' || to_state, ', ' ORDER BY"
                   " resource_type) FROM transitions WHERE to_state IN ('closed', 'evaluated')"
                   " AND organization_id = '%s'",
                   uuid_text(fx.organization)),
        "evaluation closed, session evaluated");
}
END_TEST

/* It waits for the day after the last one, whoever serves then. */
START_TEST(r69_what_is_opened_will_be_closed)
{
    ck_assert_int_eq(owner_number("SELECT count(*) FROM jobs j JOIN evaluations v"
                                  " ON v.id = j.resource_id WHERE j.kind = 'evaluation_close'"
                                  " AND v.id = '%s' AND j.state = 'queued' AND j.run_after"
                                  " BETWEEN v.closes_on + interval '9 hours'"
                                  " AND v.closes_on + interval '39 hours'",
                                  uuid_text(evaluation)),
                     1);
}
END_TEST

START_TEST(r60_a_session_is_judged_once)
{
    bool opened;
    struct uow *u = new_writer();
    enum outcome outcome = evaluations_open_level1(u, id_of("session"), &opened);
    ck_assert_int_eq(finish(u, outcome), OUTCOME_CONFLICT);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM evaluations WHERE session_id = '%s'",
                                  uuid_text(id_of("session"))),
                     1);
}
END_TEST

START_TEST(only_what_is_over_is_judged)
{
    struct evaluation_facts facts;
    struct evaluation made;
    add_session("running", "training");
    owner_run("UPDATE sessions SET state = 'running' WHERE id = '%s'", uuid_text(id_of("running")));
    ck_assert_int_eq(evaluations_load_for_open(new_writer(), by_ext("running"), &facts),
                     OUTCOME_OK);
    ck_assert_int_eq(evaluations_decide_open(&facts, &made, &fx.problem), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "session-not-completed");
    ck_assert_int_eq(evaluations_load_for_open(new_writer(), by_ext("nowhere"), &facts),
                     OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /session_id");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("evaluations");
    TCase *tests = tcase_create("evaluations");
    tcase_add_checked_fixture(tests, begin, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, r62_reminders_reach_only_those_who_may_still_answer);
    tcase_add_test(tests, r02_a_leader_reminds_the_own_people_only);
    tcase_add_test(tests, r62_the_rate_counts_those_who_answered);
    tcase_add_test(tests, an_evaluation_closed_early_ends_on_that_day);
    tcase_add_test(tests, r69_what_is_opened_will_be_closed);
    tcase_add_test(tests, r60_a_session_is_judged_once);
    tcase_add_test(tests, only_what_is_over_is_judged);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
