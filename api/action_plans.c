/* action_plans.c - the operations of openapi/action_plans.yaml
 *
 * Load, decide, apply, reply; rules are in domain/action_plans.c, statements in
 * storage/action_plans.c.
 * Tests: tests/e2e/test_leadership.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/action_plans_operations.h"

#include "storage/action_plans.h"
#include "storage/action_plans_sql.h"

#include "domain/base/banned.h"

enum outcome action_plans_list(struct request *rq, struct action_plans_list_call *in)
{
    return reply_list(rq, &sql_action_plan_list, &in->query);
}

enum outcome action_plans_get(struct request *rq, struct action_plans_get_call *in)
{
    struct action_plan plan = {0};
    TRY(action_plans_load(rq->uow, in->path.action_plan_id, &plan));
    return reply_record(rq, &action_plan_record, &plan, plan.version);
}

enum outcome action_plans_create(struct request *rq, struct action_plans_create_call *in)
{
    struct action_plan plan;
    struct action_plan_targets targets = {0};
    struct action_plan_caller caller = action_plans_caller(rq->uow);
    TRY(action_plans_load_for_create(rq->uow, &in->body, &targets));
    TRY(action_plans_decide_create(&in->body, &targets, &caller, &plan, rq->problem));
    action_plans_apply_create(rq->uow, &plan);
    return reply_created(rq, &action_plan_record, &plan, plan.id, plan.version);
}

enum outcome action_plans_update(struct request *rq, struct action_plans_update_call *in)
{
    struct action_plan plan = {0};
    struct action_plan_targets targets = {0};
    struct action_plan_caller caller = action_plans_caller(rq->uow);
    TRY(action_plans_load_for_update(rq->uow, in->path.action_plan_id, &in->body, &plan, &targets));
    TRY(request_check_version(rq, plan.version));
    TRY(action_plans_decide_update(&plan, &in->body, &targets, &caller, rq->problem));
    action_plans_apply(rq->uow, &plan, plan.state);
    return reply_record(rq, &action_plan_record, &plan, plan.version);
}

static enum outcome decide(struct request *rq, struct uuid id, enum action_plan_action action)
{
    struct action_plan plan = {0};
    struct action_plan_caller caller = action_plans_caller(rq->uow);
    TRY(action_plans_load_for_decision(rq->uow, id, &plan));
    enum action_plan_state from = plan.state;
    TRY(request_check_version(rq, plan.version));
    TRY(action_plans_decide(&plan, action, &caller, rq->problem));
    action_plans_apply(rq->uow, &plan, from);
    return reply_record(rq, &action_plan_record, &plan, plan.version);
}

enum outcome action_plans_accept(struct request *rq, struct action_plans_accept_call *in)
{
    return decide(rq, in->path.action_plan_id, ACTION_PLAN_ACCEPT);
}

enum outcome action_plans_withdraw(struct request *rq, struct action_plans_withdraw_call *in)
{
    return decide(rq, in->path.action_plan_id, ACTION_PLAN_WITHDRAW);
}

enum outcome action_plans_report_outcome(struct request *rq,
                                         struct action_plans_report_outcome_call *in)
{
    struct action_plan plan = {0};
    struct action_plan_caller caller = action_plans_caller(rq->uow);
    TRY(action_plans_load_for_decision(rq->uow, in->path.action_plan_id, &plan));
    enum action_plan_state from = plan.state;
    TRY(request_check_version(rq, plan.version));
    TRY(action_plans_decide_outcome(&plan, &in->body, &caller, rq->problem));
    action_plans_apply(rq->uow, &plan, from);
    return reply_record(rq, &action_plan_record, &plan, plan.version);
}
