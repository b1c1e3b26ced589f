/* results.c - see results.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/results.h"

#include "storage/changes.h"
#include "storage/ids.h"
#include "storage/results_sql.h"

#include "domain/base/banned.h"

enum outcome results_load(struct uow *u, struct uuid id, bool lock, struct result *ret)
{
    struct result_get_in in = {0};
    RECORD_PUT(&in, RESULT_GET_IN, result_id, id);
    if (lock) RECORD_PUT(&in, RESULT_GET_IN, lock, true);
    uow_want(u, &sql_result_get, &in, ret, NULL);
    TRY(uow_sync(u));
    results_judge(ret);
    return OUTCOME_OK;
}

enum outcome results_load_for_create(struct uow *u, const struct result_create *in,
                                     struct result_facts *ret)
{
    const struct uow_context *context = uow_context(u);
    struct result_target_in wanted = {0};
    struct result_target_out found = {0};
    RECORD_PUT(&wanted, RESULT_TARGET_IN, session_id, in->session_id);
    RECORD_PUT(&wanted, RESULT_TARGET_IN, unit_id, in->unit_id);
    uow_want(u, &sql_result_target, &wanted, &found, NULL);
    TRY(uow_sync(u));
    *ret = (struct result_facts){.session_found = RECORD_HAS(&found, RESULT_TARGET_OUT, session_id),
                                 .unit_found = RECORD_HAS(&found, RESULT_TARGET_OUT, unit_id),
                                 .session_id = found.session_id,
                                 .unit_id = found.unit_id,
                                 .recorded_by = context->principal_id,
                                 .new_id = ids_new(context->now),
                                 .now = context->now,
                                 .today = context->today};
    return OUTCOME_OK;
}

void results_apply_create(struct uow *u, const struct result *result)
{
    uow_write(u, &sql_result_insert, result, NULL);
    changes_record(u, "result", result->id, result->version, &result_record, result);
}

void results_apply_update(struct uow *u, struct result *result)
{
    RECORD_PUT(result, RESULT, version, result->version + 1);
    RECORD_PUT(result, RESULT, updated_at, uow_context(u)->now);
    uow_write(u, &sql_result_update, result, NULL);
    changes_record(u, "result", result->id, result->version, &result_record, result);
}
