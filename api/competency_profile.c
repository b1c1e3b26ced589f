/* competency_profile.c - the operation of openapi/competency_profile.yaml
 *
 * Tests: tests/e2e/test_contract.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/competency_profile_operations.h"

#include "storage/competency_profile.h"

#include "domain/base/banned.h"

enum outcome competency_profile_get(struct request *rq, struct competency_profile_get_call *in)
{
    bool dated = RECORD_HAS(&in->query, COMPETENCY_PROFILE_GET_QUERY, as_of);
    struct profile_facts facts;
    struct competency_profile profile;
    TRY(competency_profile_load(rq->uow, in->path.employee_id, dated ? in->query.as_of : rq->today,
                                &facts));
    competency_profile_make(&facts, rq->arena, &profile);
    return reply_record(rq, &competency_profile_record, &profile, -1);
}
