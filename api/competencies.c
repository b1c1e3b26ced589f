/* competencies.c - the operations of openapi/competencies.yaml
 *
 * Load, decide, apply, reply; rules are in domain/competencies.c, statements in
 * storage/competencies.c.
 * Tests: tests/e2e/test_contract.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/competencies_operations.h"

#include "storage/competencies.h"
#include "storage/competencies_sql.h"

#include "domain/base/banned.h"

enum outcome competencies_list(struct request *rq, struct competencies_list_call *in)
{
    return reply_list(rq, &sql_competency_list, &in->query);
}

enum outcome competencies_get(struct request *rq, struct competencies_get_call *in)
{
    struct competency competency = {0};
    TRY(competencies_load(rq->uow, in->path.competency_id, &competency));
    return reply_record(rq, &competency_record, &competency, competency.version);
}

enum outcome competencies_create(struct request *rq, struct competencies_create_call *in)
{
    struct competency competency = {0};
    struct competency_facts facts;
    bool named = RECORD_HAS(&in->body, COMPETENCY_CREATE, parent_id);
    TRY(competencies_load_for_create(rq->uow, named ? &in->body.parent_id : NULL, &facts));
    TRY(competencies_decide_create(&in->body, &facts, &competency, rq->problem));
    competencies_apply_create(rq->uow, &competency);
    return reply_created(rq, &competency_record, &competency, competency.id, competency.version);
}

enum outcome competencies_update(struct request *rq, struct competencies_update_call *in)
{
    struct competency competency = {0};
    struct competency_facts facts;
    bool changed;
    const struct competency_patch *patch = &in->body;
    bool named = RECORD_HAS(patch, COMPETENCY_PATCH, parent_id);
    TRY(competencies_load_for_update(rq->uow, in->path.competency_id,
                                     named ? &patch->parent_id : NULL, &competency, &facts));
    TRY(request_check_version(rq, competency.version));
    TRY(competencies_decide_update(&competency, patch, &facts, &changed, rq->problem));
    if (changed) competencies_apply_update(rq->uow, &competency);
    return reply_record(rq, &competency_record, &competency, competency.version);
}
