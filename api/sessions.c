/* sessions.c - the operations of openapi/sessions.yaml
 *
 * Load, decide, apply, reply; rules are in domain/sessions.c and domain/schedule.c, statements in
 * storage/sessions.c.
 * Tests: tests/api/test_sessions.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/sessions_operations.h"

#include "api/config.h"
#include "api/http/app.h"
#include "storage/enrolments.h"
#include "storage/session_results.h"
#include "storage/evaluations.h"
#include "storage/hours.h"
#include "storage/sessions.h"
#include "storage/sessions_sql.h"

#include "domain/base/banned.h"

static int32_t offset_of(const struct request *rq)
{
    return (int32_t)rq->app->config->time_zone_offset_minutes;
}

static enum outcome reply_session(struct request *rq, const struct session *session)
{
    return reply_record(rq, &session_record, session, session->version);
}

enum outcome sessions_list(struct request *rq, struct sessions_list_call *in)
{
    return reply_list(rq, &sql_session_list, &in->query);
}

enum outcome sessions_get(struct request *rq, struct sessions_get_call *in)
{
    struct session session;
    TRY(sessions_load(rq->uow, in->path.session_id, &session));
    return reply_session(rq, &session);
}

enum outcome sessions_create(struct request *rq, struct sessions_create_call *in)
{
    struct session session;
    struct session_facts facts;
    TRY(sessions_load_for_create(rq->uow, &in->body, offset_of(rq), &facts));
    TRY(sessions_decide_create(&in->body, &facts, &session, rq->problem));
    sessions_apply_create(rq->uow, &session);
    return reply_created(rq, &session_record, &session, session.id, session.version);
}

enum outcome sessions_update(struct request *rq, struct sessions_update_call *in)
{
    struct session session;
    struct session_facts facts = {.offset_minutes = offset_of(rq)};
    bool changed;
    TRY(sessions_load_for_update(rq->uow, in->path.session_id, &in->body, &session, &facts));
    TRY(request_check_version(rq, session.version));
    TRY(sessions_decide_update(&session, &in->body, &facts, &changed, rq->problem));
    if (changed)
        sessions_apply_update(rq->uow, &session, RECORD_GIVEN(&in->body, SESSION_PATCH, blocks));
    return reply_session(rq, &session);
}

/* ---- actions */

struct step {
    struct ref session_id;
    enum session_action action;
    const char *reason; /* NULL: none */
};

static enum outcome take(struct request *rq, const struct step *step, struct session *ret)
{
    struct session_facts facts = {.offset_minutes = offset_of(rq)};
    TRY(sessions_load_for_step(rq->uow, step->session_id, ret, &facts));
    enum session_state from = ret->state;
    TRY(sessions_decide_step(ret, step->action, &facts, step->reason, rq->problem));
    sessions_apply_step(rq->uow, ret, from, step->reason);
    return OUTCOME_OK;
}

static const char *reason_of(const struct session_step *body)
{
    return RECORD_HAS(body, SESSION_STEP, reason) ? body->reason : NULL;
}

enum outcome sessions_open(struct request *rq, struct sessions_open_call *in)
{
    struct session session;
    struct step step = {in->path.session_id, SESSION_ACTION_OPEN, reason_of(&in->body)};
    TRY(take(rq, &step, &session));
    return reply_session(rq, &session);
}

enum outcome sessions_close(struct request *rq, struct sessions_close_call *in)
{
    struct session session;
    struct step step = {in->path.session_id, SESSION_ACTION_CLOSE, reason_of(&in->body)};
    enrolments_lock_seats(rq->uow);
    TRY(take(rq, &step, &session));
    TRY(enrolments_give_out_seats(rq->uow, &session));
    TRY(sessions_load(rq->uow, in->path.session_id, &session));
    return reply_session(rq, &session);
}

enum outcome sessions_start(struct request *rq, struct sessions_start_call *in)
{
    struct session session;
    struct step step = {in->path.session_id, SESSION_ACTION_START, reason_of(&in->body)};
    TRY(take(rq, &step, &session));
    return reply_session(rq, &session);
}

enum outcome sessions_complete(struct request *rq, struct sessions_complete_call *in)
{
    bool opened; /* or later, by POST /v1/evaluations */
    struct session session;
    struct session_facts facts = {.offset_minutes = offset_of(rq)};
    const struct session_completion *body = &in->body;
    const char *reason = RECORD_HAS(body, SESSION_COMPLETION, reason) ? body->reason : NULL;
    TRY(sessions_load_for_step(rq->uow, in->path.session_id, &session, &facts));
    TRY(sessions_decide_step(&session, SESSION_ACTION_COMPLETE, &facts, reason, rq->problem));
    if (RECORD_HAS(body, SESSION_COMPLETION, realised_rupiah))
        RECORD_PUT(&session, SESSION, realised_rupiah, body->realised_rupiah);
    TRY(session_results_complete(rq->uow, &session, offset_of(rq)));
    sessions_apply_step(rq->uow, &session, SESSION_STATE_RUNNING, reason);
    TRY(hours_credit_session(rq->uow, session.id));
    TRY(evaluations_open_level1(rq->uow, session.id, &opened));
    return reply_session(rq, &session);
}

enum outcome sessions_cancel(struct request *rq, struct sessions_cancel_call *in)
{
    struct session session;
    struct step step = {in->path.session_id, SESSION_ACTION_CANCEL, in->body.reason};
    enrolments_lock_seats(rq->uow);
    TRY(take(rq, &step, &session));
    TRY(enrolments_offer_after_cancel(rq->uow, session.id));
    return reply_session(rq, &session);
}
