/* decode_value.c - see decode_value.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/decode_value.h"

#include "domain/base/strbuf.h"
#include "domain/base/text.h"

#include <inttypes.h>
#include <string.h>

#include "domain/base/banned.h"

#define NAMES_MAX_BYTES 2000
#define REF_MAX_BYTES 200 /* what openapi/gen_fields.py says of references: no key is longer */

static const char *const json_types[] = {
    [KIND_BOOL] = "boolean",   [KIND_INTEGER] = "integer", [KIND_HUNDREDTHS] = "number",
    [KIND_TEXT] = "string",    [KIND_UUID] = "string",     [KIND_DATE] = "string",
    [KIND_INSTANT] = "string", [KIND_ENUM] = "string",     [KIND_REF] = "string",
    [KIND_RECORD] = "object",  [KIND_RECORDS] = "array",   [KIND_TEXTS] = "array",
    [KIND_UUIDS] = "array",    [KIND_REFS] = "array",      [KIND_JSON] = "object",
    [KIND_BYTES] = "nothing",
};

static const char *const format_names[] = {
    [TEXT_FORMAT_NONE] = "none",
    [TEXT_FORMAT_LINE] = "line",
    [TEXT_FORMAT_NIP] = "nip",
    [TEXT_FORMAT_CODE] = "code",
    [TEXT_FORMAT_EXTERNAL_ID] = "external-id",
    [TEXT_FORMAT_EMAIL] = "email",
    [TEXT_FORMAT_LANGUAGE] = "language",
    [TEXT_FORMAT_SLUG] = "slug",
};

/* ---- refusals */

bool decode_refuse(const struct decoder *d, const struct place *at, enum violation_rule rule,
                   const char *arg)
{
    (void)problem_violation(d->problem, d->in, pointer_of(d->arena, at), rule, arg, NULL);
    return false;
}

bool decode_refuse_type(const struct decoder *d, const struct place *at, enum kind kind)
{
    return decode_refuse(d, at, RULE_TYPE, json_types[kind]);
}

static bool refuse_limit(const struct decoder *d, const struct place *at, enum violation_rule rule,
                         int64_t limit)
{
    return decode_refuse(d, at, rule, arena_printf(d->arena, "%" PRId64, limit));
}

static bool refuse_hundredths(const struct decoder *d, const struct place *at,
                              enum violation_rule rule, int64_t limit)
{
    struct strbuf text;
    strbuf_init(&text, d->arena, 32, 32);
    strbuf_hundredths(&text, limit);
    return decode_refuse(d, at, rule, text.data);
}

static bool refuse_enum(const struct decoder *d, const struct place *at,
                        const struct enumeration *enumeration)
{
    struct strbuf names;
    strbuf_init(&names, d->arena, 128, NAMES_MAX_BYTES);
    for (int i = 1; i <= enumeration->count; i++) {
        if (i > 1) strbuf_text(&names, ", ");
        strbuf_text(&names, enumeration->names[i]);
    }
    return decode_refuse(d, at, RULE_ENUM, names.data);
}

/* ---- texts: one decoder for each kind that is a text, members and items alike */

static bool decode_plain_text(const struct decoder *d, const struct place *at,
                              const struct field *field, const char *text, void *member)
{
    size_t length = utf8_length(text);
    /* items of a list have limits of their own; those of the field count items */
    int64_t min = field->kind == KIND_TEXTS ? field->item_min : field->min;
    int64_t max = field->kind == KIND_TEXTS ? field->item_max : field->max;
    if (length < (size_t)min) return refuse_limit(d, at, RULE_MIN_LENGTH, min);
    if (max > 0 && length > (size_t)max) return refuse_limit(d, at, RULE_MAX_LENGTH, max);
    if (field->format != TEXT_FORMAT_NONE && !text_has_format(text, field->format))
        return decode_refuse(d, at, RULE_FORMAT, format_names[field->format]);
    *(const char **)member = text;
    return true;
}

static bool decode_enum(const struct decoder *d, const struct place *at, const struct field *field,
                        const char *text, void *member)
{
    int value = enum_find(field->enumeration, text);
    if (value == 0) return refuse_enum(d, at, field->enumeration);
    *(int *)member = value;
    return true;
}

