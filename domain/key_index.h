/* key_index.h - texts to small numbers, for matching the rows of a batch
 *
 * Must not know: what the keys are. Keys are borrowed.
 * Tests: tests/domain/test_key_index.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_KEY_INDEX_H
#define BANGKOM_DOMAIN_KEY_INDEX_H

#include <stdint.h>

#include "domain/base/arena.h"

#define KEY_INDEX_NONE (-1)

struct key_index {
    size_t mask;
    struct key_index_slot {
        const char *key; /* NULL: free */
        int32_t value;
    } * slots;
};

/* key_hash - FNV-1a, 64 bits */
uint64_t key_hash(const char *key);
/* key_index_init - an empty index for at most `capacity` different keys */
void key_index_init(struct key_index *index, struct arena *a, size_t capacity);
/* key_index_put - set the number of a key, a new one or a known one */
void key_index_put(struct key_index *index, const char *key, int32_t value);
/* key_index_find - its number, or KEY_INDEX_NONE; NULL is no key */
int32_t key_index_find(const struct key_index *index, const char *key);

#endif
