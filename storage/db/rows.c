/* rows.c - rows of a binary result into structs; see variant.h
 *
 * Formats are those of the types' send functions. Text is not copied: libpq ends every value with a
 * NUL.
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/db/variant.h"

#include <string.h>

#include "domain/base/banned.h"

/* One value on its way into a member; false: it is not one the member can hold. */
struct cell {
    struct arena *arena;
    const struct field *field;
    Oid type;
    const char *bytes;
    int length;
};

static bool read_bool(const struct cell *cell, void *member)
{
    *(bool *)member = cell->bytes[0] != 0;
    return true;
}

static bool read_integer(const struct cell *cell, void *member)
{
    int64_t *to = member;
    const unsigned char *b = (const unsigned char *)cell->bytes;
    if (cell->length == 8) *to = (int64_t)be_get64(b);
    else if (cell->length == 4) *to = (int32_t)be_get32(b);
    else *to = (int16_t)(b[0] << 8 | b[1]);
    return true;
}

static bool read_text(const struct cell *cell, void *member)
{
    *(const char **)member = cell->bytes;
    return true;
}

static bool read_uuid(const struct cell *cell, void *member)
{
    memcpy(((struct uuid *)member)->bytes, cell->bytes, 16);
    return true;
}

/* Infinite dates and times stay the extremes that they are in PostgreSQL. */
static bool read_date(const struct cell *cell, void *member)
{
    int32_t days = (int32_t)be_get32(cell->bytes);
    if (__builtin_add_overflow(days, PG_EPOCH_DAYS, &((struct date *)member)->days))
        ((struct date *)member)->days = INT32_MAX;
    return true;
}

static bool read_instant(const struct cell *cell, void *member)
{
    int64_t us = (int64_t)be_get64(cell->bytes);
    if (__builtin_add_overflow(us, PG_EPOCH_US, &((struct instant *)member)->us))
        ((struct instant *)member)->us = INT64_MAX;
    return true;
}

static bool read_enum(const struct cell *cell, void *member)
{
    int value = enum_find(cell->field->enumeration, cell->bytes);
    *(int *)member = value;
    return value > 0;
}

/* jsonb_send writes its version, 1, before the text. */
static const char *json_text(const struct cell *cell)
{
    return cell->type == PG_JSONB ? cell->bytes + 1 : cell->bytes;
}

static bool read_json(const struct cell *cell, void *member)
{
    *(const char **)member = json_text(cell);
    return true;
}

static bool read_records(const struct cell *cell, void *member)
{
    ((struct list *)member)->raw_json = json_text(cell);
    return true;
}

static bool read_bytes(const struct cell *cell, void *member)
{
    *(struct bytes *)member =
        (struct bytes){.data = (const uint8_t *)cell->bytes, .length = (size_t)cell->length};
    return true;
}

/* The elements of a one-dimensional array: where the first begins, and how many there are. */
static const char *array_elements(const struct cell *cell, size_t *ret_count)
{
    *ret_count = 0;
    if (be_get32(cell->bytes) == 0) return cell->bytes + cell->length;
    if (be_get32(cell->bytes) != 1 || be_get32(cell->bytes + 4) != 0) return NULL;
    *ret_count = be_get32(cell->bytes + 12);
    return cell->bytes + 20;
}

static bool read_uuids(const struct cell *cell, void *member)
{
    struct list *list = member;
    const char *from = array_elements(cell, &list->count);
    if (from == NULL) return false;
    struct uuid *items = ARENA_ARRAY(cell->arena, list->count, struct uuid);
    for (size_t i = 0; i < list->count; i++, from += 20) memcpy(items[i].bytes, from + 4, 16);
    list->items = items;
    return true;
}

static bool read_texts(const struct cell *cell, void *member)
{
    struct list *list = member;
    const char *from = array_elements(cell, &list->count);
    if (from == NULL) return false;
    const char **items = ARENA_ARRAY(cell->arena, list->count, const char *);
    for (size_t i = 0; i < list->count; i++) {
        size_t length = be_get32(from);
        items[i] = arena_copy(cell->arena, from + 4, length);
        from += 4 + length;
    }
    list->items = items;
    return true;
}

