/* attendances.c - see attendances.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/attendances.h"

#include "domain/base/banned.h"

static bool named_before(const struct attendance_input *items, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (uuid_equal(items[j].enrolment_id, items[i].enrolment_id) &&
            uuid_equal(items[j].block_id, items[i].block_id))
            return true;
    return false;
}

static void check_item(const struct attendance_sheet *in,
                       const struct attendance_sheet_facts *facts, size_t i,
                       struct problem *problem)
{
    const struct attendance_fact *found = &facts->found[i];
    bool known = RECORD_HAS(found, ATTENDANCE_FACT, employee_id);
    session_recording_check_participant(&facts->recorder, i, known ? &found->employee_id : NULL,
                                        problem);
    if (!RECORD_HAS(found, ATTENDANCE_FACT, block_id))
        session_recording_violate(i, "block_id", RULE_REFERENCE, problem);
    else if (!found->begun) session_recording_violate(i, "block_id", RULE_FUTURE, problem);
    if (named_before(in->items.items, i))
        session_recording_violate(i, "block_id", RULE_DUPLICATE, problem);
}

static bool says_nothing_new(const struct attendance_input *item,
                             const struct attendance_fact *found)
{
    return RECORD_HAS(found, ATTENDANCE_FACT, present) && found->present == item->present;
}

static void put_row(struct attendance_row *to, const struct attendance_input *item,
                    const struct attendance_sheet_facts *facts, size_t i)
{
    const struct session_recorder *recorder = &facts->recorder;
    RECORD_PUT(to, ATTENDANCE_ROW, id, facts->ids[i]);
    RECORD_PUT(to, ATTENDANCE_ROW, session_id, facts->session->id);
    RECORD_PUT(to, ATTENDANCE_ROW, block_id, item->block_id);
    RECORD_PUT(to, ATTENDANCE_ROW, enrolment_id, item->enrolment_id);
    RECORD_PUT(to, ATTENDANCE_ROW, revision, facts->found[i].revision + 1);
    RECORD_PUT(to, ATTENDANCE_ROW, present, item->present);
    if (recorder->reason != NULL) RECORD_PUT(to, ATTENDANCE_ROW, reason, recorder->reason);
    if (!uuid_is_nil(recorder->actor)) RECORD_PUT(to, ATTENDANCE_ROW, recorded_by, recorder->actor);
    RECORD_PUT(to, ATTENDANCE_ROW, recorded_at, recorder->now);
}

enum outcome attendances_decide(const struct attendance_sheet *in,
                                const struct attendance_sheet_facts *facts,
                                struct attendance_row_list *ret, struct problem *problem)
{
    size_t count = in->items.count;
    *ret = (struct attendance_row_list){
        .items = ARENA_ARRAY(problem->arena, count, struct attendance_row)};
    TRY(session_recording_check(&facts->recorder, facts->session, SESSION_STATE_RUNNING, problem));
    for (size_t i = 0; i < count; i++) check_item(in, facts, i, problem);
    TRY(problem_outcome(problem));
    for (size_t i = 0; i < count; i++)
        if (!says_nothing_new(&in->items.items[i], &facts->found[i]))
            put_row(&ret->items[ret->count++], &in->items.items[i], facts, i);
    return OUTCOME_OK;
}
