/* answers.c - see answers.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/answers.h"

#include "storage/answers_sql.h"
#include "storage/changes.h"

#include "domain/base/banned.h"

#define NO_VERSION (-1)

enum outcome answers_load(struct uow *u, struct uuid evaluation_id, struct answer_facts *ret,
                          struct revisions_asked *ret_asked)
{
    struct answer_lock_in lock = {0};
    struct answer_lock_out locked;
    struct answer_facts_in facts_in = {0};
    struct answer_items_in items_in = {0};
    struct answer_facts_row row = {0};
    struct row_set items;
    RECORD_PUT(&lock, ANSWER_LOCK_IN, evaluation_id, evaluation_id);
    RECORD_PUT(&facts_in, ANSWER_FACTS_IN, evaluation_id, evaluation_id);
    RECORD_PUT(&items_in, ANSWER_ITEMS_IN, evaluation_id, evaluation_id);
    uow_want(u, &sql_answer_lock, &lock, &locked, NULL);
    uow_want(u, &sql_answer_facts, &facts_in, &row, NULL);
    uow_want_rows(u, &sql_answer_items, &items_in, &items);
    revisions_want(u, evaluation_id, ret_asked);
    TRY(uow_sync(u));
    *ret = (struct answer_facts){.evaluation_id = row.evaluation_id,
                                 .instrument_version_id = row.instrument_version_id,
                                 .state = row.state,
                                 .answered = row.answered,
                                 .frozen = row.frozen,
                                 .items = items.items,
                                 .item_count = items.count};
    return OUTCOME_OK;
}

void answers_apply(struct uow *u, const struct answer_decision *decision)
{
    struct answer_insert_in answer = {0};
    struct answer_mark_in mark = {0};
    struct answer_freeze_in freeze = {0};
    RECORD_PUT(&answer, ANSWER_INSERT_IN, evaluation_id, decision->evaluation_id);
    RECORD_PUT(&answer, ANSWER_INSERT_IN, scores, decision->scores);
    RECORD_PUT(&answer, ANSWER_INSERT_IN, texts, decision->texts);
    RECORD_PUT(&mark, ANSWER_MARK_IN, evaluation_id, decision->evaluation_id);
    RECORD_PUT(&freeze, ANSWER_FREEZE_IN, instrument_version_id, decision->instrument_version_id);
    uow_write(u, &sql_answer_mark, &mark, NULL);
    uow_forget_caller(u);
    uow_write(u, &sql_answer_insert, &answer, NULL);
    if (decision->freezes) uow_write(u, &sql_answer_freeze, &freeze, NULL);
    changes_record(u, "evaluation", decision->evaluation_id, NO_VERSION, NULL, NULL);
}
