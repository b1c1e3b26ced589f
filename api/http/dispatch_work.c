/* dispatch_work.c - decode, handler, commit; see exchange.h
 *
 * May hold a connection: from the handler's first sync to the commit. What fails is rolled back.
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/exchange.h"

#include "api/http/decode.h"
#include "api/http/idempotency.h"

#include <string.h>

#include "domain/base/banned.h"

/* ---- decoding */

static enum outcome decode_body(struct exchange *x, void *body)
{
    struct request *rq = &x->rq;
    const struct operation *operation = rq->operation;
    if (operation->flags & OPERATION_RAW_BODY)
        rq->raw_body = arena_copy(x->arena, rq->raw_body, rq->raw_body_length);
    if (operation->body_record == NULL) return OUTCOME_OK;
    bool form = operation->flags & OPERATION_FORM;
    return (form ? decode_form : decode_json)(operation->body_record, rq->raw_body,
                                              rq->raw_body_length, body, &x->problem);
}

/* Path and query are looked at together, so that one reply names what is wrong with either. */
static enum outcome decode_call(struct exchange *x, char *call)
{
    const struct operation *operation = x->rq.operation;
    enum outcome outcome = OUTCOME_OK;
    if (operation->path_record != NULL)
        outcome = decode_path(operation->path_record, x->routing.values,
                              call + operation->path_offset, &x->problem);
    enum outcome query = decode_query(operation->query_record, &x->target.pairs,
                                      call + operation->query_offset, &x->problem);
    if (outcome != OUTCOME_OK || query != OUTCOME_OK) return problem_outcome(&x->problem);
    return decode_body(x, call + operation->body_offset);
}

/* ---- unit of work */

static void open_unit_of_work(struct exchange *x)
{
    struct request *rq = &x->rq;
    const struct principal *principal = rq->principal;
    struct uow_context context = {
        .now = rq->now,
        .today = rq->today,
        .operation = rq->operation->id,
        .request_id = rq->request_id,
    };
    if (principal != NULL) {
        uint32_t roles = principal_roles(principal);
        if (rq->operation->roles != 0) roles &= rq->operation->roles;
        context.organization_id = principal->organization_id;
        context.principal_id = principal->id;
        context.principal_name = principal->name;
        context.self = principal->employee_id;
        struct scope scope = principal_scope(principal, roles, x->arena);
        context.whole_organization = scope.whole;
        context.scope = scope.units;
        context.scope_count = scope.count;
    }
    rq->uow = uow_new(x->arena, x->app->db, &context, &x->problem);
    if (rq->operation->flags & OPERATION_WRITES) uow_for_write(rq->uow);
}

/* A handler that says OK without a reply has a mistake; nothing of it may be committed. */
static enum outcome call_handler(struct request *rq, void *call)
{
    TRY(rq->operation->call(rq, call));
    if (rq->reply.status != 0) return OUTCOME_OK;
    rq->problem->internal = "the handler gave no reply";
    return problem_raise(rq->problem, PROBLEM_INTERNAL_ERROR, NULL, NULL, NULL);
}

/* Whether a failed COMMIT took place is not known; to forget what is still true costs one more
 * read. */
static enum outcome commit(struct request *rq)
{
    enum outcome outcome = uow_commit(rq->uow);
    if (rq->after_work != NULL) rq->after_work(rq, rq->after_work_subject);
    return outcome;
}

static enum outcome attempt(struct exchange *x, void *call)
{
    struct request *rq = &x->rq;
    bool keyed = idempotency_applies(rq);
    struct idempotency *idempotency = keyed ? ARENA_NEW(x->arena, struct idempotency) : NULL;
    open_unit_of_work(x);
    if (keyed) idempotency_begin(idempotency, rq);
    enum outcome outcome = call_handler(rq, call);
    if (outcome == OUTCOME_OK && keyed) idempotency_keep_reply(idempotency);
    if (outcome == OUTCOME_OK) outcome = commit(rq);
    if (outcome != OUTCOME_OK) uow_rollback(rq->uow);
    x->round_trips += uow_round_trips(rq->uow);
    return keyed && idempotency->replays ? idempotency_replay(idempotency) : outcome;
}

enum outcome exchange_work(struct exchange *x)
{
    size_t size = x->rq.operation->call_size;
    void *call = arena_alloc(x->arena, size);
    TRY(decode_call(x, call));
    void *untouched = arena_alloc(x->arena, size); /* handlers may change theirs: reply_list does */
    memcpy(untouched, call, size);
    enum outcome outcome = attempt(x, call);
    if (outcome == OUTCOME_OK || !uow_retryable(x->rq.uow)) return outcome;

    problem_init(&x->problem, x->arena);
    memset(&x->rq.reply, 0, sizeof x->rq.reply);
    x->rq.after_work = NULL;
    return attempt(x, untouched);
}
