/* me.c - the operation of openapi/me.yaml: the principal of the request, with names
 *
 * Tests: tests/e2e/test_identity.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/me_operations.h"

#include "storage/me.h"

#include "domain/base/banned.h"

/* Bits of enum role_bit stand in the order of the contract's enum. */
_Static_assert(1 << (ROLE_ADMIN - 1) == ROLE_BIT_ADMIN &&
                   1 << (ROLE_LEADER - 1) == ROLE_BIT_LEADER &&
                   1 << (ROLE_INTEGRATION - 1) == ROLE_BIT_INTEGRATION,
               "enum role and enum role_bit name the roles in another order");
static enum role role_of(uint32_t bit)
{
    return (enum role)(__builtin_ctz(bit) + 1);
}

static struct me_role_list roles_of(const struct principal *principal, struct arena *a)
{
    struct me_role *roles = ARENA_ARRAY(a, principal->grant_count, struct me_role);
    for (size_t i = 0; i < principal->grant_count; i++) {
        const struct grant *grant = &principal->grants[i];
        RECORD_PUT(&roles[i], ME_ROLE, role, role_of(grant->role));
        if (!uuid_is_nil(grant->unit_id)) RECORD_PUT(&roles[i], ME_ROLE, unit_id, grant->unit_id);
    }
    return (struct me_role_list){.count = principal->grant_count, .items = roles};
}

enum outcome me_get(struct request *rq, struct me_get_call *in)
{
    const struct principal *principal = rq->principal;
    struct me me = {.roles = roles_of(principal, rq->arena)};
    (void)in;
    TRY(me_load(rq->uow, &me.organization, &me.roles));
    RECORD_PUT(&me, ME, id, principal->id);
    RECORD_PUT(&me, ME, kind,
               principal->is_client ? PRINCIPAL_KIND_CLIENT : PRINCIPAL_KIND_EMPLOYEE);
    RECORD_PUT(&me, ME, name, principal->name);
    record_mark(&me, FIELD_ME_organization, true);
    record_mark(&me, FIELD_ME_roles, true);
    RECORD_PUT(&me, ME, token_expires_at, principal->token_expires_at);
    return reply_record(rq, &me_record, &me, -1);
}
