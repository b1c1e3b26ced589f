/* results.c - the operations of openapi/results.yaml
 *
 * Tests: tests/e2e/test_contract.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/results_operations.h"

#include "storage/results.h"
#include "storage/results_sql.h"

#include "domain/base/banned.h"

static void judge(struct request *rq, void *row)
{
    (void)rq;
    results_judge(row);
}

enum outcome results_list(struct request *rq, struct results_list_call *in)
{
    return reply_list_each(rq, &sql_result_list, &in->query, judge);
}

enum outcome results_get(struct request *rq, struct results_get_call *in)
{
    struct result result;
    TRY(results_load(rq->uow, in->path.result_id, false, &result));
    return reply_record(rq, &result_record, &result, result.version);
}

enum outcome results_create(struct request *rq, struct results_create_call *in)
{
    struct result result;
    struct result_facts facts;
    TRY(results_load_for_create(rq->uow, &in->body, &facts));
    TRY(results_decide_create(&in->body, &facts, &result, rq->problem));
    results_apply_create(rq->uow, &result);
    return reply_created(rq, &result_record, &result, result.id, result.version);
}

enum outcome results_update(struct request *rq, struct results_update_call *in)
{
    bool changed;
    struct result result;
    TRY(results_load(rq->uow, in->path.result_id, true, &result));
    TRY(request_check_version(rq, result.version));
    TRY(results_decide_update(&result, &in->body, rq->today, &changed, rq->problem));
    if (changed) results_apply_update(rq->uow, &result);
    return reply_record(rq, &result_record, &result, result.version);
}
