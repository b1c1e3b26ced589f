/* reply_table.c - reports: one record with its rows, as JSON, or only the rows as CSV
 *
 * Tests: tests/api/test_reply_table.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/reply.h"

#include "api/http/csv.h"

#include <assert.h>
#include <string.h>

#include "domain/base/banned.h"

static enum outcome write_csv(struct request *rq, const struct record *row, const struct list *rows)
{
    struct reply *r = &rq->reply;
    strbuf_init(&r->body, rq->arena, 512 + 256 * rows->count, REPLY_MAX_BYTES);
    csv_header(&r->body, row);
    for (size_t i = 0; i < rows->count; i++)
        csv_row(&r->body, row, (const char *)rows->items + i * row->size);
    if (r->body.overflow)
        return problem_raise(rq->problem, PROBLEM_INTERNAL_ERROR, NULL, NULL, NULL);
    r->content_type = CSV_CONTENT_TYPE;
    r->status = rq->operation->success_status;
    return OUTCOME_OK;
}

enum outcome reply_table(struct request *rq, const struct record *record, const void *object)
{
    struct list rows;
    int data = record_find(record, "data");
    assert(data >= 0 && record->fields[data].kind == KIND_RECORDS);
    memcpy(&rows, (const char *)object + record->fields[data].offset, sizeof rows);
    reply_header(rq, "Vary", "Accept");
    if (rq->accepts_csv) return write_csv(rq, record->fields[data].record, &rows);
    return reply_record(rq, record, object, -1);
}
