/* auth_key.c - see auth_key.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/auth_key.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domain/base/text.h"

#include "domain/base/banned.h"

#define PUBLIC_BYTES 32
#define PUBLIC_TEXT 43 /* of 32 bytes in base64url */

struct auth_key {
    EVP_PKEY *pair;
    char x[PUBLIC_TEXT + 1];  /* the public key, base64url */
    char id[PUBLIC_TEXT + 1]; /* its thumbprint */
};

static bool refuse(struct problem *problem, const char *path, const char *why)
{
    problem->internal = arena_printf(problem->arena, "signing key %s: %s", path, why);
    problem_raise(problem, PROBLEM_INTERNAL_ERROR, NULL, NULL, NULL);
    return false;
}

/* ---- the file */

/* Whoever reads the key can make tokens: nobody but the owner and a group of theirs may. */
static bool is_private(const struct stat *st)
{
    return S_ISREG(st->st_mode) && (st->st_mode & (S_IWGRP | S_IRWXO)) == 0;
}

static EVP_PKEY *read_open(int fd, const char *path, struct problem *problem)
{
    struct stat st;
    EVP_PKEY *pair = NULL;
    if (fstat(fd, &st) != 0 || !is_private(&st)) {
        close(fd);
        refuse(problem, path,
               "must be a file that only its owner can write and others cannot read");
        return NULL;
    }
    FILE *file = fdopen(fd, "r");
    if (file == NULL) abort(); /* memory */
    pair = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    fclose(file);
    if (pair != NULL && EVP_PKEY_get_id(pair) == EVP_PKEY_ED25519) return pair;
    EVP_PKEY_free(pair);
    refuse(problem, path, "is not an Ed25519 private key in PEM");
    return NULL;
}

static bool write_pair(int fd, EVP_PKEY *pair)
{
    FILE *file = fdopen(fd, "w");
    if (file == NULL) abort();
    bool good = PEM_write_PrivateKey(file, pair, NULL, NULL, 0, NULL, NULL) == 1;
    good = fflush(file) == 0 && fsync(fd) == 0 && good;
    return fclose(file) == 0 && good;
}

/* Written aside and linked into place: of several processes that start at once one wins, and none
 * ever reads half a key. */
static bool create(const char *path, struct problem *problem)
{
    const char *pattern = arena_printf(problem->arena, "%s.XXXXXX", path);
    char *aside = arena_copy(problem->arena, pattern, strlen(pattern));
    int fd = mkostemp(aside, O_CLOEXEC); /* O_EXCL and mode 0600 by itself */
    if (fd < 0) return refuse(problem, aside, strerror(errno));
    EVP_PKEY *pair = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    if (pair == NULL) abort();
    bool written = write_pair(fd, pair);
    int failed = errno;
    EVP_PKEY_free(pair);
    if (written && link(aside, path) != 0 && errno != EEXIST) {
        failed = errno;
        written = false;
    }
    unlink(aside);
    return written || refuse(problem, path, strerror(failed));
}

/* ---- the key */

/* RFC 7638 section 3.2 with the members of RFC 8037 section 2, in this order and without space. */
static void name_key(struct auth_key *key, struct arena *a)
{
    uint8_t public[PUBLIC_BYTES], digest[SHA256_DIGEST_LENGTH];
    size_t length = sizeof public;
    if (EVP_PKEY_get_raw_public_key(key->pair, public, &length) != 1) abort();
    snprintf(key->x, sizeof key->x, "%s", base64url_encode(a, public, length));
    const char *canonical =
        arena_printf(a, "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"%s\"}", key->x);
    SHA256((const uint8_t *)canonical, strlen(canonical), digest);
    snprintf(key->id, sizeof key->id, "%s", base64url_encode(a, digest, sizeof digest));
}

struct auth_key *auth_key_read(const char *path, struct problem *problem)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        refuse(problem, path, strerror(errno));
        return NULL;
    }
    EVP_PKEY *pair = read_open(fd, path, problem);
    if (pair == NULL) return NULL;
    struct auth_key *key = calloc(1, sizeof *key);
    if (key == NULL) abort();
    key->pair = pair;
    name_key(key, problem->arena);
    return key;
}

struct auth_key *auth_key_load(const char *path, struct problem *problem)
{
    bool missing = access(path, F_OK) != 0 && errno == ENOENT;
    if (missing && !create(path, problem)) return NULL;
    return auth_key_read(path, problem);
}

void auth_key_free(struct auth_key *key)
{
    if (key == NULL) return;
    EVP_PKEY_free(key->pair);
    free(key);
}

const char *auth_key_id(const struct auth_key *key)
{
    return key->id;
}

const char *auth_key_jwk(const struct auth_key *key, struct arena *a)
{
    return arena_printf(a,
                        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"use\":\"sig\",\"alg\":\"EdDSA\","
                        "\"kid\":\"%s\",\"x\":\"%s\"}",
                        key->id, key->x);
}

void auth_key_sign(const struct auth_key *key, const char *text, size_t length,
                   uint8_t ret[AUTH_KEY_SIGNATURE_BYTES])
{
    size_t written = AUTH_KEY_SIGNATURE_BYTES;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool good = context != NULL && EVP_DigestSignInit(context, NULL, NULL, NULL, key->pair) == 1 &&
                EVP_DigestSign(context, ret, &written, (const uint8_t *)text, length) == 1;
    EVP_MD_CTX_free(context);
    if (!good || written != AUTH_KEY_SIGNATURE_BYTES) abort();
}

bool auth_key_verify(const struct auth_key *key, const char *text, size_t length,
                     const uint8_t *signature, size_t signature_length)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool good =
        context != NULL && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key->pair) == 1 &&
        EVP_DigestVerify(context, signature, signature_length, (const uint8_t *)text, length) == 1;
    EVP_MD_CTX_free(context);
    return good;
}
