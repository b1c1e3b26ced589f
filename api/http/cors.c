/* cors.c - see cors.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/cors.h"

#include <string.h>

#include "domain/base/banned.h"

#define EXPOSED                                                                                    \
    "ETag, Location, Link, X-Request-Id, Retry-After, Idempotency-Replayed, Content-Language"
#define ALLOWED                                                                                    \
    "Authorization, Content-Type, Accept, Accept-Language, If-Match, If-None-Match, "              \
    "Idempotency-Key, X-Request-Id, traceparent"
#define PREFLIGHT_S "600"

bool cors_allows(const char *origins, const char *origin)
{
    if (origins == NULL || origin == NULL) return false;
    size_t length = strlen(origin);
    while (*origins != '\0') {
        origins += strspn(origins, ", ");
        size_t next = strcspn(origins, ", ");
        if (next == 1 && *origins == '*') return true;
        /* origins are compared as they are serialized: lower case, no path (RFC 6454 section
         * 6.2) */
        if (next > 0 && next == length && memcmp(origins, origin, length) == 0) return true;
        origins += next;
    }
    return false;
}

void cors_headers(struct arena *a, struct reply *reply, const char *origins, const char *origin,
                  const char *allow)
{
    if (origins == NULL || *origins == '\0') return;
    bool any = strcmp(origins, "*") == 0;
    /* the reply depends on Origin even where there is none: a cache must not serve it to a page */
    if (!any) reply_put(reply, a, "Vary", "Origin");
    if (!cors_allows(origins, origin)) return;
    reply_put(reply, a, "Access-Control-Allow-Origin", any ? "*" : origin);
    if (allow == NULL) {
        reply_put(reply, a, "Access-Control-Expose-Headers", EXPOSED);
        return;
    }
    reply_put(reply, a, "Access-Control-Allow-Methods", allow);
    reply_put(reply, a, "Access-Control-Allow-Headers", ALLOWED);
    reply_put(reply, a, "Access-Control-Max-Age", PREFLIGHT_S);
}
