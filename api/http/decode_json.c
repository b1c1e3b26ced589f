/* decode_json.c - JSON bodies to structs; see decode.h
 *
 * jansson parses, checks UTF-8 and refuses repeated members; its tree lives as long as the arena,
 * so that texts need no copy.
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/decode.h"

#include "api/http/decode_value.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "domain/base/banned.h"

#define REAL_DIGITS 15                    /* of a double, so that 0.8 is written as it came */
#define EXACT_INTEGERS 9007199254740992.0 /* 2^53: from here on doubles have gaps */

static void decode_object(const struct decoder *d, const struct place *at,
                          const struct record *record, json_t *json, void *object);

/* ---- numbers: jansson gives int64_t for what is written as an integer, else a double */

/* What is out of range anyway becomes the nearest end of it, which every limit refuses. */
static int64_t saturated(double value)
{
    return value < 0 ? INT64_MIN : INT64_MAX;
}

static bool decode_integer(const struct decoder *d, const struct place *at,
                           const struct field *field, json_t *json, void *member)
{
    if (json_is_integer(json)) return decode_number(d, at, field, json_integer_value(json), member);
    double real = json_real_value(json);
    bool exact = real > -EXACT_INTEGERS && real < EXACT_INTEGERS;
    int64_t whole = exact ? (int64_t)real : saturated(real);
    /* 2.0 is an integer (JSON Schema, section 6.1.1 of the validation vocabulary) */
    if (!json_is_real(json) || (exact && (double)whole != real))
        return decode_refuse_type(d, at, field->kind);
    return decode_number(d, at, field, whole, member);
}

static bool decode_hundredths(const struct decoder *d, const struct place *at,
                              const struct field *field, json_t *json, void *member)
{
    if (!json_is_number(json)) return decode_refuse_type(d, at, field->kind);
    if (json_is_integer(json)) {
        int64_t value = json_integer_value(json);
        bool fits = value >= INT64_MIN / 100 && value <= INT64_MAX / 100;
        return decode_number(d, at, field, fits ? value * 100 : saturated((double)value), member);
    }
    double real = json_real_value(json);
    if (real * 100 <= -EXACT_INTEGERS || real * 100 >= EXACT_INTEGERS)
        return decode_number(d, at, field, saturated(real), member);
    int64_t nearest = (int64_t)(real * 100 + (real < 0 ? -0.5 : 0.5));
    /* Both the text and this quotient were rounded to the nearest double: equal means that the
     * text named this many hundredths. */
    if ((double)nearest / 100 != real) return decode_refuse(d, at, RULE_FORMAT, "0.01");
    return decode_number(d, at, field, nearest, member);
}

/* ---- lists */

static size_t item_size(const struct field *field)
{
    if (field->kind == KIND_RECORDS) return field->record->size;
    if (field->kind == KIND_TEXTS) return sizeof(const char *);
    return field->kind == KIND_UUIDS ? sizeof(struct uuid) : sizeof(struct ref);
}

static bool decode_item(const struct decoder *d, const struct place *at, const struct field *field,
                        json_t *json, void *item)
{
    bool is_record = field->kind == KIND_RECORDS;
    if (is_record ? !json_is_object(json) : !json_is_string(json))
        return decode_refuse_type(d, at, is_record ? KIND_RECORD : KIND_TEXT);
    if (is_record) decode_object(d, at, field->record, json, item);
    return is_record || decode_text(d, at, field, json_string_value(json), item);
}

static bool decode_list(const struct decoder *d, const struct place *at, const struct field *field,
                        json_t *json, void *member)
{
    struct list *list = member;
    size_t count = json_array_size(json), size = item_size(field);
    if (!json_is_array(json)) return decode_refuse_type(d, at, field->kind);
    if (!decode_count(d, at, field, count)) return false;
    bool good = true;
    *list = (struct list){.count = count};
    if (count > 0) list->items = arena_alloc_array(d->arena, count, size);
    for (size_t i = 0; i < count; i++) {
        const struct place item = {.parent = at, .index = i};
        good &=
            decode_item(d, &item, field, json_array_get(json, i), (char *)list->items + i * size);
    }
    return good;
}

/* ---- members: one decoder for each kind */

static bool decode_bool(const struct decoder *d, const struct place *at, const struct field *field,
                        json_t *json, void *member)
{
    if (!json_is_boolean(json)) return decode_refuse_type(d, at, field->kind);
    *(bool *)member = json_is_true(json);
    return true;
}

static bool decode_string(const struct decoder *d, const struct place *at,
                          const struct field *field, json_t *json, void *member)
{
    if (!json_is_string(json)) return decode_refuse_type(d, at, field->kind);
    return decode_text(d, at, field, json_string_value(json), member);
}

static bool decode_record(const struct decoder *d, const struct place *at,
                          const struct field *field, json_t *json, void *member)
{
    if (!json_is_object(json)) return decode_refuse_type(d, at, field->kind);
    decode_object(d, at, field->record, json, member);
    return true;
}

