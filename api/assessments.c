/* assessments.c - the operations of openapi/assessments.yaml
 *
 * Load, decide, apply, reply; rules are in domain/assessments.c, statements in
 * storage/assessments.c.
 * Tests: tests/e2e/test_contract.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/assessments_operations.h"

#include "storage/assessments.h"
#include "storage/assessments_sql.h"

#include "domain/base/banned.h"

#define NO_VERSION (-1)

enum outcome assessments_list(struct request *rq, struct assessments_list_call *in)
{
    return reply_list(rq, &sql_assessment_list, &in->query);
}

enum outcome assessments_get(struct request *rq, struct assessments_get_call *in)
{
    struct assessment assessment = {0};
    TRY(assessments_load(rq->uow, in->path.assessment_id, &assessment));
    return reply_record(rq, &assessment_record, &assessment, NO_VERSION);
}

enum outcome assessments_create(struct request *rq, struct assessments_create_call *in)
{
    struct assessment assessment;
    struct assessment_batch batch;
    TRY(assessments_load_for_create(rq->uow, &in->body, 1, &batch));
    TRY(assessments_decide_create(&batch, &assessment, rq->problem));
    assessments_apply_create(rq->uow, &(struct assessment_list){.count = 1, .items = &assessment});
    return reply_created(rq, &assessment_record, &assessment, assessment.id, NO_VERSION);
}

enum outcome assessments_create_bulk(struct request *rq, struct assessments_create_bulk_call *in)
{
    struct assessment_batch batch;
    struct assessment_decision decision;
    struct assessment_bulk_reply reply = {0};
    const struct assessment_create_list *items = &in->body.items;
    TRY(assessments_load_for_create(rq->uow, items->items, items->count, &batch));
    TRY(assessments_decide_bulk(&batch, rq->arena, &decision, rq->problem));
    assessments_apply_create(rq->uow, &decision.created);
    RECORD_PUT(&reply, ASSESSMENT_BULK_REPLY, created, (int64_t)decision.created.count);
    RECORD_PUT(&reply, ASSESSMENT_BULK_REPLY, unchanged, (int64_t)decision.unchanged);
    return reply_record(rq, &assessment_bulk_reply_record, &reply, NO_VERSION);
}
