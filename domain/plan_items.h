/* plan_items.h - rules on the items of a draft plan
 *
 * Must not know: storage, HTTP, budgets of other items (see plans_check_totals).
 * Tests: tests/domain/test_plan_items.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_PLAN_ITEMS_H
#define BANGKOM_DOMAIN_PLAN_ITEMS_H

#include "contract/plan_items.h"
#include "contract/plans.h"
#include "domain/base/problem.h"

/* What storage found before the decision. */
struct plan_item_facts {
    enum plan_state plan_state;
    struct uuid plan_id;
    const struct plan_item_targets *targets; /* of the input */
    struct uuid new_id;
    struct instant now;
};

/* plan_items_decide_create - the item to store
 * out    *ret  texts and needs borrowed from `in` and the targets
 * fails  CONFLICT wrong-state: the plan is no draft | INVALID a reference unknown or out of scope,
 *        the same need twice, a schedule that is half or ends before it begins, neither needs nor a
 *        reason
 * from  ; POST /v1/plans/{plan_id}/items */
enum outcome plan_items_decide_create(const struct plan_item_create *in,
                                      const struct plan_item_facts *facts, struct plan_item *ret,
                                      struct problem *problem) MUST_USE;

/* plan_items_decide_update - the item as it will be; needs that the caller does not see stay with
 * it, and its needs are put in the order of their ids
 * out    ret_changed  false: the patch says nothing new
 * fails  as plan_items_decide_create
 * from   PATCH /v1/plans/{plan_id}/items/{plan_item_id} */
enum outcome plan_items_decide_update(struct plan_item *item, const struct plan_item_patch *patch,
                                      const struct plan_item_facts *facts, bool *ret_changed,
                                      struct problem *problem) MUST_USE;

#endif
