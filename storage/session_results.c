/* session_results.c - see session_results.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/session_results.h"

#include "storage/assessments.h"
#include "storage/attendances_sql.h"
#include "storage/enrolments.h"
#include "storage/evaluations.h"
#include "storage/ids.h"
#include "storage/needs.h"

#include "domain/base/banned.h"

struct results { /* what was found of a session */
    struct result_rule rule;
    struct row_set lines, gaps;
    struct date day; /* on which the last block ended */
};

static enum outcome load(struct uow *u, const struct session *session, int32_t offset_minutes,
                         struct results *ret)
{
    struct result_rule_in rule = {0};
    struct result_lines_in lines = {0};
    struct result_gaps_in gaps = {0};
    struct instant last = {.us = session->ends_at.us - 1};
    ret->day = instant_date(last, offset_minutes);
    RECORD_PUT(&rule, RESULT_RULE_IN, day, ret->day);
    RECORD_PUT(&lines, RESULT_LINES_IN, session_id, session->id);
    RECORD_PUT(&gaps, RESULT_GAPS_IN, session_id, session->id);
    uow_want(u, &sql_result_rule, &rule, &ret->rule, NULL);
    uow_want_rows(u, &sql_result_lines, &lines, &ret->lines);
    uow_want_rows(u, &sql_result_gaps, &gaps, &ret->gaps);
    return uow_sync(u);
}

/* ---- evidence */

static struct list passed_of(const struct enrolment_moves *moves, struct arena *a)
{
    struct uuid *ids = ARENA_ARRAY(a, moves->count + 1, struct uuid);
    struct list passed = {.items = ids};
    for (size_t i = 0; i < moves->count; i++)
        if (moves->items[i].state == ENROLMENT_STATE_PASSED)
            ids[passed.count++] = moves->items[i].id;
    return passed;
}

static void put_assessment(struct assessment *to, const struct result_evidence *evidence,
                           const struct session *session, const struct uow_context *context)
{
    RECORD_PUT(to, ASSESSMENT, id, ids_new(context->now));
    RECORD_PUT(to, ASSESSMENT, enrolment_id, evidence->enrolment_id);
    RECORD_PUT(to, ASSESSMENT, external_id, evidence->external_id);
    RECORD_PUT(to, ASSESSMENT, employee_id, evidence->employee_id);
    RECORD_PUT(to, ASSESSMENT, competency_id, evidence->competency_id);
    RECORD_PUT(to, ASSESSMENT, level, evidence->level);
    RECORD_PUT(to, ASSESSMENT, method, ASSESSMENT_METHOD_TRAINING);
    RECORD_PUT(to, ASSESSMENT, source_reference, session->name);
    if (!uuid_is_nil(context->principal_id))
        RECORD_PUT(to, ASSESSMENT, recorded_by, context->principal_id);
    RECORD_PUT(to, ASSESSMENT, created_at, context->now);
}

static enum outcome add_evidence(struct uow *u, const struct session *session,
                                 const struct enrolment_moves *moves, struct date day)
{
    struct result_evidence_in in = {0};
    struct list passed = passed_of(moves, uow_arena(u));
    struct row_set rows;
    if (passed.count == 0) return OUTCOME_OK;
    RECORD_PUT(&in, RESULT_EVIDENCE_IN, session_id, session->id);
    RECORD_PUT(&in, RESULT_EVIDENCE_IN, enrolment_ids, passed);
    uow_want_rows(u, &sql_result_evidence, &in, &rows);
    TRY(uow_sync(u));
    const struct result_evidence *found = rows.items;
    struct assessment *made = ARENA_ARRAY(uow_arena(u), rows.count + 1, struct assessment);
    for (size_t i = 0; i < rows.count; i++) {
        put_assessment(&made[i], &found[i], session, uow_context(u));
        RECORD_PUT(&made[i], ASSESSMENT, assessed_on, day);
    }
    assessments_apply_create(u, &(struct assessment_list){.count = rows.count, .items = made});
    return OUTCOME_OK;
}

/* ---- deciding */

static enum outcome settle(struct uow *u, const struct session *session,
                           const struct results *results)
{
    struct enrolment_moves moves =
        session_results_decide(results->lines.items, results->lines.count, &results->rule,
                               uow_context(u)->now, uow_arena(u));
    enrolments_apply_moves(u, &moves);
    return add_evidence(u, session, &moves, results->day);
}

enum outcome session_results_complete(struct uow *u, const struct session *session,
                                      int32_t offset_minutes)
{
    struct results results;
    TRY(load(u, session, offset_minutes, &results));
    struct result_gap_list gaps = {.count = results.gaps.count, .items = results.gaps.items};
    TRY(session_results_check(results.lines.items, results.lines.count, &gaps, uow_problem(u)));
    return settle(u, session, &results);
}

enum outcome session_results_revise(struct uow *u, const struct session *session,
                                    int32_t offset_minutes)
{
    struct results results;
    if (session->state < SESSION_STATE_COMPLETED) return OUTCOME_OK;
    TRY(load(u, session, offset_minutes, &results));
    TRY(settle(u, session, &results));
    needs_follow_results(u, session->id);
    evaluations_correct_ballots(u, session->id);
    return OUTCOME_OK;
}
