/* disclosure.h - which figures may be shown without telling of fewer than k answers
 *
 * What is shown is made of blocks: a block is a whole evaluation that is closed, so that it never
 * grows, and has k answers at least. It is in a figure with all its answers or with none. The
 * difference of any two figures, of two filters or of two days, is then made of whole blocks too:
 * it tells of no answer, or of k at least. Evaluations too small to be a block are in no figure,
 * because a total with them less the blocks would be theirs.
 * Must not know: storage, HTTP, what was answered.
 * Tests: tests/domain/test_disclosure.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_DISCLOSURE_H
#define BANGKOM_DOMAIN_DISCLOSURE_H

#include "contract/evaluation_results.h"

/* What may be shown of a number of evaluations. */
struct disclosure {
    size_t shown, withheld;             /* evaluations */
    int64_t answers;                    /* of those shown */
    enum suppression_reason suppressed; /* why there is nothing; 0: there is something */
};

/* disclosure_is_shown - whether an evaluation may be in a figure
 * in  k  parameter evaluation.k_anonymity */
bool disclosure_is_shown(const struct evaluation_block *block, int64_t k);

/* disclosure_judge - what a figure over these evaluations may rest on
 * from  R-61 */
struct disclosure disclosure_judge(const struct evaluation_block *blocks, size_t count, int64_t k);

#endif
