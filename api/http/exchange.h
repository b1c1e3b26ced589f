/* exchange.h - one request on its way through the dispatcher; private to api/http/dispatch*.c
 *
 * Each stage either lets the request pass, or stops it: with a problem (an outcome other than OK)
 * or with a reply of its own (a status set). The stages run in the order of dispatch.h.
 * Tests: tests/api/test_dispatch.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_EXCHANGE_H
#define BANGKOM_HTTP_EXCHANGE_H

#include "api/http/dispatch.h"
#include "api/http/router.h"

struct exchange {
    struct app *app;
    const struct contract *contract;
    const struct raw_request *raw;
    struct arena *arena;
    struct request rq; /* with the reply in the making */
    struct problem problem;
    struct target target;
    struct routing routing;
    const char *origin;      /* header Origin, or NULL */
    const char *allow;       /* methods of the path: for OPTIONS and 405 */
    const char *traceparent; /* when valid */
    int64_t started_us;      /* monotonic */
    int round_trips;         /* of all attempts */
    bool must_close;         /* where the next request starts is in doubt */
};

/* exchange_header - a header of the request, or NULL */
const char *exchange_header(const struct exchange *x, const char *name);

/* exchange_admit - everything before decoding: framing, target, route, caller, roles, headers */
enum outcome exchange_admit(struct exchange *x) MUST_USE;

/* exchange_check_headers - what the operation and the headers say about each other: 406, 415, 413,
 * 428 */
enum outcome exchange_check_headers(struct exchange *x) MUST_USE;

/* exchange_work - decode, run the handler in a unit of work, commit; once more after a
 * serialization failure */
enum outcome exchange_work(struct exchange *x) MUST_USE;

#endif
