/* agreements.c - the operations of openapi/agreements.yaml
 *
 * Load, decide, apply, reply; rules are in domain/agreements.c, statements in storage/agreements.c.
 * Tests: tests/e2e/test_trainings.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/agreements_operations.h"

#include "storage/agreements.h"
#include "storage/agreements_sql.h"
#include "storage/registry.h"

#include "domain/base/banned.h"

enum outcome agreements_list(struct request *rq, struct agreements_list_call *in)
{
    return reply_list(rq, &sql_agreement_list, &in->query);
}

enum outcome agreements_get(struct request *rq, struct agreements_get_call *in)
{
    struct agreement agreement;
    TRY(agreements_load(rq->uow, in->path.agreement_id, &agreement));
    return reply_record(rq, &agreement_record, &agreement, agreement.version);
}

enum outcome agreements_create(struct request *rq, struct agreements_create_call *in)
{
    struct agreement agreement;
    struct agreement_facts facts;
    TRY(agreements_load_for_create(rq->uow, &in->body, &facts));
    TRY(agreements_decide_create(&in->body, &facts, &agreement, rq->problem));
    agreements_apply_create(rq->uow, &agreement);
    return reply_created(rq, &agreement_record, &agreement, agreement.id, agreement.version);
}

enum outcome agreements_terminate(struct request *rq, struct agreements_terminate_call *in)
{
    struct agreement agreement;
    struct registry_facts facts = registry_facts(rq->uow);
    TRY(agreements_load_for_update(rq->uow, in->path.agreement_id, &agreement));
    TRY(agreements_decide_terminate(&agreement, &facts, rq->problem));
    agreements_apply_terminate(rq->uow, &agreement, in->body.reason);
    return reply_record(rq, &agreement_record, &agreement, agreement.version);
}
