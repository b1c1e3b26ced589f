/* ids.c - see ids.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/ids.h"

#include <stdlib.h>
#include <sys/random.h>

#include "domain/base/banned.h"

#define RANDOM_BYTES 10 /* of one id */
#define AT_ONCE 25      /* getrandom(2): up to 256 bytes are given whole and uninterrupted */

static void draw(uint8_t *ret, size_t length)
{
    if (getrandom(ret, length, 0) != (ssize_t)length) abort();
}

struct uuid ids_new(struct instant now)
{
    uint8_t random[RANDOM_BYTES];
    draw(random, sizeof random);
    return uuid_v7(now.us / 1000, random);
}

static int by_value(const void *a, const void *b)
{
    return uuid_compare(*(const struct uuid *)a, *(const struct uuid *)b);
}

struct uuid *ids_new_ascending(struct arena *a, struct instant now, size_t count)
{
    struct uuid *ids = ARENA_ARRAY(a, count + 1, struct uuid);
    uint8_t random[AT_ONCE][RANDOM_BYTES];
    for (size_t i = 0; i < count; i++) {
        size_t left = count - i;
        if (i % AT_ONCE == 0) draw(random[0], (left < AT_ONCE ? left : AT_ONCE) * RANDOM_BYTES);
        ids[i] = uuid_v7(now.us / 1000, random[i % AT_ONCE]);
    }
    qsort(ids, count, sizeof ids[0], by_value);
    return ids;
}
