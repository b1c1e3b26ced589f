/* test_dispatch.c - requests in process, from bytes to reply, without a database
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/dispatch.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "api/http/log.h"
#include "api/http/metrics.h"
#include "api/http/rate_limit.h"
#include "api/http/reply.h"
#include "fixture_contract.h"

#include "domain/base/banned.h"

#define JSON "Content-Type: application/json\n"
#define IF_MATCH "If-Match: \"v3\"\n"
#define ID "01890000-0000-7000-8000-000000000001"

/* ---- who is let in, and in which order it is asked */

static const struct {
    const char *name, *method, *target, *headers, *body;
    int status;
    const char *problem;
} cases[] = {
    {"read", "GET", "/v1/widgets/" ID, NULL, NULL, 200, NULL},
    {"head", "HEAD", "/v1/widgets/" ID, NULL, NULL, 200, NULL},
    {"list", "GET", "/v1/widgets?color=red&limit=5", NULL, NULL, 200, NULL},
    {"create", "POST", "/v1/widgets", JSON, "{\"name\":\"a\"}", 201, NULL},
    {"bulk", "POST", "/v1/widgets/bulk", JSON, "{\"name\":\"a\"}", 200, NULL},
    {"update", "PATCH", "/v1/widgets/" ID, JSON IF_MATCH, "{\"name\":\"a\"}", 200, NULL},
    {"update by merge-patch", "PATCH", "/v1/widgets/ext:a",
     "Content-Type: application/merge-patch+json\n" IF_MATCH, "{\"name\":\"a\"}", 200, NULL},
    {"delete", "DELETE", "/v1/widgets/" ID, NULL, NULL, 204, NULL},
    {"delete for a page", "DELETE", "/v1/widgets/" ID, "Accept: text/html\n", NULL, 204, NULL},
    {"raw body", "PUT", "/v1/widgets/" ID "/photo", "Content-Type: image/png\n", "x", 204, NULL},
    {"form", "POST", "/form", "Content-Type: application/x-www-form-urlencoded\n", "name=a", 200,
     NULL},
    {"public without token", "GET", "/page", "Authorization: no\n", NULL, 200, NULL},
    {"absolute form", "GET", "http://host/v1/widgets/" ID, NULL, NULL, 200, NULL},

    {"target malformed", "GET", "/v1/widgets/%zz", NULL, NULL, 400,
     "malformed-request path: syntax"},
    {"query malformed", "GET", "/v1/widgets?name=%ff", NULL, NULL, 400,
     "malformed-request query:/name utf8"},
    {"two lengths", "POST", "/v1/widgets", "Content-Length: 3,5\n", "abc", 400,
     "malformed-request header:/Content-Length repeated"},
    {"chunks and something else", "POST", "/v1/widgets", "Transfer-Encoding: chunked,identity\n",
     "abc", 400, "malformed-request header:/Transfer-Encoding format"},
    {"length and chunks", "POST", "/v1/widgets", "Content-Length: 3\nTransfer-Encoding: chunked\n",
     "abc", 400, "malformed-request header:/Content-Length repeated"},
    {"two hosts", "GET", "/page", "Host: a,b\n", NULL, 400,
     "malformed-request header:/Host repeated"},
    {"no path", "GET", "/v2/widgets", "Authorization: no\n", NULL, 404, "no-such-path"},
    {"trailing slash", "GET", "/v1/widgets/", NULL, NULL, 404, "no-such-path"},
    {"no method", "PUT", "/v1/widgets", "Authorization: no\n", NULL, 405, "method-not-allowed"},
    {"strange method", "BREW", "/v1/widgets", NULL, NULL, 405, "method-not-allowed"},
    {"a literal path lacks the method", "GET", "/v1/widgets/bulk", NULL, NULL, 405,
     "method-not-allowed"},
    {"wrong token before wrong everything", "POST", "/v1/widgets?x=1",
     "Authorization: no\nAccept: a/b\n", "<", 401, "invalid-token"},
    {"not acceptable before media type", "POST", "/v1/widgets",
     "Accept: text/html\nContent-Type: a/b\n", "{}", 406, "not-acceptable"},
    {"media type before size", "POST", "/v1/widgets/bulk", "Content-Type: text/plain\n",
     "{\"name\":\"0123456789012345678901234567890123456789012345678901234567890123456789\"}", 415,
     "unsupported-media-type"},
    {"no media type", "POST", "/v1/widgets", NULL, "{}", 415, "unsupported-media-type"},
    {"charset", "POST", "/v1/widgets", "Content-Type: application/json; charset=latin1\n", "{}",
     415, "unsupported-media-type"},
    {"merge-patch is for PATCH", "POST", "/v1/widgets",
     "Content-Type: application/merge-patch+json\n", "{}", 415, "unsupported-media-type"},
    {"form as JSON", "POST", "/form", JSON, "{\"name\":\"a\"}", 415, "unsupported-media-type"},
    {"raw body of another type", "PUT", "/v1/widgets/" ID "/photo", "Content-Type: image/gif\n",
     "x", 415, "unsupported-media-type"},
    {"size before decoding", "POST", "/v1/widgets/bulk", JSON,
     "<0123456789012345678901234567890123456789012345678901234567890123456789>", 413,
     "body-too-large"},
    {"no If-Match before path", "PATCH", "/v1/widgets/7", JSON, "{}", 428, "precondition-required"},
    {"bad If-Match", "PATCH", "/v1/widgets/" ID, JSON "If-Match: 3\n", "{}", 400,
     "invalid-parameter header:/If-Match format"},
    {"bad If-None-Match", "GET", "/v1/widgets/" ID, "If-None-Match: x\n", NULL, 400,
     "invalid-parameter header:/If-None-Match format"},
    {"key too long", "POST", "/v1/widgets/bulk",
     JSON "Idempotency-Key: 0123456789012345678901234567890123456789012345678901234567890123"
          "45678901234567890123456789"
          "012345678901234567890123456789012345678\n",
     "{}", 400, "invalid-parameter header:/Idempotency-Key max-length"},
    {"key not ASCII", "POST", "/v1/widgets", JSON "Idempotency-Key: \xc3\xa9\n", "{}", 400,
     "invalid-parameter header:/Idempotency-Key format"},
    {"path and query before body", "PATCH", "/v1/widgets/7?x=1", JSON IF_MATCH, "<", 400,
     "invalid-parameter path:/widget_id format | query:/x unknown"},
    {"query", "GET", "/v1/widgets?limit=0&limit=1&kind=x", NULL, NULL, 400,
     "invalid-parameter query:/limit min | query:/limit repeated | query:/kind unknown"},
    {"not JSON", "POST", "/v1/widgets", JSON, "{\"name\":", 400, "malformed-json body: syntax"},
    {"no body", "POST", "/v1/widgets", NULL, NULL, 400, "malformed-json body: required"},
    {"body breaks schema", "POST", "/v1/widgets", JSON, "{\"name\":\"\",\"x\":1}", 422,
     "validation-failed body:/name min-length | body:/x unknown"},
    {"form breaks schema", "POST", "/form", "Content-Type: application/x-www-form-urlencoded\n",
     "x=1", 422, "validation-failed body:/name required"},
    {"body where none is taken", "POST", "/v1/widgets/" ID "/keys", JSON, "{}", 400,
     "malformed-request body: unknown"},
};

