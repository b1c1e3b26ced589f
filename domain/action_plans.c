/* action_plans.c - see action_plans.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/action_plans.h"

#include "domain/registry.h"
#include "domain/separation.h"
#include "domain/transitions.h"

#include "domain/base/banned.h"

static const char *const action_names[] = {NULL, "accept", "report-outcome", "withdraw"};
static const struct transition_rule rules[] = {
    {ACTION_PLAN_STATE_FILED, ACTION_PLAN_ACCEPT, ACTION_PLAN_STATE_ACCEPTED},
    {ACTION_PLAN_STATE_FILED, ACTION_PLAN_WITHDRAW, ACTION_PLAN_STATE_WITHDRAWN},
    {ACTION_PLAN_STATE_ACCEPTED, ACTION_PLAN_REPORT_OUTCOME, ACTION_PLAN_STATE_ACHIEVED},
    {ACTION_PLAN_STATE_ACCEPTED, ACTION_PLAN_WITHDRAW, ACTION_PLAN_STATE_WITHDRAWN},
};
static const struct transition_machine machine = {&action_plan_state_enumeration, action_names,
                                                  rules, sizeof rules / sizeof rules[0]};

static void violate(struct problem *problem, const char *pointer, enum violation_rule rule,
                    const char *arg)
{
    (void)!problem_violation(problem, VIOLATION_IN_BODY, pointer, rule, arg, NULL);
}

/* ---- what is filed */

static enum outcome check_mentor(const struct action_plan *plan, struct problem *problem)
{
    if (!RECORD_HAS(plan, ACTION_PLAN, mentor_id)) return OUTCOME_OK;
    return separation_check(plan->employee_id, &plan->mentor_id, 1, problem);
}

static void check_due(const struct action_plan *plan, const struct action_plan_caller *caller,
                      struct problem *problem)
{
    if (plan->due_on.days < caller->today.days) violate(problem, "/due_on", RULE_ORDER, NULL);
}

static void put_mentor(struct action_plan *plan, const struct action_plan_targets *targets,
                       struct problem *problem)
{
    if (!RECORD_HAS(targets, ACTION_PLAN_TARGETS, mentor_id)) {
        (void)!registry_refuse_reference(problem, "/mentor_id");
        return;
    }
    RECORD_PUT(plan, ACTION_PLAN, mentor_id, targets->mentor_id);
    RECORD_PUT(plan, ACTION_PLAN, mentor_name, targets->mentor_name);
}

enum outcome action_plans_decide_create(const struct action_plan_create *in,
                                        const struct action_plan_targets *targets,
                                        const struct action_plan_caller *caller,
                                        struct action_plan *ret, struct problem *problem)
{
    *ret = (struct action_plan){0};
    record_copy(&action_plan_record, ret, &action_plan_create_record, in);
    record_copy(&action_plan_record, ret, &action_plan_targets_record, targets);
    if (!RECORD_HAS(targets, ACTION_PLAN_TARGETS, enrolment_id))
        (void)!registry_refuse_reference(problem, "/enrolment_id");
    else if (!targets->attended) violate(problem, "/enrolment_id", RULE_ATTENDED, NULL);
    if (RECORD_HAS(in, ACTION_PLAN_CREATE, mentor_id)) put_mentor(ret, targets, problem);
    check_due(ret, caller, problem);
    TRY(problem_outcome(problem));
    TRY(check_mentor(ret, problem));
    RECORD_PUT(ret, ACTION_PLAN, id, caller->new_id);
    RECORD_PUT(ret, ACTION_PLAN, state, ACTION_PLAN_STATE_FILED);
    RECORD_PUT(ret, ACTION_PLAN, is_innovation, false);
    RECORD_PUT(ret, ACTION_PLAN, version, 1);
    RECORD_PUT(ret, ACTION_PLAN, created_at, caller->now);
    RECORD_PUT(ret, ACTION_PLAN, updated_at, caller->now);
    return OUTCOME_OK;
}

