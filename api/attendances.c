/* attendances.c - the operations of openapi/attendances.yaml
 *
 * Load, decide, apply, reply; rules are in domain/attendances.c and domain/session_results.c.
 * Tests: tests/api/test_sessions.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/attendances_operations.h"

#include "api/config.h"
#include "api/http/app.h"
#include "storage/attendances.h"
#include "storage/hours.h"
#include "storage/session_results.h"
#include "storage/sessions.h"
#include "storage/attendances_sql.h"

#include "domain/base/banned.h"

#define NO_VERSION (-1)
#define MANAGERS (ROLE_BIT_ADMIN | ROLE_BIT_PLANNER)

enum outcome attendances_list(struct request *rq, struct attendances_list_call *in)
{
    struct session session;
    sessions_want(rq->uow, &(struct session_name){.session_id = &in->path.session_id}, false,
                  &session);
    RECORD_PUT(&in->query, ATTENDANCES_LIST_QUERY, session_id, in->path.session_id);
    return reply_list(rq, &sql_attendance_list, &in->query);
}

/* A correction after the completion changes the ledger; a seat whose figure stays is left alone. */
static enum outcome recredit(struct uow *u, const struct session *session)
{
    bool was_completed =
        session->state == SESSION_STATE_COMPLETED || session->state == SESSION_STATE_EVALUATED;
    return was_completed ? hours_credit_session(u, session->id) : OUTCOME_OK;
}

enum outcome attendances_put(struct request *rq, struct attendances_put_call *in)
{
    int32_t offset_minutes = (int32_t)rq->app->config->time_zone_offset_minutes;
    struct session session;
    struct attendance_sheet_facts facts = {.session = &session};
    struct attendance_row_list rows;
    struct attendance_reply reply = {0};
    struct session_recorder *recorder = &facts.recorder;
    recorder->manages = principal_scope(rq->principal, MANAGERS, rq->arena).whole;
    if (RECORD_HAS(&in->body, ATTENDANCE_SHEET, reason)) recorder->reason = in->body.reason;
    TRY(attendances_load_session(rq->uow, in->path.session_id, &session, recorder));
    TRY(attendances_load(rq->uow, &in->body, &facts));
    TRY(attendances_decide(&in->body, &facts, &rows, rq->problem));
    attendances_apply(rq->uow, &rows);
    TRY(session_results_revise(rq->uow, &session, offset_minutes));
    TRY(recredit(rq->uow, &session));
    RECORD_PUT(&reply, ATTENDANCE_REPLY, recorded, (int64_t)rows.count);
    RECORD_PUT(&reply, ATTENDANCE_REPLY, unchanged, (int64_t)(in->body.items.count - rows.count));
    return reply_record(rq, &attendance_reply_record, &reply, NO_VERSION);
}
