/* revision_cases.c - see revision_cases.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/revision_cases.h"

#include "storage/registry.h"
#include "storage/revision_cases_sql.h"
#include "storage/revisions_sql.h"
#include "storage/trainings.h"

#include "domain/base/banned.h"

#define RESOURCE "revision_case"

enum outcome revision_cases_load(struct uow *u, struct uuid id, struct revision_case *ret)
{
    struct revision_case_get_in in = {0};
    RECORD_PUT(&in, REVISION_CASE_GET_IN, revision_case_id, id);
    uow_want(u, &sql_revision_case_get, &in, ret, NULL);
    return uow_sync(u);
}

enum outcome revision_cases_load_mine(struct uow *u, struct my_revision_cases *ret)
{
    struct row_set rows;
    uow_want_rows(u, &sql_my_revision_cases, NULL, &rows);
    TRY(uow_sync(u));
    const struct my_revision_case_list data = {.count = rows.count, .items = rows.items};
    *ret = (struct my_revision_cases){0};
    RECORD_PUT(ret, MY_REVISION_CASES, data, data);
    return OUTCOME_OK;
}

/* ---- loading for changes */

enum outcome revision_cases_load_for_open(struct uow *u, const struct revision_case_input *in,
                                          struct revision_open_facts *ret)
{
    struct revision_session_find_in find = {0};
    struct revision_session_find_out session;
    *ret = (struct revision_open_facts){.registry = registry_facts(u)};
    trainings_want(u, in->training_id, true, &ret->training, &ret->training_found);
    RECORD_PUT(&find, REVISION_SESSION_FIND_IN, session_id, in->session_id);
    uow_want(u, &sql_revision_session_find, &find, &session, &ret->session_found);
    TRY(uow_sync(u));
    if (!ret->session_found || !ret->training_found) return OUTCOME_OK;
    ret->session_found = uuid_equal(session.training_id, ret->training.id);
    ret->session_id = session.id;
    ret->session_version_id = session.training_version_id;
    return OUTCOME_OK;
}

static void want_facts(struct uow *u, struct uuid id, const struct revision_action_input *action,
                       struct revision_case_facts *ret)
{
    struct revision_case_facts_in in = {0};
    RECORD_PUT(&in, REVISION_CASE_FACTS_IN, revision_case_id, id);
    if (action != NULL) {
        record_copy(&revision_case_facts_in_record, &in, &revision_action_input_record, action);
        if (RECORD_HAS(action, REVISION_ACTION_INPUT, method))
            RECORD_PUT(&in, REVISION_CASE_FACTS_IN, method,
                       training_method_enumeration.names[action->method]);
    }
    uow_want(u, &sql_revision_case_facts, &in, ret, NULL);
}

enum outcome revision_cases_load_for_change(struct uow *u, struct uuid id,
                                            const struct revision_action_input *action,
                                            struct revision_case_change *ret)
{
    struct revision_case_lock_in lock = {0};
    RECORD_PUT(&lock, REVISION_CASE_LOCK_IN, revision_case_id, id);
    uow_write(u, &sql_revision_case_lock, &lock, NULL);
    want_facts(u, id, action, &ret->facts);
    TRY(revision_cases_load(u, id, &ret->found));
    ret->from = ret->found.state;
    ret->registry = registry_facts(u);
    return OUTCOME_OK;
}

/* ---- writing */

enum outcome revision_cases_apply_create(struct uow *u, const struct revision_row *row,
                                         struct revision_case *ret)
{
    uow_write(u, &sql_revision_insert, row, NULL);
    uow_write(u, &sql_revision_session_insert, row, NULL);
    TRY(revision_cases_load(u, row->id, ret));
    registry_record_move(u, &(struct registry_move){.resource_type = RESOURCE,
                                                    .resource_id = row->id,
                                                    .version = row->version,
                                                    .record = &revision_row_record,
                                                    .object = row,
                                                    .states = &revision_case_state_enumeration,
                                                    .to = (int)row->state});
    return OUTCOME_OK;
}

/* The figures stay out of the trail: whether they may be told is decided when they are read. */
void revision_cases_apply_change(struct uow *u, const struct revision_case_change *change,
                                 const struct revision_action_row *action, const char *reason)
{
    struct revision_case told = change->found;
    uow_write(u, &sql_revision_case_move, &change->found, NULL);
    if (action != NULL) uow_write(u, &sql_revision_action_insert, action, NULL);
    RECORD_CLEAR(&told, REVISION_CASE, evidence);
    RECORD_CLEAR(&told, REVISION_CASE, effect);
    RECORD_CLEAR(&told, REVISION_CASE, earlier_rounds);
    registry_record_move(u, &(struct registry_move){.resource_type = RESOURCE,
                                                    .resource_id = told.id,
                                                    .version = told.version,
                                                    .record = &revision_case_record,
                                                    .object = &told,
                                                    .states = &revision_case_state_enumeration,
                                                    .from = (int)change->from,
                                                    .to = (int)told.state,
                                                    .reason = reason});
}
