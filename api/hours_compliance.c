/* hours_compliance.c - the operations of openapi/hours_compliance.yaml
 *
 * Tests: tests/storage/test_hours_compliance.c, tests/e2e/test_contract_attack.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/hours_compliance_operations.h"

#include "storage/hours_compliance.h"
#include "storage/hours_compliance_sql.h"

#include "domain/base/banned.h"

enum outcome hours_get(struct request *rq, struct hours_get_call *in)
{
    bool is_dated = RECORD_HAS(&in->query, HOURS_GET_QUERY, as_of);
    struct hours_compliance_facts facts;
    struct employee_hours hours;
    TRY(hours_compliance_load(rq->uow, in->path.employee_id, is_dated ? in->query.as_of : rq->today,
                              &facts));
    hours_compliance_make(&facts, rq->arena, &hours);
    return reply_record(rq, &employee_hours_record, &hours, -1);
}

enum outcome hours_compliance_list(struct request *rq, struct hours_compliance_list_call *in)
{
    return reply_list(rq, &sql_hours_compliance_list, &in->query);
}

enum outcome hours_compliance_units(struct request *rq, struct hours_compliance_units_call *in)
{
    return reply_list(rq, &sql_hours_compliance_units, &in->query);
}
