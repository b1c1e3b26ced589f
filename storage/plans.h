/* plans.h - plans in the database
 *
 * Must not know: HTTP, which role may do what. Plans belong to the whole organization; who may
 * change them is a rule (domain/plans.h).
 * Tests: tests/storage/test_plans.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_PLANS_H
#define BANGKOM_STORAGE_PLANS_H

#include "domain/plans.h"
#include "storage/db/uow.h"

/* plans_caller - who acts on plans in this unit of work */
struct plan_caller plans_caller(const struct uow *u);

/* plans_load - one plan
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome plans_load(struct uow *u, struct uuid id, struct plan *ret) MUST_USE;

/* plans_want_locked - queue the look-up of a plan, locked until the end of the transaction: whoever
 * writes an item or a ceiling does that first, so that sums hold. NOT_FOUND when absent. */
void plans_want_locked(struct uow *u, struct uuid id, struct plan *ret);

/* plans_load_for_decision - the plan, locked likewise, and the uuids of all who ever changed it or
 * an item of it: one round trip
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome plans_load_for_decision(struct uow *u, struct uuid id, struct plan *ret,
                                     struct list *ret_editors) MUST_USE;

/* plans_record_editor - queue that the caller changed the plan or an item of it
 * needs  the plan locked */
void plans_record_editor(struct uow *u, struct uuid id);

/* plans_check_budget - that no ceiling is exceeded by what is stored and queued so far: one round
 * trip
 * needs  the plan locked
 * fails  CONFLICT budget-ceiling | what the queued writes fail with */
enum outcome plans_check_budget(struct uow *u, struct uuid id) MUST_USE;

/* plans_check_items - that every item has its elements (plans_check_elements): one round trip */
enum outcome plans_check_items(struct uow *u, struct uuid id) MUST_USE;

/* plans_apply_create / _update - queue the decided row and its ceilings with history, audit and
 * outbox
 * in  ceilings  whether they were given and replace those that are stored */
void plans_apply_create(struct uow *u, const struct plan *plan);
void plans_apply_update(struct uow *u, const struct plan *plan, bool ceilings);

/* plans_apply_decision - queue the decided row likewise; adoption plans the needs of the items
 * in  from    the state before
 *     reason  NULL: none was given */
void plans_apply_decision(struct uow *u, const struct plan *plan, enum plan_state from,
                          const char *reason);

#endif
