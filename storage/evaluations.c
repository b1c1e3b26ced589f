/* evaluations.c - see evaluations.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/evaluations.h"

#include "domain/base/text.h"
#include "storage/changes.h"
#include "storage/evaluations_sql.h"
#include "storage/ids.h"
#include "storage/jobs.h"
#include "storage/parameters.h"
#include "storage/transitions.h"

#include "domain/base/banned.h"

#define RESOURCE_TYPE "evaluation"
#define FIRST_VERSION 1
#define MAX_OPEN_DAYS 3660

enum outcome evaluations_load(struct uow *u, struct uuid evaluation_id, struct evaluation *ret)
{
    struct evaluation_get_in in = {0};
    RECORD_PUT(&in, EVALUATION_GET_IN, evaluation_id, evaluation_id);
    uow_want(u, &sql_evaluation_get, &in, ret, NULL);
    return uow_sync(u);
}

/* ---- opening */

/* What does not depend on the session; ends with the sync. */
static enum outcome load_facts(struct uow *u, struct evaluation_facts *ret)
{
    const struct uow_context *context = uow_context(u);
    struct evaluation_instrument_out instrument = {0};
    const char *const *days = parameters_want(u, "evaluation.open_days", context->today);
    *ret = (struct evaluation_facts){.whole_organization = context->whole_organization,
                                     .new_id = ids_new(context->now),
                                     .now = context->now,
                                     .today = context->today};
    uow_want(u, &sql_evaluation_instrument, NULL, &instrument, &ret->has_instrument);
    TRY(uow_sync(u));
    ret->instrument_version_id = instrument.instrument_version_id;
    if (*days != NULL && parse_i64(*days, 1, MAX_OPEN_DAYS, &ret->open_days)) return OUTCOME_OK;
    uow_problem(u)->internal = "evaluation.open_days is no number of days";
    return problem_raise(uow_problem(u), PROBLEM_INTERNAL_ERROR, NULL, NULL, NULL);
}

enum outcome evaluations_open_level1(struct uow *u, struct uuid session_id, bool *ret_opened)
{
    struct evaluation evaluation;
    struct evaluation_facts facts;
    TRY(load_facts(u, &facts));
    *ret_opened = facts.has_instrument;
    if (!facts.has_instrument) return OUTCOME_OK;
    /* Whoever may complete the session may have it judged. */
    facts.whole_organization = true;
    facts.completed = true;
    facts.session_id = session_id;
    TRY(evaluations_decide_open(&facts, &evaluation, uow_problem(u)));
    evaluations_apply_open(u, &evaluation);
    return OUTCOME_OK;
}

