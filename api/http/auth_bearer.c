/* auth_bearer.c - see auth_bearer.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/auth_bearer.h"

#include <stdlib.h>
#include <string.h>

#include "domain/base/banned.h"

#define US_PER_S INT64_C(1000000)

static const struct {
    const char *name;
    uint32_t bit;
} roles[] = {
    {"admin", ROLE_BIT_ADMIN},
    {"planner", ROLE_BIT_PLANNER},
    {"approver", ROLE_BIT_APPROVER},
    {"leader", ROLE_BIT_LEADER},
    {"employee", ROLE_BIT_EMPLOYEE},
    {"instructor", ROLE_BIT_INSTRUCTOR},
    {"partner", ROLE_BIT_PARTNER},
    {"auditor", ROLE_BIT_AUDITOR},
    {"integration", ROLE_BIT_INTEGRATION},
};

static uint32_t role_bit(const char *name)
{
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (strcmp(roles[i].name, name) == 0) return roles[i].bit;
    return 0;
}

static size_t take_grants(const struct identity *identity, struct grant *ret)
{
    size_t count = 0;
    for (size_t i = 0; i < identity->role_count; i++) {
        uint32_t bit = role_bit(identity->roles[i].role);
        if (bit != 0) ret[count++] = (struct grant){bit, identity->roles[i].unit_id};
    }
    return count;
}

struct bearer *bearer_new(const struct token *token, const struct identity *identity)
{
    size_t name_bytes = strlen(identity->name) + 1;
    size_t grants_bytes = identity->role_count * sizeof(struct grant);
    struct bearer *bearer = malloc(sizeof *bearer + grants_bytes + name_bytes);
    if (bearer == NULL) abort();
    struct grant *grants = (struct grant *)(void *)(bearer + 1);
    char *name = (char *)grants + grants_bytes;
    memcpy(name, identity->name, name_bytes);
    atomic_init(&bearer->references, 1);
    bearer->issued_s = token->issued_s;
    bearer->principal = (struct principal){
        .organization_id = token->organization_id,
        .id = identity->id,
        .is_client = token->is_client,
        .employee_id = token->is_client ? (struct uuid){{0}} : identity->id,
        .name = name,
        .token_expires_at = {token->expires_s * US_PER_S},
        .grants = grants,
        .grant_count = take_grants(identity, grants),
    };
    return bearer;
}

void bearer_hold(struct bearer *bearer)
{
    atomic_fetch_add_explicit(&bearer->references, 1, memory_order_relaxed);
}

void bearer_release(struct bearer *bearer)
{
    if (bearer == NULL) return;
    if (atomic_fetch_sub_explicit(&bearer->references, 1, memory_order_acq_rel) == 1) free(bearer);
}

static void release(void *bearer)
{
    bearer_release(bearer);
}

const struct principal *bearer_lend(struct bearer *bearer, struct arena *a)
{
    arena_on_done(a, release, bearer);
    return &bearer->principal;
}

struct token bearer_token(const struct bearer *bearer)
{
    return (struct token){
        .organization_id = bearer->principal.organization_id,
        .subject_id = bearer->principal.id,
        .is_client = bearer->principal.is_client,
        .issued_s = bearer->issued_s,
        .expires_s = bearer->principal.token_expires_at.us / US_PER_S,
    };
}
