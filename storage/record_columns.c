/* record_columns.c - see record_columns.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/record_columns.h"

#include <string.h>

#include "domain/base/json_write.h"

#include "domain/base/banned.h"

#define FIRST_BYTES 64
/* A record is bounded by what its source may send; escapes may make it longer. */
#define TEXT_MAX_BYTES (16U << 20)
#define DETAILS_MAX_BYTES (512U << 20)

static const void *member(const struct record *record, const struct list *records, size_t at,
                          int field)
{
    const char *object = (const char *)records->items + at * record->size;
    return record_has(object, field) ? object + record->fields[field].offset : NULL;
}

static const char *text_of_text(struct arena *a, const struct field *field, const void *value)
{
    (void)a, (void)field;
    return *(const char *const *)value;
}

static const char *text_of_enum(struct arena *a, const struct field *field, const void *value)
{
    (void)a;
    return field->enumeration->names[*(const int *)value];
}

static const char *text_of_bool(struct arena *a, const struct field *field, const void *value)
{
    (void)a, (void)field;
    return *(const bool *)value ? "t" : "f";
}

static const char *text_of_integer(struct arena *a, const struct field *field, const void *value)
{
    (void)field;
    return arena_printf(a, "%lld", (long long)*(const int64_t *)value);
}

static const char *text_of_date(struct arena *a, const struct field *field, const void *value)
{
    char text[DATE_TEXT_LENGTH + 1];
    (void)field;
    date_format(*(const struct date *)value, text);
    return arena_text(a, text);
}

/* An array as PostgreSQL reads it: {"one","two"}. */
static const char *text_of_texts(struct arena *a, const struct field *field, const void *value)
{
    const struct list *list = value;
    const char *const *texts = list->items;
    struct strbuf s;
    (void)field;
    if (list->count == 0) return "{}";
    strbuf_init(&s, a, FIRST_BYTES, TEXT_MAX_BYTES);
    for (size_t i = 0; i < list->count; i++) {
        strbuf_text(&s, i == 0 ? "{\"" : "\",\"");
        for (const char *c = texts[i]; *c != '\0'; c++) {
            if (*c == '"' || *c == '\\') strbuf_char(&s, '\\');
            strbuf_char(&s, *c);
        }
    }
    strbuf_text(&s, "\"}");
    return s.data;
}

/* Kinds that no record with columns has are null, which a NOT NULL refuses. */
typedef const char *text_writer(struct arena *a, const struct field *field, const void *value);
static text_writer *const writers[] = {
    [KIND_BOOL] = text_of_bool,
    [KIND_INTEGER] = text_of_integer,
    [KIND_HUNDREDTHS] = text_of_integer,
    [KIND_TEXT] = text_of_text,
    [KIND_DATE] = text_of_date,
    [KIND_ENUM] = text_of_enum,
    [KIND_TEXTS] = text_of_texts,
    [KIND_JSON] = text_of_text,
    [KIND_BYTES] = NULL, /* the last one */
};

static void *column_of_texts(struct arena *a, const struct record *record,
                             const struct list *records, int field)
{
    const char **texts = ARENA_ARRAY(a, records->count + 1, const char *);
    text_writer *write = writers[record->fields[field].kind];
    for (size_t i = 0; i < records->count && write != NULL; i++) {
        const void *value = member(record, records, i, field);
        if (value != NULL) texts[i] = write(a, &record->fields[field], value);
    }
    return texts;
}

static void *column_of_uuids(struct arena *a, const struct record *record,
                             const struct list *records, int field)
{
    struct uuid *ids = ARENA_ARRAY(a, records->count + 1, struct uuid);
    for (size_t i = 0; i < records->count; i++) {
        const struct uuid *id = member(record, records, i, field);
        ids[i] = id == NULL ? (struct uuid){0} : *id;
    }
    return ids;
}

void record_columns(struct arena *a, const struct record *record, const struct list *records,
                    const struct record *in_record, void *in)
{
    for (int i = 0; i < in_record->count; i++) {
        const struct field *column = &in_record->fields[i];
        int field = record_find(record, column->name);
        if (field < 0) continue;
        struct list values = {.count = records->count};
        if (column->kind == KIND_UUIDS) values.items = column_of_uuids(a, record, records, field);
        else values.items = column_of_texts(a, record, records, field);
        memcpy((char *)in + column->offset, &values, sizeof values);
        record_mark(in, i, true);
    }
}

struct list record_details(struct arena *a, const struct record *record, const struct list *records)
{
    const char **texts = ARENA_ARRAY(a, records->count + 1, const char *);
    size_t *starts = ARENA_ARRAY(a, records->count + 1, size_t);
    struct strbuf all; /* one text that grows, not one for each, which would all be too large */
    strbuf_init(&all, a, 1024 * (records->count + 1), DETAILS_MAX_BYTES);
    for (size_t i = 0; i < records->count; i++) {
        starts[i] = all.length;
        json_write_record(&all, record, (const char *)records->items + i * record->size);
        strbuf_char(&all, '\0');
    }
    for (size_t i = 0; i < records->count; i++) texts[i] = all.data + starts[i];
    return (struct list){.count = records->count, .items = texts};
}
