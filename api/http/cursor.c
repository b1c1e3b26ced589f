/* cursor.c - see cursor.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/cursor.h"

#include "domain/base/arena.h"
#include "domain/base/text.h"

#include <string.h>

#include "domain/base/banned.h"

#define CURSOR_VERSION 1

/* Layout of the bytes; the key follows, without a NUL. */
struct head {
    uint8_t version;
    uint8_t has_key;
    uint8_t purpose[4];
    uint8_t id[16];
};

/* FNV-1a of operation and sort. It keeps honest callers from mixing lists up; whoever forges a
 * cursor gets no more than another place in a list they may read anyway. */
static void purpose_of(const char *operation, const char *sort, uint8_t ret[4])
{
    uint32_t hash = UINT32_C(2166136261);
    for (const char *c = operation; *c != '\0'; c++)
        hash = (hash ^ (uint8_t)*c) * UINT32_C(16777619);
    hash = (hash ^ '|') * UINT32_C(16777619);
    for (const char *c = sort == NULL ? "" : sort; *c != '\0'; c++)
        hash = (hash ^ (uint8_t)*c) * UINT32_C(16777619);
    for (int i = 0; i < 4; i++) ret[i] = (uint8_t)(hash >> (8 * i));
}

const char *cursor_encode(struct arena *a, const char *operation, const char *sort,
                          const struct cursor *cursor)
{
    struct head head = {.version = CURSOR_VERSION, .has_key = cursor->key != NULL};
    size_t key_length = cursor->key == NULL ? 0 : strlen(cursor->key);
    uint8_t *bytes = arena_alloc(a, sizeof head + key_length);
    purpose_of(operation, sort, head.purpose);
    memcpy(head.id, cursor->id.bytes, sizeof head.id);
    memcpy(bytes, &head, sizeof head);
    if (key_length > 0) memcpy(bytes + sizeof head, cursor->key, key_length);
    return base64url_encode(a, bytes, sizeof head + key_length);
}

bool cursor_decode(struct arena *a, const char *operation, const char *sort, const char *text,
                   struct cursor *ret)
{
    struct head head;
    size_t length;
    uint8_t purpose[4];
    const uint8_t *bytes = base64url_decode(a, text, &length);
    if (bytes == NULL || length < sizeof head) return false;
    memcpy(&head, bytes, sizeof head);
    purpose_of(operation, sort, purpose);
    const char *key = (const char *)bytes + sizeof head;
    bool ours = head.version == CURSOR_VERSION && head.has_key <= 1 &&
                memcmp(head.purpose, purpose, sizeof purpose) == 0 &&
                utf8_valid(key, length - sizeof head);
    if (!ours) return false;
    memcpy(ret->id.bytes, head.id, sizeof head.id);
    ret->key = head.has_key ? arena_copy(a, key, length - sizeof head) : NULL;
    return true;
}
