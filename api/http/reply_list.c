/* reply_list.c - pages of lists: the cursor in, the rows and the next cursor out, as JSON or CSV
 *
 * Keyset pagination: the cursor holds the sort member and the id of the last row, so the cost of a
 * page does not grow with its number.
 * Tests: tests/api/test_reply_list.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/reply.h"

#include "api/http/csv.h"
#include "api/http/cursor.h"

#include <string.h>

#include "domain/base/banned.h"

#define KEY_BYTES 64

/* A list operation: where its members are in the query struct and in a row. */
struct page {
    struct request *rq;
    const struct record *record; /* of the query */
    const struct record *row;
    void *query;
    const char *sort; /* name of the order, e.g. "-created_at"; NULL: there is but one */
    const struct field *sort_field; /* of a row; NULL with sort */
    int sort_index;
    int64_t limit;
};

/* ---- members of the query, by name: the generator gives every list the same ones */

static void *member(const struct page *p, const char *name)
{
    int i = record_find(p->record, name);
    return i < 0 ? NULL : (char *)p->query + p->record->fields[i].offset;
}

static const char *sort_of(const struct page *p)
{
    int i = record_find(p->record, "sort");
    if (i < 0 || !record_has(p->query, i)) return NULL;
    const struct field *field = &p->record->fields[i];
    int value;
    memcpy(&value, (const char *)p->query + field->offset, sizeof value);
    return field->enumeration->names[value];
}

static void find_sort(struct page *p)
{
    p->sort = sort_of(p);
    p->sort_index = p->sort == NULL ? -1 : record_find(p->row, p->sort + (*p->sort == '-'));
    p->sort_field = p->sort_index < 0 ? NULL : &p->row->fields[p->sort_index];
}

/* ---- cursor in */

/* Whether a forged key would make the database fail instead of finding nothing. */
static bool key_fits(const struct field *field, const char *key)
{
    struct instant instant;
    struct date date;
    struct uuid uuid;
    int64_t number;
    if (field == NULL || key == NULL) return field == NULL && key == NULL;
    if (field->kind == KIND_INSTANT) return instant_parse(key, &instant);
    if (field->kind == KIND_DATE) return date_parse(key, &date);
    if (field->kind == KIND_UUID) return uuid_parse(key, &uuid);
    if (field->kind == KIND_INTEGER || field->kind == KIND_HUNDREDTHS)
        return parse_i64(key, INT64_MIN, INT64_MAX, &number);
    return true;
}

static enum outcome take_cursor(const struct page *p)
{
    struct cursor cursor;
    int i = record_find(p->record, "cursor");
    if (i < 0 || !record_has(p->query, i)) return OUTCOME_OK;
    const char *text = *(const char *const *)member(p, "cursor");
    const char *operation = p->rq->operation->id;
    if (!cursor_decode(p->rq->arena, operation, p->sort, text, &cursor) ||
        !key_fits(p->sort_field, cursor.key))
        return problem_violation(p->rq->problem, VIOLATION_IN_QUERY, "/cursor", RULE_CURSOR, NULL,
                                 NULL);
    int key = record_find(p->record, "after_text"), id = record_find(p->record, "after_id");
    *(const char **)member(p, "after_text") = cursor.key;
    *(struct uuid *)member(p, "after_id") = cursor.id;
    record_mark(p->query, key, cursor.key != NULL);
    record_mark(p->query, id, true);
    return OUTCOME_OK;
}

/* ---- cursor out */

/* The sort member as the statement casts it back: what a text parameter of that type looks like. */
static const char *key_text(const struct page *p, const void *row)
{
    const struct field *field = p->sort_field;
    if (field == NULL || !record_has(row, p->sort_index)) return NULL;
    const char *value = (const char *)row + field->offset;
    if (field->kind == KIND_TEXT) return *(const char *const *)(const void *)value;
    struct strbuf key;
    strbuf_init(&key, p->rq->arena, KEY_BYTES, KEY_BYTES);
    if (field->kind == KIND_INTEGER || field->kind == KIND_HUNDREDTHS) {
        strbuf_i64(&key, *(const int64_t *)(const void *)value);
        return key.data;
    }
    json_write_field(&key, field, value);
    if (key.length < 2) return NULL;
    key.data[key.length - 1] =
        '\0'; /* a JSON string without escapes: but for its quotes the text */
    return key.data + 1;
}

/* What tells rows of one sort key apart: the id, or in reports, whose rows have none, the first
 * uuid. */
