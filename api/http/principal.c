/* principal.c - see principal.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/principal.h"

#include "domain/base/banned.h"

uint32_t principal_roles(const struct principal *p)
{
    uint32_t roles = uuid_is_nil(p->employee_id) ? 0 : ROLE_BIT_EMPLOYEE;
    for (size_t i = 0; i < p->grant_count; i++) roles |= p->grants[i].role;
    return roles;
}

/* Reach over what is the caller's own, found by uow_context.self: never over a unit or everything,
 * whatever the role was granted over. */
#define OWN_ROLES (ROLE_BIT_EMPLOYEE | ROLE_BIT_INSTRUCTOR | ROLE_BIT_PARTNER)

struct scope principal_scope(const struct principal *p, uint32_t roles, struct arena *a)
{
    struct uuid *units = p->grant_count == 0 ? NULL : ARENA_ARRAY(a, p->grant_count, struct uuid);
    struct scope scope = {.units = units};
    for (size_t i = 0; i < p->grant_count; i++) {
        const struct grant *grant = &p->grants[i];
        if (!(grant->role & roles & ~(uint32_t)OWN_ROLES)) continue;
        if (!uuid_is_nil(grant->unit_id)) units[scope.count++] = grant->unit_id;
        else scope.whole = true;
    }
    return scope;
}
