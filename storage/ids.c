/* ids.c - see ids.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/ids.h"

#include <stdlib.h>
#include <sys/random.h>

#include "domain/base/banned.h"

struct uuid ids_new(struct instant now)
{
    uint8_t random[10];
    /* Up to 256 bytes are given whole and uninterrupted once the pool is seeded (getrandom(2)). */
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random) abort();
    return uuid_v7(now.us / 1000, random);
}

static int by_value(const void *a, const void *b)
{
    return uuid_compare(*(const struct uuid *)a, *(const struct uuid *)b);
}

struct uuid *ids_new_ascending(struct arena *a, struct instant now, size_t count)
{
    struct uuid *ids = ARENA_ARRAY(a, count + 1, struct uuid);
    for (size_t i = 0; i < count; i++) ids[i] = ids_new(now);
    qsort(ids, count, sizeof ids[0], by_value);
    return ids;
}
