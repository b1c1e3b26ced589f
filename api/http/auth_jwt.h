/* auth_jwt.h - a JWT taken apart, and the checks of claims that hold for every issuer
 *
 * Compact JWS only (RFC 7515 section 3.1). What is read here is not yet believed: the signature is
 * checked by auth_token.c (ours) and auth_oidc.c (others). Private to api/http/auth*.c.
 * Tests: tests/api/test_auth.c, tests/fuzz/fuzz_jwt.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_AUTH_JWT_H
#define BANGKOM_HTTP_AUTH_JWT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/base/arena.h"

#define AUTH_JWT_MAX_BYTES 8192
/* By how much the clock of an issuer may be ahead of ours: iat and nbf. exp is taken as it is. */
#define AUTH_JWT_SKEW_S 60

struct jwt {
    const json_t *header, *claims; /* objects; live as long as the arena */
    const char *signed_text;       /* the signing input, borrowed from the token */
    size_t signed_length;
    size_t length; /* of the whole token */
    const uint8_t *signature;
    size_t signature_length;
};

/* jwt_parse - three base64url parts, the first two JSON objects without repeated members, no header
 * that changes what is signed (crit, b64, zip)
 * in   token  need not be NUL-terminated */
bool jwt_parse(struct arena *a, const char *token, size_t length, struct jwt *ret);

/* jwt_text - a member that is a string, or NULL */
const char *jwt_text(const json_t *object, const char *name);
/* jwt_seconds - a NumericDate (RFC 7519 section 2), fractions cut off; false when there is none */
bool jwt_seconds(const json_t *object, const char *name, int64_t *ret);

struct jwt_expected {
    const char *issuer, *audience;
    int64_t now_s;
};
/* jwt_refusal - why the claims iss, aud, exp, nbf, iat do not do (RFC 7519 section 4.1), for the
 * log; NULL: they do. exp is required. */
const char *jwt_refusal(const struct jwt *jwt, const struct jwt_expected *expected);

#endif
