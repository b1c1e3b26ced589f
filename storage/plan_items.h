/* plan_items.h - items of plans in the database
 *
 * Must not know: HTTP, which role may do what. Only items of units in the scope of the unit of work
 * are found.
 * Tests: tests/storage/test_plans.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_PLAN_ITEMS_H
#define BANGKOM_STORAGE_PLAN_ITEMS_H

#include "domain/plan_items.h"
#include "storage/db/uow.h"

/* plan_items_load - one item of a plan
 * fails  NOT_FOUND absent or out of scope (R-02) | UNAVAILABLE */
enum outcome plan_items_load(struct uow *u, struct uuid plan_id, struct uuid id,
                             struct plan_item *ret) MUST_USE;

/* plan_items_load_for_create - the plan, locked until the end of the transaction, and what the
 * input names: one round trip
 * fails  NOT_FOUND no such plan | UNAVAILABLE */
enum outcome plan_items_load_for_create(struct uow *u, struct uuid plan_id,
                                        const struct plan_item_create *in,
                                        struct plan_item_facts *ret_facts) MUST_USE;

/* plan_items_load_for_update - the same for a patch; plan_items_load then gives the item, which
 * only who holds the plan changes */
enum outcome plan_items_load_for_update(struct uow *u, struct uuid plan_id, struct uuid id,
                                        const struct plan_item_patch *in,
                                        struct plan_item_facts *ret_facts) MUST_USE;

/* plan_items_apply_create / _update - queue the decided row and its needs with audit and outbox;
 * plans_check_budget has the last word */
void plan_items_apply_create(struct uow *u, const struct plan_item *item);
void plan_items_apply_update(struct uow *u, const struct plan_item *item);

#endif