START_TEST(requests_are_admitted_in_order)
{
    struct reply r =
        send_request(cases[_i].method, cases[_i].target, cases[_i].headers, cases[_i].body);
    ck_assert_msg(r.status == cases[_i].status, "%s: %d %s", cases[_i].name, r.status, body_of(&r));
    ck_assert_int_eq(told.calls, cases[_i].problem == NULL);
    if (cases[_i].problem == NULL) return;
    ck_assert_str_eq(r.content_type, "application/problem+json");
    ck_assert_str_eq(problem_of(&r), cases[_i].problem);
}
END_TEST

START_TEST(what_was_decoded_reaches_the_handler)
{
    send_request("PATCH", "/v1/widgets/ext:K", JSON IF_MATCH, "{\"name\":\"a\",\"size\":1.5}");
    ck_assert_ptr_eq(told.operation, &widget_contract.operations[WIDGETS_UPDATE]);
    ck_assert_str_eq(told.path.widget_id.key, "K");
    ck_assert_int_eq(told.body.size, 150);
    send_request("GET", "/v1/widgets?sort=-name", NULL, NULL);
    ck_assert_int_eq(told.query.sort, WIDGETS_SORT_NAME_DESC);
    ck_assert_int_eq(told.query.limit, 20);
}
END_TEST

