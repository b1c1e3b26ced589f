/* needs_priority.h - the priority of a need as a weighted mean of stored terms
 *
 * Terms are basis points, weights hundredths of what the parameter needs.weights says. Equal scores
 * are ordered by the bigger gap, then by the older need: the table keeps that order as rank_key.
 * storage/sql/needs.sql has the same score for needs that are generated in one statement, and a
 * test compares the two.
 * Must not know: storage, HTTP, how the terms are measured.
 * Tests: tests/domain/test_needs_priority.c, tests/storage/test_needs_analyses.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_NEEDS_PRIORITY_H
#define BANGKOM_DOMAIN_NEEDS_PRIORITY_H

#include "contract/needs.h"
#include "domain/base/arena.h"

/* needs_priority_score - the weighted mean, rounded half up
 * in      measure  terms 0..10000, weights >= 0
 * returns 0..10000; 0 when nothing has a weight */
int64_t needs_priority_score(const struct need_measure *measure);

/* needs_priority_json - the terms, the weights and the score, as they are stored with the need */
const char *needs_priority_json(struct arena *a, const struct need_measure *measure);

#endif
