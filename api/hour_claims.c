/* hour_claims.c - the operations of openapi/hour_claims.yaml
 *
 * Tests: tests/storage/test_hour_claims.c, tests/e2e/test_contract_attack.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/hour_claims_operations.h"

#include "storage/hour_claims.h"
#include "storage/hour_claims_sql.h"
#include "storage/hours.h"

#include "domain/base/banned.h"

static enum outcome reply(struct request *rq, const struct hour_claim *claim)
{
    return reply_record(rq, &hour_claim_record, claim, claim->version);
}

static const char *reason_of(const struct hour_claim_note *note)
{
    return RECORD_HAS(note, HOUR_CLAIM_NOTE, reason) ? note->reason : NULL;
}

enum outcome hour_claims_list(struct request *rq, struct hour_claims_list_call *in)
{
    return reply_list(rq, &sql_hour_claim_list, &in->query);
}

enum outcome hour_claims_get(struct request *rq, struct hour_claims_get_call *in)
{
    struct hour_claim claim = {0};
    TRY(hour_claims_load(rq->uow, in->path.hour_claim_id, &claim));
    return reply(rq, &claim);
}

enum outcome hour_claims_create(struct request *rq, struct hour_claims_create_call *in)
{
    struct hour_claim claim;
    struct hour_claim_facts facts;
    TRY(hour_claims_load_for_create(rq->uow, &in->body, &facts));
    TRY(hour_claims_decide_create(&in->body, &facts, rq->arena, &claim, rq->problem));
    hour_claims_apply_create(rq->uow, &claim);
    return reply_created(rq, &hour_claim_record, &claim, claim.id, claim.version);
}

enum outcome hour_claims_verify(struct request *rq, struct hour_claims_verify_call *in)
{
    struct hour_claim claim = {0};
    struct hour_claim_facts facts;
    struct hour_decision *decision = ARENA_NEW(rq->arena, struct hour_decision);
    TRY(hour_claims_load_for_decision(rq->uow, in->path.hour_claim_id, &claim, &facts));
    TRY(hour_claims_decide_verify(&claim, &facts, rq->arena, decision, rq->problem));
    hour_claims_apply_decision(rq->uow, &claim, reason_of(&in->body), decision);
    return reply(rq, &claim);
}

enum outcome hour_claims_reject(struct request *rq, struct hour_claims_reject_call *in)
{
    struct hour_claim claim = {0};
    struct hour_claim_facts facts;
    TRY(hour_claims_load_for_decision(rq->uow, in->path.hour_claim_id, &claim, &facts));
    TRY(hour_claims_decide_reject(&claim, in->body.reason, &facts, rq->problem));
    hour_claims_apply_decision(rq->uow, &claim, in->body.reason, NULL);
    return reply(rq, &claim);
}

enum outcome hour_claims_withdraw(struct request *rq, struct hour_claims_withdraw_call *in)
{
    struct hour_claim claim = {0};
    struct hour_claim_facts facts;
    TRY(hour_claims_load_for_decision(rq->uow, in->path.hour_claim_id, &claim, &facts));
    TRY(hour_claims_decide_withdraw(&claim, &facts, rq->problem));
    hour_claims_apply_decision(rq->uow, &claim, reason_of(&in->body), NULL);
    return reply(rq, &claim);
}

enum outcome hour_claims_reverse(struct request *rq, struct hour_claims_reverse_call *in)
{
    struct hour_claim claim = {0};
    struct hour_claim_facts facts;
    struct hour_decision *decision = ARENA_NEW(rq->arena, struct hour_decision);
    TRY(hour_claims_load_for_decision(rq->uow, in->path.hour_claim_id, &claim, &facts));
    TRY(hour_claims_decide_reverse(&claim, in->body.reason, &facts, decision, rq->problem));
    hour_claims_apply_decision(rq->uow, &claim, in->body.reason, decision);
    const struct hour_days days = {claim.took_place_from, claim.took_place_until};
    TRY(hours_recredit_near(rq->uow, claim.employee_id, &days));
    return reply(rq, &claim);
}
