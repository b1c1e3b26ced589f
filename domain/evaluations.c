/* evaluations.c - see evaluations.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/evaluations.h"

#include "domain/transitions.h"

#include "domain/base/banned.h"

enum { LEVEL_REACTION = 1 };

enum action { ACTION_CLOSE = 1 };
static const char *const action_names[] = {NULL, "close"};
static const struct transition_rule rules[] = {
    {EVALUATION_STATE_OPEN, ACTION_CLOSE, EVALUATION_STATE_CLOSED},
};
static const struct transition_machine machine = {
    .states = &evaluation_state_enumeration,
    .actions = action_names,
    .rules = rules,
    .count = sizeof rules / sizeof rules[0],
};

static enum outcome check_reach(bool whole_organization, struct problem *problem)
{
    if (whole_organization) return OUTCOME_OK;
    return problem_raise(problem, PROBLEM_FORBIDDEN, NULL, NULL, NULL);
}

enum outcome evaluations_decide_open(const struct evaluation_facts *facts, struct evaluation *ret,
                                     struct problem *problem)
{
    struct date closes_on = {facts->today.days + (int32_t)facts->open_days};
    TRY(check_reach(facts->whole_organization, problem));
    if (!facts->completed)
        return problem_raise(problem, PROBLEM_SESSION_NOT_COMPLETED, NULL, NULL, NULL);
    if (!facts->has_instrument)
        return problem_raise(problem, PROBLEM_NO_INSTRUMENT, NULL, NULL, NULL);
    *ret = (struct evaluation){0};
    RECORD_PUT(ret, EVALUATION, id, facts->new_id);
    RECORD_PUT(ret, EVALUATION, session_id, facts->session_id);
    RECORD_PUT(ret, EVALUATION, instrument_version_id, facts->instrument_version_id);
    RECORD_PUT(ret, EVALUATION, level, LEVEL_REACTION);
    RECORD_PUT(ret, EVALUATION, state, EVALUATION_STATE_OPEN);
    RECORD_PUT(ret, EVALUATION, opens_on, facts->today);
    RECORD_PUT(ret, EVALUATION, closes_on, closes_on);
    RECORD_PUT(ret, EVALUATION, created_at, facts->now);
    RECORD_PUT(ret, EVALUATION, updated_at, facts->now);
    return OUTCOME_OK;
}

enum outcome evaluations_decide_close(struct evaluation_closing *closing, bool whole_organization,
                                      struct date today, struct problem *problem)
{
    int to;
    TRY(check_reach(whole_organization, problem));
    TRY(transitions_decide(&machine, (int)closing->state, ACTION_CLOSE, &to, problem));
    closing->state = (enum evaluation_state)to;
    if (today.days < closing->closes_on.days) closing->closes_on = today;
    return OUTCOME_OK;
}

enum outcome evaluations_decide_close_due(bool whole_organization, struct problem *problem)
{
    return check_reach(whole_organization, problem);
}
