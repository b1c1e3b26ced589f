/* test_reply_list.c - pages of a list, over a real database
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/reply.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "../storage/fixture.h"
#include "api/http/cursor.h"
#include "fixture_contract.h"

#include "domain/base/banned.h"

static const char items_sql[] =
    "SET search_path = bangkom;"
    "CREATE TABLE items (organization_id uuid NOT NULL, id uuid NOT NULL,"
    " name text COLLATE \"C\" NOT NULL,"
    " seen_at timestamptz NOT NULL, CONSTRAINT items_pkey PRIMARY KEY (organization_id, id));"
    "CALL tenant_table('items', 'SELECT');";

struct item {
    struct presence has;
    struct uuid id;
    const char *name;
    struct instant seen_at;
};
static const struct field item_fields[] = {
    {.name = "id", .kind = KIND_UUID, .offset = offsetof(struct item, id)},
    {.name = "name", .kind = KIND_TEXT, .offset = offsetof(struct item, name)},
    {.name = "seen_at", .kind = KIND_INSTANT, .offset = offsetof(struct item, seen_at)},
};
static const struct record item_record = {"item", item_fields, 3, sizeof(struct item)};

enum {
    LIMIT = 2,
    CURSOR = 3,
    SORT = 4,
    AFTER_TEXT = 5,
    AFTER_ID = 6
}; /* in widgets_query_record */
static const struct statement_param item_params[] = {
    {.context = CONTEXT_ORGANIZATION_ID, .kind = KIND_UUID, .field = -1},
    {.kind = KIND_INTEGER, .field = LIMIT},
    {.kind = KIND_TEXT, .field = AFTER_TEXT},
    {.kind = KIND_UUID, .field = AFTER_ID},
};
static const struct statement_condition item_conditions[] = {
    {.field = AFTER_ID, .equals = -1},
    {.field = SORT, .equals = WIDGETS_SORT_NAME},
    {.field = SORT, .equals = WIDGETS_SORT_NAME_DESC},
    {.field = SORT, .equals = WIDGETS_SORT_SEEN_AT},
};
#define BEHIND(sort, row, cast, comparison)                                                        \
    IF(sort), IF(0), T(" AND (" row ", id) " comparison " ("), P(2), T(cast ", "), P(3), T(")"),   \
        END, END
static const struct statement_token item_tokens[] = {
    T("SELECT id, name, seen_at FROM items WHERE organization_id = "),
    P(0),
    BEHIND(1, "name", "", ">"),
    BEHIND(2, "name", "", "<"),
    BEHIND(3, "seen_at", "::timestamptz", ">"),
    IF(1),
    T(" ORDER BY name, id"),
    END,
    IF(2),
    T(" ORDER BY name DESC, id DESC"),
    END,
    IF(3),
    T(" ORDER BY seen_at, id"),
    END,
    T(" LIMIT "),
    P(1),
};
static const struct statement item_list = {.name = "item_list",
                                           .in = &widgets_query_record,
                                           .out = &item_record,
                                           .tokens = item_tokens,
                                           .token_count = LENGTH(item_tokens),
                                           .params = item_params,
                                           .param_count = LENGTH(item_params),
                                           .conditions = item_conditions,
                                           .condition_count = LENGTH(item_conditions)};

struct call {
    struct widgets_query query;
};

static enum outcome list_items(struct request *rq, void *in)
{
    struct call *c = in;
    return reply_list(rq, &item_list, &c->query);
}

static void begin(void)
{
    fixture_contract_open();
    app.db = fx.db;
    caller.principal.organization_id = fx.organization;
    told.handler = list_items;
}

/* Names a..z (two of each where twice), seen one microsecond after the other, in reverse. */
static void add_items(int count, bool twice)
{
    owner_run("INSERT INTO bangkom.items SELECT '%s', gen_random_uuid(), chr(97 + i %% 26),"
              " timestamptz '2026-01-01 00:00:00Z' - i * interval '1 microsecond'"
              " FROM generate_series(0, %d) i, generate_series(1, %d)",
              uuid_text(fx.organization), count - 1, twice ? 2 : 1);
}

/* Goes through all pages: the names one behind the other; `ret_pages` counts them. */
static const char *walk(const char *parameters, int *ret_pages)
{
    const char *cursor = "", *names = "";
    for (*ret_pages = 0; cursor != NULL; ++*ret_pages) {
        ck_assert_int_lt(*ret_pages, 100);
        const char *target = arena_printf(&memory, "/v1/widgets?%s%s%s", parameters,
                                          *cursor ? "&cursor=" : "", cursor);
        struct reply r = send_request("GET", target, NULL, NULL);
        ck_assert_msg(r.status == 200, "%s: %s", target, body_of(&r));
        json_t *json = json_loads(body_of(&r), 0, NULL), *row;
        size_t i;
        json_array_foreach(json_object_get(json, "data"), i, row) names =
            arena_printf(&memory, "%s%s", names, json_string_value(json_object_get(row, "name")));
        cursor = arena_text(&memory, json_string_value(json_object_get(json, "next_cursor")));
        ck_assert_ptr_nonnull(json_object_get(json, "next_cursor"));
        json_decref(json);
    }
    return names;
}

