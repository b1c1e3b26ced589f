/* action_plans.h - rules on what participants make of what they learned
 *
 * Must not know: storage, HTTP, where a caller may look.
 * Tests: tests/domain/test_action_plans.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_ACTION_PLANS_H
#define BANGKOM_DOMAIN_ACTION_PLANS_H

#include "contract/action_plans.h"
#include "domain/base/problem.h"

enum action_plan_action {
    ACTION_PLAN_ACCEPT = 1,
    ACTION_PLAN_REPORT_OUTCOME, /* of action_plans_decide_outcome only */
    ACTION_PLAN_WITHDRAW,
};

/* Who acts and when. */
struct action_plan_caller {
    struct uuid self; /* their own employee record, nil if none */
    struct uuid new_id;
    struct instant now;
    struct date today;
};

/* action_plans_decide_create - the plan to store, filed
 * in     targets  what the input names, as found
 * out    *ret     texts borrowed from `in` and `targets`
 * fails  INVALID an enrolment that is not the caller's or was not attended, an unknown mentor, a
 *        day in the past | FORBIDDEN own-case: one's own mentor
 * from   POST /v1/action-plans */
enum outcome action_plans_decide_create(const struct action_plan_create *in,
                                        const struct action_plan_targets *targets,
                                        const struct action_plan_caller *caller,
                                        struct action_plan *ret, struct problem *problem) MUST_USE;

/* action_plans_decide_update - the plan after a merge-patch
 * in     targets  the mentor that the patch names, as found
 * in/out *plan    on OUTCOME_OK as it is to be stored
 * fails  FORBIDDEN somebody else's plan, or own-case as above | CONFLICT wrong-state | INVALID
 * from   PATCH /v1/action-plans/{action_plan_id} */
enum outcome action_plans_decide_update(struct action_plan *plan,
                                        const struct action_plan_patch *patch,
                                        const struct action_plan_targets *targets,
                                        const struct action_plan_caller *caller,
                                        struct problem *problem) MUST_USE;

/* action_plans_decide - the plan after it was accepted or withdrawn
 * in/out *plan  on OUTCOME_OK in its next state with the next version
 * fails  CONFLICT wrong-state | FORBIDDEN own-case: who filed it accepts; somebody else
 *        withdraws */
enum outcome action_plans_decide(struct action_plan *plan, enum action_plan_action action,
                                 const struct action_plan_caller *caller,
                                 struct problem *problem) MUST_USE;

/* action_plans_decide_outcome - the plan after its outcome was confirmed
 * in/out *plan  on OUTCOME_OK achieved or not_achieved; texts borrowed from `in`
 * fails  as action_plans_decide | INVALID a day in the future or before the plan, an innovation
 *        that was not achieved
 * from   R-01; POST /v1/action-plans/{action_plan_id}/report-outcome */
enum outcome action_plans_decide_outcome(struct action_plan *plan,
                                         const struct action_plan_outcome *in,
                                         const struct action_plan_caller *caller,
                                         struct problem *problem) MUST_USE;

#endif
