/* record.c - see record.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/record.h"

#include <string.h>

#include "domain/base/arena.h"

#include "domain/base/banned.h"

int record_find(const struct record *record, const char *name)
{
    for (int i = 0; i < record->count; i++)
        if (strcmp(record->fields[i].name, name) == 0) return i;
    return -1;
}

int enum_find(const struct enumeration *enumeration, const char *name)
{
    for (int value = 1; value <= enumeration->count; value++)
        if (strcmp(enumeration->names[value], name) == 0) return value;
    return 0;
}

/* ---- equality of values */

typedef bool equality(const struct field *field, const void *a, const void *b);

static bool same_text(const char *a, const char *b)
{
    if (a == NULL || b == NULL) return a == b;
    return strcmp(a, b) == 0;
}

static bool equal_bool(const struct field *field, const void *a, const void *b)
{
    (void)field;
    return *(const bool *)a == *(const bool *)b;
}

static bool equal_i64(const struct field *field, const void *a, const void *b)
{
    (void)field;
    return *(const int64_t *)a == *(const int64_t *)b;
}

static bool equal_text(const struct field *field, const void *a, const void *b)
{
    (void)field;
    return same_text(*(const char *const *)a, *(const char *const *)b);
}

static bool equal_uuid(const struct field *field, const void *a, const void *b)
{
    (void)field;
    return uuid_equal(*(const struct uuid *)a, *(const struct uuid *)b);
}

static bool equal_date(const struct field *field, const void *a, const void *b)
{
    (void)field;
    return ((const struct date *)a)->days == ((const struct date *)b)->days;
}

static bool equal_instant(const struct field *field, const void *a, const void *b)
{
    (void)field;
    return ((const struct instant *)a)->us == ((const struct instant *)b)->us;
}

static bool equal_enum(const struct field *field, const void *a, const void *b)
{
    (void)field;
    return *(const int *)a == *(const int *)b;
}

static bool equal_ref(const struct field *field, const void *a, const void *b)
{
    (void)field;
    const struct ref *left = a, *right = b;
    if (left->by != right->by) return false;
    if (left->by == REF_BY_ID) return uuid_equal(left->id, right->id);
    return same_text(left->key, right->key);
}

static bool equal_bytes(const struct field *field, const void *a, const void *b)
{
    (void)field;
    const struct bytes *left = a, *right = b;
    if (left->length != right->length) return false;
    return left->length == 0 || memcmp(left->data, right->data, left->length) == 0;
}

static equality equal_record, equal_list;

/* What a member of the kind takes, and for lists what an item of them is. */
static const struct layout {
    uint16_t size; /* 0: that of the record */
    enum kind item;
    equality *equal;
} layouts[] = {
    [KIND_BOOL] = {sizeof(bool), KIND_BOOL, equal_bool},
    [KIND_INTEGER] = {sizeof(int64_t), KIND_INTEGER, equal_i64},
    [KIND_HUNDREDTHS] = {sizeof(int64_t), KIND_HUNDREDTHS, equal_i64},
    [KIND_TEXT] = {sizeof(const char *), KIND_TEXT, equal_text},
    [KIND_UUID] = {sizeof(struct uuid), KIND_UUID, equal_uuid},
    [KIND_DATE] = {sizeof(struct date), KIND_DATE, equal_date},
    [KIND_INSTANT] = {sizeof(struct instant), KIND_INSTANT, equal_instant},
    [KIND_ENUM] = {sizeof(int), KIND_ENUM, equal_enum},
    [KIND_REF] = {sizeof(struct ref), KIND_REF, equal_ref},
    [KIND_RECORD] = {0, KIND_RECORD, equal_record},
    [KIND_RECORDS] = {sizeof(struct list), KIND_RECORD, equal_list},
    [KIND_TEXTS] = {sizeof(struct list), KIND_TEXT, equal_list},
    [KIND_UUIDS] = {sizeof(struct list), KIND_UUID, equal_list},
    [KIND_REFS] = {sizeof(struct list), KIND_REF, equal_list},
    [KIND_JSON] = {sizeof(const char *), KIND_JSON, equal_text},
    [KIND_BYTES] = {sizeof(struct bytes), KIND_BYTES, equal_bytes},
};

static size_t size_of(const struct field *field, enum kind kind)
{
    return layouts[kind].size > 0 ? layouts[kind].size : field->record->size;
}

static bool equal_field(const struct record *record, int i, const void *a, const void *b)
{
    const struct field *field = &record->fields[i];
    if (record_has(a, i) != record_has(b, i)) return false;
    return !record_has(a, i) || layouts[field->kind].equal(field, (const char *)a + field->offset,
                                                           (const char *)b + field->offset);
}

