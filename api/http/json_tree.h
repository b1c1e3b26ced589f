/* json_tree.h - a JSON document as a tree, for commands that read files and replies
 *
 * Requests are never read this way: decode.h reads them by descriptor.
 * Must not know: what the document means.
 * Tests: tests/api/test_json_tree.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_JSON_TREE_H
#define BANGKOM_HTTP_JSON_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct json_value; /* any value; lives as long as the arena of its document */

/* json_read - the document, or NULL with what is wrong and where in *ret_error */
const struct json_value *json_read(struct arena *a, const char *text, size_t length,
                                   const char **ret_error);
/* json_is_list - whether it is an array; NULL is none */
bool json_is_list(const struct json_value *value);
/* json_count / json_at - items of an array; 0 and NULL for everything else */
size_t json_count(const struct json_value *array);
const struct json_value *json_at(const struct json_value *array, size_t i);
/* json_member - NULL when it is missing, null, or `object` is none */
const struct json_value *json_member(const struct json_value *object, const char *name);
/* json_text - of a member that is a string; else NULL */
const char *json_text(const struct json_value *object, const char *name);
/* json_number - of a member that is an integer; else 0 */
int64_t json_number(const struct json_value *object, const char *name);
/* json_print - compact JSON text of a value, null for NULL */
const char *json_print(struct arena *a, const struct json_value *value);

#endif
