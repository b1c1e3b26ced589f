/* revision_cases.c - see revision_cases.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/revision_cases.h"

#include "domain/separation.h"

#include "domain/base/banned.h"

enum action { START = 1, ACT, RESOLVE, WAIVE };
static const char *const action_names[] = {
    [START] = "start", [ACT] = "actions", [RESOLVE] = "resolve", [WAIVE] = "waive"};
static const struct transition_rule rules[] = {
    {REVISION_CASE_STATE_OPEN, START, REVISION_CASE_STATE_IN_PROGRESS},
    {REVISION_CASE_STATE_WAIVED, START, REVISION_CASE_STATE_IN_PROGRESS},
    {REVISION_CASE_STATE_OPEN, ACT, REVISION_CASE_STATE_IN_PROGRESS},
    {REVISION_CASE_STATE_IN_PROGRESS, ACT, REVISION_CASE_STATE_IN_PROGRESS},
    {REVISION_CASE_STATE_RESOLVED, ACT, REVISION_CASE_STATE_RESOLVED},
    {REVISION_CASE_STATE_IN_PROGRESS, RESOLVE, REVISION_CASE_STATE_RESOLVED},
    {REVISION_CASE_STATE_OPEN, WAIVE, REVISION_CASE_STATE_WAIVED},
    {REVISION_CASE_STATE_IN_PROGRESS, WAIVE, REVISION_CASE_STATE_WAIVED},
    {REVISION_CASE_STATE_WAIVED, WAIVE, REVISION_CASE_STATE_WAIVED},
};
static const struct transition_machine machine = {
    .states = &revision_case_state_enumeration,
    .actions = action_names,
    .rules = rules,
    .count = sizeof rules / sizeof rules[0],
};

static enum outcome move(struct revision_case *found, enum action action,
                         const struct registry_facts *facts, struct problem *problem)
{
    int to;
    TRY(registry_check_reach(facts, problem));
    TRY(transitions_decide(&machine, (int)found->state, (int)action, &to, problem));
    RECORD_PUT(found, REVISION_CASE, state, (enum revision_case_state)to);
    registry_stamp_change(&revision_case_record, found, facts->now);
    return OUTCOME_OK;
}

enum outcome revision_cases_decide_create(const struct revision_case_input *in,
                                          const struct revision_open_facts *facts,
                                          struct revision_row *ret, struct problem *problem)
{
    const struct training *training = &facts->training;
    bool names_session = RECORD_HAS(in, REVISION_CASE_INPUT, session_id);
    TRY(registry_check_reach(&facts->registry, problem));
    if (!facts->training_found) (void)!registry_refuse_reference(problem, "/training_id");
    if (names_session && !facts->session_found)
        (void)!registry_refuse_reference(problem, "/session_id");
    TRY(problem_outcome(problem));
    *ret = (struct revision_row){0};
    registry_stamp_new(&revision_row_record, ret, &facts->registry);
    RECORD_PUT(ret, REVISION_ROW, training_id, training->id);
    RECORD_PUT(ret, REVISION_ROW, dimension, in->dimension);
    RECORD_PUT(ret, REVISION_ROW, state, REVISION_CASE_STATE_OPEN);
    RECORD_PUT(ret, REVISION_ROW, by_rule, false);
    RECORD_PUT(ret, REVISION_ROW, evidence, "{}");
    RECORD_PUT(ret, REVISION_ROW, finding, in->finding);
    RECORD_PUT(ret, REVISION_ROW, reopened, 0);
    RECORD_PUT(ret, REVISION_ROW, opened_by, facts->registry.caller_id);
    RECORD_PUT(ret, REVISION_ROW, opened_at, facts->registry.now);
    if (RECORD_HAS(training, TRAINING, published_version_id))
        RECORD_PUT(ret, REVISION_ROW, judged_version_id, training->published_version_id);
    if (!names_session) return OUTCOME_OK;
    RECORD_PUT(ret, REVISION_ROW, session_id, facts->session_id);
    RECORD_PUT(ret, REVISION_ROW, judged_version_id, facts->session_version_id);
    return OUTCOME_OK;
}

enum outcome revision_cases_decide_start(struct revision_case *found,
                                         const struct registry_facts *facts,
                                         struct problem *problem)
{
    return move(found, START, facts, problem);
}

/* ---- changes */

