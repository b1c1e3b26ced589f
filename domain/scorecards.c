/* scorecards.c - see scorecards.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/scorecards.h"

#include "domain/base/banned.h"

#define HUNDREDTHS 100
#define FINE 1000000 /* a mean before it is weighed: finer than what is shown */

static int64_t divide(int64_t part, int64_t whole)
{
    return (2 * part + whole) / (2 * whole);
}

int64_t scorecards_mean(int64_t part, int64_t whole)
{
    return divide(HUNDREDTHS * part, whole);
}

int64_t scorecards_shrink(const struct scorecard_mean *mean, int64_t judgements, int64_t prior)
{
    int64_t own = divide(FINE * mean->part, mean->whole);
    int64_t all = divide(FINE * mean->all_part, mean->all_whole);
    return divide(judgements * own + prior * all, (judgements + prior) * (FINE / HUNDREDTHS));
}

static void put_figures(struct scorecard *card, const struct scorecard_sums *sums, int64_t prior)
{
    const struct scorecard_mean score = {sums->score_sum, sums->scores, sums->all_score_sum,
                                         sums->all_scores};
    const struct scorecard_mean unfavourable = {HUNDREDTHS * sums->unfavourable, sums->scores,
                                                HUNDREDTHS * sums->all_unfavourable,
                                                sums->all_scores};
    RECORD_PUT(card, SCORECARD, figures, SCORECARD_FIGURES_SHOWN);
    RECORD_PUT(card, SCORECARD, mean_score, scorecards_mean(score.part, score.whole));
    RECORD_PUT(card, SCORECARD, shrunk_mean_score,
               scorecards_shrink(&score, sums->judgements, prior));
    RECORD_PUT(card, SCORECARD, unfavourable_percent,
               scorecards_mean(unfavourable.part, unfavourable.whole));
    RECORD_PUT(card, SCORECARD, shrunk_unfavourable_percent,
               scorecards_shrink(&unfavourable, sums->judgements, prior));
}

static void put_card(struct scorecard *card, const struct scorecard_sums *sums, int64_t prior)
{
    record_copy(&scorecard_record, card, &scorecard_sums_record, sums);
    RECORD_PUT(card, SCORECARD, figures, SCORECARD_FIGURES_NOT_SHOWN);
    if (sums->scores > 0) put_figures(card, sums, prior);
}

static void put_overall(struct scorecards *ret, const struct scorecard_sums *any)
{
    if (any->all_scores == 0) return;
    RECORD_PUT(ret, SCORECARDS, overall_mean_score,
               scorecards_mean(any->all_score_sum, any->all_scores));
    RECORD_PUT(ret, SCORECARDS, overall_unfavourable_percent,
               scorecards_mean(HUNDREDTHS * any->all_unfavourable, any->all_scores));
}

void scorecards_make(struct arena *a, const struct scorecard_sums_list *sums, int64_t prior,
                     struct scorecards *ret)
{
    bool truncated = sums->count > SCORECARDS_MAX_ROWS;
    struct scorecard_list data = {.count = truncated ? SCORECARDS_MAX_ROWS : sums->count};
    data.items = ARENA_ARRAY(a, data.count + 1, struct scorecard);
    for (size_t i = 0; i < data.count; i++) put_card(&data.items[i], &sums->items[i], prior);
    *ret = (struct scorecards){0};
    if (data.count > 0) put_overall(ret, &sums->items[0]);
    RECORD_PUT(ret, SCORECARDS, prior_judgements, prior);
    RECORD_PUT(ret, SCORECARDS, truncated, truncated);
    RECORD_PUT(ret, SCORECARDS, data, data);
}
