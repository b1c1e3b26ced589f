/* role_assignments.h - rules on who may give which role to whom, and take it away
 *
 * What lies outside the caller's own admin role is not found by storage, so that here it is a
 * reference that does not exist.
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_role_assignments.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_ROLE_ASSIGNMENTS_H
#define BANGKOM_DOMAIN_ROLE_ASSIGNMENTS_H

#include "contract/role_assignments.h"
#include "domain/base/problem.h"

/* What storage found before the decision. */
struct role_assignment_facts {
    struct instant now;
    struct uuid caller_id;   /* the client or employee who asks */
    bool whole_organization; /* the caller is admin over the whole organization */
    /* for granting */
    bool bearer_found; /* the client or employee exists within the caller's admin role … */
    struct uuid bearer_id;
    const char *bearer_name;
    bool bearer_revoked; /* … and is a revoked client */
    bool unit_found;     /* the unit exists within the caller's admin role */
    struct uuid unit_id;
    const char *unit_name;
    bool partner_found;
    struct uuid partner_id;
    const char *partner_name;
    /* for revoking */
    int64_t other_admins; /* over the whole organization, without this assignment */
};

/* role_assignments_decide_create - the assignment to store
 * out    *ret  complete record, version 1; texts borrowed from the facts
 * fails  INVALID not exactly one bearer; /role employee, or another than partner for a partner;
 *        /client_id, /employee_id, /unit_id or /partner_id unknown or outside the caller's admin
 *        role | FORBIDDEN to oneself; over the whole
 *        organization without a role over it (R-02) | CONFLICT the client is revoked
 * from  ; POST /v1/role-assignments */
enum outcome role_assignments_decide_create(const struct role_assignment_create *in,
                                            const struct role_assignment_facts *facts,
                                            struct uuid id, struct role_assignment *ret,
                                            struct problem *problem) MUST_USE;

/* role_assignments_decide_revoke - the assignment, closed from now on
 * fails  CONFLICT it is revoked already; nobody would be admin over the whole organization any more
 *        FORBIDDEN one's own
 * from   R-01; POST /v1/role-assignments/{role_assignment_id}/revoke */
enum outcome role_assignments_decide_revoke(struct role_assignment *assignment,
                                            const struct role_assignment_facts *facts,
                                            struct problem *problem) MUST_USE;

/* role_assignments_bearer - the client or employee who holds the role */
struct uuid role_assignments_bearer(const struct role_assignment *assignment);

#endif
