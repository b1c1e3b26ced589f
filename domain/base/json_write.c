/* json_write.c - see json_write.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/json_write.h"

#include <string.h>

#include "domain/base/banned.h"

#define NO_VALUE "null"

/* ---- strings (RFC 8259 section 7) */

static bool is_clean(char c)
{
    return (unsigned char)c >= 0x20 && c != '"' && c != '\\';
}

static void write_escape(struct strbuf *out, char c)
{
    static const char digits[] = "0123456789abcdef";
    static const char short_forms[] = {['"'] = '"',  ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f',
                                       ['\n'] = 'n', ['\r'] = 'r',  ['\t'] = 't'};
    char form = short_forms[(unsigned char)c];
    if (form != '\0') {
        strbuf_bytes(out, (const char[]){'\\', form}, 2);
        return;
    }
    strbuf_bytes(out, (const char[]){'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]}, 6);
}

void json_write_string(struct strbuf *out, const char *text)
{
    if (text == NULL) {
        strbuf_text(out, NO_VALUE);
        return;
    }
    strbuf_char(out, '"');
    for (;;) {
        const char *run = text;
        while (is_clean(*text)) text++;
        strbuf_bytes(out, run, (size_t)(text - run));
        if (*text == '\0') break;
        write_escape(out, *text++);
    }
    strbuf_char(out, '"');
}

/* Text of a fixed length that needs no escapes. */
static void write_plain(struct strbuf *out, const char *text, size_t length)
{
    char *to = strbuf_reserve(out, length + 2);
    if (to == NULL) return;
    to[0] = to[length + 1] = '"';
    memcpy(to + 1, text, length);
    out->length += length + 2;
}

/* ---- values by kind */

typedef void writer(struct strbuf *out, const struct field *field, const void *value);

static void write_bool(struct strbuf *out, const struct field *field, const void *value)
{
    (void)field;
    strbuf_text(out, *(const bool *)value ? "true" : "false");
}

static void write_integer(struct strbuf *out, const struct field *field, const void *value)
{
    (void)field;
    strbuf_i64(out, *(const int64_t *)value);
}

static void write_hundredths(struct strbuf *out, const struct field *field, const void *value)
{
    (void)field;
    strbuf_hundredths(out, *(const int64_t *)value);
}

static void write_text(struct strbuf *out, const struct field *field, const void *value)
{
    (void)field;
    json_write_string(out, *(const char *const *)value);
}

static void write_uuid(struct strbuf *out, const struct field *field, const void *value)
{
    (void)field;
    char text[UUID_TEXT_LENGTH + 1];
    uuid_format(*(const struct uuid *)value, text);
    write_plain(out, text, UUID_TEXT_LENGTH);
}

static void write_date(struct strbuf *out, const struct field *field, const void *value)
{
    (void)field;
    char text[DATE_TEXT_LENGTH + 1];
    date_format(*(const struct date *)value, text);
    write_plain(out, text, DATE_TEXT_LENGTH);
}

static void write_instant(struct strbuf *out, const struct field *field, const void *value)
{
    (void)field;
    char text[INSTANT_TEXT_LENGTH + 1];
    instant_format(*(const struct instant *)value, text);
    write_plain(out, text, INSTANT_TEXT_LENGTH);
}

static void write_enum(struct strbuf *out, const struct field *field, const void *value)
{
    int number = *(const int *)value;
    bool named = number > 0 && number <= field->enumeration->count;
    json_write_string(out, named ? field->enumeration->names[number] : NULL);
}

/* As a caller writes it; a key of either sort is free of characters that need an escape. */
static void write_ref(struct strbuf *out, const struct field *field, const void *value)
{
    const struct ref *ref = value;
    if (ref->by == REF_BY_ID) {
        write_uuid(out, field, &ref->id);
        return;
    }
    strbuf_text(out, ref->by == REF_BY_EXT ? "\"ext:" : "\"nip:");
    strbuf_text(out, ref->key);
    strbuf_char(out, '"');
}

static void write_record(struct strbuf *out, const struct field *field, const void *value)
{
    json_write_record(out, field->record, value);
}

static void write_list(struct strbuf *out, const struct field *field, const void *value)
{
    static const struct {
        writer *write;
        size_t size; /* 0: that of the record */
    } items[] = {
        [KIND_RECORDS] = {write_record, 0},
        [KIND_TEXTS] = {write_text, sizeof(const char *)},
        [KIND_UUIDS] = {write_uuid, sizeof(struct uuid)},
        [KIND_REFS] = {write_ref, sizeof(struct ref)},
    };
    const struct list *list = value;
    if (list->raw_json != NULL) {
        strbuf_text(out, list->raw_json);
        return;
    }
    size_t size = items[field->kind].size > 0 ? items[field->kind].size : field->record->size;
    const char *item = list->items;
    strbuf_char(out, '[');
    for (size_t i = 0; i < list->count; i++, item += size) {
        if (i > 0) strbuf_char(out, ',');
        items[field->kind].write(out, field, item);
    }
    strbuf_char(out, ']');
}

static void write_json(struct strbuf *out, const struct field *field, const void *value)
{
    (void)field;
    const char *json = *(const char *const *)value;
    strbuf_text(out, json == NULL ? NO_VALUE : json);
}

static void write_nothing(struct strbuf *out, const struct field *field, const void *value)
{
    (void)field;
    (void)value;
    strbuf_text(out, NO_VALUE);
}

void json_write_field(struct strbuf *out, const struct field *field, const void *value)
{
    static writer *const writers[] = {
        [KIND_BOOL] = write_bool,
        [KIND_INTEGER] = write_integer,
        [KIND_HUNDREDTHS] = write_hundredths,
        [KIND_TEXT] = write_text,
        [KIND_UUID] = write_uuid,
        [KIND_DATE] = write_date,
        [KIND_INSTANT] = write_instant,
        [KIND_ENUM] = write_enum,
        [KIND_REF] = write_ref,
        [KIND_RECORD] = write_record,
        [KIND_RECORDS] = write_list,
        [KIND_TEXTS] = write_list,
        [KIND_UUIDS] = write_list,
        [KIND_REFS] = write_list,
        [KIND_JSON] = write_json,
        [KIND_BYTES] = write_nothing,
    };
    writers[field->kind](out, field, value);
}

/* ---- objects */

static bool is_secret(const struct field *field)
{
    return (field->flags & FIELD_WRITE_ONLY) != 0 || field->kind == KIND_BYTES;
}

/* Names of members are C identifiers: they need no escapes. Only the first follows a brace. */
static void write_member(struct strbuf *out, const struct record *record, int i, const void *object)
{
    const struct field *field = &record->fields[i];
    size_t length = strlen(field->name);
    bool first = out->length > 0 && out->data[out->length - 1] == '{';
    char *to = strbuf_reserve(out, length + 4);
    if (to == NULL) return;
    size_t at = 0;
    if (!first) to[at++] = ',';
    to[at++] = '"';
    memcpy(to + at, field->name, length);
    at += length;
    to[at++] = '"';
    to[at++] = ':';
    out->length += at;
    if (record_has(object, i)) json_write_field(out, field, (const char *)object + field->offset);
    else strbuf_text(out, NO_VALUE);
}

void json_write_record(struct strbuf *out, const struct record *record, const void *object)
{
    strbuf_char(out, '{');
    for (int i = 0; i < record->count; i++) {
        const struct field *field = &record->fields[i];
        if (is_secret(field)) continue;
        if (!record_has(object, i) && !(field->flags & FIELD_NULLABLE)) continue;
        write_member(out, record, i, object);
    }
    strbuf_char(out, '}');
}
