/* etag.h - entity tags of versions: "v3" (RFC 9110 section 8.8.3)
 *
 * Tests: tests/api/test_reply.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_ETAG_H
#define BANGKOM_HTTP_ETAG_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

/* etag_of_version - "v3", quotes included */
const char *etag_of_version(struct arena *a, int64_t version);

/* etag_is_list - the value of If-Match or If-None-Match can be read: "*" or a list of tags */
bool etag_is_list(const char *header);

/* etag_matches - whether a readable header names the tag
 * in   weak  W/"v3" counts as "v3" (If-None-Match); else it never matches (If-Match) */
bool etag_matches(const char *header, const char *etag, bool weak);

#endif