static enum outcome look_at_request(struct request *rq, void *in)
{
    const struct uow_context *c = uow_context(rq->uow);
    (void)in;
    ck_assert_uint_eq(strlen(rq->raw_body), rq->raw_body_length);
    ck_assert_str_eq(rq->raw_body, "bytes");
    ck_assert_str_eq(rq->content_type, "text/plain");
    ck_assert_str_eq(rq->path, "/v1/widgets/ext:a/photo");
    ck_assert_ptr_null(rq->query);
    ck_assert_str_eq(rq->client_address, "192.0.2.1");
    ck_assert_int_eq(rq->language, LANGUAGE_EN);
    ck_assert_str_eq(rq->request_id, "abc-1");
    ck_assert(uow_writes(rq->uow));
    ck_assert(uuid_equal(c->organization_id, caller.principal.organization_id));
    ck_assert(uuid_equal(c->principal_id, caller.principal.id));
    ck_assert(c->whole_organization);
    ck_assert_str_eq(c->operation, "WIDGETS_PHOTO");
    ck_assert_int_eq(c->now.us, rq->now.us);
    ck_assert_int_eq(c->today.days, instant_date(rq->now, 420).days);
    return reply_empty(rq);
}

START_TEST(a_handler_sees_the_request)
{
    told.handler = look_at_request;
    struct reply r =
        send_request("PUT", "/v1/widgets/ext:a/photo",
                     "Content-Type: text/plain\nAccept-Language: en\nX-Request-Id: abc-1", "bytes");
    ck_assert_int_eq(r.status, 204);
}
END_TEST

/* ---- roles */

static const struct {
    uint32_t role;
    const char *method, *target;
    int status;
} roles[] = {
    {ROLE_BIT_AUDITOR, "GET", "/v1/widgets", 200},
    {ROLE_BIT_PLANNER, "GET", "/v1/widgets", 200},
    {ROLE_BIT_LEADER, "GET", "/v1/widgets", 403},
    {ROLE_BIT_AUDITOR, "POST", "/v1/widgets", 403},
    {0, "GET", "/v1/widgets/" ID, 200}, /* any authenticated caller */
};

START_TEST(roles_open_operations)
{
    const struct grant grant = {.role = roles[_i].role};
    caller.principal.grants = &grant;
    struct reply r = send_request(roles[_i].method, roles[_i].target, NULL, NULL);
    ck_assert_int_eq(r.status, roles[_i].status);
    if (r.status == 403) ck_assert_str_eq(problem_of(&r), "forbidden");
}
END_TEST

static enum outcome scope_is_one_unit(struct request *rq, void *in)
{
    const struct uow_context *c = uow_context(rq->uow);
    (void)in;
    ck_assert(!c->whole_organization);
    ck_assert_uint_eq(c->scope_count, 1);
    ck_assert_int_eq(c->scope[0].bytes[0], 7);
    return reply_empty(rq);
}

START_TEST(only_roles_of_the_operation_give_scope)
{
    const struct grant grants[] = {{ROLE_BIT_AUDITOR, {{7}}}, {ROLE_BIT_LEADER, {{0}}}};
    caller.principal.grants = grants;
    caller.principal.grant_count = 2;
    told.handler = scope_is_one_unit; /* the auditor's, not the leader's whole organization */
    ck_assert_int_eq(send_request("GET", "/v1/widgets", NULL, NULL).status, 204);
}
END_TEST

/* ---- what goes wrong in a handler */

static enum outcome raise_conflict(struct request *rq, void *in)
{
    (void)in;
    reply_header(rq, "Location", "/nowhere");
    return problem_raise(rq->problem, PROBLEM_IN_USE, NULL, NULL, NULL);
}

static enum outcome fail_silently(struct request *rq, void *in)
{
    (void)rq, (void)in;
    return OUTCOME_INTERNAL;
}

static enum outcome say_nothing(struct request *rq, void *in)
{
    (void)rq, (void)in;
    return OUTCOME_OK;
}

START_TEST(failures_of_handlers_are_problems)
{
    told.handler = raise_conflict;
    struct reply r = send_request("DELETE", "/v1/widgets/" ID, NULL, NULL);
    ck_assert_int_eq(r.status, 409);
    ck_assert_str_eq(problem_of(&r), "in-use");
    ck_assert_str_eq(header_of(&r, "Location"), ""); /* nothing of the handler's reply is left */
    told.handler = fail_silently;
    r = send_request("DELETE", "/v1/widgets/" ID, NULL, NULL);
    ck_assert_str_eq(problem_of(&r), "internal-error");
    told.handler = say_nothing;
    r = send_request("DELETE", "/v1/widgets/" ID, NULL, NULL);
    ck_assert_str_eq(problem_of(&r), "internal-error");
}
END_TEST

