/* needs.c - see needs.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/needs.h"

#include "storage/changes.h"
#include "storage/needs_analyses.h"
#include "storage/needs_sql.h"
#include "storage/transitions.h"

#include "domain/base/banned.h"

static void want(struct uow *u, struct uuid id, bool lock, struct need *ret)
{
    struct need_get_in in = {0};
    RECORD_PUT(&in, NEED_GET_IN, need_id, id);
    if (lock) RECORD_PUT(&in, NEED_GET_IN, lock, true);
    uow_want(u, &sql_need_get, &in, ret, NULL);
}

enum outcome needs_load(struct uow *u, struct uuid id, struct need *ret)
{
    want(u, id, false, ret);
    return uow_sync(u);
}

struct need_caller needs_caller(const struct uow *u)
{
    const struct uow_context *context = uow_context(u);
    return (struct need_caller){.id = context->principal_id,
                                .self = context->self,
                                .now = context->now,
                                .today = context->today};
}

/* ---- putting in */

static void want_targets(struct uow *u, const struct need_create *input, struct uuid unit_id,
                         struct need_targets *ret)
{
    struct need_targets_in in = {0};
    RECORD_PUT(&in, NEED_TARGETS_IN, analysis_unit_id, unit_id);
    RECORD_PUT(&in, NEED_TARGETS_IN, competency_id, input->competency_id);
    if (RECORD_HAS(input, NEED_CREATE, unit_id))
        RECORD_PUT(&in, NEED_TARGETS_IN, unit_id, input->unit_id);
    if (RECORD_HAS(input, NEED_CREATE, employee_id))
        RECORD_PUT(&in, NEED_TARGETS_IN, employee_id, input->employee_id);
    uow_want(u, &sql_need_targets, &in, ret, NULL);
}

enum outcome needs_load_for_create(struct uow *u, const struct need_create *in,
                                   enum needs_analysis_state *ret_state,
                                   struct need_targets *ret_targets)
{
    struct needs_analysis analysis = {0};
    struct problem *problem = uow_problem(u);
    bool found = false;
    needs_analyses_want(u, in->needs_analysis_id, true, &analysis, &found);
    TRY(uow_sync(u));
    if (!found) {
        (void)!problem_raise(problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
        return problem_violation(problem, VIOLATION_IN_BODY, "/needs_analysis_id", RULE_REFERENCE,
                                 NULL, NULL);
    }
    want_targets(u, in, analysis.unit_id, ret_targets);
    *ret_state = analysis.state;
    return uow_sync(u);
}

enum outcome needs_measure(struct uow *u, const struct need *need, struct need_measure *ret)
{
    struct need_measure_in in = {0};
    record_copy(&need_measure_in_record, &in, &need_record, need);
    uow_want(u, &sql_need_measure, &in, ret, NULL);
    return uow_sync(u);
}

/* ---- deciding */

enum outcome needs_load_for_decision(struct uow *u, struct uuid id, struct need *ret_need,
                                     enum needs_analysis_state *ret_state)
{
    struct needs_analysis analysis = {0};
    want(u, id, true, ret_need);
    TRY(uow_sync(u));
    needs_analyses_want(u, ret_need->needs_analysis_id, false, &analysis, NULL);
    TRY(uow_sync(u));
    *ret_state = analysis.state;
    return OUTCOME_OK;
}

enum outcome needs_load_evidence(struct uow *u, struct uuid need_id, struct uuid assessment_id,
                                 struct need_evidence *ret)
{
    bool found;
    struct need_evidence_in in = {0};
    *ret = (struct need_evidence){0};
    RECORD_PUT(&in, NEED_EVIDENCE_IN, need_id, need_id);
    RECORD_PUT(&in, NEED_EVIDENCE_IN, assessment_id, assessment_id);
    uow_want(u, &sql_need_evidence, &in, ret, &found);
    return uow_sync(u);
}

static void record(struct uow *u, const struct need *need, const char *from, const char *reason)
{
    transitions_record(u,
                       &(struct state_change){.resource_type = "need",
                                              .resource_id = need->id,
                                              .from_state = from,
                                              .to_state = need_state_enumeration.names[need->state],
                                              .reason = reason});
    changes_record_with(u, &(struct change){.resource_type = "need",
                                            .resource_id = need->id,
                                            .version = need->version,
                                            .record = &need_record,
                                            .object = need,
                                            .reason = reason});
}

void needs_apply_create(struct uow *u, const struct need *need)
{
    uow_write(u, &sql_need_insert, need, NULL);
    record(u, need, NULL, NULL);
}

void needs_apply_decision(struct uow *u, const struct need *need, enum need_state from,
                          const char *reason)
{
    uow_write(u, &sql_need_update, need, NULL);
    record(u, need, need_state_enumeration.names[from], reason);
}

/* ---- all that something else moves */

void needs_met_by_assessments(struct uow *u, const struct assessment_list *assessments)
{
    struct needs_lock_in about = {0};
    struct needs_meet_in in = {0};
    RECORD_PUT(&about, NEEDS_LOCK_IN, items, *assessments);
    RECORD_PUT(&in, NEEDS_MEET_IN, items, *assessments);
    uow_write(u, &sql_needs_lock, &about, NULL);
    uow_write(u, &sql_needs_meet, &in, NULL);
}

enum outcome needs_meet_verified(struct uow *u, struct need *need)
{
    struct need_meet_in in = {0};
    struct need_meet_out out = {0};
    RECORD_PUT(&in, NEED_MEET_IN, need_id, need->id);
    uow_want(u, &sql_need_meet, &in, &out, NULL);
    TRY(uow_sync(u));
    if (out.met == 0) return OUTCOME_OK;
    want(u, need->id, false, need);
    return uow_sync(u);
}

void needs_meet_all_verified(struct uow *u, struct uuid needs_analysis_id)
{
    struct needs_meet_verified_in in = {0};
    RECORD_PUT(&in, NEEDS_MEET_VERIFIED_IN, needs_analysis_id, needs_analysis_id);
    uow_write(u, &sql_needs_meet_verified, &in, NULL);
}

void needs_follow_results(struct uow *u, struct uuid session_id)
{
    struct needs_reopen_in gone = {0};
    struct needs_meet_again_in again = {0};
    RECORD_PUT(&gone, NEEDS_REOPEN_IN, session_id, session_id);
    RECORD_PUT(&again, NEEDS_MEET_AGAIN_IN, session_id, session_id);
    uow_write(u, &sql_needs_reopen, &gone, NULL);
    uow_write(u, &sql_needs_meet_again, &again, NULL);
}

void needs_plan(struct uow *u, struct uuid plan_id)
{
    struct needs_plan_in in = {0};
    RECORD_PUT(&in, NEEDS_PLAN_IN, plan_id, plan_id);
    uow_write(u, &sql_needs_plan, &in, NULL);
}
