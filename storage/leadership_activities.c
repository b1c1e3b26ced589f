/* leadership_activities.c - see leadership_activities.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/leadership_activities.h"

#include "storage/changes.h"
#include "storage/ids.h"
#include "storage/leadership_activities_sql.h"

#include "domain/base/banned.h"

#define NO_VERSION (-1)

enum outcome leadership_activities_load(struct uow *u, struct uuid id,
                                        struct leadership_activity *ret)
{
    struct leadership_activity_get_in in = {0};
    RECORD_PUT(&in, LEADERSHIP_ACTIVITY_GET_IN, leadership_activity_id, id);
    uow_want(u, &sql_leadership_activity_get, &in, ret, NULL);
    return uow_sync(u);
}

enum outcome leadership_activities_load_for_create(struct uow *u,
                                                   const struct leadership_activity_create *in,
                                                   const struct planner_reach *reach,
                                                   struct leadership_activity_targets *ret_targets,
                                                   struct leadership_recorder *ret_recorder)
{
    const struct uow_context *context = uow_context(u);
    struct leadership_activity_targets_in wanted = {0};
    struct list units = {.count = reach->count, .items = (void *)(uintptr_t)reach->units};
    record_copy(&leadership_activity_targets_in_record, &wanted, &leadership_activity_create_record,
                in);
    RECORD_PUT(&wanted, LEADERSHIP_ACTIVITY_TARGETS_IN, planner_whole, reach->whole);
    RECORD_PUT(&wanted, LEADERSHIP_ACTIVITY_TARGETS_IN, planner_units, units);
    uow_want(u, &sql_leadership_activity_targets, &wanted, ret_targets, NULL);
    TRY(uow_sync(u));
    *ret_recorder = (struct leadership_recorder){.id = context->principal_id,
                                                 .self = context->self,
                                                 .new_id = ids_new(context->now),
                                                 .now = context->now,
                                                 .today = context->today};
    return OUTCOME_OK;
}

void leadership_activities_apply_create(struct uow *u, const struct leadership_activity *activity)
{
    uow_write(u, &sql_leadership_activity_insert, activity, NULL);
    changes_record(u, "leadership_activity", activity->id, NO_VERSION, &leadership_activity_record,
                   activity);
}
