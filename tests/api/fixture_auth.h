/* fixture_auth.h - an authenticator over a real database, with callers in it, and tokens by hand
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_TESTS_API_FIXTURE_AUTH_H
#define BANGKOM_TESTS_API_FIXTURE_AUTH_H

#include "../storage/fixture.h"
#include "api/config.h"
#include "api/http/auth.h"

struct fixture_auth {
    struct config config;
    struct auth *auth;
    struct logger *logger; /* NULL: nothing is told */
    const char *home;      /* a fresh folder */
    struct instant now;
    struct uuid client, employee,
        unit; /* of fx.organization; the client is a planner of the unit */
    const char *nip;
};
extern struct fixture_auth fa;

/* fixture_auth_open / _close - checked fixture on top of fixture_open */
void fixture_auth_open(void);
void fixture_auth_close(void);
/* fixture_auth_restart - as after a restart of the server: the same key, nothing cached */
void fixture_auth_restart(void);

/* client_token / employee_token - valid for an hour from fa.now */
const char *client_token(void);
const char *employee_token(void);
/* verify - "Bearer TOKEN" at fa.now; fx.problem is fresh */
enum outcome verify(const char *token, const struct principal **ret);
/* expect_refused - INVALID_TOKEN with `why` in the log */
void expect_refused(const char *token, const char *why);
/* expect_accepted - the principal */
const struct principal *expect_accepted(const char *token);

/* b64 - base64url of a text */
const char *b64(const char *text);
/* part - one of the three parts of a token, decoded where it is JSON */
const char *part(const char *token, int number);
/* with_part - the token with one part replaced (as it is, not encoded) */
const char *with_part(const char *token, int number, const char *text);
/* replaced - the text with the first `from` turned into `to`; the test fails without one */
const char *replaced(const char *text, const char *from, const char *to);
/* signed_by_us - header and claims as JSON, signed with the key of the server */
const char *signed_by_us(const char *header, const char *claims);

#endif
