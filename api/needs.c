/* needs.c - the operations of openapi/needs.yaml
 *
 * Load, decide, apply, reply; rules are in domain/needs.c, statements in storage/needs.c.
 * Tests: tests/e2e/test_needs.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/needs_operations.h"

#include "domain/needs_analyses.h"
#include "storage/needs.h"
#include "storage/needs_sql.h"

#include "domain/base/banned.h"

enum outcome needs_list(struct request *rq, struct needs_list_call *in)
{
    return reply_list(rq, &sql_need_list, &in->query);
}

enum outcome needs_get(struct request *rq, struct needs_get_call *in)
{
    struct need need = {0};
    TRY(needs_load(rq->uow, in->path.need_id, &need));
    return reply_record(rq, &need_record, &need, need.version);
}

enum outcome needs_create(struct request *rq, struct needs_create_call *in)
{
    struct need need;
    struct need_targets targets = {0};
    struct need_measure measure = {0};
    struct need_caller caller = needs_caller(rq->uow);
    enum needs_analysis_state state;
    TRY(needs_load_for_create(rq->uow, &in->body, &state, &targets));
    TRY(needs_decide_create(&in->body, &targets, &caller, &need, rq->problem));
    TRY(needs_analyses_allow(state, NEEDS_ANALYSIS_GENERATE, rq->problem));
    TRY(needs_measure(rq->uow, &need, &measure));
    needs_put_priority(&need, &measure, rq->arena);
    RECORD_PUT(&need, NEED, id, request_uuid(rq));
    needs_apply_create(rq->uow, &need);
    return reply_created(rq, &need_record, &need, need.id, need.version);
}

static enum outcome decide(struct request *rq, struct uuid id, enum need_action action,
                           const char *reason)
{
    struct need need = {0};
    struct need_caller caller = needs_caller(rq->uow);
    enum needs_analysis_state state;
    TRY(needs_load_for_decision(rq->uow, id, &need, &state));
    enum need_state from = need.state;
    TRY(needs_decide(&need, action, state, reason, &caller, rq->problem));
    needs_apply_decision(rq->uow, &need, from, reason);
    if (action == NEED_VERIFY) TRY(needs_meet_verified(rq->uow, &need));
    return reply_record(rq, &need_record, &need, need.version);
}

enum outcome needs_verify(struct request *rq, struct needs_verify_call *in)
{
    return decide(rq, in->path.need_id, NEED_VERIFY, NULL);
}

enum outcome needs_validate(struct request *rq, struct needs_validate_call *in)
{
    return decide(rq, in->path.need_id, NEED_VALIDATE, NULL);
}

enum outcome needs_meet(struct request *rq, struct needs_meet_call *in)
{
    struct need need = {0};
    struct need_evidence evidence;
    struct need_caller caller = needs_caller(rq->uow);
    enum needs_analysis_state state;
    TRY(needs_load_for_decision(rq->uow, in->path.need_id, &need, &state));
    enum need_state from = need.state;
    TRY(needs_load_evidence(rq->uow, need.id, in->body.assessment_id, &evidence));
    TRY(needs_decide_met(&need, &evidence, &caller, rq->problem));
    needs_apply_decision(rq->uow, &need, from, NULL);
    return reply_record(rq, &need_record, &need, need.version);
}

enum outcome needs_drop(struct request *rq, struct needs_drop_call *in)
{
    return decide(rq, in->path.need_id, NEED_DROP, in->body.reason);
}
