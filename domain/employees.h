/* employees.h - rules on civil servants as the HR system gives them
 *
 * Must not know: storage, HTTP. That a NIP or an external key belongs to one employee only is the
 * database's to say (constraints employees_nip_key, employees_external_id_key).
 * Tests: tests/domain/test_employees.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_EMPLOYEES_H
#define BANGKOM_DOMAIN_EMPLOYEES_H

#include "contract/employees.h"
#include "domain/base/problem.h"

/* A record that the input refers to, as storage found it within what the caller may see. */
struct employee_reference {
    bool named; /* the input names one; null is none */
    bool found;
    struct uuid id;
    const char *name;
};

/* What storage found before the decision. */
struct employee_facts {
    struct employee_reference unit; /* in the caller's subtrees */
    struct employee_reference position;
    struct employee_reference target_position;
    struct uuid new_id; /* of an employee to be made */
    struct instant now;
    struct date today;
    bool last_admin; /* of an employee to be changed: without them nobody would be admin over the
                        whole organization */
};

/* employees_decide_create - the employee to store
 * in     a     takes the list of warnings
 * out    *ret  complete record, version 1, with its warnings; texts borrowed from `in` and
 *        `facts`
 * fails  INVALID, all violations at once: /nip not a NIP of this kind, /birth_date in the future,
 *        /unit_id, /position_id, /target_position_id unknown or out of scope
 * from  ; POST /v1/employees */
enum outcome employees_decide_create(struct arena *a, const struct employee_create *in,
                                     const struct employee_facts *facts, struct employee *ret,
                                     struct problem *problem) MUST_USE;

/* A change and what came of it. */
struct employee_change {
    const struct employee_patch *patch;
    struct employee *employee; /* as loaded; on OUTCOME_OK as it will be */
    bool changed;              /* false: the patch says nothing new and nothing is to be stored */
};

/* employees_decide_update - the employee as it will be
 * in/out *change  see above; `employee` is unspecified on failure
 * fails  as employees_decide_create | CONFLICT the last admin would leave. A NIP is judged when the
 *        patch names it or the kind, so that an old number that breaks the rules does not keep the
 *        rest of the record from being changed
 * from  ; PATCH /v1/employees/{employee_id} */
enum outcome employees_decide_update(struct arena *a, struct employee_change *change,
                                     const struct employee_facts *facts,
                                     struct problem *problem) MUST_USE;

#endif
