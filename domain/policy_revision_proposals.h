/* policy_revision_proposals.h - rules on proposals to revise the policy
 *
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_policy_revision_proposals.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_POLICY_REVISION_PROPOSALS_H
#define BANGKOM_DOMAIN_POLICY_REVISION_PROPOSALS_H

#include "contract/policy_revision_proposals.h"
#include "contract/policy_versions.h"
#include "domain/policies.h"

/* policy_revision_proposals_make - an open proposal about a policy version
 * in     evidence  JSON text, borrowed
 * out    *ret      complete but for its subject, which the caller puts: objective_id or
 *                  training_id, by the cause
 * from   R-22 */
void policy_revision_proposals_make(struct uuid policy_version_id, enum policy_revision_cause cause,
                                    const char *evidence, const struct policy_facts *facts,
                                    struct policy_revision_proposal *ret);

/* What is said to answer a proposal. */
struct policy_revision_answer {
    const struct policy_version *revised, *answer;
    const char *reason; /* NULL: none was given */
};

/* policy_revision_proposals_decide_accept - closed by a new version
 * in     revised  the version that the proposal is about
 *        answer   the version that is named as the answer, NULL when there is none
 * fails  FORBIDDEN the role does not cover the whole organization (R-02) | CONFLICT wrong-state
 *        INVALID /new_policy_version_id unknown, or not adopted after the revised one
 * from   R-22; POST /v1/policy-revision-proposals/{policy_revision_proposal_id}/accept */
enum outcome policy_revision_proposals_decide_accept(struct policy_revision_proposal *proposal,
                                                     const struct policy_revision_answer *answer,
                                                     const struct policy_facts *facts,
                                                     struct problem *problem) MUST_USE;

/* policy_revision_proposals_decide_refuse - closed by a reasoned refusal
 * fails  FORBIDDEN | CONFLICT wrong-state
 * from   R-22; POST /v1/policy-revision-proposals/{policy_revision_proposal_id}/refuse */
enum outcome policy_revision_proposals_decide_refuse(struct policy_revision_proposal *proposal,
                                                     const char *reason,
                                                     const struct policy_facts *facts,
                                                     struct problem *problem) MUST_USE;

#endif
