/* principal.h - who is calling: the verified token and the roles its bearer holds
 *
 * Roles are granted to a client or an employee over a unit subtree or the whole organization
 * (product.md section 2). An employee always holds the role employee over their own record.
 * Tests: tests/api/test_principal.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_PRINCIPAL_H
#define BANGKOM_HTTP_PRINCIPAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/base/arena.h"
#include "domain/base/time.h"
#include "domain/base/uuid.h"

enum role_bit {
    ROLE_BIT_ADMIN = 1 << 0,
    ROLE_BIT_PLANNER = 1 << 1,
    ROLE_BIT_APPROVER = 1 << 2,
    ROLE_BIT_LEADER = 1 << 3,
    ROLE_BIT_EMPLOYEE = 1 << 4,
    ROLE_BIT_INSTRUCTOR = 1 << 5,
    ROLE_BIT_PARTNER = 1 << 6,
    ROLE_BIT_AUDITOR = 1 << 7,
    ROLE_BIT_INTEGRATION = 1 << 8,
};

struct grant {
    uint32_t role;       /* one enum role_bit */
    struct uuid unit_id; /* nil: the whole organization */
};

struct principal {
    struct uuid organization_id;
    struct uuid id; /* of the client or the employee */
    bool is_client;
    struct uuid employee_id; /* nil for clients */
    const char *name;
    struct instant token_expires_at;
    const struct grant *grants;
    size_t grant_count;
};

/* principal_roles - the union of role bits */
uint32_t principal_roles(const struct principal *p);

/* What a caller may see: besides their own employee record. */
struct scope {
    bool whole;               /* the whole organization */
    const struct uuid *units; /* else these and all below them */
    size_t count;
};
/* principal_scope - what any of `roles` reaches over; the units live in `a`. The roles employee,
 * instructor and partner are about one's own: they add nothing. */
struct scope principal_scope(const struct principal *p, uint32_t roles, struct arena *a);

#endif
