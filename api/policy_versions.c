/* policy_versions.c - the operations of openapi/policy_versions.yaml
 *
 * Load, decide, apply, reply; rules are in domain/policy_versions.c, statements in
 * storage/policy_versions.c.
 * Tests: tests/storage/test_policy_versions.c, tests/e2e/test_contract_attack.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/policy_versions_operations.h"

#include "storage/policies.h"
#include "storage/policy_versions.h"
#include "storage/policy_versions_sql.h"

#include "domain/base/banned.h"

static enum outcome reply(struct request *rq, const struct policy_version *version)
{
    return reply_record(rq, &policy_version_record, version, version->version);
}

static const char *reason_of(const struct policy_version_action *body)
{
    return RECORD_HAS(body, POLICY_VERSION_ACTION, reason) ? body->reason : NULL;
}

enum outcome policy_versions_list(struct request *rq, struct policy_versions_list_call *in)
{
    return reply_list(rq, &sql_policy_version_list, &in->query);
}

enum outcome policy_versions_get(struct request *rq, struct policy_versions_get_call *in)
{
    struct policy_version version;
    TRY(policy_versions_load(rq->uow, in->path.policy_version_id, &version));
    return reply(rq, &version);
}

enum outcome policy_versions_in_force(struct request *rq, struct policy_versions_in_force_call *in)
{
    struct policy_version version;
    bool given = RECORD_HAS(&in->query, POLICY_VERSIONS_IN_FORCE_QUERY, on);
    policy_versions_want_in_force(rq->uow, given ? in->query.on : rq->today, &version, NULL);
    TRY(uow_sync(rq->uow));
    return reply(rq, &version);
}

enum outcome policy_versions_create(struct request *rq, struct policy_versions_create_call *in)
{
    struct policy_version version;
    struct policy_version_origin origin;
    struct policy_facts facts = policies_facts(rq->uow);
    TRY(policy_versions_load_for_create(rq->uow, in->body.policy_id, &origin));
    TRY(policy_versions_decide_create(&in->body, &origin, &facts, &version, rq->problem));
    policy_versions_apply_create(rq->uow, &version);
    return reply_created(rq, &policy_version_record, &version, version.id, version.version);
}

enum outcome policy_versions_replace(struct request *rq, struct policy_versions_replace_call *in)
{
    struct policy_version version;
    struct policy_facts facts = policies_facts(rq->uow);
    TRY(policy_versions_load_for_update(rq->uow, in->path.policy_version_id, &version));
    TRY(request_check_version(rq, version.version));
    TRY(policy_versions_decide_replace(&version, &in->body, &facts, rq->problem));
    policy_versions_apply_replace(rq->uow, &version);
    return reply(rq, &version);
}

enum outcome policy_versions_submit(struct request *rq, struct policy_versions_submit_call *in)
{
    struct policy_version version;
    struct policy_facts facts = policies_facts(rq->uow);
    TRY(policy_versions_load_for_update(rq->uow, in->path.policy_version_id, &version));
    enum policy_version_state from = version.state;
    TRY(policy_versions_decide_submit(&version, &facts, rq->problem));
    policy_versions_apply_step(rq->uow, &version, from, reason_of(&in->body));
    return reply(rq, &version);
}

enum outcome policy_versions_withdraw(struct request *rq, struct policy_versions_withdraw_call *in)
{
    struct policy_version version;
    struct policy_facts facts = policies_facts(rq->uow);
    TRY(policy_versions_load_for_update(rq->uow, in->path.policy_version_id, &version));
    enum policy_version_state from = version.state;
    TRY(policy_versions_decide_withdraw(&version, &facts, rq->problem));
    policy_versions_apply_step(rq->uow, &version, from, reason_of(&in->body));
    return reply(rq, &version);
}

enum outcome policy_versions_adopt(struct request *rq, struct policy_versions_adopt_call *in)
{
    struct policy_version version;
    struct policy_version_adoption adoption;
    TRY(policy_versions_load_for_adopt(rq->uow, in->path.policy_version_id, &version, &adoption));
    TRY(policy_versions_adopt_loaded(rq->uow, &version, &adoption, reason_of(&in->body)));
    return reply(rq, &version);
}
