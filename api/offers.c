/* offers.c - the operations of openapi/offers.yaml
 *
 * Load, decide, apply, reply; rules are in domain/offers.c, statements in storage/offers.c.
 * Tests: tests/e2e/test_trainings.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/offers_operations.h"

#include "storage/offers.h"
#include "storage/offers_sql.h"
#include "storage/registry.h"

#include "domain/base/banned.h"

enum outcome offers_list(struct request *rq, struct offers_list_call *in)
{
    return reply_list(rq, &sql_offer_list, &in->query);
}

enum outcome offers_get(struct request *rq, struct offers_get_call *in)
{
    struct offer offer;
    TRY(offers_load(rq->uow, in->path.offer_id, &offer));
    return reply_record(rq, &offer_record, &offer, offer.version);
}

enum outcome offers_create(struct request *rq, struct offers_create_call *in)
{
    struct offer offer;
    struct offer_facts facts;
    TRY(offers_load_for_create(rq->uow, &in->body, &facts));
    TRY(offers_decide_create(&in->body, &facts, &offer, rq->problem));
    offers_apply_create(rq->uow, &offer);
    return reply_created(rq, &offer_record, &offer, offer.id, offer.version);
}

enum outcome offers_update(struct request *rq, struct offers_update_call *in)
{
    struct offer offer;
    struct registry_facts facts = registry_facts(rq->uow);
    bool changed;
    TRY(offers_load_for_update(rq->uow, in->path.offer_id, &offer));
    TRY(request_check_version(rq, offer.version));
    TRY(offers_decide_update(&offer, &in->body, &facts, &changed, rq->problem));
    if (changed) offers_apply_update(rq->uow, &offer);
    return reply_record(rq, &offer_record, &offer, offer.version);
}
