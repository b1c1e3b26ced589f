/* test_scores.c - see test_scores.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/test_scores.h"

#include "domain/base/banned.h"

static bool named_before(const struct test_score_input *items, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (items[j].kind == items[i].kind &&
            uuid_equal(items[j].enrolment_id, items[i].enrolment_id))
            return true;
    return false;
}

static void check_item(const struct test_score_sheet *in,
                       const struct test_score_sheet_facts *facts, size_t i,
                       struct problem *problem)
{
    const struct test_score_fact *found = &facts->found[i];
    bool known = RECORD_HAS(found, TEST_SCORE_FACT, employee_id);
    session_recording_check_participant(&facts->recorder, i, known ? &found->employee_id : NULL,
                                        problem);
    if (named_before(in->items.items, i))
        session_recording_violate(i, "kind", RULE_DUPLICATE, problem);
}

static bool says_nothing_new(const struct test_score_input *item,
                             const struct test_score_fact *found)
{
    return RECORD_HAS(found, TEST_SCORE_FACT, score) && found->score == item->score;
}

static void put_row(struct test_score_row *to, const struct test_score_input *item,
                    const struct test_score_sheet_facts *facts, size_t i)
{
    const struct session_recorder *recorder = &facts->recorder;
    RECORD_PUT(to, TEST_SCORE_ROW, id, facts->ids[i]);
    RECORD_PUT(to, TEST_SCORE_ROW, session_id, facts->session->id);
    RECORD_PUT(to, TEST_SCORE_ROW, enrolment_id, item->enrolment_id);
    RECORD_PUT(to, TEST_SCORE_ROW, kind, item->kind);
    RECORD_PUT(to, TEST_SCORE_ROW, revision, facts->found[i].revision + 1);
    RECORD_PUT(to, TEST_SCORE_ROW, score, item->score);
    if (recorder->reason != NULL) RECORD_PUT(to, TEST_SCORE_ROW, reason, recorder->reason);
    if (!uuid_is_nil(recorder->actor)) RECORD_PUT(to, TEST_SCORE_ROW, recorded_by, recorder->actor);
    RECORD_PUT(to, TEST_SCORE_ROW, recorded_at, recorder->now);
}

enum outcome test_scores_decide(const struct test_score_sheet *in,
                                const struct test_score_sheet_facts *facts,
                                struct test_score_row_list *ret, struct problem *problem)
{
    size_t count = in->items.count;
    *ret = (struct test_score_row_list){
        .items = ARENA_ARRAY(problem->arena, count, struct test_score_row)};
    TRY(session_recording_check(&facts->recorder, facts->session, SESSION_STATE_CLOSED, problem));
    for (size_t i = 0; i < count; i++) check_item(in, facts, i, problem);
    TRY(problem_outcome(problem));
    for (size_t i = 0; i < count; i++)
        if (!says_nothing_new(&in->items.items[i], &facts->found[i]))
            put_row(&ret->items[ret->count++], &in->items.items[i], facts, i);
    return OUTCOME_OK;
}
