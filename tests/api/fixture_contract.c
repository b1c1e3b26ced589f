/* fixture_contract.c - see fixture_contract.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_contract.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "api/http/reply.h"

#include "domain/base/banned.h"

/* ---- records */

#define FIELD(s, member, KIND, ...)                                                                \
    {                                                                                              \
        .name = #member, .kind = KIND_##KIND, .offset = offsetof(struct s, member), __VA_ARGS__    \
    }
#define COUNT(array) ((uint16_t)(sizeof(array) / sizeof((array)[0])))
#define RECORD(s, table)                                                                           \
    {                                                                                              \
#s, table, COUNT(table), sizeof(struct s)                                                  \
    }

static const char *const color_names[] = {NULL, "red", "green", "dark-blue"};
static const struct enumeration color_enumeration = {"color", color_names, 3};
static const char *const sort_names[] = {NULL, "name", "-name", "seen_at"};
static const struct enumeration sort_enumeration = {"widgets_sort", sort_names, 3};

static const struct field part_fields[] = {
    FIELD(part, name, TEXT, .flags = FIELD_REQUIRED, .min = 1, .max = 10),
    FIELD(part, weight, INTEGER, .min = 0, .max = 100),
};
const struct record part_record = RECORD(part, part_fields);

static const struct field widget_fields[] = {
    FIELD(widget, name, TEXT, .flags = FIELD_REQUIRED, .format = TEXT_FORMAT_LINE, .min = 1,
          .max = 8),
    FIELD(widget, count, INTEGER, .flags = FIELD_HAS_DEFAULT, .min = -5, .max = 1000,
          .default_value = 7),
    FIELD(widget, size, HUNDREDTHS, .flags = FIELD_NULLABLE, .min = 0, .max = 99999),
    FIELD(widget, active, BOOL, .flags = FIELD_HAS_DEFAULT, .default_value = 1),
    FIELD(widget, color, ENUM, .flags = FIELD_NULLABLE, .enumeration = &color_enumeration),
    FIELD(widget, key, UUID),
    FIELD(widget, made_on, DATE),
    FIELD(widget, seen_at, INSTANT),
    FIELD(widget, owner, REF, .min = 1, .max = 200),
    FIELD(widget, keeper, REF, .flags = FIELD_REF_NIP, .min = 1, .max = 200),
    FIELD(widget, main_part, RECORD, .record = &part_record),
    FIELD(widget, parts, RECORDS, .min = 1, .max = 3, .record = &part_record),
    FIELD(widget, tags, TEXTS, .max = 3, .item_min = 1, .item_max = 4),
    FIELD(widget, keys, UUIDS, .max = 3),
    FIELD(widget, owners, REFS, .max = 3),
    FIELD(widget, extra, JSON),
    FIELD(widget, secret, TEXT, .flags = FIELD_WRITE_ONLY, .max = 100),
    FIELD(widget, version, INTEGER, .flags = FIELD_READ_ONLY, .min = 1, .max = 100),
    {.name = "a/b~c", .kind = KIND_TEXT, .offset = offsetof(struct widget, slash), .max = 3},
};
const struct record widget_record = RECORD(widget, widget_fields);

static const struct field query_fields[] = {
    FIELD(widgets_query, color, ENUM, .enumeration = &color_enumeration),
    FIELD(widgets_query, name, TEXT, .max = 20),
    FIELD(widgets_query, limit, INTEGER, .flags = FIELD_HAS_DEFAULT, .min = 1, .max = 100,
          .default_value = 20),
    FIELD(widgets_query, cursor, TEXT, .min = 1, .max = 1000),
    FIELD(widgets_query, sort, ENUM, .flags = FIELD_HAS_DEFAULT, .default_value = WIDGETS_SORT_NAME,
          .enumeration = &sort_enumeration),
    FIELD(widgets_query, after_text, TEXT, .flags = FIELD_READ_ONLY),
    FIELD(widgets_query, after_id, UUID, .flags = FIELD_READ_ONLY),
};
const struct record widgets_query_record = RECORD(widgets_query, query_fields);

static const struct field path_fields[] = {
    FIELD(widget_path, widget_id, REF, .flags = FIELD_REQUIRED, .min = 1, .max = 200),
};
const struct record widget_path_record = RECORD(widget_path, path_fields);

int widget_field(const char *name)
{
    int i = record_find(&widget_record, name);
    ck_assert_int_ge(i, 0);
    return i;
}

/* ---- operations */

struct told told;

struct widgets_call {
    struct widgets_query query;
    struct widget_path path;
    struct widget body;
};

