/* policies.c - see policies.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/policies.h"

#include "storage/changes.h"
#include "storage/ids.h"
#include "storage/policies_sql.h"
#include "storage/policy_versions_sql.h"

#include "domain/base/banned.h"

struct policy_facts policies_facts(const struct uow *u)
{
    const struct uow_context *context = uow_context(u);
    return (struct policy_facts){.now = context->now,
                                 .today = context->today,
                                 .caller_id = context->principal_id,
                                 .whole_organization = context->whole_organization,
                                 .new_id = ids_new(context->now)};
}

void policies_lock(struct uow *u)
{
    uow_write(u, &sql_policies_lock, NULL, NULL);
}

void policies_want(struct uow *u, struct ref policy_id, bool lock, struct policy *ret,
                   bool *ret_found)
{
    struct policy_get_in in = {0};
    RECORD_PUT(&in, POLICY_GET_IN, policy_id, policy_id);
    if (lock) RECORD_PUT(&in, POLICY_GET_IN, lock, true);
    uow_want(u, &sql_policy_get, &in, ret, ret_found);
}

enum outcome policies_load(struct uow *u, struct ref policy_id, struct policy *ret)
{
    policies_want(u, policy_id, false, ret, NULL);
    return uow_sync(u);
}

enum outcome policies_load_for_update(struct uow *u, struct ref policy_id, struct policy *ret)
{
    policies_want(u, policy_id, true, ret, NULL);
    return uow_sync(u);
}

void policies_apply_create(struct uow *u, const struct policy *policy)
{
    uow_write(u, &sql_policy_insert, policy, NULL);
    changes_record(u, "policy", policy->id, policy->version, &policy_record, policy);
}

void policies_apply_update(struct uow *u, const struct policy *policy)
{
    uow_write(u, &sql_policy_update, policy, NULL);
    changes_record(u, "policy", policy->id, policy->version, &policy_record, policy);
}
