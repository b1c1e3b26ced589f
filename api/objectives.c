/* objectives.c - the operations of openapi/objectives.yaml
 *
 * Tests: tests/storage/test_objectives.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/objectives_operations.h"

#include "storage/objectives.h"

#include "domain/base/banned.h"

enum outcome objectives_get(struct request *rq, struct objectives_get_call *in)
{
    struct objective_report report;
    bool given = RECORD_HAS(&in->query, OBJECTIVES_GET_QUERY, as_of);
    struct date as_of = given ? in->query.as_of : rq->today;
    if (as_of.days > rq->today.days)
        return problem_violation(rq->problem, VIOLATION_IN_QUERY, "/as_of", RULE_FUTURE, NULL,
                                 NULL);
    TRY(objectives_report(rq->uow, in->path.policy_version_id, as_of, &report));
    return reply_record(rq, &objective_report_record, &report, -1);
}
