/* needs.c - see needs.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/needs.h"

#include "domain/needs_analyses.h"
#include "domain/needs_priority.h"
#include "domain/separation.h"
#include "domain/transitions.h"

#include "domain/base/banned.h"

#define SOURCES_BY_HAND "performance_gap, strategic_plan, public_demand, technology_change, policy"

/* ---- putting in */

static void violate(struct problem *problem, const char *pointer, enum violation_rule rule,
                    const char *arg)
{
    if (rule == RULE_REFERENCE)
        (void)!problem_raise(problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
    (void)!problem_violation(problem, VIOLATION_IN_BODY, pointer, rule, arg, NULL);
}

static enum outcome check_input(const struct need_create *in, const struct need_targets *targets,
                                struct problem *problem)
{
    bool employee = RECORD_HAS(in, NEED_CREATE, employee_id);
    bool unit = RECORD_HAS(in, NEED_CREATE, unit_id);
    bool found = RECORD_HAS(targets, NEED_TARGETS, unit_id) &&
                 (!employee || RECORD_HAS(targets, NEED_TARGETS, employee_id));
    if (in->source == NEED_SOURCE_COMPETENCY_GAP)
        violate(problem, "/source", RULE_ENUM, SOURCES_BY_HAND);
    if (employee == unit) violate(problem, "", RULE_EXACTLY_ONE, "employee_id, unit_id");
    else if (!found || !targets->in_analysis)
        violate(problem, employee ? "/employee_id" : "/unit_id", RULE_REFERENCE, NULL);
    if (!RECORD_HAS(targets, NEED_TARGETS, competency_id))
        violate(problem, "/competency_id", RULE_REFERENCE, NULL);
    return problem_outcome(problem);
}

static void put_targets(struct need *need, const struct need_targets *targets)
{
    RECORD_PUT(need, NEED, unit_id, targets->unit_id);
    RECORD_PUT(need, NEED, unit_name, targets->unit_name);
    RECORD_PUT(need, NEED, competency_id, targets->competency_id);
    RECORD_PUT(need, NEED, competency_code, targets->competency_code);
    RECORD_PUT(need, NEED, competency_name, targets->competency_name);
    if (!RECORD_HAS(targets, NEED_TARGETS, employee_id)) return;
    RECORD_PUT(need, NEED, employee_id, targets->employee_id);
    RECORD_PUT(need, NEED, employee_name, targets->employee_name);
}

enum outcome needs_decide_create(const struct need_create *in, const struct need_targets *targets,
                                 const struct need_caller *caller, struct need *ret,
                                 struct problem *problem)
{
    TRY(check_input(in, targets, problem));
    *ret = (struct need){0};
    record_copy(&need_record, ret, &need_create_record, in);
    put_targets(ret, targets);
    if (RECORD_HAS(in, NEED_CREATE, current_level))
        RECORD_PUT(ret, NEED, gap, in->current_level - in->required_level);
    RECORD_PUT(ret, NEED, state, NEED_STATE_PROPOSED);
    RECORD_PUT(ret, NEED, identified_on, caller->today);
    RECORD_PUT(ret, NEED, created_by, caller->id);
    RECORD_PUT(ret, NEED, version, 1);
    RECORD_PUT(ret, NEED, created_at, caller->now);
    RECORD_PUT(ret, NEED, updated_at, caller->now);
    return OUTCOME_OK;
}

void needs_put_priority(struct need *need, const struct need_measure *measure, struct arena *a)
{
    int64_t gap = RECORD_HAS(need, NEED, gap) && need->gap < 0 ? -need->gap : 0;
    RECORD_PUT(need, NEED, priority, needs_priority_score(measure));
    RECORD_PUT(need, NEED, priority_terms, needs_priority_json(a, measure));
    /* as the column of the table is generated */
    RECORD_PUT(need, NEED, rank_key, 100005 - need->priority * 10 - gap);
}

/* ---- deciding */

static const char *const action_names[] = {NULL, "verify", "validate", "drop", "meet"};
static const struct transition_rule rules[] = {
    {NEED_STATE_PROPOSED, NEED_VERIFY, NEED_STATE_VERIFIED},
    {NEED_STATE_PROPOSED, NEED_DROP, NEED_STATE_DROPPED},
    {NEED_STATE_VERIFIED, NEED_VALIDATE, NEED_STATE_VALIDATED},
    {NEED_STATE_VERIFIED, NEED_DROP, NEED_STATE_DROPPED},
    {NEED_STATE_VALIDATED, NEED_DROP, NEED_STATE_DROPPED},
    {NEED_STATE_PLANNED, NEED_DROP, NEED_STATE_DROPPED},
    {NEED_STATE_VERIFIED, NEED_MEET, NEED_STATE_MET},
    {NEED_STATE_VALIDATED, NEED_MEET, NEED_STATE_MET},
    {NEED_STATE_PLANNED, NEED_MEET, NEED_STATE_MET},
};
static const struct transition_machine machine = {&need_state_enumeration, action_names, rules,
                                                  sizeof rules / sizeof rules[0]};

/* Dropping is possible at any time, the other actions at their stage of the analysis. */
static enum outcome check_stage(enum need_action action, enum needs_analysis_state analysis,
                                struct problem *problem)
{
    switch (action) {
    case NEED_VERIFY: return needs_analyses_allow(analysis, NEEDS_ANALYSIS_VERIFY_ALL, problem);
    case NEED_VALIDATE: return needs_analyses_allow(analysis, NEEDS_ANALYSIS_VALIDATE_ALL, problem);
    case NEED_DROP:
    case NEED_MEET: break;
    }
    return OUTCOME_OK;
}

static enum outcome check_own_case(const struct need *need, enum need_action action,
                                   const struct need_caller *caller, struct problem *problem)
{
    struct uuid parties[] = {need->employee_id, need->created_by, need->verified_by};
    size_t count = action == NEED_VALIDATE ? 3 : 2;
    TRY(separation_check(caller->self, parties, 1, problem));
    return separation_check(caller->id, parties, count, problem);
}

enum outcome needs_decide(struct need *need, enum need_action action,
                          enum needs_analysis_state analysis, const char *reason,
                          const struct need_caller *caller, struct problem *problem)
{
    /* gate: parameters: all that a decision on a need rests on */
    int to;
    TRY(transitions_decide(&machine, (int)need->state, (int)action, &to, problem));
    TRY(check_stage(action, analysis, problem));
    TRY(check_own_case(need, action, caller, problem));
    RECORD_PUT(need, NEED, state, (enum need_state)to);
    if (action == NEED_VERIFY) RECORD_PUT(need, NEED, verified_by, caller->id);
    if (reason != NULL) RECORD_PUT(need, NEED, reason, reason);
    RECORD_PUT(need, NEED, version, need->version + 1);
    RECORD_PUT(need, NEED, updated_at, caller->now);
    return OUTCOME_OK;
}

/* ---- met by hand */

static bool shows(const struct need *need, const struct need_evidence *evidence)
{
    return uuid_equal(evidence->competency_id, need->competency_id) && evidence->in_unit &&
           !evidence->self_assessed && evidence->stands &&
           evidence->level >= need->required_level &&
           evidence->assessed_on.days >= need->identified_on.days;
}

static enum outcome check_evidence(const struct need *need, const struct need_evidence *evidence,
                                   struct problem *problem)
{
    if (!RECORD_HAS(evidence, NEED_EVIDENCE, assessment_id))
        violate(problem, "/assessment_id", RULE_REFERENCE, NULL);
    else if (!shows(need, evidence)) violate(problem, "/assessment_id", RULE_EVIDENCE, NULL);
    return problem_outcome(problem);
}

enum outcome needs_decide_met(struct need *need, const struct need_evidence *evidence,
                              const struct need_caller *caller, struct problem *problem)
{
    int to;
    struct uuid parties[] = {need->created_by, need->verified_by, evidence->employee_id};
    if (RECORD_HAS(need, NEED, employee_id))
        return problem_raise(problem, PROBLEM_NEED_MET_BY_ITSELF, NULL, NULL, NULL);
    TRY(transitions_decide(&machine, (int)need->state, NEED_MEET, &to, problem));
    TRY(check_evidence(need, evidence, problem));
    TRY(separation_check(caller->id, parties, 3, problem));
    TRY(separation_check(caller->self, &evidence->employee_id, 1, problem));
    RECORD_PUT(need, NEED, state, (enum need_state)to);
    RECORD_PUT(need, NEED, met_by_assessment_id, evidence->assessment_id);
    RECORD_PUT(need, NEED, version, need->version + 1);
    RECORD_PUT(need, NEED, updated_at, caller->now);
    return OUTCOME_OK;
}
