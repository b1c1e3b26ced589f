/* traces.c - the operations of openapi/traces.yaml
 *
 * Tests: tests/storage/test_plans.c, tests/e2e/test_needs.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/traces_operations.h"

#include "storage/traces.h"

#include "domain/base/banned.h"

#define NO_VERSION (-1)

enum outcome traces_of_need(struct request *rq, struct traces_of_need_call *in)
{
    struct trace trace;
    TRY(traces_load_of_need(rq->uow, in->path.need_id, &trace));
    return reply_record(rq, &trace_record, &trace, NO_VERSION);
}

enum outcome traces_of_plan_item(struct request *rq, struct traces_of_plan_item_call *in)
{
    struct trace trace;
    TRY(traces_load_of_plan_item(rq->uow, in->path.plan_item_id, &trace));
    return reply_record(rq, &trace_record, &trace, NO_VERSION);
}
