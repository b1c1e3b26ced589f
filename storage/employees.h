/* employees.h - employees in the database
 *
 * Must not know: HTTP, which role may do what. Only employees in the scope of the unit of work are
 * found.
 * Tests: tests/storage/test_employees.c, test_employee_lists.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_EMPLOYEES_H
#define BANGKOM_STORAGE_EMPLOYEES_H

#include "domain/employees.h"
#include "storage/db/uow.h"

/* employees_load - one employee, of the caller's subtrees or the caller
 * fails  NOT_FOUND absent or out of scope (R-02) | UNAVAILABLE */
enum outcome employees_load(struct uow *u, struct ref employee_id, struct employee *ret) MUST_USE;

/* employees_load_for_create - what employees_decide_create needs: one round trip */
enum outcome employees_load_for_create(struct uow *u, const struct employee_create *in,
                                       struct employee_facts *ret_facts) MUST_USE;

/* employees_load_for_update - the employee, locked until the end of the transaction, and what the
 * patch refers to: one round trip, or two when the patch has them leave
 * fails  NOT_FOUND absent or outside of the subtrees; one's own record is no exception |
 *        UNAVAILABLE */
enum outcome employees_load_for_update(struct uow *u, struct ref employee_id,
                                       const struct employee_patch *patch, struct employee *ret,
                                       struct employee_facts *ret_facts) MUST_USE;

/* employees_apply_create / employees_apply_update - queue the decided row with its audit and
 * outbox rows */
void employees_apply_create(struct uow *u, const struct employee *employee);
void employees_apply_update(struct uow *u, struct employee *employee);

#endif
