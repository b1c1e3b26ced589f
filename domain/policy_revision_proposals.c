/* policy_revision_proposals.c - see policy_revision_proposals.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/policy_revision_proposals.h"

#include "domain/transitions.h"

#include "domain/base/banned.h"

enum action { ACTION_ACCEPT = 1, ACTION_REFUSE };
static const char *const action_names[] = {NULL, "accept", "refuse"};
static const struct transition_rule rules[] = {
    {POLICY_REVISION_STATE_OPEN, ACTION_ACCEPT, POLICY_REVISION_STATE_ACCEPTED},
    {POLICY_REVISION_STATE_OPEN, ACTION_REFUSE, POLICY_REVISION_STATE_REFUSED},
};
static const struct transition_machine machine = {
    .states = &policy_revision_state_enumeration,
    .actions = action_names,
    .rules = rules,
    .count = sizeof rules / sizeof rules[0],
};

void policy_revision_proposals_make(struct uuid policy_version_id, enum policy_revision_cause cause,
                                    const char *evidence, const struct policy_facts *facts,
                                    struct policy_revision_proposal *ret)
{
    *ret = (struct policy_revision_proposal){0};
    RECORD_PUT(ret, POLICY_REVISION_PROPOSAL, id, facts->new_id);
    RECORD_PUT(ret, POLICY_REVISION_PROPOSAL, policy_version_id, policy_version_id);
    RECORD_PUT(ret, POLICY_REVISION_PROPOSAL, cause, cause);
    RECORD_PUT(ret, POLICY_REVISION_PROPOSAL, state, POLICY_REVISION_STATE_OPEN);
    RECORD_PUT(ret, POLICY_REVISION_PROPOSAL, evidence, evidence);
    RECORD_PUT(ret, POLICY_REVISION_PROPOSAL, version, 1);
    RECORD_PUT(ret, POLICY_REVISION_PROPOSAL, created_at, facts->now);
    RECORD_PUT(ret, POLICY_REVISION_PROPOSAL, updated_at, facts->now);
}

static enum outcome close_by(struct policy_revision_proposal *proposal, enum action action,
                             const char *reason, const struct policy_facts *facts,
                             struct problem *problem)
{
    int to;
    TRY(policies_check_scope(facts, problem));
    TRY(transitions_decide(&machine, (int)proposal->state, (int)action, &to, problem));
    RECORD_PUT(proposal, POLICY_REVISION_PROPOSAL, state, (enum policy_revision_state)to);
    RECORD_PUT(proposal, POLICY_REVISION_PROPOSAL, decided_by, facts->caller_id);
    if (reason != NULL) RECORD_PUT(proposal, POLICY_REVISION_PROPOSAL, reason, reason);
    RECORD_PUT(proposal, POLICY_REVISION_PROPOSAL, version, proposal->version + 1);
    RECORD_PUT(proposal, POLICY_REVISION_PROPOSAL, updated_at, facts->now);
    return OUTCOME_OK;
}

static enum outcome check_answer(const struct policy_version *revised,
                                 const struct policy_version *answer, struct problem *problem)
{
    static const char pointer[] = "/new_policy_version_id";
    if (answer == NULL) {
        (void)!problem_raise(problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
        return problem_violation(problem, VIOLATION_IN_BODY, pointer, RULE_REFERENCE, NULL, NULL);
    }
    bool was_adopted = answer->state == POLICY_VERSION_STATE_ADOPTED ||
                       answer->state == POLICY_VERSION_STATE_SUPERSEDED;
    if (was_adopted && answer->effective_from.days > revised->effective_from.days)
        return OUTCOME_OK;
    return problem_violation(problem, VIOLATION_IN_BODY, pointer, RULE_LATER_VERSION, NULL, NULL);
}

enum outcome policy_revision_proposals_decide_accept(struct policy_revision_proposal *proposal,
                                                     const struct policy_revision_answer *answer,
                                                     const struct policy_facts *facts,
                                                     struct problem *problem)
{
    TRY(close_by(proposal, ACTION_ACCEPT, answer->reason, facts, problem));
    TRY(check_answer(answer->revised, answer->answer, problem));
    RECORD_PUT(proposal, POLICY_REVISION_PROPOSAL, new_policy_version_id, answer->answer->id);
    return OUTCOME_OK;
}

enum outcome policy_revision_proposals_decide_refuse(struct policy_revision_proposal *proposal,
                                                     const char *reason,
                                                     const struct policy_facts *facts,
                                                     struct problem *problem)
{
    return close_by(proposal, ACTION_REFUSE, reason, facts, problem);
}
