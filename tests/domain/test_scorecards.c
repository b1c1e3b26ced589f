/* test_scorecards.c - domain/scorecards.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/scorecards.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

START_TEST(means_are_rounded_half_up)
{
    ck_assert_int_eq(scorecards_mean(7, 2), 350);
    ck_assert_int_eq(scorecards_mean(2, 3), 67);
    ck_assert_int_eq(scorecards_mean(1, 200), 1);
    ck_assert_int_eq(scorecards_mean(0, 5), 0);
}
END_TEST

/* own mean 5, overall mean 3 */
static const struct {
    int64_t judgements, prior, shrunk;
} samples[] = {{5, 0, 500}, {5, 10, 367}, {10, 10, 400}, {1000, 10, 498}, {5, 1000000, 300}};

START_TEST(r55_small_samples_are_shrunk_toward_the_mean)
{
    const struct scorecard_mean mean = {25, 5, 300, 100};
    ck_assert_int_eq(scorecards_shrink(&mean, samples[_i].judgements, samples[_i].prior),
                     samples[_i].shrunk);
}
END_TEST

static void count(struct scorecard_sums *sums, int64_t judgements, int64_t score_sum,
                  int64_t unfavourable)
{
    *sums = (struct scorecard_sums){0};
    RECORD_PUT(sums, SCORECARD_SUMS, name, "Universitas A");
    RECORD_PUT(sums, SCORECARD_SUMS, sessions_held, 2);
    RECORD_PUT(sums, SCORECARD_SUMS, judgements, judgements);
    RECORD_PUT(sums, SCORECARD_SUMS, scores, 2 * judgements);
    RECORD_PUT(sums, SCORECARD_SUMS, score_sum, score_sum);
    RECORD_PUT(sums, SCORECARD_SUMS, unfavourable, unfavourable);
    RECORD_PUT(sums, SCORECARD_SUMS, all_scores, 100);
    RECORD_PUT(sums, SCORECARD_SUMS, all_score_sum, 300);
    RECORD_PUT(sums, SCORECARD_SUMS, all_unfavourable, 20);
}

START_TEST(r55_a_card_says_how_many_judgements_it_rests_on)
{
    struct scorecard_sums rows[2];
    struct scorecards report;
    count(&rows[0], 10, 80, 2);
    count(&rows[1], 0, 0, 0);
    scorecards_make(&scratch, &(struct scorecard_sums_list){.count = 2, .items = rows}, 10,
                    &report);
    ck_assert(!report.truncated);
    ck_assert_int_eq(report.prior_judgements, 10);
    ck_assert_int_eq(report.overall_mean_score, 300);
    ck_assert_int_eq(report.overall_unfavourable_percent, 2000);
    const struct scorecard *card = &report.data.items[0];
    ck_assert_int_eq(card->judgements, 10);
    ck_assert_int_eq(card->sessions_held, 2);
    ck_assert_int_eq(card->figures, SCORECARD_FIGURES_SHOWN);
    ck_assert_int_eq(card->mean_score, 400);
    ck_assert_int_eq(card->shrunk_mean_score, 350);
    ck_assert_int_eq(card->unfavourable_percent, 1000);
    ck_assert_int_eq(card->shrunk_unfavourable_percent, 1500);
    card = &report.data.items[1];
    ck_assert_int_eq(card->figures, SCORECARD_FIGURES_NOT_SHOWN);
    ck_assert(!RECORD_HAS(card, SCORECARD, mean_score));
    ck_assert(!RECORD_HAS(card, SCORECARD, shrunk_mean_score));
}
END_TEST

START_TEST(an_empty_report_has_no_mean)
{
    struct scorecards report;
    scorecards_make(&scratch, &(struct scorecard_sums_list){0}, 10, &report);
    ck_assert(!RECORD_HAS(&report, SCORECARDS, overall_mean_score));
    ck_assert_uint_eq(report.data.count, 0);
    struct scorecard_sums row = {0};
    scorecards_make(&scratch, &(struct scorecard_sums_list){.count = 1, .items = &row}, 10,
                    &report);
    ck_assert(!RECORD_HAS(&report, SCORECARDS, overall_mean_score));
    ck_assert_uint_eq(report.data.count, 1);
}
END_TEST

START_TEST(a_report_that_is_too_long_says_so)
{
    struct scorecards report;
    struct scorecard_sums_list sums = {.count = SCORECARDS_MAX_ROWS + 1};
    sums.items = ARENA_ARRAY(&scratch, sums.count, struct scorecard_sums);
    scorecards_make(&scratch, &sums, 10, &report);
    ck_assert(report.truncated);
    ck_assert_uint_eq(report.data.count, SCORECARDS_MAX_ROWS);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("scorecards");
    tcase_add_test(tests, means_are_rounded_half_up);
    tcase_add_loop_test(tests, r55_small_samples_are_shrunk_toward_the_mean, 0,
                        sizeof samples / sizeof samples[0]);
    tcase_add_test(tests, r55_a_card_says_how_many_judgements_it_rests_on);
    tcase_add_test(tests, an_empty_report_has_no_mean);
    tcase_add_test(tests, a_report_that_is_too_long_says_so);
    return run_case(tests, "scorecards");
}
