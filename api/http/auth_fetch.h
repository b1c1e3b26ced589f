/* auth_fetch.h - GET a small document over HTTPS; for the key sets of OIDC issuers
 *
 * The only file that sees libcurl. Private to api/http/auth*.c.
 * Tests: tests/api/test_auth_oidc.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_AUTH_FETCH_H
#define BANGKOM_HTTP_AUTH_FETCH_H

#include <stdatomic.h>
#include <stdbool.h>

#include "domain/base/arena.h"
#include "domain/base/strbuf.h"

/* auth_fetch_start - to be called before there are threads */
void auth_fetch_start(void);

/* auth_fetch_allowed - https, or http to this machine itself (localhost, 127.0.0.1, [::1]) */
bool auth_fetch_allowed(const char *url);

/* auth_fetch - the document's bytes appended to `out`; 200 only, no redirects, the server's
 * certificate verified, 10 s at most
 * in   stop  becomes true when the answer is not wanted any more
 * returns NULL, or why not, in out->arena */
const char *auth_fetch(const char *url, const atomic_bool *stop, struct strbuf *out);

#endif
