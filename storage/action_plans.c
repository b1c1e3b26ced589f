/* action_plans.c - see action_plans.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/action_plans.h"

#include "storage/action_plans_sql.h"
#include "storage/changes.h"
#include "storage/ids.h"
#include "storage/transitions.h"

#include "domain/base/banned.h"

/* ---- loading */

static void want(struct uow *u, struct uuid id, bool lock, struct action_plan *ret)
{
    struct action_plan_get_in in = {0};
    RECORD_PUT(&in, ACTION_PLAN_GET_IN, action_plan_id, id);
    if (lock) RECORD_PUT(&in, ACTION_PLAN_GET_IN, lock, true);
    uow_want(u, &sql_action_plan_get, &in, ret, NULL);
}

enum outcome action_plans_load(struct uow *u, struct uuid id, struct action_plan *ret)
{
    want(u, id, false, ret);
    return uow_sync(u);
}

enum outcome action_plans_load_for_decision(struct uow *u, struct uuid id, struct action_plan *ret)
{
    want(u, id, true, ret);
    return uow_sync(u);
}

enum outcome action_plans_load_for_create(struct uow *u, const struct action_plan_create *in,
                                          struct action_plan_targets *ret)
{
    struct action_plan_targets_in wanted = {0};
    record_copy(&action_plan_targets_in_record, &wanted, &action_plan_create_record, in);
    uow_want(u, &sql_action_plan_targets, &wanted, ret, NULL);
    return uow_sync(u);
}

enum outcome action_plans_load_for_update(struct uow *u, struct uuid id,
                                          const struct action_plan_patch *patch,
                                          struct action_plan *ret_plan,
                                          struct action_plan_targets *ret_targets)
{
    struct action_plan_targets_in wanted = {0};
    record_copy(&action_plan_targets_in_record, &wanted, &action_plan_patch_record, patch);
    want(u, id, true, ret_plan);
    uow_want(u, &sql_action_plan_targets, &wanted, ret_targets, NULL);
    return uow_sync(u);
}

struct action_plan_caller action_plans_caller(const struct uow *u)
{
    const struct uow_context *context = uow_context(u);
    return (struct action_plan_caller){.self = context->self,
                                       .new_id = ids_new(context->now),
                                       .now = context->now,
                                       .today = context->today};
}

/* ---- storing */

static void record(struct uow *u, const struct action_plan *plan, const char *from)
{
    transitions_record(
        u, &(struct state_change){.resource_type = "action_plan",
                                  .resource_id = plan->id,
                                  .from_state = from,
                                  .to_state = action_plan_state_enumeration.names[plan->state]});
}

void action_plans_apply_create(struct uow *u, const struct action_plan *plan)
{
    uow_write(u, &sql_action_plan_insert, plan, NULL);
    record(u, plan, NULL);
    changes_record(u, "action_plan", plan->id, plan->version, &action_plan_record, plan);
}

void action_plans_apply(struct uow *u, const struct action_plan *plan, enum action_plan_state from)
{
    uow_write(u, &sql_action_plan_update, plan, NULL);
    if (plan->state != from) record(u, plan, action_plan_state_enumeration.names[from]);
    changes_record(u, "action_plan", plan->id, plan->version, &action_plan_record, plan);
}
