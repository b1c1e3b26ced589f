/* dispatch_admit.c - who may pass: framing, target, route, caller, rate, roles; see exchange.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/exchange.h"

#include "api/http/rate_limit.h"

#include <string.h>
#include <strings.h>

#include "domain/base/banned.h"

static enum outcome raise(struct exchange *x, enum problem_code code)
{
    return problem_raise(&x->problem, code, NULL, NULL, NULL);
}

/* What follows such a request may be a part of it: nothing more is read from the connection. */
static enum outcome refuse_framing(struct exchange *x, const char *pointer,
                                   enum violation_rule rule, const char *arg)
{
    x->must_close = true;
    raise(x, PROBLEM_MALFORMED_REQUEST);
    return problem_violation(&x->problem, VIOLATION_IN_HEADER, pointer, rule, arg, NULL);
}

/* Two lengths, a length and chunks, chunks and something else, or a blank before the colon are how
 * a request is smuggled past a proxy that reads the other one (RFC 9112 sections 5.1, 6.1 and 6.3);
 * two hosts are as bad (section 3.2). libmicrohttpd lets all pass, and ulfius joins repeated
 * headers by commas, which none of these values can have. */
static enum outcome check_framing(struct exchange *x)
{
    const char *host = exchange_header(x, "Host");
    const char *length = exchange_header(x, "Content-Length");
    const char *coding = exchange_header(x, "Transfer-Encoding");
    if (x->raw->has_broken_header) return refuse_framing(x, "", RULE_SYNTAX, "name of a header");
    if (host != NULL && strchr(host, ',') != NULL)
        return refuse_framing(x, "/Host", RULE_REPEATED, NULL);
    if (length != NULL && (coding != NULL || strchr(length, ',') != NULL))
        return refuse_framing(x, "/Content-Length", RULE_REPEATED, NULL);
    if (coding != NULL && strcasecmp(coding, "chunked") != 0)
        return refuse_framing(x, "/Transfer-Encoding", RULE_FORMAT, "chunked");
    return OUTCOME_OK;
}

static enum outcome find_route(struct exchange *x)
{
    TRY(target_parse(x->arena, x->raw->target, &x->target, &x->problem));
    x->rq.path = x->target.path;
    x->rq.query = x->target.query;
    router_find(x->contract->routes, &x->target, router_method(x->raw->method), &x->routing);
    if (x->routing.operation < 0) return OUTCOME_OK;
    x->rq.operation = &x->contract->operations[x->routing.operation];
    return OUTCOME_OK;
}

static enum outcome answer_options(struct exchange *x)
{
    if (x->allow != NULL) reply_header(&x->rq, "Allow", x->allow);
    return reply_empty(&x->rq);
}

/* The request has an operation, or is answered here. */
static enum outcome check_route(struct exchange *x)
{
    bool asks_options = strcmp(x->raw->method, "OPTIONS") == 0;
    if (x->rq.operation != NULL) return OUTCOME_OK;
    if (x->target.is_server && asks_options) return answer_options(x);
    if (x->routing.route == NULL) return raise(x, PROBLEM_NO_SUCH_PATH);
    x->allow = router_allow(x->arena, x->routing.route);
    return asks_options ? answer_options(x) : raise(x, PROBLEM_METHOD_NOT_ALLOWED);
}

static enum outcome limit_rate(struct exchange *x, const void *key, size_t length)
{
    int retry_after_s;
    if (rate_limiter_allow(x->app->rate_limiter, key, length, x->started_us, &retry_after_s))
        return OUTCOME_OK;
    problem_init(&x->problem, x->arena); /* says more than why the token was refused */
    x->problem.retry_after_s = retry_after_s;
    return raise(x, PROBLEM_TOO_MANY_REQUESTS);
}

static enum outcome limit_address(struct exchange *x)
{
    const char *address = x->raw->client_address == NULL ? "" : x->raw->client_address;
    return limit_rate(x, address, strlen(address));
}

/* Who guesses tokens is limited by address, who has one by its principal. */
static enum outcome authenticate(struct exchange *x)
{
    struct request *rq = &x->rq;
    if (rq->operation->flags & OPERATION_PUBLIC) {
        rq->authorization = exchange_header(x, "Authorization");
        return limit_address(x);
    }
    enum outcome outcome =
        x->contract->verify(x->app->auth, x->arena, exchange_header(x, "Authorization"), rq->now,
                            &rq->principal, &x->problem);
    if (outcome == OUTCOME_UNAUTHENTICATED) TRY(limit_address(x));
    if (outcome != OUTCOME_OK) return outcome;
    return limit_rate(x, &rq->principal->id, sizeof rq->principal->id);
}

static enum outcome check_roles(struct exchange *x)
{
    const struct request *rq = &x->rq;
    bool open = rq->operation->flags & OPERATION_PUBLIC || rq->operation->roles == 0;
    if (open || principal_roles(rq->principal) & rq->operation->roles) return OUTCOME_OK;
    return raise(x, PROBLEM_FORBIDDEN);
}

enum outcome exchange_admit(struct exchange *x)
{
    TRY(check_framing(x));
    TRY(find_route(x));
    TRY(check_route(x));
    if (x->rq.reply.status != 0) return OUTCOME_OK;
    TRY(authenticate(x));
    TRY(check_roles(x));
    return exchange_check_headers(x);
}