/* ---- who may do what */

static enum outcome check_filer(const struct action_plan *plan,
                                const struct action_plan_caller *caller, struct problem *problem)
{
    if (uuid_equal(caller->self, plan->employee_id)) return OUTCOME_OK;
    return problem_raise(problem, PROBLEM_FORBIDDEN, NULL, NULL, NULL);
}

static void change(struct action_plan *plan, const struct action_plan_caller *caller)
{
    RECORD_PUT(plan, ACTION_PLAN, version, plan->version + 1);
    RECORD_PUT(plan, ACTION_PLAN, updated_at, caller->now);
}

enum outcome action_plans_decide_update(struct action_plan *plan,
                                        const struct action_plan_patch *patch,
                                        const struct action_plan_targets *targets,
                                        const struct action_plan_caller *caller,
                                        struct problem *problem)
{
    TRY(check_filer(plan, caller, problem));
    if (plan->state != ACTION_PLAN_STATE_FILED)
        return transitions_refuse(&machine, (int)plan->state, problem);
    (void)!record_merge(&action_plan_record, plan, &action_plan_patch_record, patch);
    if (RECORD_HAS(patch, ACTION_PLAN_PATCH, mentor_id)) put_mentor(plan, targets, problem);
    else if (RECORD_GIVEN(patch, ACTION_PLAN_PATCH, mentor_id)) {
        RECORD_CLEAR(plan, ACTION_PLAN, mentor_id);
        RECORD_CLEAR(plan, ACTION_PLAN, mentor_name);
    }
    if (RECORD_GIVEN(patch, ACTION_PLAN_PATCH, due_on)) check_due(plan, caller, problem);
    TRY(problem_outcome(problem));
    TRY(check_mentor(plan, problem));
    change(plan, caller);
    return OUTCOME_OK;
}

enum outcome action_plans_decide(struct action_plan *plan, enum action_plan_action action,
                                 const struct action_plan_caller *caller, struct problem *problem)
{
    int to;
    if (action == ACTION_PLAN_WITHDRAW) TRY(check_filer(plan, caller, problem));
    else TRY(separation_check(caller->self, &plan->employee_id, 1, problem));
    TRY(transitions_decide(&machine, (int)plan->state, (int)action, &to, problem));
    RECORD_PUT(plan, ACTION_PLAN, state, (enum action_plan_state)to);
    change(plan, caller);
    return OUTCOME_OK;
}

static void check_outcome(const struct action_plan *plan, const struct action_plan_outcome *in,
                          const struct action_plan_caller *caller, struct problem *problem)
{
    struct date filed = instant_date(plan->created_at, 0);
    if (in->outcome_on.days > caller->today.days)
        violate(problem, "/outcome_on", RULE_FUTURE, NULL);
    else if (in->outcome_on.days < filed.days) violate(problem, "/outcome_on", RULE_ORDER, NULL);
    if (in->is_innovation && !in->achieved) violate(problem, "/is_innovation", RULE_ENUM, "false");
}

enum outcome action_plans_decide_outcome(struct action_plan *plan,
                                         const struct action_plan_outcome *in,
                                         const struct action_plan_caller *caller,
                                         struct problem *problem)
{
    check_outcome(plan, in, caller, problem);
    TRY(problem_outcome(problem));
    TRY(action_plans_decide(plan, ACTION_PLAN_REPORT_OUTCOME, caller, problem));
    if (!in->achieved) RECORD_PUT(plan, ACTION_PLAN, state, ACTION_PLAN_STATE_NOT_ACHIEVED);
    RECORD_PUT(plan, ACTION_PLAN, outcome, in->outcome);
    RECORD_PUT(plan, ACTION_PLAN, outcome_on, in->outcome_on);
    RECORD_PUT(plan, ACTION_PLAN, is_innovation, in->is_innovation);
    return OUTCOME_OK;
}
