/* auth_key.h - the Ed25519 key that signs our tokens, and the file it lives in
 *
 * Private to api/http/auth*.c. Immutable after loading: used by all threads without a lock.
 * Tests: tests/api/test_auth_key.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_AUTH_KEY_H
#define BANGKOM_HTTP_AUTH_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/base/problem.h"

#define AUTH_KEY_SIGNATURE_BYTES 64 /* RFC 8032 section 5.1.6 */

struct auth_key; /* heap */

/* auth_key_read / auth_key_load - read the PKCS #8 PEM file; auth_key_load makes it (0600) when
 * there is none
 * fails NULL, the reason in problem->internal: unreadable, open to others, not an Ed25519 key */
struct auth_key *auth_key_read(const char *path, struct problem *problem);
struct auth_key *auth_key_load(const char *path, struct problem *problem);
void auth_key_free(struct auth_key *key); /* accepts NULL */

/* auth_key_id - the RFC 7638 thumbprint of the public key: the kid of our tokens */
const char *auth_key_id(const struct auth_key *key);
/* auth_key_jwk - the public key as a JSON Web Key (RFC 8037), in `a` */
const char *auth_key_jwk(const struct auth_key *key, struct arena *a);

/* auth_key_sign / auth_key_verify - EdDSA over the bytes of a signing input; signing aborts when
 * the library cannot (memory) */
void auth_key_sign(const struct auth_key *key, const char *text, size_t length,
                   uint8_t ret[AUTH_KEY_SIGNATURE_BYTES]);
bool auth_key_verify(const struct auth_key *key, const char *text, size_t length,
                     const uint8_t *signature, size_t signature_length);

#endif
