/* traces.c - see traces.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/traces.h"

#include "storage/traces_sql.h"

#include "domain/base/banned.h"

#define LINKS_MAX 2000 /* as in the contract */

static void put_links(struct trace *ret, const struct row_set *rows)
{
    bool complete = rows->count <= LINKS_MAX;
    struct trace_link_list links = {.count = complete ? rows->count : LINKS_MAX,
                                    .items = rows->items};
    *ret = (struct trace){0};
    RECORD_PUT(ret, TRACE, links, links);
    RECORD_PUT(ret, TRACE, complete, complete);
}

enum outcome traces_load_of_need(struct uow *u, struct uuid need_id, struct trace *ret)
{
    struct trace_of_need_in in = {0};
    struct row_set rows = {0};
    RECORD_PUT(&in, TRACE_OF_NEED_IN, need_id, need_id);
    RECORD_PUT(&in, TRACE_OF_NEED_IN, limit, LINKS_MAX + 1);
    uow_want_rows(u, &sql_trace_of_need, &in, &rows);
    TRY(uow_sync(u));
    if (rows.count == 0) /* a need has one row at least */
        return problem_raise(uow_problem(u), PROBLEM_NOT_FOUND, NULL, NULL, NULL);
    put_links(ret, &rows);
    return OUTCOME_OK;
}

enum outcome traces_load_of_plan_item(struct uow *u, struct uuid plan_item_id, struct trace *ret)
{
    struct trace_plan_item_in item = {0};
    struct trace_plan_item_out found = {0};
    struct trace_of_plan_item_in in = {0};
    struct row_set rows = {0};
    RECORD_PUT(&item, TRACE_PLAN_ITEM_IN, plan_item_id, plan_item_id);
    RECORD_PUT(&in, TRACE_OF_PLAN_ITEM_IN, plan_item_id, plan_item_id);
    RECORD_PUT(&in, TRACE_OF_PLAN_ITEM_IN, limit, LINKS_MAX + 1);
    uow_want(u, &sql_trace_plan_item, &item, &found, NULL);
    uow_want_rows(u, &sql_trace_of_plan_item, &in, &rows);
    TRY(uow_sync(u));
    put_links(ret, &rows);
    return OUTCOME_OK;
}
