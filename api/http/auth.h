/* auth.h - bearer tokens: issue our own (EdDSA), verify ours and those of configured OIDC issuers
 *
 * Ours: RFC 7519 claims iss, sub (client or employee id), aud, exp, iat, jti, org, kind; header
 * kid + alg EdDSA, typ at+jwt. Others: verified by the issuer's JWKS with algorithms pinned in the
 * configuration (never from the token's header), mapped to an employee by a configured claim.
 * A verified token is cached under the SHA-256 of its text until it expires or is revoked; roles are
 * re-read after config->role_cache_s.
 * Must not know: ulfius.
 * Tests: tests/api/test_auth.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_AUTH_H
#define BANGKOM_HTTP_AUTH_H

#include "api/http/principal.h"
#include "domain/base/problem.h"

struct auth;
struct config;
struct db;

/* auth_new - load or create (0600, O_EXCL) the signing key, load the OIDC issuers' configuration, start the
 * thread that refreshes their JWKS
 * fails NULL, with the reason on `errors` in problem->internal */
struct auth *auth_new(const struct config *config, struct db *db, struct problem *problem);
void auth_free(struct auth *auth); /* joins its thread; accepts NULL */

/* auth_verify - the principal behind an Authorization header
 * in     authorization  the header's value or NULL
 * out    *ret lives in `a`
 * fails  UNAUTHENTICATED (token missing, malformed, expired, revoked, unknown issuer or key)
 *        UNAVAILABLE (database away) */
enum outcome auth_verify(struct auth *auth, struct arena *a, const char *authorization,
                         struct instant now, const struct principal **ret,
                         struct problem *problem) MUST_USE;

/* auth_issue - a signed token for a client or an employee of an organization; text in `a` */
const char *auth_issue(struct auth *auth, struct arena *a, struct uuid organization_id,
                       struct uuid subject_id, bool is_client, struct instant now, int64_t ttl_s);

/* auth_forget - drop what is cached about a subject now (roles or status changed, secret rotated);
 * tokens of revoked clients are refused from then on because the subject is read again */
void auth_forget(struct auth *auth, struct uuid subject_id);

/* auth_jwks - our public keys as an RFC 7517 key set, for /.well-known/jwks.json */
const char *auth_jwks(struct auth *auth, struct arena *a);

/* auth_hash_secret / auth_check_secret - scrypt (RFC 7914), encoded as $scrypt$ln=..,r=..,p=..$salt$hash */
const char *auth_hash_secret(struct arena *a, const char *secret);
bool auth_check_secret(const char *secret, const char *encoded);

/* auth_random - cryptographically strong bytes; aborts when the system has none */
void auth_random(uint8_t *ret, size_t length);

#endif