/* ---- what every reply has */

START_TEST(every_reply_has_security_headers)
{
    static const char *const targets[] = {"/page", "/nowhere"};
    for (int i = 0; i < 2; i++) {
        struct reply r = send_request("GET", targets[i], NULL, NULL);
        ck_assert_str_eq(header_of(&r, "X-Content-Type-Options"), "nosniff");
        ck_assert_str_eq(header_of(&r, "Cache-Control"), "no-store");
        ck_assert_str_eq(header_of(&r, "Referrer-Policy"), "no-referrer");
        ck_assert_ptr_nonnull(
            strstr(header_of(&r, "Content-Security-Policy"), "default-src 'none'"));
        ck_assert_str_eq(header_of(&r, "Strict-Transport-Security"), "");
    }
    config.public_url = "https://bangkom.example";
    struct reply r = send_request("GET", "/page", NULL, NULL);
    ck_assert_str_ne(header_of(&r, "Strict-Transport-Security"), "");
}
END_TEST

static const struct {
    const char *given;
    bool kept;
} request_ids[] = {
    {"abc-123_X.y", true},
    {"0123456789012345678901234567890123456789012345678901234567890123", true},
    {"01234567890123456789012345678901234567890123456789012345678901234", false},
    {"a b", false},
    {"a\"b", false},
};

START_TEST(request_ids_are_echoed_or_made)
{
    const char *headers = arena_printf(&memory, "X-Request-Id: %s\n", request_ids[_i].given);
    struct reply r = send_request("GET", "/page", headers, NULL);
    const char *id = header_of(&r, "X-Request-Id");
    if (request_ids[_i].kept) ck_assert_str_eq(id, request_ids[_i].given);
    else ck_assert_uint_eq(strlen(id), UUID_TEXT_LENGTH);
    struct reply other = send_request("GET", "/page", NULL, NULL);
    ck_assert_str_ne(header_of(&other, "X-Request-Id"), id);
}
END_TEST