static bool decode_any_object(const struct decoder *d, const struct place *at,
                              const struct field *field, json_t *json, void *member)
{
    if (!json_is_object(json)) return decode_refuse_type(d, at, field->kind);
    char *text = json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(REAL_DIGITS));
    if (text == NULL) abort(); /* out of memory: what was parsed can be written */
    arena_on_done(d->arena, free, text);
    *(const char **)member = text;
    return true;
}

static bool decode_nothing(const struct decoder *d, const struct place *at,
                           const struct field *field, json_t *json, void *member)
{
    (void)json, (void)member;
    return decode_refuse_type(d, at, field->kind);
}

static bool (*const decoders[])(const struct decoder *d, const struct place *at,
                                const struct field *field, json_t *json, void *member) = {
    [KIND_BOOL] = decode_bool,
    [KIND_INTEGER] = decode_integer,
    [KIND_HUNDREDTHS] = decode_hundredths,
    [KIND_TEXT] = decode_string,
    [KIND_UUID] = decode_string,
    [KIND_DATE] = decode_string,
    [KIND_INSTANT] = decode_string,
    [KIND_ENUM] = decode_string,
    [KIND_REF] = decode_string,
    [KIND_RECORD] = decode_record,
    [KIND_RECORDS] = decode_list,
    [KIND_TEXTS] = decode_list,
    [KIND_UUIDS] = decode_list,
    [KIND_REFS] = decode_list,
    [KIND_JSON] = decode_any_object,
    [KIND_BYTES] = decode_nothing,
};

static void decode_object(const struct decoder *d, const struct place *at,
                          const struct record *record, json_t *json, void *object)
{
    for (void *it = json_object_iter(json); it != NULL; it = json_object_iter_next(json, it)) {
        const struct place member = {.parent = at, .name = json_object_iter_key(it)};
        json_t *value = json_object_iter_value(it);
        int i = decode_input_field(record, member.name);
        if (i < 0) {
            decode_refuse(d, &member, RULE_UNKNOWN, NULL);
            continue;
        }
        const struct field *field = &record->fields[i];
        bool is_null = json_is_null(value);
        if (is_null && !(field->flags & FIELD_NULLABLE)) decode_refuse(d, &member, RULE_NULL, NULL);
        bool decoded = !is_null && decoders[field->kind](d, &member, field, value,
                                                         (char *)object + field->offset);
        record_mark(object, i, decoded);
    }
    decode_missing(d, at, record, object);
}

/* ---- the whole body */

static const char *what_is_wrong(const json_error_t *error)
{
    enum json_error_code code = json_error_code(error);
    if (code == json_error_premature_end_of_input) return "unexpected end";
    if (code == json_error_end_of_input_expected) return "text behind the end";
    if (code == json_error_numeric_overflow) return "number out of range";
    if (code == json_error_null_character || code == json_error_null_byte_in_key) return "U+0000";
    return "unexpected character";
}

static enum outcome unreadable(struct problem *problem, enum violation_rule rule, const char *what)
{
    problem_raise(problem, PROBLEM_MALFORMED_JSON, NULL, NULL, NULL);
    return problem_violation(problem, VIOLATION_IN_BODY, "", rule, what, NULL);
}

static enum outcome refuse_syntax(struct problem *problem, const json_error_t *error)
{
    enum json_error_code code = json_error_code(error);
    enum violation_rule rule = code == json_error_duplicate_key  ? RULE_REPEATED
                               : code == json_error_invalid_utf8 ? RULE_UTF8
                                                                 : RULE_SYNTAX;
    return unreadable(problem, rule,
                      arena_printf(problem->arena, "%s (%d:%d)", what_is_wrong(error), error->line,
                                   error->column));
}

/* Before parsing, which recurses. Brackets in strings do not count. */
static bool is_too_deep(const char *bytes, size_t length)
{
    int depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < length; i++) {
        char c = bytes[i];
        if (in_string && c == '\\') i++;
        else if (c == '"') in_string = !in_string;
        else if (!in_string && (c == '{' || c == '[')) depth++;
        else if (!in_string && (c == '}' || c == ']')) depth--;
        if (depth > DECODE_MAX_DEPTH) return true;
    }
    return false;
}

static void release(void *json)
{
    json_decref(json);
}

enum outcome decode_json(const struct record *record, const char *bytes, size_t length, void *ret,
                         struct problem *problem)
{
    const struct decoder d = {problem->arena, problem, VIOLATION_IN_BODY};
    json_error_t error;
    if (length == 0) return unreadable(problem, RULE_REQUIRED, NULL);
    if (is_too_deep(bytes, length)) return unreadable(problem, RULE_SYNTAX, "more than 32 levels");
    json_t *json = json_loadb(bytes, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (json == NULL) return refuse_syntax(problem, &error);
    arena_on_done(problem->arena, release, json);
    if (!json_is_object(json)) decode_refuse_type(&d, NULL, KIND_RECORD);
    else decode_object(&d, NULL, record, json, ret);
    return problem_outcome(problem);
}
