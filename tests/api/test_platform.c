/* test_platform.c - the public operations of api/platform*.c through dispatch(), as a client
 * meets them
 *
 * The database of BANGKOM_TEST_DATABASE_URL is used as it is: reachable, and without our schema.
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/config.h"
#include "api/docs_assets.h"
#include "api/http/dispatch.h"
#include "api/http/metrics.h"
#include "domain/base/problem.h"
#include "storage/db/db.h"

#include <check.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static struct arena arena;
static struct app app;
static struct config config;
static struct reply reply;

static const char *no_variable(const char *name)
{
    return strcmp(name, "BANGKOM_DATABASE_URL") == 0 ? "postgresql:///none" : NULL;
}

static void set_up_with(const char *conninfo)
{
    struct db_options options = {.conninfo = conninfo,
                                 .size = 2,
                                 .connect_timeout_s = 5,
                                 .statement_timeout_ms = 5000,
                                 .lease_wait_ms = 1000};
    arena_init(&arena);
    ck_assert(config_load(&arena, no_variable, &config, stderr));
    app = (struct app){.config = &config, .db = db_new(&options)};
    app.metrics = metrics_new(operations, operation_count, (struct instant){1}, "0.0.0");
}

static void set_up(void)
{
    set_up_with("host=/nonexistent");
}

static void tear_down(void)
{
    metrics_free(app.metrics);
    db_free(app.db);
    arena_done(&arena);
}

/* Request headers: NAME, VALUE, …, NULL */
static const char *find_header(void *cookie, const char *name)
{
    for (const char *const *pair = cookie; *pair != NULL; pair += 2)
        if (strcasecmp(pair[0], name) == 0) return pair[1];
    return NULL;
}

static void get(const char *target, const char *const *headers)
{
    static const char *const none[] = {NULL};
    struct raw_request raw = {.method = "GET",
                              .target = target,
                              .header = find_header,
                              .header_cookie = (void *)(uintptr_t)(headers ? headers : none),
                              .client_address = "192.0.2.1"};
    dispatch(&app, &raw, &arena, &reply);
}

#define WITH(...) ((const char *const[]){__VA_ARGS__, NULL})

static const char *body(void)
{
    const char *bytes = reply.static_body ? reply.static_body : reply.body.data;
    size_t length = reply.static_body ? reply.static_length : reply.body.length;
    return arena_copy(&arena, bytes, length);
}

static const char *header(const char *name)
{
    const char *value = NULL;
    for (int i = 0; i < reply.header_count; i++) {
        if (strcasecmp(reply.headers[i].name, name) != 0) continue;
        ck_assert_msg(value == NULL, "%s twice", name);
        value = reply.headers[i].value;
    }
    return value;
}

