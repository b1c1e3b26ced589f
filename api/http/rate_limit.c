/* rate_limit.c - see rate_limit.h
 *
 * The bucket of a caller is one number, the time at which it will be full again (the generic cell
 * rate algorithm, equivalent to a token bucket): a token costs the time in which one is regained,
 * and may be taken as long as the bucket would not be full later than a minute from now. A bucket
 * of the past is full, so forgetting it changes nothing: that is why the earliest of a set makes
 * room.
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/rate_limit.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>

#include "domain/base/banned.h"

#define SHARDS 64 /* powers of two: each is picked by its own bits of the hash */
#define SETS 128
#define WAYS 8
#define WINDOW_NS INT64_C(60000000000)

struct bucket {
    uint64_t caller; /* hash of the key */
    int64_t full_ns; /* when the bucket is full again; 0: never used */
};

struct shard {
    pthread_mutex_t lock;
    struct bucket buckets[SETS][WAYS];
};

struct rate_limiter {
    int64_t token_ns;   /* in which one token is regained */
    uint64_t secret[2]; /* so that nobody can choose addresses that share a bucket */
    struct shard *shards;
};

struct rate_limiter *rate_limiter_new(int64_t per_minute)
{
    struct rate_limiter *limiter = calloc(1, sizeof *limiter);
    if (limiter == NULL) abort();
    limiter->token_ns = WINDOW_NS / per_minute;
    if (getrandom(limiter->secret, sizeof limiter->secret, 0) != sizeof limiter->secret) abort();
    limiter->shards = calloc(SHARDS, sizeof(struct shard)); /* untouched pages stay unused */
    if (limiter->shards == NULL) abort();
    for (size_t i = 0; i < SHARDS; i++) pthread_mutex_init(&limiter->shards[i].lock, NULL);
    return limiter;
}

void rate_limiter_free(struct rate_limiter *limiter)
{
    if (limiter == NULL) return;
    for (size_t i = 0; i < SHARDS; i++) pthread_mutex_destroy(&limiter->shards[i].lock);
    free(limiter->shards);
    free(limiter);
}

static uint64_t rotate(uint64_t value, int bits)
{
    return value << bits | value >> (64 - bits);
}

static void sip_rounds(uint64_t v[4], int count)
{
    for (int i = 0; i < count; i++) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = rotate(v[1], 13) ^ v[0];
        v[3] = rotate(v[3], 16) ^ v[2];
        v[0] = rotate(v[0], 32) + v[3];
        v[2] += v[1];
        v[1] = rotate(v[1], 17) ^ v[2];
        v[3] = rotate(v[3], 21) ^ v[0];
        v[2] = rotate(v[2], 32);
    }
}

/* SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash for short inputs. */
static uint64_t hash(const uint64_t secret[2], const unsigned char *key, size_t length)
{
    uint64_t v[4] = {
        secret[0] ^ UINT64_C(0x736f6d6570736575), secret[1] ^ UINT64_C(0x646f72616e646f6d),
        secret[0] ^ UINT64_C(0x6c7967656e657261), secret[1] ^ UINT64_C(0x7465646279746573)};
    uint64_t word = 0;
    for (size_t i = 0; i < length; i++) {
        word |= (uint64_t)key[i] << (8 * (i % 8));
        if (i % 8 != 7) continue;
        v[3] ^= word;
        sip_rounds(v, 2);
        v[0] ^= word;
        word = 0;
    }
    word |= (uint64_t)length << 56;
    v[3] ^= word;
    sip_rounds(v, 2);
    v[0] ^= word;
    v[2] ^= 0xff;
    sip_rounds(v, 4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* The caller's bucket, or the one that has been full for the longest time (or will be first). */
static struct bucket *bucket_of(struct bucket set[WAYS], uint64_t caller)
{
    struct bucket *oldest = &set[0];
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].caller == caller) return &set[i];
        if (set[i].full_ns < oldest->full_ns) oldest = &set[i];
    }
    *oldest = (struct bucket){.caller = caller};
    return oldest;
}

/* Take one token; returns 0, or the nanoseconds until one is there. */
static int64_t take(struct bucket *b, int64_t token_ns, int64_t now_ns)
{
    if (b->full_ns < now_ns) b->full_ns = now_ns;
    /* only after the clock stepped back: nobody waits for more than a minute */
    if (b->full_ns > now_ns + WINDOW_NS) b->full_ns = now_ns + WINDOW_NS;
    int64_t wait_ns = b->full_ns + token_ns - (now_ns + WINDOW_NS);
    if (wait_ns > 0) return wait_ns;
    b->full_ns += token_ns;
    return 0;
}

bool rate_limiter_allow(struct rate_limiter *limiter, const void *key, size_t length,
                        int64_t now_us, int *ret_retry_after_s)
{
    if (limiter == NULL) return true;
    uint64_t caller = hash(limiter->secret, key, length);
    struct shard *shard = &limiter->shards[caller % SHARDS];
    pthread_mutex_lock(&shard->lock);
    struct bucket *b = bucket_of(shard->buckets[caller / SHARDS % SETS], caller);
    int64_t wait_ns = take(b, limiter->token_ns, now_us * 1000);
    pthread_mutex_unlock(&shard->lock);
    if (wait_ns == 0) return true;
    *ret_retry_after_s = (int)((wait_ns + 999999999) / 1000000000);
    return false;
}
