/* policies.c - see policies.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/policies.h"

#include "domain/base/banned.h"

enum outcome policies_check_scope(const struct policy_facts *facts, struct problem *problem)
{
    if (facts->whole_organization) return OUTCOME_OK;
    return problem_raise(problem, PROBLEM_FORBIDDEN, NULL, NULL, NULL);
}

enum outcome policies_decide_create(const struct policy_create *in,
                                    const struct policy_facts *facts, struct policy *ret,
                                    struct problem *problem)
{
    TRY(policies_check_scope(facts, problem));
    *ret = (struct policy){0};
    record_copy(&policy_record, ret, &policy_create_record, in);
    RECORD_PUT(ret, POLICY, id, facts->new_id);
    RECORD_PUT(ret, POLICY, version, 1);
    RECORD_PUT(ret, POLICY, created_at, facts->now);
    RECORD_PUT(ret, POLICY, updated_at, facts->now);
    return OUTCOME_OK;
}

enum outcome policies_decide_update(struct policy *policy, const struct policy_patch *patch,
                                    const struct policy_facts *facts, bool *ret_changed,
                                    struct problem *problem)
{
    TRY(policies_check_scope(facts, problem));
    *ret_changed = record_merge(&policy_record, policy, &policy_patch_record, patch) > 0;
    if (!*ret_changed) return OUTCOME_OK;
    RECORD_PUT(policy, POLICY, version, policy->version + 1);
    RECORD_PUT(policy, POLICY, updated_at, facts->now);
    return OUTCOME_OK;
}
