/* leadership_index.h - the index of leadership in development, with every term and weight
 *
 * It rests on records of what leaders and their people did, never on what anybody answered, and
 * says nothing where few serve below.
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_leadership_index.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_LEADERSHIP_INDEX_H
#define BANGKOM_DOMAIN_LEADERSHIP_INDEX_H

#include "contract/leadership_index.h"
#include "domain/base/arena.h"

#define LEADERSHIP_INDEX_MAX_ROWS 1000 /* of one report, as the contract says */

/* leadership_index_period - the days of a year, and the day whose people and parameters count: the
 * last one, or `today` when that comes earlier; and how many rows are read
 * in   year  2000..2100 */
void leadership_index_period(int64_t year, struct date today, struct leadership_index_filter *ret);

/* leadership_index_row - terms, weights and index of one row, in hundredths of a percent, each
 * rounded half up; names are borrowed
 * from  R-75: below min_unit_size people there is nothing but the size; so the compliance of fewer
 *       people with a floor than that */
void leadership_index_row(const struct leadership_sums *sums, struct leadership_index_row *ret);

/* leadership_index_make - the report
 * in   sums  more than LEADERSHIP_INDEX_MAX_ROWS: the rest is cut off
 * out  *ret  rows in `a`, names borrowed */
void leadership_index_make(struct arena *a, const struct leadership_sums_list *sums, int64_t year,
                           struct leadership_index *ret);

#endif
