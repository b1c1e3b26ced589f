/* auth_issuer.h - the OIDC issuers that the operator trusts, and what their key sets hold
 *
 * Private to api/http/auth*.c; the format of the file is in auth_oidc.h.
 * Tests: tests/api/test_auth_oidc.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_AUTH_ISSUER_H
#define BANGKOM_HTTP_AUTH_ISSUER_H

#include <rhonabwy.h>

#include "api/http/auth_jwt.h"
#include "domain/base/problem.h"
#include "domain/base/uuid.h"

#define ISSUER_FAILURE_BYTES 160

struct issuer {
    /* as configured */
    const char *issuer, *audience, *organization, *employee_claim;
    const char *jwks_uri, *jwks_file; /* one of them, the other is NULL */
    unsigned algorithms;              /* bits of issuer_algorithm() */

    /* under the lock of struct oidc */
    jwks_t *keys;                       /* NULL: never read */
    struct uuid organization_id;        /* nil: not asked yet */
    char failure[ISSUER_FAILURE_BYTES]; /* of the last attempt to read keys; "" : none */
    int64_t tried_at_ms, next_at_ms;    /* monotonic */
    int failures;                       /* in a row */
};

/* issuers_load - read and check the file
 * out   *ret_count issuers in `a`; path NULL: none
 * fails NULL, the reason in problem->internal */
struct issuer *issuers_load(struct arena *a, const char *path, size_t *ret_count,
                            struct problem *problem);

/* issuer_algorithm - the bit of a supported signature algorithm, or 0: never none, never HMAC */
unsigned issuer_algorithm(const char *name);

/* issuer_key_fits - whether a key may verify signatures of that algorithm: public and of its kind,
 * RSA of 2048 bits at least, and not meant for anything else (RFC 7517 sections 4.2, 4.4) */
bool issuer_key_fits(jwk_t *key, const char *algorithm);

/* issuer_parse_keys - a key set (RFC 7517), or NULL when it is none or has no key */
jwks_t *issuer_parse_keys(const char *json);

#endif
