/* cursor.h - where the next page of a list starts: opaque to callers, bound to operation and order
 *
 * A cursor is base64url of: format version, hash of operation and sort, id of the last row, and the
 * text of the last row's sort member. It is no secret and carries no rights: the query of the next
 * page is checked and scoped like any other.
 * Tests: tests/api/test_reply.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_CURSOR_H
#define BANGKOM_HTTP_CURSOR_H

#include <stdbool.h>

#include "domain/base/uuid.h"

struct arena;

struct cursor {
    struct uuid id;
    const char *key; /* the sort member as text; NULL: the list has no sort, or it was null */
};

/* cursor_encode - in  operation, sort (NULL: none)  what the cursor is good for */
const char *cursor_encode(struct arena *a, const char *operation, const char *sort,
                          const struct cursor *cursor);

/* cursor_decode - false (and *ret untouched) for what is no cursor of this operation and sort */
bool cursor_decode(struct arena *a, const char *operation, const char *sort, const char *text,
                   struct cursor *ret);

#endif
