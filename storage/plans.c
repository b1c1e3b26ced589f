/* plans.c - see plans.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/plans.h"

#include "storage/changes.h"
#include "storage/editors.h"
#include "storage/needs.h"
#include "storage/plan_items_sql.h"
#include "storage/plans_sql.h"
#include "storage/transitions.h"

#include "domain/base/banned.h"

#define RESOURCE "plan"

struct plan_caller plans_caller(const struct uow *u)
{
    const struct uow_context *context = uow_context(u);
    return (struct plan_caller){.id = context->principal_id,
                                .whole_organization = context->whole_organization,
                                .now = context->now};
}

static void want(struct uow *u, struct uuid id, bool lock, struct plan *ret)
{
    struct plan_get_in in = {0};
    RECORD_PUT(&in, PLAN_GET_IN, plan_id, id);
    if (lock) RECORD_PUT(&in, PLAN_GET_IN, lock, true);
    uow_want(u, &sql_plan_get, &in, ret, NULL);
}

enum outcome plans_load(struct uow *u, struct uuid id, struct plan *ret)
{
    want(u, id, false, ret);
    return uow_sync(u);
}

void plans_want_locked(struct uow *u, struct uuid id, struct plan *ret)
{
    want(u, id, true, ret);
}

enum outcome plans_load_for_decision(struct uow *u, struct uuid id, struct plan *ret,
                                     struct list *ret_editors)
{
    struct editors_of_out editors = {0};
    plans_want_locked(u, id, ret);
    editors_want(u, RESOURCE, id, &editors);
    TRY(uow_sync(u));
    *ret_editors = editors.principal_ids;
    return OUTCOME_OK;
}

void plans_record_editor(struct uow *u, struct uuid id)
{
    editors_record(u, RESOURCE, id);
}

/* ---- checks over the whole plan */

enum outcome plans_check_budget(struct uow *u, struct uuid id)
{
    struct plan_totals_in in = {0};
    struct row_set totals = {0};
    RECORD_PUT(&in, PLAN_TOTALS_IN, plan_id, id);
    uow_want_rows(u, &sql_plan_totals, &in, &totals);
    TRY(uow_sync(u));
    return plans_check_totals(totals.items, totals.count, uow_problem(u));
}

enum outcome plans_check_items(struct uow *u, struct uuid id)
{
    struct plan_item_elements_of_in in = {0};
    struct row_set items = {0};
    RECORD_PUT(&in, PLAN_ITEM_ELEMENTS_OF_IN, plan_id, id);
    uow_want_rows(u, &sql_plan_item_elements_of, &in, &items);
    TRY(uow_sync(u));
    return plans_check_elements(items.items, items.count, uow_problem(u));
}

/* ---- writing */

static void replace_ceilings(struct uow *u, const struct plan *plan)
{
    struct plan_unit_ceilings_delete_in old = {0};
    struct plan_unit_ceilings_insert_in new = {0};
    RECORD_PUT(&old, PLAN_UNIT_CEILINGS_DELETE_IN, plan_id, plan->id);
    RECORD_PUT(&new, PLAN_UNIT_CEILINGS_INSERT_IN, plan_id, plan->id);
    RECORD_PUT(&new, PLAN_UNIT_CEILINGS_INSERT_IN, unit_ceilings, plan->unit_ceilings);
    uow_write(u, &sql_plan_unit_ceilings_delete, &old, NULL);
    if (plan->unit_ceilings.count > 0) uow_write(u, &sql_plan_unit_ceilings_insert, &new, NULL);
}

static void record_state(struct uow *u, const struct plan *plan, const char *from,
                         const char *reason)
{
    transitions_record(u,
                       &(struct state_change){.resource_type = RESOURCE,
                                              .resource_id = plan->id,
                                              .from_state = from,
                                              .to_state = plan_state_enumeration.names[plan->state],
                                              .reason = reason});
}

static void record(struct uow *u, const struct plan *plan, const char *reason)
{
    changes_record_with(u, &(struct change){.resource_type = RESOURCE,
                                            .resource_id = plan->id,
                                            .version = plan->version,
                                            .record = &plan_record,
                                            .object = plan,
                                            .reason = reason});
}

void plans_apply_create(struct uow *u, const struct plan *plan)
{
    uow_write(u, &sql_plan_insert, plan, NULL);
    replace_ceilings(u, plan);
    plans_record_editor(u, plan->id);
    record_state(u, plan, NULL, NULL);
    record(u, plan, NULL);
}

void plans_apply_update(struct uow *u, const struct plan *plan, bool ceilings)
{
    uow_write(u, &sql_plan_update, plan, NULL);
    if (ceilings) replace_ceilings(u, plan);
    plans_record_editor(u, plan->id);
    record(u, plan, NULL);
}

void plans_apply_decision(struct uow *u, const struct plan *plan, enum plan_state from,
                          const char *reason)
{
    uow_write(u, &sql_plan_update, plan, NULL);
    if (plan->state == PLAN_STATE_ADOPTED) needs_plan(u, plan->id);
    record_state(u, plan, plan_state_enumeration.names[from], reason);
    record(u, plan, reason);
}
