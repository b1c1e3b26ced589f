/* auth_token.h - our own access tokens: JWTs signed with EdDSA (RFC 8037), typ at+jwt (RFC 9068)
 *
 * Private to api/http/auth*.c.
 * Tests: tests/api/test_auth.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_AUTH_TOKEN_H
#define BANGKOM_HTTP_AUTH_TOKEN_H

#include "api/http/auth_jwt.h"
#include "api/http/auth_keys.h"
#include "domain/base/uuid.h"

/* What a verified token says; the same for ours and others'. */
struct token {
    struct uuid organization_id;
    struct uuid subject_id; /* of the client or the employee; nil while only `nip` is known */
    const char *nip;        /* tokens of others: whom the configured claim names */
    bool is_client;
    int64_t issued_s, expires_s;
};

struct token_terms {
    const char *issuer, *audience;
    struct uuid id; /* jti */
};

/* token_write - a signed token with the claims of `token`, in `a` */
const char *token_write(const struct auth_key *key, struct arena *a, const struct token *token,
                        const struct token_terms *terms);

/* token_read - verify header, signature (by the key of `keys` that it names) and claims
 * returns why it is refused, for the log; NULL: *ret is what it says */
const char *token_read(struct auth_keys *keys, const struct jwt *jwt,
                       const struct jwt_expected *expected, struct token *ret);

#endif
