/* partners.c - see partners.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/partners.h"

#include "domain/base/banned.h"

static const char *const actions[] = {
    [ACTIVITY_DEACTIVATE] = "deactivate",
    [ACTIVITY_REACTIVATE] = "reactivate",
};
static const struct transition_rule rules[] = {
    {ACTIVITY_STATE_ACTIVE, ACTIVITY_DEACTIVATE, ACTIVITY_STATE_INACTIVE},
    {ACTIVITY_STATE_INACTIVE, ACTIVITY_REACTIVATE, ACTIVITY_STATE_ACTIVE},
};
const struct transition_machine activity_machine = {
    .states = &activity_state_enumeration,
    .actions = actions,
    .rules = rules,
    .count = sizeof rules / sizeof rules[0],
};

enum outcome partners_check_active(bool active, struct problem *problem)
{
    if (active) return OUTCOME_OK;
    return transitions_refuse(&activity_machine, ACTIVITY_STATE_INACTIVE, problem);
}

enum outcome partners_decide_create(const struct partner_create *in,
                                    const struct registry_facts *facts, struct partner *ret,
                                    struct problem *problem)
{
    TRY(registry_check_reach(facts, problem));
    *ret = (struct partner){0};
    record_copy(&partner_record, ret, &partner_create_record, in);
    registry_stamp_new(&partner_record, ret, facts);
    RECORD_PUT(ret, PARTNER, state, ACTIVITY_STATE_ACTIVE);
    return OUTCOME_OK;
}

enum outcome partners_decide_update(struct partner *partner, const struct partner_patch *patch,
                                    const struct registry_facts *facts, bool *ret_changed,
                                    struct problem *problem)
{
    TRY(registry_check_reach(facts, problem));
    *ret_changed = record_merge(&partner_record, partner, &partner_patch_record, patch) > 0;
    if (*ret_changed) registry_stamp_change(&partner_record, partner, facts->now);
    return OUTCOME_OK;
}

enum outcome partners_decide_move(struct partner *partner, enum activity_action action,
                                  const struct registry_facts *facts, struct problem *problem)
{
    int to;
    TRY(registry_check_reach(facts, problem));
    TRY(transitions_decide(&activity_machine, (int)partner->state, (int)action, &to, problem));
    RECORD_PUT(partner, PARTNER, state, (enum activity_state)to);
    registry_stamp_change(&partner_record, partner, facts->now);
    return OUTCOME_OK;
}

enum outcome accreditations_decide_create(const struct accreditation_create *in,
                                          struct uuid partner_id,
                                          const struct registry_facts *facts,
                                          struct accreditation *ret, struct problem *problem)
{
    bool ends = RECORD_HAS(in, ACCREDITATION_CREATE, valid_until);
    TRY(registry_check_reach(facts, problem));
    if (ends && in->valid_until.days < in->valid_from.days)
        return problem_violation(problem, VIOLATION_IN_BODY, "/valid_until", RULE_ORDER, NULL,
                                 NULL);
    *ret = (struct accreditation){0};
    record_copy(&accreditation_record, ret, &accreditation_create_record, in);
    RECORD_PUT(ret, ACCREDITATION, id, facts->new_id);
    RECORD_PUT(ret, ACCREDITATION, partner_id, partner_id);
    RECORD_PUT(ret, ACCREDITATION, created_at, facts->now);
    return OUTCOME_OK;
}
