/* test_scores.c - see test_scores.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/test_scores.h"

#include "storage/changes.h"
#include "storage/ids.h"
#include "storage/test_scores_sql.h"

#include "domain/base/banned.h"

enum outcome test_scores_load(struct uow *u, const struct test_score_sheet *in,
                              struct test_score_sheet_facts *ret)
{
    struct test_score_facts_in wanted = {0};
    struct uuid *ids = ARENA_ARRAY(uow_arena(u), in->items.count, struct uuid);
    struct row_set rows;
    RECORD_PUT(&wanted, TEST_SCORE_FACTS_IN, session_id, ret->session->id);
    RECORD_PUT(&wanted, TEST_SCORE_FACTS_IN, items, in->items);
    uow_want_rows(u, &sql_test_score_facts, &wanted, &rows);
    TRY(uow_sync(u));
    for (size_t i = 0; i < in->items.count; i++) ids[i] = ids_new(uow_context(u)->now);
    ret->found = rows.items;
    ret->ids = ids;
    return OUTCOME_OK;
}

void test_scores_apply(struct uow *u, const struct test_score_row_list *rows)
{
    struct test_score_insert_in in = {0};
    if (rows->count == 0) return;
    RECORD_PUT(&in, TEST_SCORE_INSERT_IN, items, *rows);
    uow_write(u, &sql_test_score_insert, &in, NULL);
    changes_record_many(u, "test_score", &test_score_row_record,
                        &(struct list){.count = rows->count, .items = rows->items});
}
