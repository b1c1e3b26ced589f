/* auth_oidc.h - tokens of other issuers (OIDC): who is trusted, and with which keys
 *
 * The issuers come from BANGKOM_OIDC_ISSUERS_FILE, a JSON array of objects:
 *   issuer          the claim iss, exactly
 *   jwks_uri        https (http to this machine only): fetched in the background; or
 *   jwks_file       a file, read again from time to time
 *   audience        the claim aud must name it
 *   algorithms      of RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA
 *   organization    slug of the organization whose employees log in there
 *   employee_claim  the claim that holds the NIP
 * The same issuer may stand there several times with different audiences. Private to
 * api/http/auth*.c.
 * Tests: tests/api/test_auth_oidc.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_AUTH_OIDC_H
#define BANGKOM_HTTP_AUTH_OIDC_H

#include "api/http/auth_token.h"
#include "api/http/log.h"
#include "domain/base/time.h"
#include "storage/db/db.h"

struct oidc; /* heap */

/* oidc_new - read the file and the key files, start the thread that keeps the keys up to date
 * in   path  NULL: nobody else is trusted
 *      db    for the organizations' ids, each asked once
 *      logger  is told when keys cannot be read, and when they can be again; NULL: nobody is
 * fails NULL, the reason in problem->internal */
struct oidc *oidc_new(const char *path, struct db *db, struct logger *logger,
                      struct problem *problem);
void oidc_free(struct oidc *oidc); /* joins the thread; accepts NULL */

/* oidc_read - verify a token that is not ours
 * out    *ret with the NIP instead of the subject's id, in problem->arena
 * fails  UNAUTHENTICATED | UNAVAILABLE database away, or the issuer's keys were never read */
enum outcome oidc_read(struct oidc *oidc, const struct jwt *jwt, struct instant now,
                       struct token *ret, struct problem *problem) MUST_USE;

#endif