/* Which member says what was changed, and whether that is a change. */
static const struct {
    const char *pointer;
    int member; /* of the input; -1: none is needed */
    int fact;   /* of the facts */
} kinds[] = {
    [REVISION_ACTION_KIND_METHOD] = {"/method", FIELD_REVISION_ACTION_INPUT_method,
                                     FIELD_REVISION_CASE_FACTS_method},
    [REVISION_ACTION_KIND_NEW_VERSION] = {"/training_version_id",
                                          FIELD_REVISION_ACTION_INPUT_training_version_id,
                                          FIELD_REVISION_CASE_FACTS_new_version},
    [REVISION_ACTION_KIND_INSTRUCTOR] = {"/instructor_id",
                                         FIELD_REVISION_ACTION_INPUT_instructor_id,
                                         FIELD_REVISION_CASE_FACTS_instructor},
    [REVISION_ACTION_KIND_PARTNER] = {"/partner_id", FIELD_REVISION_ACTION_INPUT_partner_id,
                                      FIELD_REVISION_CASE_FACTS_partner},
    [REVISION_ACTION_KIND_RETIREMENT] = {"/kind", -1, FIELD_REVISION_CASE_FACTS_retirement},
};

static bool fact_of(const struct revision_case_facts *changes, int fact)
{
    const struct field *field = &revision_case_facts_record.fields[fact];
    return *(const bool *)(const void *)((const char *)changes + field->offset);
}

enum outcome revision_cases_decide_act(struct revision_case *found, const struct revision_act *act,
                                       const struct registry_facts *facts,
                                       struct revision_action_row *ret, struct problem *problem)
{
    const struct revision_action_input *in = act->in;
    const char *pointer = kinds[in->kind].pointer;
    int member = kinds[in->kind].member;
    TRY(move(found, ACT, facts, problem));
    if (member >= 0 && !record_has(in, member))
        return problem_violation(problem, VIOLATION_IN_BODY, pointer, RULE_REQUIRED, NULL, NULL);
    if (!fact_of(act->changes, kinds[in->kind].fact))
        return problem_violation(problem, VIOLATION_IN_BODY, pointer, RULE_REAL_CHANGE, NULL, NULL);
    *ret = (struct revision_action_row){0};
    record_copy(&revision_action_row_record, ret, &revision_action_input_record, in);
    RECORD_PUT(ret, REVISION_ACTION_ROW, id, facts->new_id);
    RECORD_PUT(ret, REVISION_ACTION_ROW, revision_case_id, found->id);
    RECORD_PUT(ret, REVISION_ACTION_ROW, done_by, facts->caller_id);
    RECORD_PUT(ret, REVISION_ACTION_ROW, created_at, facts->now);
    return OUTCOME_OK;
}

enum outcome revision_cases_decide_resolve(struct revision_case *found, const char *change_summary,
                                           int64_t actions_since,
                                           const struct registry_facts *facts,
                                           struct problem *problem)
{
    TRY(move(found, RESOLVE, facts, problem));
    if (actions_since == 0) return problem_raise(problem, PROBLEM_CASE_UNCHANGED, NULL, NULL, NULL);
    RECORD_PUT(found, REVISION_CASE, change_summary, change_summary);
    RECORD_PUT(found, REVISION_CASE, resolved_at, facts->now);
    return OUTCOME_OK;
}

enum outcome revision_cases_decide_waive(struct revision_case *found,
                                         const struct revision_waiver *in,
                                         const struct revision_waiver_limit *limit,
                                         const struct registry_facts *facts,
                                         struct problem *problem)
{
    char first[DATE_TEXT_LENGTH + 1], last[DATE_TEXT_LENGTH + 1];
    const struct date from = {limit->today.days + 1};
    const struct date until = {limit->today.days + (int32_t)limit->max_days};
    TRY(move(found, WAIVE, facts, problem));
    if (RECORD_HAS(found, REVISION_CASE, opened_by))
        TRY(separation_check(facts->caller_id, &found->opened_by, 1, problem));
    date_format(from, first);
    date_format(until, last);
    if (in->waived_until.days < from.days || in->waived_until.days > until.days)
        return problem_violation(problem, VIOLATION_IN_BODY, "/waived_until", RULE_DATE_RANGE,
                                 first, last);
    RECORD_PUT(found, REVISION_CASE, waived_until, in->waived_until);
    RECORD_PUT(found, REVISION_CASE, waived_by, facts->caller_id);
    RECORD_PUT(found, REVISION_CASE, reason, in->reason);
    return OUTCOME_OK;
}
