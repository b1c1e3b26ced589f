/* json_walk.h - step through JSON text that is known to be valid, without building a tree
 *
 * For: rules on members whose shape the contract leaves open (KIND_JSON). The text comes from the
 * decoder or from a jsonb column; neither writes escapes beyond those of ASCII.
 * Invariant: every `value` points into the text, at the first byte of a value.
 * Tests: tests/domain/test_json_walk.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_BASE_JSON_WALK_H
#define BANGKOM_BASE_JSON_WALK_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/base/arena.h"

enum json_walk_kind {
    JSON_WALK_OBJECT,
    JSON_WALK_ARRAY,
    JSON_WALK_TEXT,
    JSON_WALK_NUMBER,
    JSON_WALK_OTHER, /* true, false, null */
};

/* One member of an object, or one item of an array. */
struct json_walk_item {
    const char *name; /* unescaped; NULL in an array */
    const char *value;
    size_t length; /* bytes of the value */
};

struct json_walk {
    const char *at;
    bool in_object;
    struct arena *arena; /* of names */
};

/* json_walk_kind - what a value is */
enum json_walk_kind json_walk_kind(const char *value);

/* json_walk_open - stand before the first item of an object or array */
void json_walk_open(struct json_walk *w, struct arena *a, const char *container);

/* json_walk_next - the next item; false at the end, and *ret is untouched then */
bool json_walk_next(struct json_walk *w, struct json_walk_item *ret);

/* json_walk_text - the text of a JSON_WALK_TEXT, unescaped, in the arena */
const char *json_walk_text(struct arena *a, const char *value);

#endif
