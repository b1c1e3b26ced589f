/* test_evaluations.c - opening and closing the judgement of a session
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/evaluations.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct evaluation_facts facts;
static struct evaluation evaluation;

static void open_case(void)
{
    fixture_problem_open();
    facts = (struct evaluation_facts){.whole_organization = true,
                                      .session_id = word_id("session"),
                                      .completed = true,
                                      .has_instrument = true,
                                      .instrument_version_id = word_id("version"),
                                      .open_days = 14,
                                      .new_id = word_id("new"),
                                      .now = {1000},
                                      .today = day_of("2026-03-02")};
}

START_TEST(level_1_is_open_for_the_days_of_the_parameter)
{
    ck_assert_int_eq(evaluations_decide_open(&facts, &evaluation, &problem), OUTCOME_OK);
    ck_assert_int_eq(evaluation.opens_on.days, day_of("2026-03-02").days);
    ck_assert_int_eq(evaluation.closes_on.days, day_of("2026-03-16").days);
    ck_assert_int_eq(evaluation.state, EVALUATION_STATE_OPEN);
    ck_assert_int_eq(evaluation.level, 1);
}
END_TEST

START_TEST(what_stands_in_the_way_is_said)
{
    facts.has_instrument = false;
    ck_assert_int_eq(evaluations_decide_open(&facts, &evaluation, &problem), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "no-instrument");
    problem_init(&problem, &scratch);
    facts.completed = false;
    ck_assert_int_eq(evaluations_decide_open(&facts, &evaluation, &problem), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "session-not-completed");
}
END_TEST

START_TEST(r02_only_a_role_over_everything_opens_and_closes)
{
    struct evaluation_closing closing = {EVALUATION_STATE_OPEN, facts.today};
    facts.whole_organization = false;
    ck_assert_int_eq(evaluations_decide_open(&facts, &evaluation, &problem), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(evaluations_decide_close(&closing, false, facts.today, &problem),
                     OUTCOME_FORBIDDEN);
    ck_assert_int_eq(evaluations_decide_close_due(false, &problem), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(evaluations_decide_close_due(true, &problem), OUTCOME_OK);
}
END_TEST

START_TEST(closing_ends_on_the_day_at_the_latest)
{
    struct evaluation_closing closing = {EVALUATION_STATE_OPEN, day_of("2026-03-16")};
    ck_assert_int_eq(evaluations_decide_close(&closing, true, facts.today, &problem), OUTCOME_OK);
    ck_assert_int_eq(closing.closes_on.days, facts.today.days);
    ck_assert_int_eq(closing.state, EVALUATION_STATE_CLOSED);
    ck_assert_int_eq(evaluations_decide_close(&closing, true, facts.today, &problem),
                     OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "wrong-state");
}
END_TEST

START_TEST(closing_on_the_last_day_keeps_it)
{
    struct evaluation_closing closing = {EVALUATION_STATE_OPEN, facts.today};
    ck_assert_int_eq(evaluations_decide_close(&closing, true, facts.today, &problem), OUTCOME_OK);
    ck_assert_int_eq(closing.closes_on.days, facts.today.days);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("evaluations");
    tcase_add_checked_fixture(tests, open_case, fixture_problem_close);
    tcase_add_test(tests, level_1_is_open_for_the_days_of_the_parameter);
    tcase_add_test(tests, what_stands_in_the_way_is_said);
    tcase_add_test(tests, r02_only_a_role_over_everything_opens_and_closes);
    tcase_add_test(tests, closing_ends_on_the_day_at_the_latest);
    tcase_add_test(tests, closing_on_the_last_day_keeps_it);
    return run_case(tests, "evaluations");
}
