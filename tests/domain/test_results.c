/* test_results.c - indicators before and after a session, or "not shown"
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/results.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct result_facts facts;
static struct result_create in;
static struct result result;

static void open_case(void)
{
    fixture_problem_open();
    facts = (struct result_facts){.session_found = true,
                                  .unit_found = true,
                                  .session_id = word_id("session"),
                                  .unit_id = word_id("unit"),
                                  .recorded_by = word_id("planner"),
                                  .new_id = word_id("new"),
                                  .now = {5000},
                                  .today = day_of("2026-06-04")};
    in = (struct result_create){0};
    RECORD_PUT(&in, RESULT_CREATE, indicator, "Tepat waktu");
    RECORD_PUT(&in, RESULT_CREATE, higher_is_better, true);
    RECORD_PUT(&in, RESULT_CREATE, baseline, 6000);
    RECORD_PUT(&in, RESULT_CREATE, baseline_on, day_of("2026-01-31"));
    RECORD_PUT(&in, RESULT_CREATE, target, 8000);
}

static enum outcome create(void)
{
    return results_decide_create(&in, &facts, &result, &problem);
}

START_TEST(without_an_actual_figure_nothing_is_shown)
{
    ck_assert_int_eq(create(), OUTCOME_OK);
    ck_assert_int_eq(result.outcome, RESULT_OUTCOME_NOT_SHOWN);
    ck_assert(!RECORD_HAS(&result, RESULT, change));
    ck_assert(uuid_equal(result.unit_id, word_id("unit")));
    ck_assert(uuid_equal(result.recorded_by, word_id("planner")));
    facts.recorded_by = (struct uuid){0};
    ck_assert_int_eq(create(), OUTCOME_OK);
    ck_assert(!RECORD_HAS(&result, RESULT, recorded_by));
}
END_TEST

static const struct {
    int64_t actual;
    bool higher_is_better, has_target;
    enum result_outcome outcome;
} judged[] = {
    {8000, true, true, RESULT_OUTCOME_REACHED},    {7999, true, true, RESULT_OUTCOME_NOT_REACHED},
    {8000, false, true, RESULT_OUTCOME_REACHED},   {8001, false, true, RESULT_OUTCOME_NOT_REACHED},
    {9000, true, false, RESULT_OUTCOME_NOT_SHOWN},
};

START_TEST(the_actual_figure_is_compared_with_the_target)
{
    bool changed;
    struct result_patch patch = {0};
    RECORD_PUT(&in, RESULT_CREATE, higher_is_better, judged[_i].higher_is_better);
    if (!judged[_i].has_target) RECORD_CLEAR(&in, RESULT_CREATE, target);
    ck_assert_int_eq(create(), OUTCOME_OK);
    RECORD_PUT(&patch, RESULT_PATCH, actual, judged[_i].actual);
    RECORD_PUT(&patch, RESULT_PATCH, actual_on, day_of("2026-06-01"));
    ck_assert_int_eq(results_decide_update(&result, &patch, facts.today, &changed, &problem),
                     OUTCOME_OK);
    ck_assert(changed);
    ck_assert_int_eq(result.outcome, judged[_i].outcome);
    ck_assert_int_eq(result.change, judged[_i].actual - 6000);
}
END_TEST

START_TEST(what_says_nothing_new_changes_nothing)
{
    bool changed;
    struct result_patch patch = {0};
    ck_assert_int_eq(create(), OUTCOME_OK);
    ck_assert_int_eq(results_decide_update(&result, &patch, facts.today, &changed, &problem),
                     OUTCOME_OK);
    ck_assert(!changed);
}
END_TEST

START_TEST(a_figure_has_its_day_and_a_day_its_figure)
{
    RECORD_CLEAR(&in, RESULT_CREATE, baseline_on);
    RECORD_PUT(&in, RESULT_CREATE, actual_on, day_of("2026-06-01"));
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /baseline_on required | /actual required");
}
END_TEST

START_TEST(days_are_past_and_in_order)
{
    RECORD_PUT(&in, RESULT_CREATE, baseline_on, day_of("2026-06-06"));
    RECORD_PUT(&in, RESULT_CREATE, actual, 1);
    RECORD_PUT(&in, RESULT_CREATE, actual_on, day_of("2026-06-05"));
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /baseline_on future | /actual_on future"
                                     " | /actual_on order");
}
END_TEST

START_TEST(a_refused_change_leaves_the_result_as_it_was)
{
    bool changed;
    struct result_patch patch = {0};
    ck_assert_int_eq(create(), OUTCOME_OK);
    RECORD_PUT(&patch, RESULT_PATCH, actual, 9000);
    ck_assert_int_eq(results_decide_update(&result, &patch, facts.today, &changed, &problem),
                     OUTCOME_INVALID);
    ck_assert(!RECORD_HAS(&result, RESULT, actual));
}
END_TEST

START_TEST(r02_what_is_not_found_is_named)
{
    facts.session_found = facts.unit_found = false;
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(),
                     "reference-not-found /session_id reference | /unit_id reference");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("results");
    tcase_add_checked_fixture(tests, open_case, fixture_problem_close);
    tcase_add_test(tests, without_an_actual_figure_nothing_is_shown);
    tcase_add_loop_test(tests, the_actual_figure_is_compared_with_the_target, 0, 5);
    tcase_add_test(tests, what_says_nothing_new_changes_nothing);
    tcase_add_test(tests, a_figure_has_its_day_and_a_day_its_figure);
    tcase_add_test(tests, days_are_past_and_in_order);
    tcase_add_test(tests, a_refused_change_leaves_the_result_as_it_was);
    tcase_add_test(tests, r02_what_is_not_found_is_named);
    return run_case(tests, "results");
}