enum outcome evaluations_load_for_open(struct uow *u, struct ref session_id,
                                       struct evaluation_facts *ret)
{
    bool found;
    struct evaluation_session_in in = {0};
    struct evaluation_session_out session = {0};
    RECORD_PUT(&in, EVALUATION_SESSION_IN, session_id, session_id);
    uow_want(u, &sql_evaluation_session, &in, &session, &found);
    TRY(load_facts(u, ret));
    ret->session_id = session.session_id;
    ret->completed = session.completed;
    if (found) return OUTCOME_OK;
    (void)!problem_raise(uow_problem(u), PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
    return problem_violation(uow_problem(u), VIOLATION_IN_BODY, "/session_id", RULE_REFERENCE, NULL,
                             NULL);
}

void evaluations_apply_open(struct uow *u, const struct evaluation *evaluation)
{
    const struct date over = {evaluation->closes_on.days + 1};
    uow_write(u, &sql_evaluation_insert, evaluation, NULL);
    jobs_queue_on(u, EVALUATION_CLOSE_JOB, evaluation->id, over);
    changes_record(u, RESOURCE_TYPE, evaluation->id, FIRST_VERSION, &evaluation_record, evaluation);
    transitions_record(u, &(struct state_change){
                              .resource_type = RESOURCE_TYPE,
                              .resource_id = evaluation->id,
                              .to_state = evaluation_state_enumeration.names[evaluation->state]});
}

/* ---- closing */

enum outcome evaluations_load_for_close(struct uow *u, struct uuid evaluation_id,
                                        struct evaluation_to_close *ret)
{
    struct evaluation_for_close_in in = {0};
    struct evaluation_for_close_out out = {0};
    RECORD_PUT(&in, EVALUATION_FOR_CLOSE_IN, evaluation_id, evaluation_id);
    uow_want(u, &sql_evaluation_for_close, &in, &out, NULL);
    TRY(uow_sync(u));
    *ret = (struct evaluation_to_close){
        .id = out.id, .version = out.version, .closing = {out.state, out.closes_on}};
    return OUTCOME_OK;
}

enum outcome evaluations_load_due(struct uow *u, const struct uuid *only,
                                  struct evaluations_to_close *ret, bool *ret_more)
{
    struct evaluations_due_in in = {0};
    struct row_set rows;
    RECORD_PUT(&in, EVALUATIONS_DUE_IN, rows, EVALUATIONS_MAX_DUE + 1);
    if (only != NULL) RECORD_PUT(&in, EVALUATIONS_DUE_IN, evaluation_id, *only);
    uow_want_rows(u, &sql_evaluations_due, &in, &rows);
    TRY(uow_sync(u));
    const struct evaluation_due *due = rows.items;
    *ret_more = rows.count > EVALUATIONS_MAX_DUE;
    ret->count = *ret_more ? EVALUATIONS_MAX_DUE : rows.count;
    ret->items = ARENA_ARRAY(uow_arena(u), ret->count + 1, struct evaluation_to_close);
    for (size_t i = 0; i < ret->count; i++)
        ret->items[i] =
            (struct evaluation_to_close){.id = due[i].id,
                                         .version = due[i].version,
                                         .closing = {EVALUATION_STATE_CLOSED, due[i].closes_on}};
    return OUTCOME_OK;
}

static void move_session(struct uow *u, struct uuid evaluation_id)
{
    struct session_evaluated_in in = {0};
    struct instant now = uow_context(u)->now;
    RECORD_PUT(&in, SESSION_EVALUATED_IN, evaluation_id, evaluation_id);
    RECORD_PUT(&in, SESSION_EVALUATED_IN, transition_id, ids_new(now));
    RECORD_PUT(&in, SESSION_EVALUATED_IN, audit_id, ids_new(now));
    RECORD_PUT(&in, SESSION_EVALUATED_IN, event_id, ids_new(now));
    uow_write(u, &sql_session_evaluated, &in, NULL);
}

void evaluations_apply_close(struct uow *u, const struct evaluation_to_close *closed)
{
    const char *const *names = evaluation_state_enumeration.names;
    struct evaluation_close_in in = {0};
    RECORD_PUT(&in, EVALUATION_CLOSE_IN, id, closed->id);
    RECORD_PUT(&in, EVALUATION_CLOSE_IN, closes_on, closed->closing.closes_on);
    RECORD_PUT(&in, EVALUATION_CLOSE_IN, version, closed->version + 1);
    uow_write(u, &sql_evaluation_close, &in, NULL);
    changes_record(u, RESOURCE_TYPE, closed->id, closed->version + 1, &evaluation_close_in_record,
                   &in);
    transitions_record(u, &(struct state_change){.resource_type = RESOURCE_TYPE,
                                                 .resource_id = closed->id,
                                                 .from_state = names[EVALUATION_STATE_OPEN],
                                                 .to_state = names[closed->closing.state]});
    move_session(u, closed->id);
}

/* ---- ballots */

void evaluations_correct_ballots(struct uow *u, struct uuid session_id)
{
    struct evaluation_ballots_lock_in lock = {0};
    struct evaluation_ballots_take_in take = {0};
    struct evaluation_ballots_give_in give = {0};
    RECORD_PUT(&lock, EVALUATION_BALLOTS_LOCK_IN, session_id, session_id);
    RECORD_PUT(&take, EVALUATION_BALLOTS_TAKE_IN, session_id, session_id);
    RECORD_PUT(&give, EVALUATION_BALLOTS_GIVE_IN, session_id, session_id);
    uow_write(u, &sql_evaluation_ballots_lock, &lock, NULL);
    uow_write(u, &sql_evaluation_ballots_give, &give, NULL);
    uow_write(u, &sql_evaluation_ballots_take, &take, NULL);
}

enum outcome evaluations_load_ballots(struct uow *u, struct ballots *ret)
{
    struct row_set rows;
    uow_want_rows(u, &sql_evaluation_my_ballots, NULL, &rows);
    TRY(uow_sync(u));
    *ret = (struct ballots){0};
    RECORD_PUT(ret, BALLOTS, data,
               ((struct ballot_list){.count = rows.count, .items = rows.items}));
    return OUTCOME_OK;
}
