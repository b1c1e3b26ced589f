/* auth_cache.h - verified tokens by the SHA-256 of their text, with what is known of their bearers
 *
 * A fixed table: shards with a lock each, sets of a few slots in each shard. A full set gives up
 * the slot that was used longest ago, so that memory is bounded and nothing is scanned. Only
 * verified tokens get in: nobody without one can push others out. Private to api/http/auth*.c.
 * Tests: tests/api/test_auth_cache.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_AUTH_CACHE_H
#define BANGKOM_HTTP_AUTH_CACHE_H

#include "api/http/auth_bearer.h"

#define AUTH_CACHE_KEY_BYTES 32
#define AUTH_CACHE_SLOTS 8192 /* tokens at most */

struct auth_cache; /* heap */

/* auth_cache_new - empty
 * in   fresh_us  for how long a bearer is believed before the database is asked again */
struct auth_cache *auth_cache_new(int64_t fresh_us);
void auth_cache_free(struct auth_cache *cache); /* accepts NULL */

/* auth_cache_get - the bearer, with a reference for the caller, or NULL
 * out   *ret_fresh  whether it is to be believed without asking the database */
struct bearer *auth_cache_get(struct auth_cache *cache, const uint8_t key[AUTH_CACHE_KEY_BYTES],
                              struct instant now, bool *ret_fresh);

/* auth_cache_generation - to be read before the database is asked; counts auth_cache_forget */
uint64_t auth_cache_generation(struct auth_cache *cache);

/* auth_cache_put - keep (or replace) what the database said at `now`; takes a reference of its own.
 * When something was forgotten since `generation`, it may be outdated already, and the next get
 * says so */
void auth_cache_put(struct auth_cache *cache, const uint8_t key[AUTH_CACHE_KEY_BYTES],
                    struct bearer *bearer, struct instant now, uint64_t generation);

/* auth_cache_drop - forget one token; auth_cache_forget - all tokens of a subject */
void auth_cache_drop(struct auth_cache *cache, const uint8_t key[AUTH_CACHE_KEY_BYTES]);
void auth_cache_forget(struct auth_cache *cache, struct uuid subject_id);

#endif