#define MAX_TYPES 4
static const struct reader {
    bool (*read)(const struct cell *cell, void *member);
    Oid types[MAX_TYPES]; /* of columns that it can read */
    bool borrows;
} readers[] = {
    [KIND_BOOL] = {read_bool, {PG_BOOL}, false},
    [KIND_INTEGER] = {read_integer, {PG_INT8, PG_INT4, PG_INT2}, false},
    [KIND_HUNDREDTHS] = {read_integer, {PG_INT8, PG_INT4, PG_INT2}, false},
    [KIND_TEXT] = {read_text, {PG_TEXT, PG_VARCHAR, PG_BPCHAR, PG_NAME}, true},
    [KIND_UUID] = {read_uuid, {PG_UUID}, false},
    [KIND_DATE] = {read_date, {PG_DATE}, false},
    [KIND_INSTANT] = {read_instant, {PG_TIMESTAMPTZ}, false},
    [KIND_ENUM] = {read_enum, {PG_TEXT}, false},
    [KIND_REF] = {NULL, {0}, false},    /* inputs only */
    [KIND_RECORD] = {NULL, {0}, false}, /* parameters only */
    [KIND_RECORDS] = {read_records, {PG_JSONB, PG_JSON}, true},
    [KIND_TEXTS] = {read_texts, {PG_TEXT_ARRAY}, false},
    [KIND_UUIDS] = {read_uuids, {PG_UUID_ARRAY}, false},
    [KIND_REFS] = {NULL, {0}, false}, /* inputs only */
    [KIND_JSON] = {read_json, {PG_JSONB, PG_JSON}, true},
    [KIND_BYTES] = {read_bytes, {PG_BYTEA}, true},
};

bool columns_accept(enum kind kind, Oid type)
{
    for (int i = 0; i < MAX_TYPES; i++)
        if (type != 0 && readers[kind].types[i] == type) return true;
    return false;
}

/* Lock held. */
static const struct columns *map_columns(struct arena *a, const struct record *record,
                                         const PGresult *result, const char **ret_column)
{
    struct columns *columns =
        arena_alloc(a, sizeof *columns + record->count * sizeof columns->items[0]);
    columns->record = record;
    for (int i = 0; i < record->count; i++) {
        const struct field *field = &record->fields[i];
        int number = PQfnumber(result, field->name);
        if (number < 0) continue;
        Oid type = PQftype(result, number);
        if (!columns_accept(field->kind, type)) {
            *ret_column = field->name;
            return NULL;
        }
        columns->items[columns->count++] =
            (struct column){.number = (int16_t)number, .field = (int16_t)i, .type = type};
        if (readers[field->kind].borrows) columns->borrows = true;
    }
    return columns;
}

const struct columns *variant_columns(struct variants *all, struct variant *v,
                                      const PGresult *result, const char **ret_column)
{
    const struct columns *columns = atomic_load_explicit(&v->columns, memory_order_acquire);
    if (columns != NULL) return columns;
    pthread_mutex_lock(&all->lock);
    columns = atomic_load_explicit(&v->columns, memory_order_relaxed);
    if (columns == NULL) {
        columns = map_columns(&all->arena, v->statement->out, result, ret_column);
        atomic_store_explicit(&v->columns, columns, memory_order_release);
    }
    pthread_mutex_unlock(&all->lock);
    return columns;
}

const char *columns_read(struct arena *a, const struct columns *columns, const PGresult *result,
                         int row, void *object)
{
    struct presence *has = object;
    for (int i = 0; i < columns->count; i++) {
        const struct column *column = &columns->items[i];
        const struct field *field = &columns->record->fields[column->field];
        if (PQgetisnull(result, row, column->number)) continue;
        struct cell cell = {.arena = a,
                            .field = field,
                            .type = column->type,
                            .bytes = PQgetvalue(result, row, column->number),
                            .length = PQgetlength(result, row, column->number)};
        if (!readers[field->kind].read(&cell, (char *)object + field->offset)) return field->name;
        has->value |= UINT64_C(1) << column->field;
    }
    return NULL;
}
