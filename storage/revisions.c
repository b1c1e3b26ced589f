/* revisions.c - see revisions.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/revisions.h"

#include "domain/revision_judgement.h"
#include "storage/changes.h"
#include "storage/evaluations.h"
#include "storage/ids.h"
#include "storage/policy_revision_proposals.h"
#include "storage/revisions_sql.h"
#include "storage/transitions.h"

#include "domain/base/banned.h"

#define RESOURCE "revision_case"

/* ---- promises */

void revisions_want_promises(struct uow *u, struct ref training_id, const struct uuid *session_id,
                             struct row_set *ret_rows)
{
    struct revision_promises_in in = {0};
    RECORD_PUT(&in, REVISION_PROMISES_IN, training_id, training_id);
    if (session_id != NULL) RECORD_PUT(&in, REVISION_PROMISES_IN, session_id, *session_id);
    uow_want_rows(u, &sql_revision_promises, &in, ret_rows);
}

/* ---- judging */

static void want_live(struct uow *u, struct uuid evaluation_id, bool brief, struct row_set *ret)
{
    struct revision_live_in in = {0};
    RECORD_PUT(&in, REVISION_LIVE_IN, evaluation_id, evaluation_id);
    if (brief) RECORD_PUT(&in, REVISION_LIVE_IN, brief, true);
    uow_want_rows(u, &sql_revision_live, &in, ret);
}

static void want(struct uow *u, struct uuid evaluation_id, bool answering,
                 struct revisions_asked *ret)
{
    struct revision_lock_judged_in lock = {0};
    struct revision_judged_in judged = {0};
    struct revision_tallies_in tallies = {0};
    RECORD_PUT(&lock, REVISION_LOCK_JUDGED_IN, evaluation_id, evaluation_id);
    RECORD_PUT(&judged, REVISION_JUDGED_IN, evaluation_id, evaluation_id);
    if (answering) RECORD_PUT(&judged, REVISION_JUDGED_IN, answering, true);
    RECORD_PUT(&tallies, REVISION_TALLIES_IN, evaluation_id, evaluation_id);
    uow_write(u, &sql_revision_lock_judged, &lock, NULL);
    uow_want(u, &sql_revision_judged, &judged, &ret->judged, &ret->found);
    uow_want_rows(u, &sql_revision_tallies, &tallies, &ret->tallies);
    want_live(u, evaluation_id, answering, &ret->live);
}

void revisions_want(struct uow *u, struct uuid evaluation_id, struct revisions_asked *ret)
{
    want(u, evaluation_id, true, ret);
}

/* The figures stay out of the trail: whether they may be told is decided when they are read. */
static void record_trail(struct uow *u, const struct revision_row *row, const char *from_state)
{
    struct revision_row told = *row;
    RECORD_CLEAR(&told, REVISION_ROW, evidence);
    RECORD_CLEAR(&told, REVISION_ROW, effect);
    changes_record(u, RESOURCE, row->id, row->version, &revision_row_record, &told);
    transitions_record(
        u, &(struct state_change){.resource_type = RESOURCE,
                                  .resource_id = row->id,
                                  .from_state = from_state,
                                  .to_state = revision_case_state_enumeration.names[row->state]});
}

static void finish(struct uow *u, const struct revision_judged *judged,
                   const struct revision_step *step)
{
    struct revision_finish_in in = {0};
    struct revision_round_finish_in round = {0};
    RECORD_PUT(&in, REVISION_FINISH_IN, id, step->live->id);
    RECORD_PUT(&in, REVISION_FINISH_IN, evaluation_id, judged->evaluation_id);
    RECORD_PUT(&in, REVISION_FINISH_IN, final,
               revision_judgement_figures(uow_arena(u), judged, step->tally));
    record_copy(&revision_round_finish_in_record, &round, &revision_finish_in_record, &in);
    uow_write(u, &sql_revision_finish, &in, NULL);
    uow_write(u, &sql_revision_round_finish, &round, NULL);
}

static void open_case(struct uow *u, const struct revision_judged *judged,
                      const struct revision_step *step)
{
    struct revision_row row;
    const struct instant now = uow_context(u)->now;
    const struct revision_stamp stamp = {.new_id = ids_new(now), .now = now};
    revision_judgement_open(uow_arena(u), judged, step, &stamp, &row);
    uow_write(u, &sql_revision_insert, &row, NULL);
    uow_write(u, &sql_revision_session_insert, &row, NULL);
    record_trail(u, &row, NULL);
}

