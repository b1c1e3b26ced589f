/* role_assignments.h - role assignments in the database
 *
 * Only assignments over units in the scope of the unit of work are found, and the units and
 * employees that an input names likewise; those over the whole organization, and clients, only with
 * the whole in scope.
 * Must not know: HTTP, which role may do what.
 * Tests: tests/storage/test_role_assignments.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_ROLE_ASSIGNMENTS_H
#define BANGKOM_STORAGE_ROLE_ASSIGNMENTS_H

#include "domain/role_assignments.h"
#include "storage/db/uow.h"

/* role_assignments_load - one assignment
 * fails  NOT_FOUND absent or out of scope (R-02) | UNAVAILABLE */
enum outcome role_assignments_load(struct uow *u, struct uuid id,
                                   struct role_assignment *ret) MUST_USE;

/* role_assignments_load_for_create - what role_assignments_decide_create needs: one round trip */
enum outcome role_assignments_load_for_create(struct uow *u,
                                              const struct role_assignment_create *in,
                                              struct role_assignment_facts *ret_facts) MUST_USE;

/* role_assignments_load_for_revoke - the assignment, locked until the end of the transaction, and
 * the number of other admins, which stays true until then: one round trip
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome role_assignments_load_for_revoke(struct uow *u, struct uuid id,
                                              struct role_assignment *ret,
                                              struct role_assignment_facts *ret_facts) MUST_USE;

/* Whom a count of admins leaves out; nil ones are nobody. */
struct admins_except {
    struct uuid assignment_id, client_id, employee_id;
};

/* role_assignments_want_admins - queue the count of admins over the whole organization, but for
 * some. Before it waits a lock, held to the end of the transaction, that lets only one unit of work
 * at a time take admins away
 * returns the count: read it after the next sync; lives in the arena */
const int64_t *role_assignments_want_admins(struct uow *u, const struct admins_except *except);

/* role_assignments_apply_create - queue the decided row with its audit and outbox rows
 * role_assignments_apply_revoke - the same for a decided revocation
 * in  reason  for the audit row, or NULL */
void role_assignments_apply_create(struct uow *u, const struct role_assignment *assignment);
void role_assignments_apply_revoke(struct uow *u, const struct role_assignment *assignment,
                                   const char *reason);

#endif
