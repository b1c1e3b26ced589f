/* needs_analyses.c - see needs_analyses.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/needs_analyses.h"

#include "domain/separation.h"
#include "domain/transitions.h"

#include "domain/base/banned.h"

static const char *const action_names[] = {
    NULL,    "start-verification", "start-validation", "adopt",
    "close", "generate",           "verify-all",       "validate-all"};

static const struct transition_rule rules[] = {
    {NEEDS_ANALYSIS_STATE_INVENTORY, NEEDS_ANALYSIS_GENERATE, NEEDS_ANALYSIS_STATE_INVENTORY},
    {NEEDS_ANALYSIS_STATE_INVENTORY, NEEDS_ANALYSIS_START_VERIFICATION,
     NEEDS_ANALYSIS_STATE_VERIFICATION},
    {NEEDS_ANALYSIS_STATE_VERIFICATION, NEEDS_ANALYSIS_GENERATE, NEEDS_ANALYSIS_STATE_VERIFICATION},
    {NEEDS_ANALYSIS_STATE_VERIFICATION, NEEDS_ANALYSIS_VERIFY_ALL,
     NEEDS_ANALYSIS_STATE_VERIFICATION},
    {NEEDS_ANALYSIS_STATE_VERIFICATION, NEEDS_ANALYSIS_START_VALIDATION,
     NEEDS_ANALYSIS_STATE_VALIDATION},
    {NEEDS_ANALYSIS_STATE_VALIDATION, NEEDS_ANALYSIS_VALIDATE_ALL, NEEDS_ANALYSIS_STATE_VALIDATION},
    {NEEDS_ANALYSIS_STATE_VALIDATION, NEEDS_ANALYSIS_ADOPT, NEEDS_ANALYSIS_STATE_ADOPTED},
    {NEEDS_ANALYSIS_STATE_ADOPTED, NEEDS_ANALYSIS_CLOSE, NEEDS_ANALYSIS_STATE_CLOSED},
};
static const struct transition_machine machine = {&needs_analysis_state_enumeration, action_names,
                                                  rules, sizeof rules / sizeof rules[0]};

enum outcome needs_analyses_decide_create(const struct needs_analysis_create *in,
                                          const struct needs_analysis_facts *facts,
                                          struct needs_analysis *ret, struct problem *problem)
{
    if (!facts->unit_found) {
        (void)!problem_raise(problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
        return problem_violation(problem, VIOLATION_IN_BODY, "/unit_id", RULE_REFERENCE, NULL,
                                 NULL);
    }
    *ret = (struct needs_analysis){0};
    record_copy(&needs_analysis_record, ret, &needs_analysis_create_record, in);
    RECORD_PUT(ret, NEEDS_ANALYSIS, id, facts->new_id);
    RECORD_PUT(ret, NEEDS_ANALYSIS, unit_id, facts->unit_id);
    RECORD_PUT(ret, NEEDS_ANALYSIS, unit_name, facts->unit_name);
    RECORD_PUT(ret, NEEDS_ANALYSIS, state, NEEDS_ANALYSIS_STATE_INVENTORY);
    RECORD_PUT(ret, NEEDS_ANALYSIS, created_by, facts->caller_id);
    RECORD_PUT(ret, NEEDS_ANALYSIS, version, 1);
    RECORD_PUT(ret, NEEDS_ANALYSIS, created_at, facts->now);
    RECORD_PUT(ret, NEEDS_ANALYSIS, updated_at, facts->now);
    return OUTCOME_OK;
}

static enum outcome check_decided(int64_t left, enum need_state state, struct problem *problem)
{
    if (left == 0) return OUTCOME_OK;
    return problem_raise(problem, PROBLEM_NEEDS_UNDECIDED,
                         arena_printf(problem->arena, "%lld", (long long)left),
                         need_state_enumeration.names[state], NULL);
}

enum outcome needs_analyses_decide(struct needs_analysis *analysis,
                                   enum needs_analysis_action action,
                                   const struct needs_analysis_facts *facts,
                                   struct problem *problem)
{
    int to;
    TRY(transitions_decide(&machine, (int)analysis->state, (int)action, &to, problem));
    if (action == NEEDS_ANALYSIS_ADOPT) {
        TRY(separation_check(facts->caller_id, &analysis->created_by, 1, problem));
        TRY(check_decided(facts->verified, NEED_STATE_VERIFIED, problem));
    }
    if (action == NEEDS_ANALYSIS_ADOPT || action == NEEDS_ANALYSIS_START_VALIDATION)
        TRY(check_decided(facts->proposed, NEED_STATE_PROPOSED, problem));
    RECORD_PUT(analysis, NEEDS_ANALYSIS, state, (enum needs_analysis_state)to);
    RECORD_PUT(analysis, NEEDS_ANALYSIS, version, analysis->version + 1);
    RECORD_PUT(analysis, NEEDS_ANALYSIS, updated_at, facts->now);
    return OUTCOME_OK;
}

enum outcome needs_analyses_allow(enum needs_analysis_state state,
                                  enum needs_analysis_action action, struct problem *problem)
{
    int same;
    return transitions_decide(&machine, (int)state, (int)action, &same, problem);
}
