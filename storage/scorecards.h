/* scorecards.h - what was answered about partners and instructors, summed in the database
 *
 * Must not know: HTTP, which role may do what.
 * Tests: tests/storage/test_scorecards.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_SCORECARDS_H
#define BANGKOM_STORAGE_SCORECARDS_H

#include "domain/scorecards.h"
#include "storage/db/statement.h"
#include "storage/db/uow.h"

/* scorecards_load - what scorecards_make needs: one round trip
 * in     s  sql_partner_scores or sql_instructor_scores
 * fails  UNAVAILABLE | INTERNAL scorecards.prior_judgements is no number */
enum outcome scorecards_load(struct uow *u, const struct statement *s,
                             const struct scorecard_filter *filter, struct scorecard_sums_list *ret,
                             int64_t *ret_prior) MUST_USE;

#endif