static enum outcome end_case(struct uow *u, const struct revision_judged *judged,
                             const struct revision_step *step)
{
    struct revision_row row;
    struct revision_round_insert_in round = {0};
    const char *const *names = revision_case_state_enumeration.names;
    revision_judgement_end(uow_arena(u), judged, step, uow_context(u)->now, &row);
    uow_write(u, &sql_revision_verdict, &row, NULL);
    record_trail(u, &row, names[REVISION_CASE_STATE_RESOLVED]);
    if (step->verdict != REVISION_VERDICT_INEFFECTIVE) return OUTCOME_OK;
    RECORD_PUT(&round, REVISION_ROUND_INSERT_IN, id, row.id);
    uow_write(u, &sql_revision_round_insert, &round, NULL);
    revision_judgement_reopen(uow_arena(u), judged, step, &row);
    uow_write(u, &sql_revision_reopen, &row, NULL);
    uow_write(u, &sql_revision_session_insert, &row, NULL);
    record_trail(u, &row, names[REVISION_CASE_STATE_VERIFIED_INEFFECTIVE]);
    return policy_proposals_open_ineffective(
        u, judged->training_id, revision_judgement_policy_evidence(uow_arena(u), &row));
}

static struct revision_judgement facts_of(struct uow *u, const struct revisions_asked *asked)
{
    struct revision_judgement facts;
    const struct revision_found found = {.judged = asked->judged,
                                         .counts = asked->tallies.items,
                                         .count_count = asked->tallies.count,
                                         .cases = asked->live.items,
                                         .case_count = asked->live.count};
    revision_judgement_facts(uow_arena(u), &found, &facts);
    return facts;
}

static enum outcome act(struct uow *u, const struct revision_judgement *facts)
{
    struct revision_steps steps;
    revision_judgement_decide(uow_arena(u), facts, &steps);
    for (size_t i = 0; i < steps.count; i++) {
        const struct revision_step *step = &steps.items[i];
        if (step->kind == REVISION_STEP_FINISH) finish(u, &facts->judged, step);
        if (step->kind == REVISION_STEP_VERDICT) TRY(end_case(u, &facts->judged, step));
        if (step->kind == REVISION_STEP_OPEN) open_case(u, &facts->judged, step);
    }
    return OUTCOME_OK;
}

static bool may_decide(const struct revisions_asked *asked)
{
    const struct revision_live *live = asked->live.items;
    for (size_t i = 0; asked->judged.complete && i < asked->live.count; i++)
        if (live[i].decides) return true;
    return false;
}

enum outcome revisions_judge_answer(struct uow *u, struct revisions_asked *asked,
                                    const struct revision_scores *answer)
{
    if (!asked->found) return OUTCOME_OK;
    if (may_decide(asked)) {
        want_live(u, asked->judged.evaluation_id, false, &asked->live);
        TRY(uow_sync(u));
    }
    struct revision_judgement facts = facts_of(u, asked);
    revision_judgement_add(&facts, answer);
    return act(u, &facts);
}

enum outcome revisions_judge(struct uow *u, struct uuid evaluation_id)
{
    struct revisions_asked asked = {0};
    want(u, evaluation_id, false, &asked);
    TRY(uow_sync(u));
    if (!asked.found) return OUTCOME_OK;
    const struct revision_judgement facts = facts_of(u, &asked);
    return act(u, &facts);
}

enum outcome revisions_close_due(struct uow *u, const struct uuid *only,
                                 struct evaluations_closed *ret)
{
    struct evaluations_to_close due;
    bool more;
    TRY(evaluations_load_due(u, only, &due, &more));
    for (size_t i = 0; i < due.count; i++) {
        evaluations_apply_close(u, &due.items[i]);
        TRY(revisions_judge(u, due.items[i].id));
    }
    *ret = (struct evaluations_closed){0};
    RECORD_PUT(ret, EVALUATIONS_CLOSED, closed, (int64_t)due.count);
    RECORD_PUT(ret, EVALUATIONS_CLOSED, more, more);
    return OUTCOME_OK;
}
