/* needs.h - rules on needs: what is put in by hand, and who decides on them
 *
 * Must not know: storage, HTTP, how priorities are measured.
 * Tests: tests/domain/test_needs.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_NEEDS_H
#define BANGKOM_DOMAIN_NEEDS_H

#include "contract/needs.h"
#include "contract/needs_analyses.h"
#include "domain/base/problem.h"

enum need_action { NEED_VERIFY = 1, NEED_VALIDATE, NEED_DROP, NEED_MEET };

/* Who acts and when. */
struct need_caller {
    struct uuid id;   /* the client or employee */
    struct uuid self; /* their own employee record, nil if none */
    struct instant now;
    struct date today;
};

/* needs_decide_create - the need to store, proposed and without a priority, which
 * needs_put_priority adds
 * in     targets   what the input names, as found
 * out    *ret      texts borrowed from `in` and `targets`
 * fails  INVALID /source competency_gap, not exactly one of employee and unit, a reference unknown
 *        or out of scope or outside of the unit of the analysis
 * from   R-02; POST /v1/needs */
enum outcome needs_decide_create(const struct need_create *in, const struct need_targets *targets,
                                 const struct need_caller *caller, struct need *ret,
                                 struct problem *problem) MUST_USE;

/* needs_put_priority - the score of what was measured, with its terms */
void needs_put_priority(struct need *need, const struct need_measure *measure, struct arena *a);

/* needs_decide - the need after an action
 * in     analysis  the state of its analysis
 *        reason    of dropping; else NULL
 * in/out *need     on OUTCOME_OK in its next state with the next version
 * fails  CONFLICT wrong-state of the need or its analysis | FORBIDDEN the caller's own case: a need
 *        about them, put in by them, or verified by them when they validate
 * from   R-01; POST /v1/needs/{need_id}/verify, validate, drop */
enum outcome needs_decide(struct need *need, enum need_action action,
                          enum needs_analysis_state analysis, const char *reason,
                          const struct need_caller *caller, struct problem *problem) MUST_USE;

/* needs_decide_met - the need of a unit as met by the evidence that is named
 * in     evidence  the assessment, as found
 * in/out *need     on OUTCOME_OK met, with the next version
 * fails  CONFLICT wrong-state; need-met-by-itself: the need of an employee | INVALID /assessment_id
 *        unknown or out of scope (reference), or not what R-27 asks for (evidence) | FORBIDDEN the
 *        caller put the need in, verified it, or is the one who was assessed
 * from  ; POST /v1/needs/{need_id}/meet */
enum outcome needs_decide_met(struct need *need, const struct need_evidence *evidence,
                              const struct need_caller *caller, struct problem *problem) MUST_USE;

#endif