static json_t *json(void)
{
    json_error_t error;
    json_t *parsed = json_loads(body(), JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(parsed != NULL, "%s: %.500s", error.text, body());
    return parsed;
}

START_TEST(alive_needs_nothing)
{
    get("/healthz", NULL);
    ck_assert_int_eq(reply.status, 200);
    ck_assert_str_eq(body(), "{\"status\":\"ok\"}");
}
END_TEST

static void check_not_ready(const char *database, const char *schema, bool draining)
{
    const char *found_database, *found_schema, *code;
    int found_draining;
    get("/readyz", NULL);
    ck_assert_int_eq(reply.status, 503);
    ck_assert_ptr_nonnull(header("Retry-After"));
    json_t *problem = json();
    ck_assert_int_eq(json_unpack(problem, "{s:s,s:{s:s,s:s,s:b}}", "code", &code, "checks",
                                 "database", &found_database, "schema", &found_schema, "draining",
                                 &found_draining),
                     0);
    ck_assert_str_eq(code, "unavailable");
    ck_assert_str_eq(found_database, database);
    ck_assert_str_eq(found_schema, schema);
    ck_assert_int_eq(found_draining, draining);
    json_decref(problem);
}

START_TEST(not_ready_without_a_database)
{
    check_not_ready("failed", "unknown", false);
    atomic_store(&app.draining, true);
    check_not_ready("failed", "unknown", true);
}
END_TEST

START_TEST(not_ready_without_the_schema)
{
    const char *url = getenv("BANGKOM_TEST_DATABASE_URL");
    ck_assert_msg(url != NULL, "BANGKOM_TEST_DATABASE_URL is not set: see tests/postgres");
    tear_down();
    set_up_with(url);
    check_not_ready("ok", "failed", false);
}
END_TEST

START_TEST(counters_are_text)
{
    metrics_observe(app.metrics, 0, 200, 1000);
    get("/metrics", NULL);
    ck_assert_int_eq(reply.status, 200);
    ck_assert_str_eq(reply.content_type, "text/plain; version=0.0.4; charset=utf-8");
    static const char *const expected[] = {
        "\nbangkom_http_requests_total{operation=\"", "\nprocess_resident_memory_bytes ",
        "\nbangkom_db_connections_open 0\n", "\nbangkom_db_connect_failures_total "};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        ck_assert_msg(strstr(body(), expected[i]) != NULL, "%s in %s", expected[i], body());
}
END_TEST

START_TEST(the_document_is_the_contract)
{
    get("/openapi.json", NULL);
    ck_assert_int_eq(reply.status, 200);
    ck_assert_str_eq(reply.content_type, "application/json");
    json_t *document = json();
    json_t *paths = json_object_get(document, "paths");
    for (int i = 0; i < operation_count; i++)
        ck_assert_msg(json_object_get(paths, operations[i].path) != NULL, "%s", operations[i].path);
    json_decref(document);
}
END_TEST

static const char *const cached[] = {"/openapi.json", "/docs"};

START_TEST(an_etag_saves_the_body)
{
    const char *plain, *packed;
    get(cached[_i], NULL);
    plain = header("ETag");
    ck_assert_ptr_null(header("Content-Encoding"));
    ck_assert_str_eq(header("Cache-Control"), "no-cache");
    get(cached[_i], WITH("Accept-Encoding", "br, gzip;q=0.8"));
    ck_assert_int_eq(reply.status, 200);
    ck_assert_str_eq(header("Content-Encoding"), "gzip");
    ck_assert_str_eq(header("Vary"), "Accept-Encoding");
    ck_assert_mem_eq(reply.static_body, "\x1f\x8b", 2);
    packed = header("ETag");
    ck_assert_str_ne(plain, packed);
    const char *const tags[] = {plain, packed, "*", arena_printf(&arena, "\"x\", W/%s", plain)};
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        get(cached[_i], WITH("If-None-Match", tags[i]));
        ck_assert_msg(reply.status == 304, "%s: %d", tags[i], reply.status);
        ck_assert_str_eq(header("ETag"), plain);
        ck_assert_str_eq(body(), "");
    }
    get(cached[_i], WITH("If-None-Match", "\"0123456789abcdef0123456789abcdef\""));
    ck_assert_int_eq(reply.status, 200);
}
END_TEST

static const char *const refusing[] = {"gzip;q=0", "identity", "br", ""};

START_TEST(who_cannot_unpack_gets_plain_bytes)
{
    get("/docs", WITH("Accept-Encoding", refusing[_i]));
    ck_assert_int_eq(reply.status, 200);
    ck_assert_ptr_null(header("Content-Encoding"));
    ck_assert_ptr_nonnull(strstr(body(), "<!DOCTYPE html>"));
}
END_TEST

START_TEST(the_page_can_reach_nobody_else)
{
    get("/docs", NULL);
    ck_assert_str_eq(reply.content_type, "text/html; charset=utf-8");
    ck_assert_str_eq(header("Content-Security-Policy"),
                     "default-src 'none'; script-src 'self'; style-src 'self'; "
                     "img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
                     "form-action 'none'; frame-ancestors 'none'");
    ck_assert_str_eq(header("X-Content-Type-Options"), "nosniff");
    ck_assert_ptr_null(strstr(body(), "://"));
}
END_TEST

START_TEST(every_asset_that_the_page_names_is_there)
{
    int found = 0;
    get("/docs", NULL);
    for (const char *at = strstr(body(), "\"docs/"); at != NULL; at = strstr(at + 1, "\"docs/")) {
        const char *target = arena_printf(&arena, "/%.*s", (int)strcspn(at + 1, "\""), at + 1);
        get(target, NULL);
        ck_assert_msg(reply.status == 200, "%s: %d", target, reply.status);
        ck_assert_str_eq(header("Cache-Control"), "public, max-age=31536000, immutable");
        ck_assert_uint_gt(reply.static_length, 0);
        found++;
    }
    ck_assert_int_ge(found, 5);
    get("/docs/no-such.js", NULL);
    ck_assert_int_eq(reply.status, 404);
    get("/docs/README.md", NULL);
    ck_assert_int_eq(reply.status, 404);
}
END_TEST

