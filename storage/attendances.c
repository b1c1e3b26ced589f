/* attendances.c - see attendances.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/attendances.h"

#include "storage/attendances_sql.h"
#include "storage/changes.h"
#include "storage/ids.h"
#include "storage/sessions.h"

#include "domain/base/banned.h"

enum outcome attendances_load_session(struct uow *u, struct ref session_id, struct session *ret,
                                      struct session_recorder *ret_recorder)
{
    const struct uow_context *context = uow_context(u);
    struct session_teacher_in in = {0};
    struct session_teacher_out teacher;
    sessions_want(u, &(struct session_name){.session_id = &session_id}, true, ret);
    TRY(uow_sync(u));
    RECORD_PUT(&in, SESSION_TEACHER_IN, session_id, ret->id);
    uow_want(u, &sql_session_teacher, &in, &teacher, NULL);
    TRY(uow_sync(u));
    ret_recorder->teaches = teacher.teaches;
    ret_recorder->actor = context->principal_id;
    ret_recorder->self = context->self;
    ret_recorder->now = context->now;
    return OUTCOME_OK;
}

enum outcome attendances_load(struct uow *u, const struct attendance_sheet *in,
                              struct attendance_sheet_facts *ret)
{
    struct attendance_facts_in wanted = {0};
    struct uuid *ids = ARENA_ARRAY(uow_arena(u), in->items.count, struct uuid);
    struct row_set rows;
    RECORD_PUT(&wanted, ATTENDANCE_FACTS_IN, session_id, ret->session->id);
    RECORD_PUT(&wanted, ATTENDANCE_FACTS_IN, items, in->items);
    uow_want_rows(u, &sql_attendance_facts, &wanted, &rows);
    TRY(uow_sync(u));
    for (size_t i = 0; i < in->items.count; i++) ids[i] = ids_new(uow_context(u)->now);
    ret->found = rows.items;
    ret->ids = ids;
    return OUTCOME_OK;
}

void attendances_apply(struct uow *u, const struct attendance_row_list *rows)
{
    struct attendance_insert_in in = {0};
    if (rows->count == 0) return;
    RECORD_PUT(&in, ATTENDANCE_INSERT_IN, items, *rows);
    uow_write(u, &sql_attendance_insert, &in, NULL);
    changes_record_many(u, "attendance", &attendance_row_record,
                        &(struct list){.count = rows->count, .items = rows->items});
}
