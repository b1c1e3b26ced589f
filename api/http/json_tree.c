/* json_tree.c - see json_tree.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/json_tree.h"

#include <jansson.h>
#include <stdlib.h>

#include "domain/base/arena.h"

#include "domain/base/banned.h"

#define REAL_DIGITS 15 /* what a double holds for certain: 12.1 stays 12.1 */

static void free_tree(void *tree)
{
    json_decref(tree);
}

static const json_t *inside(const struct json_value *value)
{
    return (const void *)value;
}

static const struct json_value *outside(const json_t *value)
{
    return json_is_null(value) ? NULL : (const void *)value;
}

const struct json_value *json_read(struct arena *a, const char *text, size_t length,
                                   const char **ret_error)
{
    json_error_t error;
    json_t *tree = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    if (tree == NULL) {
        *ret_error =
            arena_printf(a, "line %d, column %d: %s", error.line, error.column, error.text);
        return NULL;
    }
    arena_on_done(a, free_tree, tree);
    return outside(tree);
}

bool json_is_list(const struct json_value *value)
{
    return json_is_array(inside(value));
}

size_t json_count(const struct json_value *array)
{
    return json_array_size(inside(array));
}

const struct json_value *json_at(const struct json_value *array, size_t i)
{
    return outside(json_array_get(inside(array), i));
}

const struct json_value *json_member(const struct json_value *object, const char *name)
{
    return outside(json_object_get(inside(object), name));
}

const char *json_text(const struct json_value *object, const char *name)
{
    return json_string_value(json_object_get(inside(object), name));
}

int64_t json_number(const struct json_value *object, const char *name)
{
    return json_integer_value(json_object_get(inside(object), name));
}

const char *json_print(struct arena *a, const struct json_value *value)
{
    if (value == NULL) return "null";
    char *text = json_dumps(inside(value),
                            JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(REAL_DIGITS));
    if (text == NULL) abort();
    const char *copy = arena_text(a, text);
    free(text);
    return copy;
}
