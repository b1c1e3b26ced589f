/* policies.h - policies in the database
 *
 * Must not know: HTTP, which role may do what.
 * Tests: tests/storage/test_policies.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_POLICIES_H
#define BANGKOM_STORAGE_POLICIES_H

#include "domain/policies.h"
#include "storage/db/uow.h"

/* policies_facts - who asks and when, with a fresh id for what may be made; no round trip */
struct policy_facts policies_facts(const struct uow *u);

/* policies_lock - queue the lock that lets only one unit of work at a time change what is in force,
 * or open proposals for it, to the end of the transaction */
void policies_lock(struct uow *u);

/* policies_want - queue the look-up of a policy; filled by the next sync
 * in  ret_found  NULL: no such policy is NOT_FOUND */
void policies_want(struct uow *u, struct ref policy_id, bool lock, struct policy *ret,
                   bool *ret_found);

/* policies_load / policies_load_for_update - one policy; the latter locked until the end of the
 * transaction
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome policies_load(struct uow *u, struct ref policy_id, struct policy *ret) MUST_USE;
enum outcome policies_load_for_update(struct uow *u, struct ref policy_id,
                                      struct policy *ret) MUST_USE;

/* policies_apply_create / policies_apply_update - queue the decided row with its audit and outbox
 * rows */
void policies_apply_create(struct uow *u, const struct policy *policy);
void policies_apply_update(struct uow *u, const struct policy *policy);

#endif
