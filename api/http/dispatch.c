/* dispatch.c - the life of a request and what every reply has; see dispatch.h
 *
 * Who may pass is decided in dispatch_admit.c and dispatch_headers.c, the work is done in
 * dispatch_work.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/dispatch.h"

#include "api/config.h"
#include "api/http/auth.h"
#include "api/http/cors.h"
#include "api/http/exchange.h"
#include "api/http/log.h"
#include "api/http/metrics.h"
#include "api/http/negotiate.h"
#include "api/http/problem_reply.h"
#include "storage/ids.h"

#include <string.h>
#include <time.h>

#include "domain/base/banned.h"

#define REQUEST_ID_MAX_LENGTH 64
#define TRACEPARENT_LENGTH 55
#define API_POLICY "default-src 'none'; frame-ancestors 'none'"
#define HSTS "max-age=31536000"

const char *exchange_header(const struct exchange *x, const char *name)
{
    return x->raw->header(x->raw->header_cookie, name);
}

/* ---- beginning */

static int64_t clock_us(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static bool is_request_id(const char *text)
{
    size_t length =
        strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
    return length > 0 && length <= REQUEST_ID_MAX_LENGTH && text[length] == '\0';
}

static const char *request_id(struct exchange *x)
{
    const char *given = exchange_header(x, "X-Request-Id");
    if (given != NULL && is_request_id(given)) return given;
    char *made = arena_alloc(x->arena, UUID_TEXT_LENGTH + 1);
    uuid_format(ids_new(x->rq.now), made);
    return made;
}

/* 00-{32 hex}-{16 hex}-{2 hex} (W3C Trace Context, section 3.2); other versions are not ours to
 * echo */
static bool is_traceparent(const char *text)
{
    static const char shape[] = "00-hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh-hhhhhhhhhhhhhhhh-hh";
    if (strlen(text) != TRACEPARENT_LENGTH) return false;
    for (size_t i = 0; i < TRACEPARENT_LENGTH; i++) {
        bool hex = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
        if (shape[i] == 'h' ? !hex : text[i] != shape[i]) return false;
    }
    return strspn(text + 3, "0") < 32 && strspn(text + 36, "0") < 16;
}

static void begin(struct exchange *x)
{
    const struct config *config = x->app->config;
    struct request *rq = &x->rq;
    bool english = strcmp(config->language, "en") == 0;
    problem_init(&x->problem, x->arena);
    x->started_us = clock_us(CLOCK_MONOTONIC);
    rq->app = x->app;
    rq->arena = x->arena;
    rq->problem = &x->problem;
    rq->now.us = clock_us(CLOCK_REALTIME);
    rq->today = instant_date(rq->now, (int32_t)config->time_zone_offset_minutes);
    rq->request_id = request_id(x);
    rq->language = negotiate_language(exchange_header(x, "Accept-Language"),
                                      english ? LANGUAGE_EN : LANGUAGE_ID);
    rq->client_address = x->raw->client_address;
    rq->raw_body = x->raw->body;
    rq->raw_body_length = x->raw->body_length;
    x->origin = exchange_header(x, "Origin");
    const char *traceparent = exchange_header(x, "traceparent");
    if (traceparent != NULL && is_traceparent(traceparent)) x->traceparent = traceparent;
}

/* ---- end */

static void render_problem(struct exchange *x)
{
    const struct problem_context context = {x->rq.language, x->rq.request_id, x->rq.path};
    struct reply *r = &x->rq.reply;
    problem_raise(&x->problem, PROBLEM_INTERNAL_ERROR, NULL, NULL,
                  NULL); /* unless there is a code */
    memset(r, 0, sizeof *r);
    problem_reply(x->arena, &x->problem, &context, r);
    if (r->status == 405 && x->allow != NULL) reply_put(r, x->arena, "Allow", x->allow);
}

static void put_unless_set(struct exchange *x, const char *name, const char *value)
{
    if (reply_get(&x->rq.reply, name) == NULL) reply_put(&x->rq.reply, x->arena, name, value);
}

static void put_common_headers(struct exchange *x)
{
    const struct config *config = x->app->config;
    struct reply *r = &x->rq.reply;
    reply_put(r, x->arena, "X-Request-Id", x->rq.request_id);
    if (x->traceparent != NULL) reply_put(r, x->arena, "traceparent", x->traceparent);
    put_unless_set(x, "Cache-Control", "no-store"); /* private data, all of it */
    put_unless_set(x, "Content-Security-Policy", API_POLICY);
    reply_put(r, x->arena, "X-Content-Type-Options", "nosniff");
    reply_put(r, x->arena, "Referrer-Policy", "no-referrer");
    if (strncmp(config->public_url, "https://", 8) == 0)
        reply_put(r, x->arena, "Strict-Transport-Security", HSTS);
    bool is_preflight = strcmp(x->raw->method, "OPTIONS") == 0;
    cors_headers(x->arena, r, config->cors_origins, x->origin, is_preflight ? x->allow : NULL);
    if (x->must_close) reply_put(r, x->arena, "Connection", "close");
}

/* What is told of every request. */
static struct request_log describe(const struct exchange *x)
{
    const struct request *rq = &x->rq;
    const struct operation *operation = rq->operation;
    bool failed = rq->reply.status >= 400 && x->problem.code != PROBLEM_NONE;
    return (struct request_log){
        .at = rq->now,
        .method = x->raw->method,
        .route = operation == NULL ? NULL : operation->path,
        .operation = operation == NULL ? NULL : operation->id,
        .status = rq->reply.status,
        .code = failed ? problem_definitions[x->problem.code].code : NULL,
        .duration_us = clock_us(CLOCK_MONOTONIC) - x->started_us,
        .round_trips = x->round_trips,
        .reply_bytes = reply_length(&rq->reply),
        .error = x->problem.internal,
    };
}

static void describe_caller(const struct exchange *x, struct request_log *line)
{
    const struct principal *principal = x->rq.principal;
    line->request_id = x->rq.request_id;
    line->traceparent = x->traceparent;
    line->address = x->rq.client_address;
    if (principal == NULL) return;
    line->organization_id = principal->organization_id;
    line->principal_id = principal->id;
}

/* lines stand in the order of time, so one for each answer, even without a name, would tell
 * who gave it from what the same caller asked before and after. */
static void report(const struct exchange *x)
{
    const struct operation *operation = x->rq.operation;
    bool anonymous = operation != NULL && (operation->flags & OPERATION_ANONYMOUS);
    struct request_log line = describe(x);
    metrics_observe(x->app->metrics, x->routing.operation, line.status, line.duration_us);
    if (anonymous && line.status < 500) return;
    if (!anonymous) describe_caller(x, &line);
    log_request(x->app->logger, &line);
}

/* ---- all of it */

static enum outcome serve(struct exchange *x)
{
    TRY(exchange_admit(x));
    if (x->rq.reply.status != 0) return OUTCOME_OK;
    return exchange_work(x);
}

void dispatch_contract(struct app *app, const struct contract *contract,
                       const struct raw_request *raw, struct arena *a, struct reply *ret)
{
    /* in the arena: what is torn down with it may still look at its parts */
    struct exchange *x = ARENA_NEW(a, struct exchange);
    x->app = app;
    x->contract = contract;
    x->raw = raw;
    x->arena = a;
    x->routing.operation = -1;
    begin(x);
    if (serve(x) != OUTCOME_OK) render_problem(x);
    put_common_headers(x);
    report(x);
    *ret = x->rq.reply;
}

void dispatch(struct app *app, const struct raw_request *raw, struct arena *a, struct reply *ret)
{
    static const struct contract generated = {operations, routes, auth_verify};
    dispatch_contract(app, &generated, raw, a, ret);
}

size_t dispatch_body_limit(const struct config *config)
{
    size_t limit = (size_t)config->body_limit_bytes;
    for (int i = 0; i < operation_count; i++)
        if (operations[i].body_limit_bytes > limit) limit = operations[i].body_limit_bytes;
    return limit;
}
