/* decode.c - query, path and form parameters to structs; JSON is in decode_json.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/decode.h"

#include "api/http/decode_value.h"

#include <string.h>

#include "domain/base/banned.h"

static bool decode_bool(const struct decoder *d, const struct place *at, const char *text,
                        bool *member)
{
    bool yes = strcmp(text, "true") == 0;
    if (!yes && strcmp(text, "false") != 0) return decode_refuse_type(d, at, KIND_BOOL);
    *member = yes;
    return true;
}

static bool is_list(enum kind kind)
{
    return kind == KIND_TEXTS || kind == KIND_UUIDS || kind == KIND_REFS;
}

static bool decode_parameter(const struct decoder *d, const struct place *at,
                             const struct field *field, const char *text, void *member)
{
    int64_t number;
    if (is_list(field->kind)) return decode_refuse_type(d, at, field->kind);
    if (field->kind == KIND_BOOL) return decode_bool(d, at, text, member);
    if (field->kind != KIND_INTEGER && field->kind != KIND_HUNDREDTHS)
        return decode_text(d, at, field, text, member);
    bool reads = field->kind == KIND_INTEGER ? parse_i64(text, INT64_MIN, INT64_MAX, &number)
                                             : parse_hundredths(text, &number);
    if (!reads) return decode_refuse_type(d, at, field->kind);
    return decode_number(d, at, field, number, member);
}

/* Forms are OAuth's: RFC 6749 section 3.2 wants unknown parameters ignored, and those without a
 * value taken as not sent. */
static bool is_ignored(const struct decoder *d, const struct pair *pair, int field)
{
    return d->in == VIOLATION_IN_BODY && (field < 0 || pair->value[0] == '\0');
}

static void decode_pair(const struct decoder *d, const struct record *record,
                        const struct pair *pair, void *object)
{
    const struct place at = {.name = pair->name};
    int i = record == NULL ? -1 : decode_input_field(record, pair->name);
    if (is_ignored(d, pair, i)) return;
    if (i < 0) {
        decode_refuse(d, &at, RULE_UNKNOWN, NULL);
        return;
    }
    if (record_given(object, i)) {
        decode_refuse(d, &at, RULE_REPEATED, NULL);
        return;
    }
    const struct field *field = &record->fields[i];
    bool decoded = decode_parameter(d, &at, field, pair->value, (char *)object + field->offset);
    record_mark(object, i, decoded);
}

static enum outcome decode_pairs(const struct decoder *d, const struct record *record,
                                 const struct pairs *pairs, void *object)
{
    for (size_t i = 0; i < pairs->count; i++) decode_pair(d, record, &pairs->items[i], object);
    if (record != NULL) decode_missing(d, NULL, record, object);
    return problem_outcome(d->problem);
}

enum outcome decode_query(const struct record *record, const struct pairs *pairs, void *ret,
                          struct problem *problem)
{
    const struct decoder d = {problem->arena, problem, VIOLATION_IN_QUERY};
    return decode_pairs(&d, record, pairs, ret);
}

enum outcome decode_form(const struct record *record, const char *bytes, size_t length, void *ret,
                         struct problem *problem)
{
    const struct decoder d = {problem->arena, problem, VIOLATION_IN_BODY};
    struct pairs pairs = {0};
    const char *name;
    enum violation_rule broken = pairs_parse(problem->arena, bytes, length, &pairs, &name);
    if (broken != RULE_NONE)
        decode_refuse(&d, name == NULL ? NULL : &(struct place){.name = name}, broken,
                      pairs_rule_arg(broken));
    else if (decode_pairs(&d, record, &pairs, ret) == OUTCOME_OK) return OUTCOME_OK;
    problem->extension_json = "\"error\":\"invalid_request\"";
    return problem_outcome(problem);
}

enum outcome decode_path(const struct record *record, const char *const *values, void *ret,
                         struct problem *problem)
{
    const struct decoder d = {problem->arena, problem, VIOLATION_IN_PATH};
    for (int i = 0; i < record->count; i++) {
        const struct field *field = &record->fields[i];
        const struct place at = {.name = field->name};
        record_mark(ret, i,
                    decode_parameter(&d, &at, field, values[i], (char *)ret + field->offset));
    }
    return problem_outcome(problem);
}
