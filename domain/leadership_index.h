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
 * in    team_shown  whether the compliance of the team may be shown (leadership_disclosure.h)
 * from  R-75: below min_unit_size people there is nothing but the size */
void leadership_index_row(const struct leadership_sums *sums, bool team_shown,
                          struct leadership_index_row *ret);

/* What a report is made of. */
struct leadership_facts {
    struct leadership_sums_list sums;
    struct leadership_unit_list units; /* all of the organization */
};

/* leadership_index_make - the report
 * in   facts  of sums, more than LEADERSHIP_INDEX_MAX_ROWS: the rest is cut off
 * out  *ret  rows in `a`, names borrowed */
void leadership_index_make(struct arena *a, const struct leadership_facts *facts, int64_t year,
                           struct leadership_index *ret);

#endif
