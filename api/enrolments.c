/* enrolments.c - the operations of openapi/enrolments.yaml
 *
 * Load, decide, apply, reply; rules are in domain/enrolments.c and domain/seats.c, statements in
 * storage/enrolments.c. What was changed is read again for the reply: seats move others too, and
 * the rank with them.
 * Tests: tests/api/test_sessions.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/enrolments_operations.h"

#include "storage/enrolments.h"
#include "storage/enrolments_sql.h"
#include "storage/sessions.h"

#include "domain/base/banned.h"

#define NO_VERSION (-1)

enum outcome enrolments_list(struct request *rq, struct enrolments_list_call *in)
{
    struct session session;
    sessions_want(rq->uow, &(struct session_name){.session_id = &in->path.session_id}, false,
                  &session);
    RECORD_PUT(&in->query, ENROLMENTS_LIST_QUERY, session_id, in->path.session_id);
    return reply_list(rq, &sql_enrolment_list, &in->query);
}

enum outcome enrolments_list_all(struct request *rq, struct enrolments_list_all_call *in)
{
    return reply_list(rq, &sql_enrolment_list_all, &in->query);
}

static enum outcome reply_enrolment(struct request *rq, struct uuid id)
{
    struct enrolment enrolment;
    TRY(enrolments_load(rq->uow, id, &enrolment));
    return reply_record(rq, &enrolment_record, &enrolment, enrolment.version);
}

enum outcome enrolments_get(struct request *rq, struct enrolments_get_call *in)
{
    return reply_enrolment(rq, in->path.enrolment_id);
}

/* ---- nominating */

static enum outcome nominate(struct request *rq, struct ref session_id,
                             const struct enrolment_create_list *items, bool bulk,
                             struct enrolment_list *ret)
{
    struct nominations nominations;
    TRY(enrolments_load_for_nomination(rq->uow, session_id, items->items, items->count,
                                       &nominations));
    nominations.bulk = bulk;
    TRY(enrolments_decide_nominations(&nominations, ret, rq->problem));
    enrolments_apply_nominations(rq->uow, ret);
    return OUTCOME_OK;
}

enum outcome enrolments_create(struct request *rq, struct enrolments_create_call *in)
{
    char id[UUID_TEXT_LENGTH + 1];
    struct enrolment enrolment;
    struct enrolment_list made;
    struct enrolment_create_list items = {.count = 1, .items = &in->body};
    TRY(nominate(rq, in->path.session_id, &items, false, &made));
    TRY(enrolments_load(rq->uow, made.items[0].id, &enrolment));
    TRY(reply_created(rq, &enrolment_record, &enrolment, enrolment.id, enrolment.version));
    uuid_format(enrolment.id, id);
    reply_header(rq, "Location", arena_printf(rq->arena, "/v1/enrolments/%s", id));
    return OUTCOME_OK;
}

enum outcome enrolments_create_bulk(struct request *rq, struct enrolments_create_bulk_call *in)
{
    struct enrolment_list made;
    struct enrolment_bulk_reply reply = {0};
    TRY(nominate(rq, in->path.session_id, &in->body.items, true, &made));
    struct uuid *ids = ARENA_ARRAY(rq->arena, made.count, struct uuid);
    for (size_t i = 0; i < made.count; i++) ids[i] = made.items[i].id;
    RECORD_PUT(&reply, ENROLMENT_BULK_REPLY, created, (int64_t)made.count);
    RECORD_PUT(&reply, ENROLMENT_BULK_REPLY, enrolment_ids,
               ((struct list){.count = made.count, .items = ids}));
    return reply_record(rq, &enrolment_bulk_reply_record, &reply, NO_VERSION);
}

/* ---- deciding */

enum outcome enrolments_approve(struct request *rq, struct enrolments_approve_call *in)
{
    struct enrolment enrolment;
    struct enrolment_facts facts;
    struct enrolment_decision decision;
    struct uuid id = in->path.enrolment_id;
    bool has_reason = RECORD_HAS(&in->body, ENROLMENT_APPROVAL, reason);
    TRY(enrolments_load_for_decision(rq->uow, id, false, &enrolment, &facts));
    TRY(enrolments_decide_approval(&enrolment, &in->body, &facts, &decision, rq->problem));
    enrolments_apply_decision(rq->uow, &enrolment, &decision, has_reason ? in->body.reason : NULL);
    return reply_enrolment(rq, id);
}

enum outcome enrolments_reject(struct request *rq, struct enrolments_reject_call *in)
{
    struct enrolment enrolment;
    struct enrolment_facts facts;
    struct enrolment_decision decision;
    const char *reason = in->body.reason;
    TRY(enrolments_load_for_decision(rq->uow, in->path.enrolment_id, false, &enrolment, &facts));
    TRY(enrolments_decide_rejection(&enrolment, reason, &facts, &decision, rq->problem));
    enrolments_apply_decision(rq->uow, &enrolment, &decision, reason);
    return reply_enrolment(rq, in->path.enrolment_id);
}

enum outcome enrolments_withdraw(struct request *rq, struct enrolments_withdraw_call *in)
{
    struct enrolment enrolment;
    struct enrolment_facts facts;
    struct enrolment_decision decision;
    const char *reason = in->body.reason;
    TRY(enrolments_load_for_decision(rq->uow, in->path.enrolment_id, true, &enrolment, &facts));
    TRY(enrolments_decide_withdrawal(&enrolment, reason, &facts, &decision, rq->problem));
    enrolments_apply_decision(rq->uow, &enrolment, &decision, reason);
    TRY(enrolments_offer(rq->uow, decision.elsewhere, decision.elsewhere_count));
    return reply_enrolment(rq, in->path.enrolment_id);
}