static bool decode_ref(const struct decoder *d, const struct place *at, const struct field *field,
                       const char *text, void *member)
{
    bool allow_nip = field->flags & FIELD_REF_NIP;
    if (strlen(text) <= REF_MAX_BYTES && ref_parse(d->arena, text, allow_nip, member)) return true;
    return decode_refuse(d, at, RULE_FORMAT,
                         allow_nip ? "uuid, ext:KEY, nip:DIGITS" : "uuid, ext:KEY");
}

static bool decode_uuid(const struct decoder *d, const struct place *at, const struct field *field,
                        const char *text, void *member)
{
    (void)field;
    return uuid_parse(text, member) || decode_refuse(d, at, RULE_FORMAT, "uuid");
}

static bool decode_date(const struct decoder *d, const struct place *at, const struct field *field,
                        const char *text, void *member)
{
    (void)field;
    return date_parse(text, member) || decode_refuse(d, at, RULE_FORMAT, "date");
}

static bool decode_instant(const struct decoder *d, const struct place *at,
                           const struct field *field, const char *text, void *member)
{
    (void)field;
    return instant_parse(text, member) || decode_refuse(d, at, RULE_FORMAT, "date-time");
}

static bool (*const text_decoders[KIND_BYTES + 1])(const struct decoder *d, const struct place *at,
                                                   const struct field *field, const char *text,
                                                   void *member) = {
    [KIND_TEXT] = decode_plain_text, [KIND_TEXTS] = decode_plain_text,
    [KIND_ENUM] = decode_enum,       [KIND_REF] = decode_ref,
    [KIND_REFS] = decode_ref,        [KIND_UUID] = decode_uuid,
    [KIND_UUIDS] = decode_uuid,      [KIND_DATE] = decode_date,
    [KIND_INSTANT] = decode_instant,
};

bool decode_text(const struct decoder *d, const struct place *at, const struct field *field,
                 const char *text, void *member)
{
    if (text_decoders[field->kind] == NULL) return decode_refuse_type(d, at, field->kind);
    return text_decoders[field->kind](d, at, field, text, member);
}

/* ---- numbers and lists */

bool decode_number(const struct decoder *d, const struct place *at, const struct field *field,
                   int64_t value, int64_t *member)
{
    bool whole = field->kind == KIND_INTEGER;
    bool low = value < field->min;
    if (low || value > field->max) {
        enum violation_rule rule = low ? RULE_MIN : RULE_MAX;
        int64_t limit = low ? field->min : field->max;
        return whole ? refuse_limit(d, at, rule, limit) : refuse_hundredths(d, at, rule, limit);
    }
    *member = value;
    return true;
}

bool decode_count(const struct decoder *d, const struct place *at, const struct field *field,
                  size_t count)
{
    if (count < (size_t)field->min) return refuse_limit(d, at, RULE_MIN_ITEMS, field->min);
    if (field->max > 0 && count > (size_t)field->max)
        return refuse_limit(d, at, RULE_MAX_ITEMS, field->max);
    return true;
}

/* ---- fields */

int decode_input_field(const struct record *record, const char *name)
{
    int i = record_find(record, name);
    return i >= 0 && record->fields[i].flags & FIELD_READ_ONLY ? -1 : i;
}

static void put_default(const struct field *field, void *object, int i)
{
    char *member = (char *)object + field->offset;
    if (field->kind == KIND_BOOL) *(bool *)member = field->default_value != 0;
    else if (field->kind == KIND_ENUM) *(int *)(void *)member = (int)field->default_value;
    else *(int64_t *)(void *)member = field->default_value;
    ((struct presence *)object)->value |= UINT64_C(1) << i;
}

void decode_missing(const struct decoder *d, const struct place *parent,
                    const struct record *record, void *object)
{
    for (int i = 0; i < record->count; i++) {
        const struct field *field = &record->fields[i];
        if (record_given(object, i) || field->flags & FIELD_READ_ONLY) continue;
        if (field->flags & FIELD_HAS_DEFAULT) put_default(field, object, i);
        else if (field->flags & FIELD_REQUIRED)
            decode_refuse(d, &(struct place){parent, field->name, 0}, RULE_REQUIRED, NULL);
    }
}
