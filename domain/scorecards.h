/* scorecards.h - how partners and instructors were judged, fair to small samples
 *
 * Must not know: storage, HTTP. That too few answers are not counted at all is the
 * statement's business: what comes here may be shown.
 * Tests: tests/domain/test_scorecards.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_SCORECARDS_H
#define BANGKOM_DOMAIN_SCORECARDS_H

#include "contract/scorecards.h"
#include "domain/base/arena.h"

#define SCORECARDS_MAX_ROWS 1000 /* of one report, as the contract says */

/* scorecards_mean - part / whole in hundredths, rounded half up
 * in  whole > 0, part >= 0 */
int64_t scorecards_mean(int64_t part, int64_t whole);

/* A mean of one's own and of all, as fractions. */
struct scorecard_mean {
    int64_t part, whole;         /* own: whole > 0 */
    int64_t all_part, all_whole; /* of all: all_whole > 0 */
};
/* scorecards_shrink - (n * own mean + m * overall mean) / (n + m) in hundredths, rounded half up: n
 * judgements of one's own against m of an imagined average one
 * in  judgements (n) > 0; prior (m) >= 0, 0: nothing is shrunk */
int64_t scorecards_shrink(const struct scorecard_mean *mean, int64_t judgements, int64_t prior);

/* scorecards_make - the report
 * in   sums   `count` rows by name; more than SCORECARDS_MAX_ROWS: the rest is cut off
 *      prior  m of scorecards_shrink
 * out  *ret   rows in `a`, names borrowed */
void scorecards_make(struct arena *a, const struct scorecard_sums_list *sums, int64_t prior,
                     struct scorecards *ret);

#endif
