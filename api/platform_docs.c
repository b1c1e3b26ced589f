/* platform_docs.c - /docs and /openapi.json: bytes that are part of the program
 *
 * The page may do nothing but talk to this server (its Content-Security-Policy). Assets have a hash
 * in their names and are cached for ever; the page and the document are asked for again with their
 * ETag.
 * Tests: tests/api/test_platform.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/platform_operations.h"

#include "api/docs_assets.h"

#include <string.h>

#include "domain/base/banned.h"

/* What Swagger UI needs and nothing more; its icons are data: URLs. */
#define PAGE_POLICY                                                                                \
    "default-src 'none'; script-src 'self'; style-src 'self'; "                                    \
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "              \
    "frame-ancestors 'none'"
#define CACHE_FOR_EVER "public, max-age=31536000, immutable"
#define CACHE_ASK "no-cache"

/* If-None-Match (RFC 9110 section 13.1.2) by weak comparison: the digest in a list of tags of ours,
 * whichever coding it was sent in. */
static bool still_has(const char *if_none_match, const char *digest)
{
    if (if_none_match == NULL) return false;
    return strcmp(if_none_match, "*") == 0 || strstr(if_none_match, digest) != NULL;
}

static enum outcome reply_asset(struct request *rq, const struct docs_asset *asset,
                                const char *cache)
{
    bool gzip = asset->gzip != NULL && rq->accepts_gzip;
    reply_header(rq, "ETag",
                 arena_printf(rq->arena, "\"%s%s\"", asset->digest, gzip ? "-gzip" : ""));
    reply_header(rq, "Cache-Control", cache);
    reply_header(rq, "Vary", "Accept-Encoding");
    if (still_has(rq->if_none_match, asset->digest)) {
        rq->reply.status = 304;
        return OUTCOME_OK;
    }
    if (gzip) reply_header(rq, "Content-Encoding", "gzip");
    rq->reply.status = 200;
    rq->reply.content_type = asset->content_type;
    rq->reply.static_body = gzip ? asset->gzip : asset->plain;
    rq->reply.static_length = gzip ? asset->gzip_length : asset->plain_length;
    return OUTCOME_OK;
}

enum outcome platform_openapi(struct request *rq, struct platform_openapi_call *in)
{
    (void)in;
    return reply_asset(rq, &docs_openapi, CACHE_ASK);
}

enum outcome platform_docs(struct request *rq, struct platform_docs_call *in)
{
    (void)in;
    reply_header(rq, "Content-Security-Policy", PAGE_POLICY);
    return reply_asset(rq, &docs_page, CACHE_ASK);
}

enum outcome platform_docs_asset(struct request *rq, struct platform_docs_asset_call *in)
{
    for (int i = 0; i < docs_asset_count; i++) {
        if (strcmp(docs_assets[i].name, in->path.asset) == 0)
            return reply_asset(rq, &docs_assets[i], CACHE_FOR_EVER);
    }
    return problem_raise(rq->problem, PROBLEM_NOT_FOUND, NULL, NULL, NULL);
}
