/* policies.c - the operations of openapi/policies.yaml
 *
 * Tests: tests/storage/test_policies.c, tests/e2e/test_contract_attack.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/policies_operations.h"

#include "storage/policies.h"
#include "storage/policies_sql.h"

#include "domain/base/banned.h"

enum outcome policies_list(struct request *rq, struct policies_list_call *in)
{
    return reply_list(rq, &sql_policy_list, &in->query);
}

enum outcome policies_get(struct request *rq, struct policies_get_call *in)
{
    struct policy policy;
    TRY(policies_load(rq->uow, in->path.policy_id, &policy));
    return reply_record(rq, &policy_record, &policy, policy.version);
}

enum outcome policies_create(struct request *rq, struct policies_create_call *in)
{
    struct policy policy;
    struct policy_facts facts = policies_facts(rq->uow);
    TRY(policies_decide_create(&in->body, &facts, &policy, rq->problem));
    policies_apply_create(rq->uow, &policy);
    return reply_created(rq, &policy_record, &policy, policy.id, policy.version);
}

enum outcome policies_update(struct request *rq, struct policies_update_call *in)
{
    struct policy policy;
    struct policy_facts facts = policies_facts(rq->uow);
    bool changed;
    TRY(policies_load_for_update(rq->uow, in->path.policy_id, &policy));
    TRY(request_check_version(rq, policy.version));
    TRY(policies_decide_update(&policy, &in->body, &facts, &changed, rq->problem));
    if (changed) policies_apply_update(rq->uow, &policy);
    return reply_record(rq, &policy_record, &policy, policy.version);
}