static bool equal_record(const struct field *field, const void *a, const void *b)
{
    for (int i = 0; i < field->record->count; i++)
        if (!equal_field(field->record, i, a, b)) return false;
    return true;
}

/* Items and the text of a list cannot be compared: they count as different. */
static bool equal_list(const struct field *field, const void *a, const void *b)
{
    const struct list *left = a, *right = b;
    if (left->raw_json != NULL || right->raw_json != NULL)
        return same_text(left->raw_json, right->raw_json);
    if (left->count != right->count) return false;
    enum kind item = layouts[field->kind].item;
    size_t size = size_of(field, item);
    for (size_t i = 0; i < left->count; i++)
        if (!layouts[item].equal(field, (const char *)left->items + i * size,
                                 (const char *)right->items + i * size))
            return false;
    return true;
}

/* ---- from one record to another */

/* The value of `from` as one of `to`: enumerations of two schemas may order their names
 * differently. NULL: there is no such value. */
static const void *converted(const struct field *to, const struct field *from, const void *value,
                             int *ret_enum)
{
    if (to->kind != KIND_ENUM || to->enumeration == from->enumeration) return value;
    *ret_enum = enum_find(to->enumeration, from->enumeration->names[*(const int *)value]);
    return *ret_enum == 0 ? NULL : ret_enum;
}

/* The field of `record` that field i of `other` is about, or -1. */
static int counterpart(const struct record *record, const struct record *other, int i)
{
    const struct field *theirs = &other->fields[i];
    int ours = record_find(record, theirs->name);
    if (ours < 0 || record->fields[ours].kind != theirs->kind) return -1;
    return record->fields[ours].record == theirs->record ? ours : -1;
}

/* Put a value or null into field `to`; whether that changed anything. */
static bool put(const struct field *to, int i, void *object, const void *value)
{
    char *member = (char *)object + to->offset;
    bool had = record_has(object, i);
    bool same = value == NULL ? !had : had && layouts[to->kind].equal(to, member, value);
    if (!same && value != NULL) memcpy(member, value, size_of(to, to->kind));
    record_mark(object, i, value != NULL);
    return !same;
}

int record_merge(const struct record *record, void *object, const struct record *patch_record,
                 const void *patch)
{
    int changes = 0;
    for (int i = 0; i < patch_record->count; i++) {
        int to = record_given(patch, i) ? counterpart(record, patch_record, i) : -1;
        if (to < 0) continue;
        const struct field *from = &patch_record->fields[i];
        const void *value = record_has(patch, i) ? (const char *)patch + from->offset : NULL;
        int number;
        if (value != NULL) {
            value = converted(&record->fields[to], from, value, &number);
            if (value == NULL) continue; /* a name that is no value here is not null */
        }
        changes += put(&record->fields[to], to, object, value);
    }
    return changes;
}

void record_copy(const struct record *record, void *object, const struct record *from_record,
                 const void *from)
{
    for (int i = 0; i < from_record->count; i++) {
        int to = record_has(from, i) ? counterpart(record, from_record, i) : -1;
        if (to < 0) continue;
        const struct field *field = &from_record->fields[i];
        int number;
        const void *value =
            converted(&record->fields[to], field, (const char *)from + field->offset, &number);
        if (value != NULL) put(&record->fields[to], to, object, value);
    }
}

/* ---- references */

static const char *without_spaces(struct arena *a, const char *text)
{
    char *copy = arena_copy(a, text, strlen(text)), *to = copy;
    for (; *text != '\0'; text++)
        if (*text != ' ') *to++ = *text;
    *to = '\0';
    return copy;
}

static bool take_key(struct ref *ret, enum ref_by by, const char *key, enum text_format format)
{
    if (!text_has_format(key, format)) return false;
    *ret = (struct ref){.by = by, .key = key};
    return true;
}

bool ref_parse(struct arena *a, const char *text, bool allow_nip, struct ref *ret)
{
    struct uuid id;
    if (uuid_parse(text, &id)) {
        *ret = (struct ref){.by = REF_BY_ID, .id = id};
        return true;
    }
    if (strncmp(text, "ext:", 4) == 0)
        return take_key(ret, REF_BY_EXT, arena_text(a, text + 4), TEXT_FORMAT_EXTERNAL_ID);
    if (!allow_nip || strncmp(text, "nip:", 4) != 0) return false;
    return take_key(ret, REF_BY_NIP, without_spaces(a, text + 4), TEXT_FORMAT_NIP);
}
