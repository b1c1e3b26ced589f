/* auth.h - bearer tokens: issue our own (EdDSA), verify ours and those of configured OIDC issuers
 *
 * Ours: RFC 7519 claims iss, sub (client or employee id), aud, exp, iat, jti, org, kind; header
 * kid + alg EdDSA, typ at+jwt. Others: verified by the issuer's JWKS with algorithms pinned in the
 * configuration (never from the token's header), mapped to an employee by a configured claim.
 * A verified token is cached under the SHA-256 of its text until it expires or is revoked; roles
 * are re-read after config->role_cache_s.
 * Must not know: ulfius.
 * Parts: auth_key.c and auth_keys.c signing keys, auth_jwt.c parsing, auth_token.c our tokens,
 * auth_oidc.c others', auth_bearer.c and auth_cache.c what is remembered, auth_secret.c client
 * secrets.
 * Tests: tests/api/test_auth.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_AUTH_H
#define BANGKOM_HTTP_AUTH_H

#include "api/http/principal.h"
#include "domain/base/problem.h"

struct auth;
struct config;
struct db;
struct logger;

/* auth_new - load or create (0600, O_EXCL) the signing key, load the OIDC issuers' configuration,
 * start the thread that refreshes their JWKS
 * in    config, db, logger  borrowed until auth_free; logger NULL: nothing is told
 * fails NULL, with the reason in problem->internal */
struct auth *auth_new(const struct config *config, struct db *db, struct logger *logger,
                      struct problem *problem);
void auth_free(struct auth *auth); /* joins its thread; accepts NULL */

/* auth_verify - the principal behind an Authorization header
 * in     authorization  the header's value or NULL
 * out    *ret lives as long as `a`
 * fails  UNAUTHENTICATED (token missing, malformed, expired, revoked, unknown issuer or key; why is
 *        in problem->internal, for the log)
 *        UNAVAILABLE (database away)
 * thread any; a token seen before costs a hash and a look-up, no round trip */
enum outcome auth_verify(struct auth *auth, struct arena *a, const char *authorization,
                         struct instant now, const struct principal **ret,
                         struct problem *problem) MUST_USE;

struct auth_subject {
    struct uuid organization_id;
    struct uuid id; /* of the client or the employee */
    bool is_client;
};
/* auth_issue - a signed token for a client or an employee of an organization; text in `a`. Whether
 * the subject exists is asked when the token is used */
const char *auth_issue(struct auth *auth, struct arena *a, const struct auth_subject *subject,
                       struct instant now, int64_t ttl_s);

/* auth_forget - drop what is cached about a subject now (roles or status changed, secret rotated).
 * Call it after the commit of the change: what is read before would be cached again, and then count
 * for another role_cache_s. Afterwards the subject is read again: tokens of revoked clients, of
 * employees who left, and those issued before the secret was changed are refused */
void auth_forget(struct auth *auth, struct uuid subject_id);

/* auth_jwks - our public keys as an RFC 7517 key set, for /.well-known/jwks.json */
const char *auth_jwks(struct auth *auth, struct arena *a);

/* auth_hash_secret - scrypt (RFC 7914) with a fresh salt, as $scrypt$ln=..,r=..,p=..$salt$hash
 * with salt and hash in base64url */
const char *auth_hash_secret(struct arena *a, const char *secret);
/* auth_check_secret - whether `encoded` is a hash of it; how long that takes tells nothing
 * in   encoded  NULL (no such client) takes as long and is never right */
bool auth_check_secret(const char *secret, const char *encoded);

/* auth_random - cryptographically strong bytes; aborts when the system has none */
void auth_random(uint8_t *ret, size_t length);

#endif