START_TEST(every_problem_has_its_page)
{
    for (int i = 1; i < PROBLEM_CODE_COUNT; i++) {
        const struct problem_definition *d = &problem_definitions[i];
        const char *target = arena_printf(&arena, "/problems/%s", d->code);
        const char *code, *type, *title_id, *remedy_en;
        int status;
        get(target, NULL);
        ck_assert_msg(reply.status == 200, "%s: %d", target, reply.status);
        json_t *shown = json();
        ck_assert_int_eq(json_unpack(shown, "{s:s,s:s,s:i,s:{s:s},s:{s:s}}", "code", &code, "type",
                                     &type, "status", &status, "title", "id", &title_id, "remedy",
                                     "en", &remedy_en),
                         0);
        ck_assert_str_eq(code, d->code);
        ck_assert_str_eq(type, target);
        ck_assert_int_eq(status, d->status);
        ck_assert_str_eq(title_id, d->title_id);
        ck_assert_str_eq(remedy_en, d->remedy_en);
        json_decref(shown);
        get(target, WITH("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));
        ck_assert_str_eq(reply.content_type, "text/html; charset=utf-8");
        ck_assert_str_eq(header("Vary"), "Accept");
        ck_assert_ptr_nonnull(strstr(body(), "<section lang=\"id\">"));
        ck_assert_ptr_nonnull(strstr(body(), "<section lang=\"en\">"));
        ck_assert_msg(strstr(body(), "{0}") == NULL, "%s shows a placeholder", target);
    }
    get("/problems/no-such", NULL);
    ck_assert_int_eq(reply.status, 404);
}
END_TEST

START_TEST(the_callers_language_comes_first)
{
    static const char *const languages[] = {"id", "en"};
    for (int i = 0; i < 2; i++) {
        get("/problems/forbidden", WITH("Accept", "text/html", "Accept-Language", languages[i]));
        const char *first = strstr(body(), "<section lang=\"");
        ck_assert_ptr_nonnull(first);
        ck_assert_int_eq(strncmp(first + 15, languages[i], 2), 0);
    }
}
END_TEST

START_TEST(the_catalogue_is_complete)
{
    get("/problems", NULL);
    ck_assert_int_eq(reply.status, 200);
    json_t *all = json();
    ck_assert_uint_eq(json_array_size(json_object_get(all, "problems")), PROBLEM_CODE_COUNT - 1);
    ck_assert_uint_eq(json_array_size(json_object_get(all, "rules")), VIOLATION_RULE_COUNT - 1);
    json_decref(all);
    get("/problems", WITH("Accept", "text/html"));
    for (int i = 1; i < PROBLEM_CODE_COUNT; i++) {
        const char *link =
            arena_printf(&arena, "<a href=\"problems/%s\">", problem_definitions[i].code);
        ck_assert_msg(strstr(body(), link) != NULL, "%s", link);
    }
}
END_TEST

START_TEST(what_cannot_be_given_is_406)
{
    get("/problems/forbidden", WITH("Accept", "image/png"));
    ck_assert_int_eq(reply.status, 406);
    get("/metrics", WITH("Accept", "application/openmetrics-text;version=1.0.0;q=0.5,"
                                   "text/plain;version=0.0.4;q=0.2,*/*;q=0.1"));
    ck_assert_int_eq(reply.status, 200);
}
END_TEST

#define LOOP(test, table) tcase_add_loop_test(tests, test, 0, sizeof table / sizeof table[0])

int main(void)
{
    Suite *suite = suite_create("platform");
    TCase *tests = tcase_create("platform");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, alive_needs_nothing);
    tcase_add_test(tests, not_ready_without_a_database);
    tcase_add_test(tests, not_ready_without_the_schema);
    tcase_add_test(tests, counters_are_text);
    tcase_add_test(tests, the_document_is_the_contract);
    LOOP(an_etag_saves_the_body, cached);
    LOOP(who_cannot_unpack_gets_plain_bytes, refusing);
    tcase_add_test(tests, the_page_can_reach_nobody_else);
    tcase_add_test(tests, every_asset_that_the_page_names_is_there);
    tcase_add_test(tests, every_problem_has_its_page);
    tcase_add_test(tests, the_callers_language_comes_first);
    tcase_add_test(tests, the_catalogue_is_complete);
    tcase_add_test(tests, what_cannot_be_given_is_406);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
