/* plan_items.c - the operations of openapi/plan_items.yaml
 *
 * Load, decide, apply, reply; rules are in domain/plan_items.c, statements in storage/plan_items.c.
 * Tests: tests/e2e/test_needs.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/plan_items_operations.h"

#include "storage/plan_items.h"
#include "storage/plan_items_sql.h"
#include "storage/plans.h"

#include "domain/base/banned.h"

enum outcome plan_items_list(struct request *rq, struct plan_items_list_call *in)
{
    struct plan plan;
    TRY(plans_load(rq->uow, in->path.plan_id, &plan));
    RECORD_PUT(&in->query, PLAN_ITEMS_LIST_QUERY, plan_id, in->path.plan_id);
    return reply_list(rq, &sql_plan_item_list, &in->query);
}

enum outcome plan_items_get(struct request *rq, struct plan_items_get_call *in)
{
    struct plan_item item = {0};
    TRY(plan_items_load(rq->uow, in->path.plan_id, in->path.plan_item_id, &item));
    return reply_record(rq, &plan_item_record, &item, item.version);
}

enum outcome plan_items_create(struct request *rq, struct plan_items_create_call *in)
{
    struct plan_item item;
    struct plan_item_facts facts;
    TRY(plan_items_load_for_create(rq->uow, in->path.plan_id, &in->body, &facts));
    TRY(plan_items_decide_create(&in->body, &facts, &item, rq->problem));
    plan_items_apply_create(rq->uow, &item);
    TRY(plans_check_budget(rq->uow, item.plan_id));
    return reply_created(rq, &plan_item_record, &item, item.id, item.version);
}

enum outcome plan_items_update(struct request *rq, struct plan_items_update_call *in)
{
    struct plan_item item = {0};
    struct plan_item_facts facts;
    bool changed;
    struct uuid plan_id = in->path.plan_id, id = in->path.plan_item_id;
    TRY(plan_items_load_for_update(rq->uow, plan_id, id, &in->body, &facts));
    TRY(plan_items_load(rq->uow, plan_id, id, &item));
    TRY(request_check_version(rq, item.version));
    TRY(plan_items_decide_update(&item, &in->body, &facts, &changed, rq->problem));
    if (!changed) return reply_record(rq, &plan_item_record, &item, item.version);
    plan_items_apply_update(rq->uow, &item);
    TRY(plans_check_budget(rq->uow, item.plan_id));
    return reply_record(rq, &plan_item_record, &item, item.version);
}