#define TRACE "4bf92f3577b34da6a3ce929d0e0e4736"
static const struct {
    const char *given;
    bool kept;
} traceparents[] = {
    {"00-" TRACE "-00f067aa0ba902b7-01", true},
    {"00-" TRACE "-00f067aa0ba902b7-1", false},
    {"01-" TRACE "-00f067aa0ba902b7-01", false},
    {"00-" TRACE "-0000000000000000-01", false},
    {"00-00000000000000000000000000000000-00f067aa0ba902b7-01", false},
    {"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false},
    {"00_" TRACE "-00f067aa0ba902b7-01", false},
};

START_TEST(valid_traceparents_are_echoed)
{
    const char *headers = arena_printf(&memory, "traceparent: %s\n", traceparents[_i].given);
    struct reply r = send_request("GET", "/page", headers, NULL);
    ck_assert_str_eq(header_of(&r, "traceparent"),
                     traceparents[_i].kept ? traceparents[_i].given : "");
}
END_TEST

START_TEST(a_doubtful_end_closes_the_connection)
{
    struct reply r = send_request("POST", "/v1/widgets", "Content-Length: 3,5\n", "abc");
    ck_assert_str_eq(header_of(&r, "Connection"), "close");
    r = send_request("GET", "/page", NULL, NULL);
    ck_assert_str_eq(header_of(&r, "Connection"), "");
}
END_TEST

START_TEST(problems_are_in_the_callers_language)
{
    struct reply r = send_request("GET", "/nowhere", "Accept-Language: en-US\n", NULL);
    ck_assert_ptr_nonnull(strstr(body_of(&r), problem_definitions[PROBLEM_NO_SUCH_PATH].title_en));
    ck_assert_ptr_nonnull(strstr(body_of(&r), "\"instance\":\"/nowhere\""));
    r = send_request("GET", "/nowhere", NULL, NULL);
    ck_assert_ptr_nonnull(strstr(body_of(&r), problem_definitions[PROBLEM_NO_SUCH_PATH].title_id));
    config.language = "en";
    r = send_request("GET", "/%ff", NULL, NULL);
    ck_assert_str_eq(header_of(&r, "Content-Language"), "en");
    ck_assert_ptr_null(strstr(body_of(&r), "instance")); /* it may not even be text */
}
END_TEST

/* ---- OPTIONS and CORS */

START_TEST(options_names_the_methods)
{
    struct reply r = send_request("OPTIONS", "/v1/widgets/" ID, "Authorization: no\n", NULL);
    ck_assert_int_eq(r.status, 204);
    ck_assert_str_eq(header_of(&r, "Allow"), "GET, HEAD, PATCH, DELETE, OPTIONS");
    ck_assert_int_eq(send_request("OPTIONS", "*", NULL, NULL).status, 204);
    ck_assert_int_eq(send_request("GET", "*", NULL, NULL).status, 404);
    ck_assert_int_eq(send_request("OPTIONS", "/nowhere", NULL, NULL).status, 404);
    r = send_request("PUT", "/v1/widgets", NULL, NULL);
    ck_assert_str_eq(header_of(&r, "Allow"), "GET, HEAD, POST, OPTIONS");
}
END_TEST

START_TEST(pages_of_configured_origins_may_ask)
{
    config.cors_origins = "https://a.example";
    struct reply r =
        send_request("OPTIONS", "/v1/widgets",
                     "Origin: https://a.example\nAccess-Control-Request-Method: POST\n", NULL);
    ck_assert_int_eq(r.status, 204);
    ck_assert_str_eq(header_of(&r, "Access-Control-Allow-Origin"), "https://a.example");
    ck_assert_str_eq(header_of(&r, "Access-Control-Allow-Methods"), "GET, HEAD, POST, OPTIONS");
    r = send_request("GET", "/v1/widgets/7", "Origin: https://a.example\n",
                     NULL); /* problems too */
    ck_assert_int_eq(r.status, 400);
    ck_assert_str_eq(header_of(&r, "Access-Control-Allow-Origin"), "https://a.example");
    r = send_request("GET", "/page", "Origin: https://b.example\n", NULL);
    ck_assert_str_eq(header_of(&r, "Access-Control-Allow-Origin"), "");
}
END_TEST

/* ---- limits, log, metrics */

START_TEST(callers_are_limited_by_who_they_are)
{
    app.rate_limiter = rate_limiter_new(2);
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(send_request("GET", "/v1/widgets/" ID, NULL, NULL).status, 200);
    struct reply r = send_request("GET", "/v1/widgets/" ID, NULL, NULL);
    ck_assert_int_eq(r.status, 429);
    ck_assert_str_ne(header_of(&r, "Retry-After"), "");
    caller.principal.id.bytes[0]++; /* somebody else */
    ck_assert_int_eq(send_request("GET", "/v1/widgets/" ID, NULL, NULL).status, 200);
    /* without a valid token it is the address that counts, on public operations too */
    ck_assert_int_eq(send_request("GET", "/v1/widgets/" ID, "Authorization: no\n", NULL).status,
                     401);
    ck_assert_int_eq(send_request("GET", "/page", NULL, NULL).status, 200);
    r = send_request("GET", "/v1/widgets/" ID, "Authorization: no\n", NULL);
    ck_assert_str_eq(problem_of(&r), "too-many-requests");
    ck_assert_str_eq(header_of(&r, "WWW-Authenticate"), "");
    rate_limiter_free(app.rate_limiter);
}
END_TEST

START_TEST(a_request_is_logged_and_counted_once)
{
    int fds[2];
    char line[LOG_LINE_BYTES + 1];
    ck_assert_int_eq(pipe(fds), 0);
    app.logger = logger_new(fds[1], true, LOG_LEVEL_INFO);
    app.metrics =
        metrics_new(widget_contract.operations, WIDGET_OPERATIONS, (struct instant){0}, "test");
    send_request("PATCH", "/v1/widgets/7?secret=1", JSON IF_MATCH "X-Request-Id: r-7\n",
                 "{\"name\":\"Sri\"}");
    ssize_t length = read(fds[0], line, sizeof line - 1);
    ck_assert_int_gt(length, 0);
    line[length] = '\0';
    json_t *json = json_loads(line, 0, NULL);
    ck_assert_ptr_nonnull(json);
    const char *route, *code, *request_id, *operation, *method;
    int status;
    ck_assert_int_eq(json_unpack(json, "{s:s,s:s,s:s,s:s,s:s,s:i}", "route", &route, "code", &code,
                                 "request_id", &request_id, "operation", &operation, "method",
                                 &method, "status", &status),
                     0);
    ck_assert_str_eq(route, "/v1/widgets/{widget_id}");
    ck_assert_str_eq(code, "invalid-parameter");
    ck_assert_str_eq(request_id, "r-7");
    ck_assert_str_eq(operation, "WIDGETS_UPDATE");
    ck_assert_str_eq(method, "PATCH");
    ck_assert_int_eq(status, 400);
    ck_assert_ptr_null(strstr(line, "secret"));
    ck_assert_ptr_null(strstr(line, "Sri"));
    json_decref(json);
    struct strbuf text;
    strbuf_init(&text, &memory, 10000, 1000000);
    metrics_render(app.metrics, &text);
    ck_assert_ptr_nonnull(strstr(text.data, "operation=\"WIDGETS_UPDATE\",status=\"400\"} 1\n"));
    metrics_free(app.metrics);
    logger_free(app.logger);
}
END_TEST

START_TEST(r60_an_anonymous_operation_leaves_no_line_and_no_caller)
{
    int fds[2];
    char lines[2 * LOG_LINE_BYTES + 1];
    static const char *const good = "Content-Type: image/png\nX-Request-Id: r-8\n";
    ck_assert_int_eq(pipe(fds), 0);
    app.logger = logger_new(fds[1], true, LOG_LEVEL_INFO);
    ck_assert_int_eq(send_request("PUT", "/v1/widgets/" ID "/photo", good, "x").status, 204);
    ck_assert_int_eq(send_request("PUT", "/v1/widgets/-/photo", good, "x").status, 400);
    told.handler = fail_silently;
    ck_assert_int_eq(send_request("PUT", "/v1/widgets/" ID "/photo", good, "x").status, 500);
    ssize_t length = read(fds[0], lines, sizeof lines - 1);
    ck_assert_int_gt(length, 0);
    lines[length] = '\0';
    ck_assert_ptr_eq(strchr(lines, '\n'), lines + length - 1); /* one line: the failure */
    ck_assert_ptr_nonnull(strstr(lines, "\"status\":500"));
    static const char *const secrets[] = {"r-8", "principal_id", "organization_id", "address"};
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++)
        ck_assert_msg(strstr(lines, secrets[i]) == NULL, "%s", lines);
    logger_free(app.logger);
}
END_TEST

