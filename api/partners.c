/* partners.c - the operations of openapi/partners.yaml
 *
 * Load, decide, apply, reply; rules are in domain/partners.c, statements in storage/partners.c.
 * Tests: tests/e2e/test_trainings.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/partners_operations.h"

#include "storage/partners.h"
#include "storage/partners_sql.h"
#include "storage/registry.h"

#include "domain/base/banned.h"

enum outcome partners_list(struct request *rq, struct partners_list_call *in)
{
    return reply_list(rq, &sql_partner_list, &in->query);
}

enum outcome partners_get(struct request *rq, struct partners_get_call *in)
{
    struct partner partner;
    TRY(partners_load(rq->uow, in->path.partner_id, &partner));
    return reply_record(rq, &partner_record, &partner, partner.version);
}

enum outcome partners_create(struct request *rq, struct partners_create_call *in)
{
    struct partner partner;
    struct registry_facts facts = registry_facts(rq->uow);
    TRY(partners_decide_create(&in->body, &facts, &partner, rq->problem));
    partners_apply_create(rq->uow, &partner);
    return reply_created(rq, &partner_record, &partner, partner.id, partner.version);
}

enum outcome partners_update(struct request *rq, struct partners_update_call *in)
{
    struct partner partner;
    struct registry_facts facts = registry_facts(rq->uow);
    bool changed;
    TRY(partners_load_for_update(rq->uow, in->path.partner_id, &partner));
    TRY(request_check_version(rq, partner.version));
    TRY(partners_decide_update(&partner, &in->body, &facts, &changed, rq->problem));
    if (changed) partners_apply_update(rq->uow, &partner);
    return reply_record(rq, &partner_record, &partner, partner.version);
}

static enum outcome move(struct request *rq, struct ref partner_id, enum activity_action action,
                         const char *reason)
{
    struct partner partner;
    struct registry_facts facts = registry_facts(rq->uow);
    TRY(partners_load_for_update(rq->uow, partner_id, &partner));
    enum activity_state from = partner.state;
    TRY(partners_decide_move(&partner, action, &facts, rq->problem));
    partners_apply_move(rq->uow, &partner, from, reason);
    return reply_record(rq, &partner_record, &partner, partner.version);
}

enum outcome partners_deactivate(struct request *rq, struct partners_deactivate_call *in)
{
    return move(rq, in->path.partner_id, ACTIVITY_DEACTIVATE, in->body.reason);
}

enum outcome partners_reactivate(struct request *rq, struct partners_reactivate_call *in)
{
    return move(rq, in->path.partner_id, ACTIVITY_REACTIVATE, in->body.reason);
}

/* ---- accreditations */

enum outcome accreditations_list(struct request *rq, struct accreditations_list_call *in)
{
    /* asked for in the round trip of the list: a partner that does not exist has no list */
    struct partner *partner = ARENA_NEW(rq->arena, struct partner);
    partners_want(rq->uow, in->path.partner_id, false, partner, NULL);
    RECORD_PUT(&in->query, ACCREDITATIONS_LIST_QUERY, partner_id, in->path.partner_id);
    return reply_list(rq, &sql_accreditation_list, &in->query);
}

enum outcome accreditations_get(struct request *rq, struct accreditations_get_call *in)
{
    struct accreditation accreditation;
    TRY(accreditations_load(rq->uow, in->path.partner_id, in->path.accreditation_id,
                            &accreditation));
    return reply_record(rq, &accreditation_record, &accreditation, -1);
}

enum outcome accreditations_create(struct request *rq, struct accreditations_create_call *in)
{
    struct partner partner;
    struct accreditation accreditation;
    struct registry_facts facts = registry_facts(rq->uow);
    TRY(partners_load(rq->uow, in->path.partner_id, &partner));
    TRY(accreditations_decide_create(&in->body, partner.id, &facts, &accreditation, rq->problem));
    accreditations_apply_create(rq->uow, &accreditation);
    return reply_created(rq, &accreditation_record, &accreditation, accreditation.id, -1);
}
