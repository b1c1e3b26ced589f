/* policy_revision_proposals.c - the operations of openapi/policy_revision_proposals.yaml
 *
 * Tests: tests/storage/test_policy_revision_proposals.c, tests/e2e/test_contract_attack.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/policy_revision_proposals_operations.h"

#include "storage/policies.h"
#include "storage/policy_revision_proposals.h"
#include "storage/policy_revision_proposals_sql.h"

#include "domain/base/banned.h"

static enum outcome reply(struct request *rq, const struct policy_revision_proposal *proposal)
{
    return reply_record(rq, &policy_revision_proposal_record, proposal, proposal->version);
}

enum outcome policy_revision_proposals_list(struct request *rq,
                                            struct policy_revision_proposals_list_call *in)
{
    return reply_list(rq, &sql_policy_revision_proposal_list, &in->query);
}

enum outcome policy_revision_proposals_get(struct request *rq,
                                           struct policy_revision_proposals_get_call *in)
{
    struct policy_revision_proposal proposal;
    TRY(policy_revision_proposals_load(rq->uow, in->path.policy_revision_proposal_id, &proposal));
    return reply(rq, &proposal);
}

enum outcome policy_revision_proposals_check(struct request *rq,
                                             struct policy_revision_proposals_check_call *in)
{
    struct policy_revision_check_reply found;
    struct policy_facts facts = policies_facts(rq->uow);
    (void)in;
    TRY(policies_check_scope(&facts, rq->problem));
    TRY(policy_revision_proposals_check_now(rq->uow, &found));
    return reply_record(rq, &policy_revision_check_reply_record, &found, -1);
}

enum outcome policy_revision_proposals_accept(struct request *rq,
                                              struct policy_revision_proposals_accept_call *in)
{
    struct policy_revision_proposal proposal;
    struct policy_revision_answer answer;
    struct policy_facts facts = policies_facts(rq->uow);
    const struct policy_revision_acceptance *body = &in->body;
    TRY(policy_revision_proposals_load_for_close(rq->uow, in->path.policy_revision_proposal_id,
                                                 &proposal));
    TRY(policy_revision_proposals_load_answer(rq->uow, proposal.policy_version_id,
                                              body->new_policy_version_id, &answer));
    if (RECORD_HAS(body, POLICY_REVISION_ACCEPTANCE, reason)) answer.reason = body->reason;
    TRY(policy_revision_proposals_decide_accept(&proposal, &answer, &facts, rq->problem));
    policy_revision_proposals_apply_close(rq->uow, &proposal);
    return reply(rq, &proposal);
}

enum outcome policy_revision_proposals_refuse(struct request *rq,
                                              struct policy_revision_proposals_refuse_call *in)
{
    struct policy_revision_proposal proposal;
    struct policy_facts facts = policies_facts(rq->uow);
    TRY(policy_revision_proposals_load_for_close(rq->uow, in->path.policy_revision_proposal_id,
                                                 &proposal));
    TRY(policy_revision_proposals_decide_refuse(&proposal, in->body.reason, &facts, rq->problem));
    policy_revision_proposals_apply_close(rq->uow, &proposal);
    return reply(rq, &proposal);
}