START_TEST(the_longest_body_is_that_of_the_contract)
{
    size_t limit = dispatch_body_limit(&config);
    ck_assert_uint_ge(limit, 4096);
    for (int i = 0; i < operation_count; i++)
        ck_assert_uint_ge(limit, operations[i].body_limit_bytes);
}
END_TEST

#define LENGTH(array) (int)(sizeof(array) / sizeof((array)[0]))

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_contract_case("dispatch", &suite);
    tcase_add_loop_test(tests, requests_are_admitted_in_order, 0, LENGTH(cases));
    tcase_add_test(tests, what_was_decoded_reaches_the_handler);
    tcase_add_test(tests, a_handler_sees_the_request);
    tcase_add_loop_test(tests, roles_open_operations, 0, LENGTH(roles));
    tcase_add_test(tests, only_roles_of_the_operation_give_scope);
    tcase_add_test(tests, failures_of_handlers_are_problems);
    tcase_add_test(tests, every_reply_has_security_headers);
    tcase_add_loop_test(tests, request_ids_are_echoed_or_made, 0, LENGTH(request_ids));
    tcase_add_loop_test(tests, valid_traceparents_are_echoed, 0, LENGTH(traceparents));
    tcase_add_test(tests, a_doubtful_end_closes_the_connection);
    tcase_add_test(tests, problems_are_in_the_callers_language);
    tcase_add_test(tests, options_names_the_methods);
    tcase_add_test(tests, pages_of_configured_origins_may_ask);
    tcase_add_test(tests, callers_are_limited_by_who_they_are);
    tcase_add_test(tests, a_request_is_logged_and_counted_once);
    tcase_add_test(tests, r60_an_anonymous_operation_leaves_no_line_and_no_caller);
    tcase_add_test(tests, the_longest_body_is_that_of_the_contract);
    return fixture_contract_run(suite);
}
