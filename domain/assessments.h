/* assessments.h - rules on recording evidence of competency levels
 *
 * An assessment is never edited: what differs from a recorded one under the same external_id is
 * refused. Must not know: storage, HTTP.
 * Tests: tests/domain/test_assessments.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_ASSESSMENTS_H
#define BANGKOM_DOMAIN_ASSESSMENTS_H

#include "contract/assessments.h"
#include "domain/base/problem.h"

/* Items of a request and what storage found for each of them. */
struct assessment_batch {
    size_t count;
    const struct assessment_create *items;
    const struct assessment_target
        *found;              /* by item; the employee only within the caller's scope */
    const struct uuid *ids;  /* by item: of the new row */
    struct uuid recorded_by; /* the caller; nil: none of ours */
    struct uuid self;        /* the caller's own employee record, nil if none */
    struct instant now;
    struct date today;
};

struct assessment_decision {
    struct assessment_list created; /* to be stored */
    size_t unchanged;               /* items that are already recorded as they are */
};

/* assessments_decide_create - one assessment to store
 * in     batch  of one item
 * out    *ret   complete record; texts borrowed from the item
 * fails  INVALID employee or competency unknown or invisible, a day in the future, method self for
 *        somebody else | FORBIDDEN own case (R-01) | CONFLICT the external_id is taken
 * from  ; POST /v1/assessments */
enum outcome assessments_decide_create(const struct assessment_batch *batch, struct assessment *ret,
                                       struct problem *problem) MUST_USE;

/* assessments_decide_bulk - all or none of them, every violation named by its item
 * out    *ret   rows in `a`, texts borrowed from the items
 * fails  as assessments_decide_create, but an external_id that is taken is unchanged when the
 *        content is the same and INVALID (immutable) when not; INVALID the same external_id twice
 * from  ; POST /v1/assessments/bulk */
enum outcome assessments_decide_bulk(const struct assessment_batch *batch, struct arena *a,
                                     struct assessment_decision *ret,
                                     struct problem *problem) MUST_USE;

#endif