static enum outcome call(struct request *rq, void *in)
{
    static const struct widget sample = {.has = {.value = 3}, .name = "bolt", .count = 12};
    const struct widgets_call *c = in;
    told.calls++;
    told.operation = rq->operation;
    told.query = c->query;
    told.path = c->path;
    told.body = c->body;
    if (told.handler != NULL) return told.handler(rq, in);
    if (rq->operation->success_status == 204) return reply_empty(rq);
    return reply_record(rq, &widget_record, &sample, 3);
}

static const char *const json_only[] = {"application/json", NULL};
static const char *const json_or_csv[] = {"application/json", "text/csv", NULL};
static const char *const json_or_html[] = {"application/json", "text/html", NULL};
static const char *const photo_types[] = {"text/plain", "image/png", NULL};

#define QUERY                                                                                      \
    .query_record = &widgets_query_record, .query_offset = offsetof(struct widgets_call, query)
#define PATH .path_record = &widget_path_record, .path_offset = offsetof(struct widgets_call, path)
#define BODY .body_record = &widget_record, .body_offset = offsetof(struct widgets_call, body)
#define OPERATION(NAME, METHOD, where, status, ...)                                                \
    [NAME] = {.id = #NAME,                                                                         \
              .method = METHOD_##METHOD,                                                           \
              .path = where,                                                                       \
              .success_status = status,                                                            \
              .call_size = sizeof(struct widgets_call),                                            \
              .call = call,                                                                        \
              __VA_ARGS__}

static const struct operation widget_operations[] = {
    OPERATION(WIDGETS_LIST, GET, "/v1/widgets", 200, .roles = ROLE_BIT_PLANNER | ROLE_BIT_AUDITOR,
              .flags = OPERATION_CSV, .reply_types = json_or_csv, QUERY),
    OPERATION(WIDGETS_CREATE, POST, "/v1/widgets", 201, .roles = ROLE_BIT_PLANNER,
              .flags = OPERATION_WRITES | OPERATION_IDEMPOTENT, .reply_types = json_only, BODY),
    OPERATION(WIDGETS_BULK, POST, "/v1/widgets/bulk", 200,
              .flags = OPERATION_WRITES | OPERATION_IDEMPOTENT, .reply_types = json_only,
              .body_limit_bytes = 64, BODY),
    OPERATION(WIDGETS_GET, GET, "/v1/widgets/{widget_id}", 200, .reply_types = json_only, PATH),
    OPERATION(WIDGETS_UPDATE, PATCH, "/v1/widgets/{widget_id}", 200,
              .flags = OPERATION_WRITES | OPERATION_IF_MATCH | OPERATION_MERGE_PATCH,
              .reply_types = json_only, PATH, BODY),
    OPERATION(WIDGETS_DELETE, DELETE, "/v1/widgets/{widget_id}", 204, .flags = OPERATION_WRITES,
              .reply_types = json_only, PATH),
    OPERATION(WIDGETS_KEYS, POST, "/v1/widgets/{widget_id}/keys", 201,
              .flags = OPERATION_WRITES | OPERATION_IDEMPOTENT | OPERATION_REPLAYS_SECRET,
              .reply_types = json_only, PATH),
    OPERATION(WIDGETS_PHOTO, PUT, "/v1/widgets/{widget_id}/photo", 204,
              .flags = OPERATION_WRITES | OPERATION_RAW_BODY | OPERATION_ANONYMOUS,
              .content_types = photo_types, .reply_types = json_only, PATH),
    OPERATION(WIDGETS_FORM, POST, "/form", 200,
              .flags = OPERATION_PUBLIC | OPERATION_FORM | OPERATION_WRITES,
              .reply_types = json_only, BODY),
    OPERATION(WIDGETS_PAGE, GET, "/page", 200, .flags = OPERATION_PUBLIC,
              .reply_types = json_or_html),
};

/* /  form  page  v1/widgets  bulk  {}  keys  photo */
static const struct route widget_routes[] = {
    {"", -1, 1, -1, {-1, -1, -1, -1, -1}},
    {"form", 0, -1, 2, {-1, WIDGETS_FORM, -1, -1, -1}},
    {"page", 0, -1, 3, {WIDGETS_PAGE, -1, -1, -1, -1}},
    {"v1", 0, 4, -1, {-1, -1, -1, -1, -1}},
    {"widgets", 3, 5, -1, {WIDGETS_LIST, WIDGETS_CREATE, -1, -1, -1}},
    {"bulk", 4, -1, 6, {-1, WIDGETS_BULK, -1, -1, -1}},
    {"keys", 4, 7, 8, {-1, -1, -1, -1, -1}},
    {"never", 6, -1, -1, {WIDGETS_PAGE, -1, -1, -1, -1}},
    {NULL, 4, 9, -1, {WIDGETS_GET, -1, -1, WIDGETS_UPDATE, WIDGETS_DELETE}},
    {"keys", 8, -1, 10, {-1, WIDGETS_KEYS, -1, -1, -1}},
    {"photo", 8, -1, -1, {-1, -1, WIDGETS_PHOTO, -1, -1}},
};

