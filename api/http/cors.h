/* cors.h - which web pages of other origins may call us (WHATWG Fetch, CORS protocol)
 *
 * Only configured origins, or * for all. Tokens travel in the Authorization header, never in
 * cookies, so credentials are not allowed.
 * Tests: tests/api/test_cors.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_CORS_H
#define BANGKOM_HTTP_CORS_H

#include "api/http/reply.h"

/* cors_allows - in  origins  as configured: "https://a.example, https://b.example", "*" or NULL */
bool cors_allows(const char *origins, const char *origin);

/* cors_headers - what a reply says to the page's browser
 * in   origin  of the request, or NULL
 *      allow   the methods of the path, for a preflight; NULL: an ordinary reply */
void cors_headers(struct arena *a, struct reply *reply, const char *origins, const char *origin,
                  const char *allow);

#endif
