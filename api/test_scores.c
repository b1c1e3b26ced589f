/* test_scores.c - the operations of openapi/test_scores.yaml
 *
 * Load, decide, apply, reply; rules are in domain/test_scores.c and domain/session_results.c.
 * Tests: tests/api/test_sessions.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/test_scores_operations.h"

#include "api/config.h"
#include "api/http/app.h"
#include "storage/attendances.h"
#include "storage/session_results.h"
#include "storage/sessions.h"
#include "storage/test_scores.h"
#include "storage/test_scores_sql.h"

#include "domain/base/banned.h"

#define NO_VERSION (-1)
#define MANAGERS (ROLE_BIT_ADMIN | ROLE_BIT_PLANNER)

enum outcome test_scores_list(struct request *rq, struct test_scores_list_call *in)
{
    struct session session;
    sessions_want(rq->uow, &(struct session_name){.session_id = &in->path.session_id}, false,
                  &session);
    RECORD_PUT(&in->query, TEST_SCORES_LIST_QUERY, session_id, in->path.session_id);
    return reply_list(rq, &sql_test_score_list, &in->query);
}

enum outcome test_scores_put(struct request *rq, struct test_scores_put_call *in)
{
    int32_t offset_minutes = (int32_t)rq->app->config->time_zone_offset_minutes;
    struct session session;
    struct test_score_sheet_facts facts = {.session = &session};
    struct test_score_row_list rows;
    struct test_score_reply reply = {0};
    struct session_recorder *recorder = &facts.recorder;
    recorder->manages = principal_scope(rq->principal, MANAGERS, rq->arena).whole;
    if (RECORD_HAS(&in->body, TEST_SCORE_SHEET, reason)) recorder->reason = in->body.reason;
    TRY(attendances_load_session(rq->uow, in->path.session_id, &session, recorder));
    TRY(test_scores_load(rq->uow, &in->body, &facts));
    TRY(test_scores_decide(&in->body, &facts, &rows, rq->problem));
    test_scores_apply(rq->uow, &rows);
    TRY(session_results_revise(rq->uow, &session, offset_minutes));
    RECORD_PUT(&reply, TEST_SCORE_REPLY, recorded, (int64_t)rows.count);
    RECORD_PUT(&reply, TEST_SCORE_REPLY, unchanged, (int64_t)(in->body.items.count - rows.count));
    return reply_record(rq, &test_score_reply_record, &reply, NO_VERSION);
}