static enum outcome verify(struct auth *auth, struct arena *a, const char *authorization,
                           struct instant now, const struct principal **ret,
                           struct problem *problem)
{
    /* gate: parameters: has the shape of auth_verify */
    (void)auth, (void)a, (void)now;
    if (authorization == NULL)
        return problem_raise(problem, PROBLEM_UNAUTHENTICATED, NULL, NULL, NULL);
    if (caller.token == NULL || strcmp(authorization, caller.token) != 0)
        return problem_raise(problem, PROBLEM_INVALID_TOKEN, NULL, NULL, NULL);
    *ret = &caller.principal;
    return OUTCOME_OK;
}

const struct contract widget_contract = {widget_operations, widget_routes, verify};
const struct contract *contract_in_use;

/* ---- application */

struct caller caller;
struct config config;
struct app app;
struct arena memory;

void fixture_contract_open(void)
{
    static const struct grant everything = {.role = ROLE_BIT_PLANNER};
    caller = (struct caller){.token = "Bearer good",
                             .principal = {.organization_id = {{1}},
                                           .id = {{2}},
                                           .is_client = true,
                                           .name = "tester",
                                           .grants = &everything,
                                           .grant_count = 1}};
    config = (struct config){.language = "id",
                             .public_url = "http://localhost:8080",
                             .time_zone_offset_minutes = 420,
                             .body_limit_bytes = 4096,
                             .threads = 2,
                             .host = "127.0.0.1"};
    contract_in_use = &widget_contract;
    memset(&app, 0, sizeof app);
    app.config = &config;
    memset(&told, 0, sizeof told);
    arena_init(&memory);
}

void fixture_contract_close(void)
{
    arena_done(&memory);
}

TCase *fixture_contract_case(const char *name, Suite **ret_suite)
{
    TCase *tests = tcase_create(name);
    *ret_suite = suite_create(name);
    tcase_add_checked_fixture(tests, fixture_contract_open, fixture_contract_close);
    suite_add_tcase(*ret_suite, tests);
    return tests;
}

int fixture_contract_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}

/* ---- requests */

static const char *find_header(void *headers, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = headers; line != NULL && *line != '\0';) {
        size_t end = strcspn(line, "\n");
        if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
            const char *value = line + length + 1 + strspn(line + length + 1, " ");
            return arena_copy(&memory, value, (size_t)(line + end - value));
        }
        line += end + (line[end] == '\n');
    }
    return NULL;
}

struct reply send_request(const char *method, const char *target, const char *headers,
                          const char *body)
{
    struct reply reply;
    bool named = headers != NULL && strstr(headers, "Authorization:") != NULL;
    const char *all = arena_printf(&memory, "%s%s", headers == NULL ? "" : headers,
                                   named ? "" : "\nAuthorization: Bearer good");
    const struct raw_request raw = {
        .method = method,
        .target = target,
        .header = find_header,
        .header_cookie = (void *)(uintptr_t)all,
        .body = body,
        .body_length = body == NULL ? 0 : strlen(body),
        .client_address = "192.0.2.1",
    };
    dispatch_contract(&app, contract_in_use, &raw, &memory, &reply);
    return reply;
}

const char *body_of(const struct reply *reply)
{
    const char *body = reply->static_body != NULL ? reply->static_body : reply->body.data;
    return body == NULL ? "" : arena_copy(&memory, body, reply_length(reply));
}

const char *problem_of(const struct reply *reply)
{
    json_error_t error;
    json_t *json = json_loads(body_of(reply), JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(json != NULL, "%s: %s", error.text, body_of(reply));
    const char *text = arena_text(&memory, json_string_value(json_object_get(json, "code")));
    json_t *errors = json_object_get(json, "errors"), *each;
    size_t i;
    json_array_foreach(errors, i, each)
    {
        text = arena_printf(&memory, "%s%s%s:%s %s", text, i == 0 ? " " : " | ",
                            json_string_value(json_object_get(each, "in")),
                            json_string_value(json_object_get(each, "pointer")),
                            json_string_value(json_object_get(each, "rule")));
    }
    json_decref(json);
    return text == NULL ? "" : text;
}

const char *header_of(const struct reply *reply, const char *name)
{
    const char *value = reply_get(reply, name);
    return value == NULL ? "" : value;
}
