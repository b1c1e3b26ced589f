/* plans.c - the operations of openapi/plans.yaml
 *
 * Load, decide, apply, reply; rules are in domain/plans.c, statements in storage/plans.c.
 * Tests: tests/e2e/test_needs.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/plans_operations.h"

#include "storage/plans.h"
#include "storage/plans_sql.h"

#include "domain/base/banned.h"

enum outcome plans_list(struct request *rq, struct plans_list_call *in)
{
    return reply_list(rq, &sql_plan_list, &in->query);
}

enum outcome plans_get(struct request *rq, struct plans_get_call *in)
{
    struct plan plan = {0};
    TRY(plans_load(rq->uow, in->path.plan_id, &plan));
    return reply_record(rq, &plan_record, &plan, plan.version);
}

enum outcome plans_create(struct request *rq, struct plans_create_call *in)
{
    struct plan plan;
    struct plan_caller caller = plans_caller(rq->uow);
    TRY(plans_decide_create(&in->body, &caller, request_uuid(rq), &plan, rq->problem));
    plans_apply_create(rq->uow, &plan);
    return reply_created(rq, &plan_record, &plan, plan.id, plan.version);
}

enum outcome plans_update(struct request *rq, struct plans_update_call *in)
{
    struct plan plan = {0};
    bool changed, ceilings = RECORD_GIVEN(&in->body, PLAN_PATCH, unit_ceilings);
    struct plan_caller caller = plans_caller(rq->uow);
    plans_want_locked(rq->uow, in->path.plan_id, &plan);
    TRY(uow_sync(rq->uow));
    TRY(request_check_version(rq, plan.version));
    TRY(plans_decide_update(&plan, &in->body, &caller, &changed, rq->problem));
    if (!changed) return reply_record(rq, &plan_record, &plan, plan.version);
    plans_apply_update(rq->uow, &plan, ceilings);
    TRY(plans_check_budget(rq->uow, plan.id));
    return reply_record(rq, &plan_record, &plan, plan.version);
}

/* ---- decisions */

static enum outcome decide(struct request *rq, struct uuid id, enum plan_action action,
                           const char *reason)
{
    struct plan plan = {0};
    struct list editors;
    struct plan_caller caller = plans_caller(rq->uow);
    TRY(plans_load_for_decision(rq->uow, id, &plan, &editors));
    enum plan_state from = plan.state;
    TRY(plans_decide(&plan, action, &caller, &editors, rq->problem));
    if (action == PLAN_SUBMIT) {
        TRY(plans_check_items(rq->uow, id));
        TRY(plans_check_budget(rq->uow, id));
    }
    plans_apply_decision(rq->uow, &plan, from, reason);
    return reply_record(rq, &plan_record, &plan, plan.version);
}

enum outcome plans_submit(struct request *rq, struct plans_submit_call *in)
{
    return decide(rq, in->path.plan_id, PLAN_SUBMIT, NULL);
}

enum outcome plans_verify(struct request *rq, struct plans_verify_call *in)
{
    return decide(rq, in->path.plan_id, PLAN_VERIFY, NULL);
}

enum outcome plans_validate(struct request *rq, struct plans_validate_call *in)
{
    return decide(rq, in->path.plan_id, PLAN_VALIDATE, NULL);
}

enum outcome plans_adopt(struct request *rq, struct plans_adopt_call *in)
{
    return decide(rq, in->path.plan_id, PLAN_ADOPT, NULL);
}

enum outcome plans_return_to_draft(struct request *rq, struct plans_return_to_draft_call *in)
{
    return decide(rq, in->path.plan_id, PLAN_RETURN_TO_DRAFT, in->body.reason);
}
