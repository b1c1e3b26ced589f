/* plans.h - rules on yearly plans: who may change and decide, what a plan must have, what it may
 * cost
 *
 * A plan lies in no unit's subtree: only roles over the whole organization change it.
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_plans.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_PLANS_H
#define BANGKOM_DOMAIN_PLANS_H

#include "contract/plan_items.h"
#include "contract/plans.h"
#include "domain/base/problem.h"

enum plan_action {
    PLAN_SUBMIT = 1,
    PLAN_VERIFY,
    PLAN_VALIDATE,
    PLAN_ADOPT,
    PLAN_RETURN_TO_DRAFT,
    PLAN_EDIT, /* of the plan or its items */
};

struct plan_caller {
    struct uuid id;          /* the client or employee who acts */
    bool whole_organization; /* their role covers everything */
    struct instant now;
};

/* plans_decide_create - the draft to store
 * fails  FORBIDDEN a role over a part only; INVALID the same unit has two ceilings
 * from  ; POST /v1/plans */
enum outcome plans_decide_create(const struct plan_create *in, const struct plan_caller *caller,
                                 struct uuid id, struct plan *ret,
                                 struct problem *problem) MUST_USE;

/* plans_decide_update - the draft as it will be
 * out    ret_changed  false: the patch says nothing new
 * fails  FORBIDDEN, INVALID as plans_decide_create | CONFLICT wrong-state: no draft
 * from   PATCH /v1/plans/{plan_id} */
enum outcome plans_decide_update(struct plan *plan, const struct plan_patch *patch,
                                 const struct plan_caller *caller, bool *ret_changed,
                                 struct problem *problem) MUST_USE;

/* plans_decide - the plan after an action
 * in/out *plan  on OUTCOME_OK in its next state with the next version
 * in     editors  uuids of all who ever changed the plan or an item
 * fails  FORBIDDEN a role over a part only; verifying, validating or adopting what one made, ever
 *        changed or submitted (R-01) | CONFLICT wrong-state
 * from   R-01; POST /v1/plans/{plan_id}/… */
enum outcome plans_decide(struct plan *plan, enum plan_action action,
                          const struct plan_caller *caller, const struct list *editors,
                          struct problem *problem) MUST_USE;

/* plans_check_draft - that the plan and its items may be edited
 * fails  CONFLICT wrong-state */
enum outcome plans_check_draft(enum plan_state state, struct problem *problem) MUST_USE;

/* plans_check_elements - that every item has the seven elements of PP 11/2017 Art. 207(3), and
 * validated needs or a reason
 * fails  CONFLICT plan-incomplete; each element that is missing is a violation at
 *        /items/{id}/{member}; a plan without items lacks /items
 * from   R-30; POST /v1/plans/{plan_id}/submit */
enum outcome plans_check_elements(const struct plan_item_elements *items, size_t count,
                                  struct problem *problem) MUST_USE;

/* plans_check_totals - that no ceiling is exceeded
 * fails  CONFLICT budget-ceiling: names the first one that is
 * from   R-30 */
enum outcome plans_check_totals(const struct plan_total *totals, size_t count,
                                struct problem *problem) MUST_USE;

#endif