static int id_of(const struct record *row)
{
    int i = record_find(row, "id");
    if (i >= 0) return i;
    for (i = 0; i < row->count; i++)
        if (row->fields[i].kind == KIND_UUID) return i;
    return -1;
}

static const char *next_cursor(const struct page *p, const void *last_row)
{
    struct cursor cursor = {.key = key_text(p, last_row)};
    int id = id_of(p->row);
    if (id < 0) return NULL;
    memcpy(&cursor.id, (const char *)last_row + p->row->fields[id].offset, sizeof cursor.id);
    return cursor_encode(p->rq->arena, p->rq->operation->id, p->sort, &cursor);
}

/* ---- rows out */

static const char *row_at(const struct row_set *rows, size_t i)
{
    return (const char *)rows->items + i * rows->record->size;
}

static void write_json(struct strbuf *out, const struct row_set *rows, size_t count,
                       const char *cursor)
{
    strbuf_text(out, "{\"data\":[");
    for (size_t i = 0; i < count; i++) {
        if (i > 0) strbuf_char(out, ',');
        json_write_record(out, rows->record, row_at(rows, i));
    }
    strbuf_text(out, "],\"next_cursor\":");
    json_write_string(out, cursor);
    strbuf_char(out, '}');
}

/* Link: <PATH?QUERY>; rel="next" (RFC 8288), the query being the present one with the other
 * cursor. */
static void link_next(const struct page *p, const char *cursor)
{
    struct strbuf link;
    const char *query = p->rq->query == NULL ? "" : p->rq->query;
    strbuf_init(&link, p->rq->arena, 256,
                strlen(p->rq->path) + strlen(query) + strlen(cursor) + 64);
    strbuf_char(&link, '<');
    strbuf_text(&link, p->rq->path);
    strbuf_text(&link, "?cursor=");
    strbuf_text(&link, cursor);
    while (*query != '\0') {
        size_t length = strcspn(query, "&");
        if (length > 0 && strncmp(query, "cursor=", 7) != 0) {
            strbuf_char(&link, '&');
            strbuf_bytes(&link, query, length);
        }
        query += length + (query[length] == '&');
    }
    strbuf_text(&link, ">; rel=\"next\"");
    reply_header(p->rq, "Link", link.data);
}

static void write_csv(struct strbuf *out, const struct row_set *rows, size_t count)
{
    csv_header(out, rows->record);
    for (size_t i = 0; i < count; i++) csv_row(out, rows->record, row_at(rows, i));
}

static enum outcome write_page(const struct page *p, const struct row_set *rows)
{
    struct request *rq = p->rq;
    struct reply *r = &rq->reply;
    bool more = rows->count > (size_t)p->limit;
    size_t count = more ? (size_t)p->limit : rows->count;
    const char *cursor = more ? next_cursor(p, row_at(rows, count - 1)) : NULL;
    strbuf_init(&r->body, rq->arena, 512 + 256 * count, REPLY_MAX_BYTES);
    if (rq->accepts_csv) write_csv(&r->body, rows, count);
    else write_json(&r->body, rows, count, cursor);
    if (rq->accepts_csv && cursor != NULL) link_next(p, cursor);
    if (r->body.overflow)
        return problem_raise(rq->problem, PROBLEM_INTERNAL_ERROR, NULL, NULL, NULL);
    if (rq->operation->flags & OPERATION_CSV) reply_header(rq, "Vary", "Accept");
    r->content_type = rq->accepts_csv ? CSV_CONTENT_TYPE : "application/json";
    r->status = rq->operation->success_status;
    return OUTCOME_OK;
}

enum outcome reply_list(struct request *rq, const struct statement *s, void *query)
{
    return reply_list_each(rq, s, query, NULL);
}

enum outcome reply_list_each(struct request *rq, const struct statement *s, void *query,
                             void (*each)(struct request *rq, void *row))
{
    struct page page = {
        .rq = rq, .record = rq->operation->query_record, .row = s->out, .query = query};
    struct row_set rows;
    int64_t *limit = member(&page, "limit");
    page.limit = *limit;
    find_sort(&page);
    TRY(take_cursor(&page));
    *limit = page.limit + 1;
    uow_want_rows(rq->uow, s, query, &rows);
    TRY(uow_sync(rq->uow));
    for (size_t i = 0; each != NULL && i < rows.count; i++)
        each(rq, (char *)rows.items + i * rows.record->size);
    return write_page(&page, &rows);
}
