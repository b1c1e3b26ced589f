/* test_revision_rule.c - domain/revision_rule.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/revision_rule.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const struct revision_rule defaults = {
    .min_responses = 5, .share_bp = 2500, .confidence_bp = 8000, .min_drop_bp = 1000};

/* as every table of the normal distribution has them */
static const struct {
    int64_t confidence_bp, z;
} quantiles[] = {{5000, 0},       {8000, 841621},  {9000, 1281552}, {9500, 1644854},
                 {9750, 1959964}, {9900, 2326348}, {9999, 3719016}};

START_TEST(quantiles_are_those_of_the_tables)
{
    ck_assert_int_eq(revision_rule_z(quantiles[_i].confidence_bp), quantiles[_i].z);
}
END_TEST

/* The formula in floating point with quantiles of Python's NormalDist, rounded down. */
static const struct {
    int64_t n, k, confidence_bp, bound;
} bounds[] = {
    {20, 8, 8000, 3127},
    {5, 2, 8000, 2393},
    {20, 5, 5000, 2500},
    {0, 0, 8000, 0},
    {20, 0, 8000, 0},
    {5, 5, 8000, 8759},
    {20, 8, 9500, 2423},
    {1000000, 250000, 8000, 2496},
    {1000000, 500000, 9999, 4981},
};

START_TEST(r65_bounds_are_those_of_wilson)
{
    struct revision_tally tally = {bounds[_i].n, bounds[_i].k};
    ck_assert_int_eq(revision_rule_bound(tally, bounds[_i].confidence_bp), bounds[_i].bound);
}
END_TEST

static const struct {
    int64_t n, k;
    bool opens;
} judgements[] = {
    {20, 8, true},  {5, 2, false}, {5, 3, true},   {4, 4, false}, {0, 0, false},
    {20, 6, false}, {20, 7, true}, {20, 20, true}, {5, 0, false},
};

START_TEST(r65_a_case_opens_by_the_bound)
{
    ck_assert_int_eq(
        revision_rule_opens(&defaults, (struct revision_tally){judgements[_i].n, judgements[_i].k}),
        judgements[_i].opens);
}
END_TEST

START_TEST(r65_a_bound_that_equals_the_share_reaches_it)
{
    struct revision_rule rule = {.min_responses = 5, .share_bp = 2500, .confidence_bp = 5000};
    ck_assert(revision_rule_opens(&rule, (struct revision_tally){20, 5}));
    rule.share_bp = 2501;
    ck_assert(!revision_rule_opens(&rule, (struct revision_tally){20, 5}));
}
END_TEST

/* More of the unfavourable never lowers the bound. */
START_TEST(r65_the_bound_grows_with_the_unfavourable)
{
    for (int64_t k = 1; k <= 60; k++)
        ck_assert_int_gt(revision_rule_bound((struct revision_tally){60, k}, 8000),
                         revision_rule_bound((struct revision_tally){60, k - 1}, 8000));
}
END_TEST

static const struct {
    struct revision_tally before, after;
    enum revision_verdict verdict;
} changes[] = {
    {{20, 8}, {20, 2}, REVISION_VERDICT_EFFECTIVE},
    {{20, 8}, {20, 6}, REVISION_VERDICT_EFFECTIVE}, /* 40 % to 30 %: just the least drop */
    {{20, 8}, {20, 7}, REVISION_VERDICT_INEFFECTIVE},
    {{20, 8}, {20, 20}, REVISION_VERDICT_INEFFECTIVE},
    {{20, 8}, {4, 0}, REVISION_VERDICT_INCONCLUSIVE},
    {{20, 8}, {0, 0}, REVISION_VERDICT_INCONCLUSIVE},
    {{0, 0}, {20, 0}, REVISION_VERDICT_INCONCLUSIVE},
    {{1000000, 1000000}, {1000000, 900000}, REVISION_VERDICT_EFFECTIVE},
};

START_TEST(r69_a_change_is_judged_by_the_drop)
{
    ck_assert_int_eq(revision_rule_verdict(&defaults, changes[_i].before, changes[_i].after),
                     changes[_i].verdict);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("revision_rule");
    tcase_add_loop_test(tests, quantiles_are_those_of_the_tables, 0, LENGTH(quantiles));
    tcase_add_loop_test(tests, r65_bounds_are_those_of_wilson, 0, LENGTH(bounds));
    tcase_add_loop_test(tests, r65_a_case_opens_by_the_bound, 0, LENGTH(judgements));
    tcase_add_test(tests, r65_a_bound_that_equals_the_share_reaches_it);
    tcase_add_test(tests, r65_the_bound_grows_with_the_unfavourable);
    tcase_add_loop_test(tests, r69_a_change_is_judged_by_the_drop, 0, LENGTH(changes));
    return run_case(tests, "revision_rule");
}
