/* observations.c - the operations of openapi/observations.yaml
 *
 * Tests: tests/e2e/test_contract.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/observations_operations.h"

#include "storage/observations.h"
#include "storage/observations_sql.h"

#include "domain/base/banned.h"

#define NO_VERSION (-1)

enum outcome observations_list(struct request *rq, struct observations_list_call *in)
{
    return reply_list(rq, &sql_observation_list, &in->query);
}

enum outcome observations_get(struct request *rq, struct observations_get_call *in)
{
    struct observation observation;
    TRY(observations_load(rq->uow, in->path.observation_id, &observation));
    return reply_record(rq, &observation_record, &observation, NO_VERSION);
}

enum outcome observations_create(struct request *rq, struct observations_create_call *in)
{
    struct observation observation;
    struct observation_facts facts;
    TRY(observations_load_for_create(rq->uow, &in->body, &facts));
    TRY(observations_decide_create(&in->body, &facts, &observation, rq->problem));
    observations_apply_create(rq->uow, &observation);
    return reply_created(rq, &observation_record, &observation, observation.id, NO_VERSION);
}
