/* dispatch.h - one request from bytes to reply, in process: what server.c calls, and what tests
 * call
 *
 * Path: parse target -> route -> OPTIONS -> authenticate -> rate limit -> roles -> headers -> path
 * and query -> body -> idempotency -> handler -> commit -> reply. A connection is leased by the
 * first sync only, so everything before the handler may reject without one (the look-up of the
 * idempotency key travels with the handler's first sync).
 * Must not know: ulfius.
 * Tests: tests/api/test_dispatch.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_DISPATCH_H
#define BANGKOM_HTTP_DISPATCH_H

#include "api/http/app.h"
#include "api/http/request.h"

struct raw_request {
    const char *method;                                    /* as sent */
    const char *target;                                    /* as sent, undecoded, with the query */
    const char *(*header)(void *cookie, const char *name); /* NULL when absent; names in any case */
    void *header_cookie;
    bool has_broken_header; /* a name with a blank in it */
    const char *body;       /* may be NULL when length is 0 */
    size_t body_length;     /* more than the limit: 413 (server.c caps one byte above) */
    const char *client_address;
};

/* dispatch - always gives a complete reply: every failure is rendered as a problem
 * in   a  an empty arena; the reply's texts live in it */
void dispatch(struct app *app, const struct raw_request *raw, struct arena *a, struct reply *ret);

/* What is served, and who says who is calling: the generated tables and auth_verify, or a
 * test's. */
struct contract {
    const struct operation *operations;
    const struct route *routes;
    enum outcome (*verify)(struct auth *auth, struct arena *a, const char *authorization,
                           struct instant now, const struct principal **ret,
                           struct problem *problem);
};
/* dispatch_contract - dispatch over another contract */
void dispatch_contract(struct app *app, const struct contract *contract,
                       const struct raw_request *raw, struct arena *a, struct reply *ret);

/* dispatch_body_limit - the longest body that any operation takes, in bytes */
size_t dispatch_body_limit(const struct config *config);

#endif
