/* pointer.h - where something stands in an input, as a JSON pointer (RFC 6901)
 *
 * Places are chained on the stack while decoding goes down, and become text only when something is
 * wrong there.
 * Tests: tests/api/test_decode.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_POINTER_H
#define BANGKOM_HTTP_POINTER_H

#include <stddef.h>

struct arena;

struct place {
    const struct place *parent; /* NULL: the whole input */
    const char *name;           /* of the member; NULL: an item of an array */
    size_t index;               /* of the item */
};

/* pointer_of - e.g. /items/3/name; `at` NULL: "". Names that would make it longer than 1,000 bytes
 * are left out with all that follows. */
const char *pointer_of(struct arena *a, const struct place *at);

/* pointer_of_name - the pointer of a member of the whole input, or of a parameter; NULL: "" */
const char *pointer_of_name(struct arena *a, const char *name);

#endif
