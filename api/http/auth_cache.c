/* auth_cache.c - see auth_cache.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/auth_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "domain/base/banned.h"

#define SHARDS 64
#define WAYS 8
#define SETS (AUTH_CACHE_SLOTS / SHARDS / WAYS)

struct slot {
    uint8_t key[AUTH_CACHE_KEY_BYTES];
    struct bearer *bearer;   /* NULL: free */
    struct instant asked_at; /* when the database said so; INT64_MIN: it is to be asked again */
    uint64_t used;           /* the shard's clock at the last use */
};

struct shard {
    pthread_mutex_t lock; /* everything below */
    uint64_t clock;
    struct slot slots[SETS][WAYS];
};

struct auth_cache {
    int64_t fresh_us;
    atomic_uint_fast64_t generation;
    struct shard shards[SHARDS];
};

struct auth_cache *auth_cache_new(int64_t fresh_us)
{
    struct auth_cache *cache = calloc(1, sizeof *cache);
    if (cache == NULL) abort();
    cache->fresh_us = fresh_us;
    for (int i = 0; i < SHARDS; i++) pthread_mutex_init(&cache->shards[i].lock, NULL);
    return cache;
}

static void clear(struct slot *slot)
{
    bearer_release(slot->bearer);
    slot->bearer = NULL;
}

void auth_cache_free(struct auth_cache *cache)
{
    if (cache == NULL) return;
    for (int i = 0; i < SHARDS; i++) {
        struct shard *shard = &cache->shards[i];
        for (int at = 0; at < SETS * WAYS; at++) clear(&shard->slots[at / WAYS][at % WAYS]);
        pthread_mutex_destroy(&shard->lock);
    }
    free(cache);
}

/* A hash is as good as random in each of its bytes. */
static struct shard *shard_of(struct auth_cache *cache, const uint8_t *key)
{
    return &cache->shards[key[0] % SHARDS];
}

static struct slot *find(struct shard *shard, const uint8_t *key)
{
    struct slot *set = shard->slots[key[1] % SETS];
    for (int i = 0; i < WAYS; i++)
        if (set[i].bearer != NULL && memcmp(set[i].key, key, AUTH_CACHE_KEY_BYTES) == 0)
            return &set[i];
    return NULL;
}

/* A free slot, else the one used longest ago; those of expired tokens are not used any more. */
static struct slot *choose(struct shard *shard, const uint8_t *key)
{
    struct slot *set = shard->slots[key[1] % SETS];
    struct slot *oldest = &set[0];
    for (int i = 0; i < WAYS; i++) {
        if (set[i].bearer == NULL) return &set[i];
        if (set[i].used < oldest->used) oldest = &set[i];
    }
    return oldest;
}

/* A clock that was set back makes nothing fresh for longer. */
static bool is_fresh(const struct auth_cache *cache, const struct slot *slot, struct instant now)
{
    int64_t asked_us = slot->asked_at.us;
    return asked_us != INT64_MIN && asked_us <= now.us && now.us - asked_us < cache->fresh_us;
}

struct bearer *auth_cache_get(struct auth_cache *cache, const uint8_t key[AUTH_CACHE_KEY_BYTES],
                              struct instant now, bool *ret_fresh)
{
    struct shard *shard = shard_of(cache, key);
    struct bearer *bearer = NULL;
    pthread_mutex_lock(&shard->lock);
    struct slot *slot = find(shard, key);
    if (slot != NULL) {
        bearer = slot->bearer;
        bearer_hold(bearer);
        slot->used = ++shard->clock;
        *ret_fresh = is_fresh(cache, slot, now);
    }
    pthread_mutex_unlock(&shard->lock);
    return bearer;
}

uint64_t auth_cache_generation(struct auth_cache *cache)
{
    return atomic_load(&cache->generation);
}

void auth_cache_put(struct auth_cache *cache, const uint8_t key[AUTH_CACHE_KEY_BYTES],
                    struct bearer *bearer, struct instant now, uint64_t generation)
{
    struct shard *shard = shard_of(cache, key);
    bearer_hold(bearer);
    pthread_mutex_lock(&shard->lock);
    struct slot *slot = find(shard, key);
    if (slot == NULL) slot = choose(shard, key);
    clear(slot);
    memcpy(slot->key, key, sizeof slot->key);
    slot->bearer = bearer;
    slot->used = ++shard->clock;
    /* under the lock: whoever forgets counts first and then comes by here */
    bool outdated = atomic_load(&cache->generation) != generation;
    slot->asked_at = outdated ? (struct instant){INT64_MIN} : now;
    pthread_mutex_unlock(&shard->lock);
}

void auth_cache_drop(struct auth_cache *cache, const uint8_t key[AUTH_CACHE_KEY_BYTES])
{
    struct shard *shard = shard_of(cache, key);
    pthread_mutex_lock(&shard->lock);
    struct slot *slot = find(shard, key);
    if (slot != NULL) clear(slot);
    pthread_mutex_unlock(&shard->lock);
}

static void forget_in(struct shard *shard, struct uuid subject_id)
{
    for (int at = 0; at < SETS * WAYS; at++) {
        struct slot *slot = &shard->slots[at / WAYS][at % WAYS];
        if (slot->bearer != NULL && uuid_equal(slot->bearer->principal.id, subject_id)) clear(slot);
    }
}

void auth_cache_forget(struct auth_cache *cache, struct uuid subject_id)
{
    atomic_fetch_add(&cache->generation, 1);
    for (int i = 0; i < SHARDS; i++) {
        pthread_mutex_lock(&cache->shards[i].lock);
        forget_in(&cache->shards[i], subject_id);
        pthread_mutex_unlock(&cache->shards[i].lock);
    }
}
