/* auth_secret.c - client secrets and randomness; declared in auth.h
 *
 * Secrets are made by us with 256 random bits, so the cost parameters need not make up for weak
 * ones; they bound what a request to the token endpoint costs (16 MiB, some 30 ms).
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/auth.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "domain/base/text.h"

#include "domain/base/banned.h"

#define SALT_BYTES 16
#define HASH_BYTES 32
#define LOG2_N 14
#define BLOCK_SIZE 8
#define PARALLEL 1
/* What a stored hash may ask for at most. */
#define MAX_LOG2_N 17
#define MAX_BLOCK_SIZE 16
#define MAX_PARALLEL 4

struct scrypt {
    unsigned log2_n, r, p;
    uint8_t salt[SALT_BYTES];
    uint8_t hash[HASH_BYTES];
};

void auth_random(uint8_t *ret, size_t length)
{
    while (length > 0) {
        ssize_t got = getrandom(ret, length, 0);
        if (got <= 0) abort();
        ret += got;
        length -= (size_t)got;
    }
}

/* RFC 7914 section 2: 128 * r * (N + p) bytes and some. */
static void derive(const char *secret, const struct scrypt *s, uint8_t ret[HASH_BYTES])
{
    uint64_t n = UINT64_C(1) << s->log2_n;
    uint64_t memory = 128 * (uint64_t)s->r * (n + s->p) + (1U << 16);
    if (EVP_PBE_scrypt(secret, strlen(secret), s->salt, sizeof s->salt, n, s->r, s->p, memory, ret,
                       HASH_BYTES) != 1)
        abort(); /* memory */
}

const char *auth_hash_secret(struct arena *a, const char *secret)
{
    struct scrypt s = {.log2_n = LOG2_N, .r = BLOCK_SIZE, .p = PARALLEL};
    auth_random(s.salt, sizeof s.salt);
    derive(secret, &s, s.hash);
    return arena_printf(a, "$scrypt$ln=%u,r=%u,p=%u$%s$%s", s.log2_n, s.r, s.p,
                        base64url_encode(a, s.salt, sizeof s.salt),
                        base64url_encode(a, s.hash, sizeof s.hash));
}

static bool take_bytes(struct arena *a, const char *text, size_t text_length, uint8_t *ret,
                       size_t length)
{
    size_t found;
    const uint8_t *bytes = base64url_decode(a, arena_copy(a, text, text_length), &found);
    if (bytes == NULL || found != length) return false;
    memcpy(ret, bytes, length);
    return true;
}

static bool parse(struct arena *a, const char *encoded, struct scrypt *ret)
{
    int salt = 0;
    if (sscanf(encoded, "$scrypt$ln=%2u,r=%2u,p=%1u$%n", &ret->log2_n, &ret->r, &ret->p, &salt) !=
            3 ||
        salt == 0)
        return false;
    if (ret->log2_n < 1 || ret->log2_n > MAX_LOG2_N || ret->r < 1 || ret->r > MAX_BLOCK_SIZE ||
        ret->p < 1 || ret->p > MAX_PARALLEL)
        return false;
    const char *hash = strchr(encoded + salt, '$');
    return hash != NULL &&
           take_bytes(a, encoded + salt, (size_t)(hash - encoded - salt), ret->salt, SALT_BYTES) &&
           take_bytes(a, hash + 1, strlen(hash + 1), ret->hash, HASH_BYTES);
}

bool auth_check_secret(const char *secret, const char *encoded)
{
    arena_auto a;
    uint8_t hash[HASH_BYTES];
    struct scrypt s = {.log2_n = LOG2_N, .r = BLOCK_SIZE, .p = PARALLEL};
    arena_init(&a);
    bool known = encoded != NULL && parse(&a, encoded, &s);
    if (!known) s = (struct scrypt){.log2_n = LOG2_N, .r = BLOCK_SIZE, .p = PARALLEL};
    derive(secret, &s, hash);
    bool same = CRYPTO_memcmp(hash, s.hash, sizeof hash) == 0;
    OPENSSL_cleanse(hash, sizeof hash);
    return same && known;
}
