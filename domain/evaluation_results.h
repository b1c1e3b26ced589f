/* evaluation_results.h - figures of what participants said
 *
 * Which answers may be in them is domain/disclosure.h's.
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_evaluation_results.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_EVALUATION_RESULTS_H
#define BANGKOM_DOMAIN_EVALUATION_RESULTS_H

#include "contract/evaluation_results.h"
#include "domain/base/arena.h"

/* evaluation_results_dimensions - the figures of each dimension, in the order of the contract
 * in     rows              one for each dimension, with an answer at least
 *        unfavourable_max  parameter revision.unfavourable_max_score
 * returns a list in `a`; means and shares are rounded half up
 * from   */
struct dimension_result_list evaluation_results_dimensions(struct arena *a,
                                                           const struct dimension_counts *rows,
                                                           size_t count, int64_t unfavourable_max);

/* evaluation_results_texts - what was said to each question; nothing where fewer than k spoke
 * in     rows  those of one question stand together, in the order in which they are to be shown
 * returns a list in `a`; texts borrowed from the rows
 * from   R-61 */
struct text_result_list evaluation_results_texts(struct arena *a, const struct text_row *rows,
                                                 size_t count, int64_t k);

#endif
