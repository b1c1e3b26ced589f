/* parameters.c - the operations of openapi/parameters.yaml
 *
 * Tests: tests/storage/test_parameters.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/parameters_operations.h"

#include "storage/parameters.h"

#include "domain/base/banned.h"

enum outcome parameters_get(struct request *rq, struct parameters_get_call *in)
{
    struct parameter_set set;
    bool given = RECORD_HAS(&in->query, PARAMETERS_GET_QUERY, on);
    TRY(parameters_load(rq->uow, given ? in->query.on : rq->today, &set));
    return reply_record(rq, &parameter_set_record, &set, -1);
}
