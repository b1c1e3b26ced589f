/* leadership_activities.c - the operations of openapi/leadership_activities.yaml
 *
 * Load, decide, apply, reply; rules are in domain/leadership_activities.c, statements in
 * storage/leadership_activities.c.
 * Tests: tests/e2e/test_permissions.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/leadership_activities_operations.h"

#include "storage/leadership_activities.h"
#include "storage/leadership_activities_sql.h"

#include "domain/base/banned.h"

#define NO_VERSION (-1)

enum outcome leadership_activities_list(struct request *rq,
                                        struct leadership_activities_list_call *in)
{
    return reply_list(rq, &sql_leadership_activity_list, &in->query);
}

enum outcome leadership_activities_get(struct request *rq,
                                       struct leadership_activities_get_call *in)
{
    struct leadership_activity activity = {0};
    TRY(leadership_activities_load(rq->uow, in->path.leadership_activity_id, &activity));
    return reply_record(rq, &leadership_activity_record, &activity, NO_VERSION);
}

enum outcome leadership_activities_create(struct request *rq,
                                          struct leadership_activities_create_call *in)
{
    struct scope planned = principal_scope(rq->principal, ROLE_BIT_PLANNER, rq->arena);
    struct planner_reach reach = {planned.whole, planned.units, planned.count};
    struct leadership_activity activity;
    struct leadership_activity_targets targets = {0};
    struct leadership_recorder recorder;
    TRY(leadership_activities_load_for_create(rq->uow, &in->body, &reach, &targets, &recorder));
    TRY(leadership_activities_decide_create(&in->body, &targets, &recorder, &activity,
                                            rq->problem));
    leadership_activities_apply_create(rq->uow, &activity);
    return reply_created(rq, &leadership_activity_record, &activity, activity.id, NO_VERSION);
}
