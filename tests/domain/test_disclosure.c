/* test_disclosure.c - R-61: no figure, and no difference of two figures, tells of fewer than k
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/disclosure.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

#define BLOCKS 8
#define K 5
static struct evaluation_block blocks[BLOCKS] = {
    {.closed = true, .answers = 5},  {.closed = true, .answers = 4},
    {.closed = true, .answers = 1},  {.closed = false, .answers = 9},
    {.closed = true, .answers = 12}, {.closed = true, .answers = 0},
    {.closed = false, .answers = 3}, {.closed = true, .answers = 6},
};

/* What a filter that lets these evaluations through is shown. */
static struct disclosure shown_by(unsigned filter)
{
    struct evaluation_block chosen[BLOCKS];
    size_t count = 0;
    for (unsigned i = 0; i < BLOCKS; i++)
        if (filter >> i & 1U) chosen[count++] = blocks[i];
    return disclosure_judge(chosen, count, K);
}

/* Answers that are in the figure of one filter and not in that of the other. */
static int64_t only_in(unsigned one, unsigned other)
{
    int64_t answers = 0;
    for (unsigned i = 0; i < BLOCKS; i++)
        if ((one >> i & 1U) && !(other >> i & 1U) && disclosure_is_shown(&blocks[i], K))
            answers += blocks[i].answers;
    return answers;
}

START_TEST(r61_two_filters_whose_difference_would_reveal_fewer_than_k_are_suppressed)
{
    for (unsigned one = 0; one < 1U << BLOCKS; one++)
        for (unsigned other = 0; other < 1U << BLOCKS; other++) {
            int64_t difference = only_in(one, other);
            ck_assert(difference == 0 || difference >= K);
            if ((one & other) == other)
                ck_assert_int_eq(shown_by(one).answers - shown_by(other).answers, difference);
        }
}
END_TEST

START_TEST(r61_a_figure_rests_on_k_answers_or_there_is_none)
{
    for (unsigned filter = 0; filter < 1U << BLOCKS; filter++) {
        struct disclosure shown = shown_by(filter);
        ck_assert(shown.answers == 0 || shown.answers >= K);
        ck_assert_int_eq(shown.suppressed == 0, shown.answers > 0);
    }
}
END_TEST

START_TEST(r61_what_is_held_back_says_why)
{
    ck_assert_int_eq(shown_by(1U << 0).suppressed, 0);
    ck_assert_int_eq(shown_by(1U << 1).suppressed, SUPPRESSION_REASON_TOO_FEW_ANSWERS);
    ck_assert_int_eq(shown_by(1U << 3).suppressed, SUPPRESSION_REASON_OPEN);
    ck_assert_int_eq(shown_by(0).suppressed, SUPPRESSION_REASON_TOO_FEW_ANSWERS);
    ck_assert_uint_eq(shown_by(0xffU).shown, 3);
    ck_assert_uint_eq(shown_by(0xffU).withheld, 5);
    ck_assert_int_eq(shown_by(0xffU).answers, 23);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("disclosure");
    tcase_add_test(tests,
                   r61_two_filters_whose_difference_would_reveal_fewer_than_k_are_suppressed);
    tcase_add_test(tests, r61_a_figure_rests_on_k_answers_or_there_is_none);
    tcase_add_test(tests, r61_what_is_held_back_says_why);
    return run_case(tests, "disclosure");
}
