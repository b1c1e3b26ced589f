/* test_needs_priority.c - R-26: a weighted mean that anybody can recompute
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/needs_priority.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static const struct {
    struct need_measure measure;
    int64_t score;
} cases[] = {
    {{.severity = 10000, .severity_weight = 4000, .position_weight = 6000}, 4000},
    {{.severity = 10000,
      .position = 10000,
      .people = 10000,
      .urgency = 10000,
      .strategy = 10000,
      .severity_weight = 4000,
      .position_weight = 2000,
      .people_weight = 1500,
      .urgency_weight = 1500,
      .strategy_weight = 1000},
     10000},
    {{.severity = 1, .severity_weight = 100, .position_weight = 100}, 1}, /* a half is rounded up */
    {{.severity = 1, .severity_weight = 100, .position_weight = 101}, 0},
    {{.strategy = 10000, .people = 5000, .strategy_weight = 1050, .people_weight = 50}, 9773},
    {{.severity = 10000}, 0}, /* nothing has a weight */
};

START_TEST(r26_the_score_is_the_weighted_mean)
{
    ck_assert_int_eq(needs_priority_score(&cases[_i].measure), cases[_i].score);
}
END_TEST

START_TEST(r26_terms_weights_and_score_are_stored)
{
    struct need_measure measure = {.severity = 6666,
                                   .position = 5000,
                                   .urgency = 10,
                                   .severity_weight = 4050,
                                   .position_weight = 2000};
    ck_assert_str_eq(needs_priority_json(&scratch, &measure),
                     "{\"terms\":{\"severity\":6666,\"position\":5000,\"people\":0,\"urgency\":10,"
                     "\"strategy\":0},\"weights\":{\"severity\":40.5,\"position\":20,\"people\":0,"
                     "\"urgency\":0,\"strategy\":0},\"score\":6115}");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("needs_priority");
    tcase_add_loop_test(tests, r26_the_score_is_the_weighted_mean, 0,
                        sizeof cases / sizeof cases[0]);
    tcase_add_test(tests, r26_terms_weights_and_score_are_stored);
    return run_case(tests, "needs_priority");
}
