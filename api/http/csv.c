/* csv.c - see csv.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/csv.h"

#include "domain/base/json_write.h"

#include <string.h>

#include "domain/base/banned.h"

#define FORMULA_STARTS "=+-@\t\r"

static void put_quoted(struct strbuf *out, const char *text)
{
    bool formula = *text != '\0' && strchr(FORMULA_STARTS, *text) != NULL;
    bool quoted = strpbrk(text, "\",\r\n") != NULL;
    if (quoted) strbuf_char(out, '"');
    if (formula) strbuf_char(out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '"') strbuf_char(out, '"');
        strbuf_char(out, *text);
    }
    if (quoted) strbuf_char(out, '"');
}

/* JSON strings of uuids, dates, instants and names of enums need no escapes: only their quotes
 * go. */
static void put_unquoted(struct strbuf *out, const struct field *field, const void *member)
{
    size_t start = out->length;
    json_write_field(out, field, member);
    if (out->overflow || out->length < start + 2) return;
    memmove(out->data + start, out->data + start + 1, out->length - start - 2);
    out->length -= 2;
    out->data[out->length] = '\0';
}

static void put_json(struct strbuf *out, const struct field *field, const void *member)
{
    struct strbuf json;
    strbuf_init(&json, out->arena, 256, out->max);
    json_write_field(&json, field, member);
    out->overflow |= json.overflow;
    put_quoted(out, json.data);
}

static void put_text(struct strbuf *out, const struct field *field, const void *member)
{
    (void)field;
    put_quoted(out, *(const char *const *)member);
}

static void (*const cell_writers[])(struct strbuf *out, const struct field *field,
                                    const void *member) = {
    [KIND_BOOL] = json_write_field,
    [KIND_INTEGER] = json_write_field,
    [KIND_HUNDREDTHS] = json_write_field,
    [KIND_TEXT] = put_text,
    [KIND_UUID] = put_unquoted,
    [KIND_DATE] = put_unquoted,
    [KIND_INSTANT] = put_unquoted,
    [KIND_ENUM] = put_unquoted,
    [KIND_REF] = put_json,
    [KIND_RECORD] = put_json,
    [KIND_RECORDS] = put_json,
    [KIND_TEXTS] = put_json,
    [KIND_UUIDS] = put_json,
    [KIND_REFS] = put_json,
    [KIND_JSON] = put_json,
    [KIND_BYTES] = put_json,
};

void csv_header(struct strbuf *out, const struct record *record)
{
    const char *separator = "";
    for (int i = 0; i < record->count; i++) {
        if (record->fields[i].flags & FIELD_WRITE_ONLY) continue;
        strbuf_text(out, separator);
        strbuf_text(out, record->fields[i].name);
        separator = ",";
    }
    strbuf_text(out, "\r\n");
}

void csv_row(struct strbuf *out, const struct record *record, const void *object)
{
    const char *separator = "";
    for (int i = 0; i < record->count; i++) {
        const struct field *field = &record->fields[i];
        if (field->flags & FIELD_WRITE_ONLY) continue;
        strbuf_text(out, separator);
        if (record_has(object, i))
            cell_writers[field->kind](out, field, (const char *)object + field->offset);
        separator = ",";
    }
    strbuf_text(out, "\r\n");
}
