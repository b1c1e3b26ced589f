/* observations.c - see observations.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/observations.h"

#include "storage/changes.h"
#include "storage/ids.h"
#include "storage/observations_sql.h"

#include "domain/base/banned.h"

#define NO_VERSION (-1)

enum outcome observations_load(struct uow *u, struct uuid id, struct observation *ret)
{
    struct observation_get_in in = {0};
    RECORD_PUT(&in, OBSERVATION_GET_IN, observation_id, id);
    uow_want(u, &sql_observation_get, &in, ret, NULL);
    return uow_sync(u);
}

enum outcome observations_load_for_create(struct uow *u, const struct observation_create *in,
                                          struct observation_facts *ret)
{
    const struct uow_context *context = uow_context(u);
    struct observation_target *target = ARENA_NEW(uow_arena(u), struct observation_target);
    struct observation_target_in wanted = {0};
    RECORD_PUT(&wanted, OBSERVATION_TARGET_IN, enrolment_id, in->enrolment_id);
    RECORD_PUT(&wanted, OBSERVATION_TARGET_IN, competency_id, in->competency_id);
    uow_want(u, &sql_observation_target, &wanted, target, NULL);
    TRY(uow_sync(u));
    *ret = (struct observation_facts){.target = target,
                                      .self = context->self,
                                      .new_id = ids_new(context->now),
                                      .now = context->now,
                                      .today = context->today};
    return OUTCOME_OK;
}

void observations_apply_create(struct uow *u, const struct observation *observation)
{
    uow_write(u, &sql_observation_insert, observation, NULL);
    changes_record(u, "observation", observation->id, NO_VERSION, &observation_record, observation);
}
