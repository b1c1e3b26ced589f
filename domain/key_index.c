/* key_index.c - see key_index.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/key_index.h"

#include <string.h>

#include "domain/base/banned.h"

#define FNV_OFFSET UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)

uint64_t key_hash(const char *key)
{
    uint64_t hash = FNV_OFFSET;
    for (; *key != '\0'; key++) hash = (hash ^ (unsigned char)*key) * FNV_PRIME;
    return hash;
}

void key_index_init(struct key_index *index, struct arena *a, size_t capacity)
{
    size_t slots = 8;
    while (slots < 2 * capacity) slots *= 2; /* at most half full, so every search ends soon */
    index->mask = slots - 1;
    index->slots = ARENA_ARRAY(a, slots, struct key_index_slot);
}

static struct key_index_slot *slot_of(const struct key_index *index, const char *key)
{
    size_t at = key_hash(key) & index->mask;
    while (index->slots[at].key != NULL && strcmp(index->slots[at].key, key) != 0)
        at = (at + 1) & index->mask;
    return &index->slots[at];
}

void key_index_put(struct key_index *index, const char *key, int32_t value)
{
    *slot_of(index, key) = (struct key_index_slot){.key = key, .value = value};
}

int32_t key_index_find(const struct key_index *index, const char *key)
{
    if (key == NULL) return KEY_INDEX_NONE;
    const struct key_index_slot *slot = slot_of(index, key);
    return slot->key == NULL ? KEY_INDEX_NONE : slot->value;
}