START_TEST(pages_join_to_the_whole_list)
{
    static const struct {
        const char *parameters, *names;
        int pages;
    } walks[] = {
        {"limit=100", "abcdefg", 1},
        {"limit=7", "abcdefg", 1},
        {"limit=6", "abcdefg", 2},
        {"limit=1", "abcdefg", 7},
        {"limit=3&sort=-name", "gfedcba", 3},
        {"limit=2&sort=seen_at", "gfedcba", 4},
        {"", "abcdefg", 1},
    };
    int pages;
    add_items(7, false);
    for (size_t i = 0; i < LENGTH(walks); i++) {
        ck_assert_str_eq(walk(walks[i].parameters, &pages), walks[i].names);
        ck_assert_int_eq(pages, walks[i].pages);
    }
}
END_TEST

START_TEST(equal_sort_keys_are_neither_lost_nor_repeated)
{
    int pages;
    add_items(5, true);
    ck_assert_str_eq(walk("limit=3", &pages), "aabbccddee");
    ck_assert_str_eq(walk("limit=1&sort=-name", &pages), "eeddccbbaa");
    ck_assert_str_eq(walk("limit=3&sort=seen_at", &pages), "eeddccbbaa");
}
END_TEST

START_TEST(an_empty_list_has_no_next_page)
{
    struct reply r = send_request("GET", "/v1/widgets", NULL, NULL);
    ck_assert_str_eq(body_of(&r), "{\"data\":[],\"next_cursor\":null}");
}
END_TEST

static void expect_refused(const char *parameters, const char *cursor)
{
    const char *target = arena_printf(&memory, "/v1/widgets?%s&cursor=%s", parameters, cursor);
    struct reply r = send_request("GET", target, NULL, NULL);
    ck_assert_msg(r.status == 400, "%s: %s", target, body_of(&r));
    ck_assert_str_eq(problem_of(&r), "invalid-parameter query:/cursor cursor");
}

START_TEST(a_foreign_cursor_is_refused)
{
    const struct cursor some = {{{1}}, "k"}, no_key = {{{1}}, NULL}, no_time = {{{1}}, "yesterday"};
    expect_refused("sort=name", "garbage");
    expect_refused("sort=-name", cursor_encode(&memory, "WIDGETS_LIST", "name", &some));
    expect_refused("sort=name", cursor_encode(&memory, "WIDGETS_GET", "name", &some));
    expect_refused("sort=name", cursor_encode(&memory, "WIDGETS_LIST", "name", &no_key));
    /* forged: it would make the database complain */
    expect_refused("sort=seen_at", cursor_encode(&memory, "WIDGETS_LIST", "seen_at", &no_time));
}
END_TEST

START_TEST(the_hidden_members_cannot_be_set)
{
    struct reply r = send_request(
        "GET", "/v1/widgets?after_text=a&after_id=01890000-0000-7000-8000-000000000001", NULL,
        NULL);
    ck_assert_str_eq(problem_of(&r),
                     "invalid-parameter query:/after_text unknown | query:/after_id unknown");
}
END_TEST

START_TEST(a_list_as_csv_links_to_the_next_page)
{
    add_items(2, false);
    struct reply r =
        send_request("GET", "/v1/widgets?limit=1&cursor=&sort=-name", "Accept: text/csv\n", NULL);
    ck_assert_int_eq(r.status, 400); /* an empty cursor is none */
    r = send_request("GET", "/v1/widgets?limit=1&sort=-name", "Accept: text/csv\n", NULL);
    ck_assert_int_eq(r.status, 200);
    ck_assert_str_eq(r.content_type, "text/csv; charset=utf-8; header=present");
    ck_assert_str_eq(header_of(&r, "Vary"), "Accept");
    const char *body = body_of(&r), *link = header_of(&r, "Link");
    ck_assert_int_eq(strncmp(body, "id,name,seen_at\r\n", 17), 0);
    ck_assert_ptr_nonnull(strstr(body, ",b,2025-12-31T23:59:59.999999Z\r\n"));
    size_t length = strlen(link);
    ck_assert_str_eq(link + length - 32, "&limit=1&sort=-name>; rel=\"next\"");
    const char *next = arena_copy(&memory, link + 1, length - 1 - strlen(">; rel=\"next\""));
    r = send_request("GET", next, "Accept: text/csv\n", NULL);
    ck_assert_ptr_nonnull(strstr(body_of(&r), ",a,2026-01-01T00:00:00.000000Z\r\n"));
    ck_assert_str_eq(header_of(&r, "Link"), "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reply_list");
    TCase *tests = tcase_create("reply_list");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_add_checked_fixture(tests, begin, fixture_contract_close);
    tcase_add_test(tests, pages_join_to_the_whole_list);
    tcase_add_test(tests, equal_sort_keys_are_neither_lost_nor_repeated);
    tcase_add_test(tests, an_empty_list_has_no_next_page);
    tcase_add_test(tests, a_foreign_cursor_is_refused);
    tcase_add_test(tests, the_hidden_members_cannot_be_set);
    tcase_add_test(tests, a_list_as_csv_links_to_the_next_page);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, items_sql, true);
}
