/* rate_limit.h - token buckets per caller in fixed memory
 *
 * A caller may send per_minute requests at once and regains them evenly over a minute. Callers are
 * known by a keyed hash of their key; when a set of buckets is full, the one longest unused makes
 * room. Callers whose hashes are equal share a bucket: as likely as guessing 64 random bits.
 * Memory: 1 MiB at most, whatever the number of callers.
 * Tests: tests/api/test_rate_limit.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_RATE_LIMIT_H
#define BANGKOM_HTTP_RATE_LIMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rate_limiter;

/* rate_limiter_new - in  per_minute  1..1000000000 */
struct rate_limiter *rate_limiter_new(int64_t per_minute);
void rate_limiter_free(struct rate_limiter *limiter); /* accepts NULL */

/* rate_limiter_allow - take one token of the caller's
 * in      key, length  identifies the caller: bytes of the principal's id, or text of an address
 *         now_us       of any clock that does not run backwards (a step back refills nothing)
 * out     ret_retry_after_s  written only when false: whole seconds (1..60) until a token is there
 * thread  any; limiter NULL: always true */
bool rate_limiter_allow(struct rate_limiter *limiter, const void *key, size_t length,
                        int64_t now_us, int *ret_retry_after_s);

#endif
