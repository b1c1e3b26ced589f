/* trainings.c - see trainings.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/trainings.h"

#include "domain/base/banned.h"

static const char *const actions[] = {
    [TRAINING_RETIRE] = "retire",
    [TRAINING_REACTIVATE] = "reactivate",
};
static const struct transition_rule rules[] = {
    {TRAINING_STATE_ACTIVE, TRAINING_RETIRE, TRAINING_STATE_RETIRED},
    {TRAINING_STATE_RETIRED, TRAINING_REACTIVATE, TRAINING_STATE_ACTIVE},
};
const struct transition_machine training_machine = {
    .states = &training_state_enumeration,
    .actions = actions,
    .rules = rules,
    .count = sizeof rules / sizeof rules[0],
};

enum outcome trainings_decide_create(const struct training_create *in,
                                     const struct training_facts *facts, struct training *ret,
                                     struct problem *problem)
{
    TRY(registry_check_reach(&facts->registry, problem));
    if (!facts->form_found) return registry_refuse_reference(problem, "/form_id");
    *ret = (struct training){0};
    record_copy(&training_record, ret, &training_create_record, in);
    registry_stamp_new(&training_record, ret, &facts->registry);
    RECORD_PUT(ret, TRAINING, form_name, facts->form_name);
    RECORD_PUT(ret, TRAINING, state, TRAINING_STATE_ACTIVE);
    return OUTCOME_OK;
}

enum outcome trainings_decide_update(struct training *training, const struct training_patch *patch,
                                     const struct registry_facts *facts, bool *ret_changed,
                                     struct problem *problem)
{
    TRY(registry_check_reach(facts, problem));
    *ret_changed = record_merge(&training_record, training, &training_patch_record, patch) > 0;
    if (*ret_changed) registry_stamp_change(&training_record, training, facts->now);
    return OUTCOME_OK;
}

enum outcome trainings_decide_move(struct training *training, enum training_action action,
                                   const struct registry_facts *facts, struct problem *problem)
{
    int to;
    TRY(registry_check_reach(facts, problem));
    TRY(transitions_decide(&training_machine, (int)training->state, (int)action, &to, problem));
    RECORD_PUT(training, TRAINING, state, (enum training_state)to);
    registry_stamp_change(&training_record, training, facts->now);
    return OUTCOME_OK;
}
