/* action_plans.h - action plans in the database
 *
 * Must not know: HTTP, which role may do what. Only plans of people in the scope of the unit of
 * work are found, those that the caller mentors, and the caller's own.
 * Tests: tests/storage/test_action_plans.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_ACTION_PLANS_H
#define BANGKOM_STORAGE_ACTION_PLANS_H

#include "domain/action_plans.h"
#include "storage/db/uow.h"

/* action_plans_load - one plan; action_plans_load_for_decision - locked until the end of the
 * transaction
 * fails  NOT_FOUND absent or out of scope (R-02) | UNAVAILABLE */
enum outcome action_plans_load(struct uow *u, struct uuid id, struct action_plan *ret) MUST_USE;
enum outcome action_plans_load_for_decision(struct uow *u, struct uuid id,
                                            struct action_plan *ret) MUST_USE;

/* action_plans_load_for_create - what the input names: one round trip */
enum outcome action_plans_load_for_create(struct uow *u, const struct action_plan_create *in,
                                          struct action_plan_targets *ret) MUST_USE;
/* action_plans_load_for_update - the plan, locked, and the mentor that the patch names: one round
 * trip */
enum outcome action_plans_load_for_update(struct uow *u, struct uuid id,
                                          const struct action_plan_patch *patch,
                                          struct action_plan *ret_plan,
                                          struct action_plan_targets *ret_targets) MUST_USE;

/* action_plans_caller - who acts on plans in this unit of work, and the id of a new plan */
struct action_plan_caller action_plans_caller(const struct uow *u);

/* action_plans_apply_create / action_plans_apply - queue the decided row with audit and outbox, and
 * with history when its state changed
 * in  from  the state before */
void action_plans_apply_create(struct uow *u, const struct action_plan *plan);
void action_plans_apply(struct uow *u, const struct action_plan *plan, enum action_plan_state from);

#endif
