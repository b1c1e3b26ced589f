/* reply.h - what request.h does not show to handlers: building replies for the dispatcher
 *
 * Tests: tests/api/test_reply.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_REPLY_H
#define BANGKOM_HTTP_REPLY_H

#include "api/http/request.h"

#define REPLY_FIRST_BYTES 1024
#define REPLY_MAX_BYTES (32U << 20) /* a reply that would be larger is a mistake of ours: 500 */

/* header_is - whether two names of a header are the same one (RFC 9110 section 5.1: without case);
 * cheap for those that differ in their first letter, as nearly all do */
bool header_is(const char *a, const char *b);

/* reply_put - like reply_header, for a reply that is not (yet) a request's */
void reply_put(struct reply *r, struct arena *a, const char *name, const char *value);
/* reply_get - the value of a header, or NULL */
const char *reply_get(const struct reply *r, const char *name);
/* reply_length - bytes of the body, wherever it is */
size_t reply_length(const struct reply *r);

#endif
