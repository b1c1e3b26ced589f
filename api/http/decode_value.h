/* decode_value.h - what the decoders of JSON and of parameters share: single values and their
 * limits; private to api/http/decode*.c
 *
 * Tests: tests/api/test_decode.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_DECODE_VALUE_H
#define BANGKOM_HTTP_DECODE_VALUE_H

#include "api/http/pointer.h"
#include "domain/base/problem.h"
#include "domain/base/record.h"

struct decoder {
    struct arena *arena;
    struct problem *problem;
    enum violation_in in;
};

/* decode_refuse - record a violation; always false, so that a check can return it */
bool decode_refuse(const struct decoder *d, const struct place *at, enum violation_rule rule,
                   const char *arg);
/* decode_refuse_type - the value is not of the JSON type that the kind needs */
bool decode_refuse_type(const struct decoder *d, const struct place *at, enum kind kind);

/* decode_text - a TEXT, UUID, DATE, INSTANT, ENUM or REF, or an item of a TEXTS, UUIDS or REFS,
 * from a text; limits and format are checked
 * in   text  valid UTF-8; borrowed by a TEXT
 * out  *member, untouched when false (a violation is recorded) */
bool decode_text(const struct decoder *d, const struct place *at, const struct field *field,
                 const char *text, void *member);
/* decode_number - INTEGER or HUNDREDTHS within its limits */
bool decode_number(const struct decoder *d, const struct place *at, const struct field *field,
                   int64_t value, int64_t *member);
/* decode_count - whether a list may have that many items */
bool decode_count(const struct decoder *d, const struct place *at, const struct field *field,
                  size_t count);

/* decode_input_field - the index of a field that an input may name, or -1 */
int decode_input_field(const struct record *record, const char *name);
/* decode_missing - what the input did not give: defaults, and violations for what is required */
void decode_missing(const struct decoder *d, const struct place *parent,
                    const struct record *record, void *object);

#endif
