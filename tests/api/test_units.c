/* test_units.c - the operations of openapi/units.yaml, from request to reply
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/reply.h"
#include "fixture_resource.h"

#include <string.h>

#include "domain/base/banned.h"

static void begin(void)
{
    resource_open(operations, routes);
    add_unit("city", NULL);
    add_unit("agency", "city");
    add_unit("division", "agency");
    add_unit("office", "city");
}

#define DIVISION "{\"name\":\"Bidang Baru\",\"kind\":\"division\",\"parent_id\":\"ext:agency\"}"

START_TEST(a_unit_is_created_and_read_back)
{
    struct reply made = post("/v1/units", DIVISION);
    ck_assert_int_eq(made.status, 201);
    const char *location = header_of(&made, "Location");
    ck_assert_str_eq(location, arena_printf(&memory, "/v1/units/%s", member_of(&made, "id")));
    ck_assert_str_eq(member_of(&made, "parent_id"), uuid_text(id_of("agency")));
    ck_assert_str_eq(member_of(&made, "external_id"), "null");
    struct reply read = get(location);
    ck_assert_int_eq(read.status, 200);
    ck_assert_str_eq(body_of(&read), body_of(&made));
    ck_assert_str_eq(header_of(&read, "ETag"), header_of(&made, "ETag"));
    ck_assert_str_ne(header_of(&read, "ETag"), "");
}
END_TEST

START_TEST(what_did_not_change_is_not_sent_again)
{
    struct reply read = get("/v1/units/ext:agency");
    const char *headers = arena_printf(&memory, "If-None-Match: %s", header_of(&read, "ETag"));
    struct reply again = send_request("GET", "/v1/units/ext:agency", headers, NULL);
    ck_assert_int_eq(again.status, 304);
    ck_assert_uint_eq(reply_length(&again), 0);
    ck_assert_str_eq(header_of(&again, "ETag"), header_of(&read, "ETag"));
}
END_TEST

START_TEST(a_change_names_the_version_it_changes)
{
    const char *target = "/v1/units/ext:agency", *body = "{\"name\":\"Dinas Baru\"}";
    struct reply read = get(target);
    const char *tag = header_of(&read, "ETag");
    ck_assert_int_eq(patch(target, NULL, body).status, 428);
    ck_assert_int_eq(patch(target, "\"v9\"", body).status, 412);
    struct reply changed = patch(target, tag, body);
    ck_assert_int_eq(changed.status, 200);
    ck_assert_str_eq(member_of(&changed, "name"), "Dinas Baru");
    ck_assert_str_eq(member_of(&changed, "version"), "2");
    ck_assert_str_ne(header_of(&changed, "ETag"), tag);
    ck_assert_int_eq(patch(target, tag, body).status, 412);
    struct reply same = patch(target, header_of(&changed, "ETag"), body);
    ck_assert_int_eq(same.status, 200);
    ck_assert_str_eq(header_of(&same, "ETag"), header_of(&changed, "ETag"));
}
END_TEST

START_TEST(a_list_comes_in_pages)
{
    struct reply all = get("/v1/units");
    ck_assert_str_eq(data_of(&all, "name"), "agency,city,division,office,");
    ck_assert_str_eq(member_of(&all, "next_cursor"), "null");
    struct reply first = get("/v1/units?limit=3&sort=-name");
    ck_assert_str_eq(data_of(&first, "name"), "office,division,city,");
    struct reply second = get(arena_printf(&memory, "/v1/units?limit=3&sort=-name&cursor=%s",
                                           member_of(&first, "next_cursor")));
    ck_assert_str_eq(data_of(&second, "name"), "agency,");
    ck_assert_str_eq(member_of(&second, "next_cursor"), "null");
    struct reply other_order =
        get(arena_printf(&memory, "/v1/units?cursor=%s", member_of(&first, "next_cursor")));
    ck_assert_int_eq(other_order.status, 400);
    ck_assert_str_eq(problem_of(&other_order), "invalid-parameter query:/cursor cursor");
}
END_TEST

static const struct {
    const char *query, *names;
} filters[] = {
    {"below=ext:agency", "agency,division,"},
    {"parent_id=ext:city", "agency,office,"},
    {"below=ext:nothing", ""},
    {"kind=village", ""},
    {"kind=agency&parent_id=ext:agency", "division,"},
    {"sort=created_at&limit=1", "city,"},
};

START_TEST(a_list_is_filtered)
{
    struct reply reply = get(arena_printf(&memory, "/v1/units?%s", filters[_i].query));
    ck_assert_int_eq(reply.status, 200);
    ck_assert_str_eq(data_of(&reply, "name"), filters[_i].names);
}
END_TEST

START_TEST(a_unit_moves_but_not_in_a_circle)
{
    struct reply moved = patch("/v1/units/ext:division", "*", "{\"parent_id\":\"ext:office\"}");
    ck_assert_int_eq(moved.status, 200);
    ck_assert_str_eq(member_of(&moved, "parent_id"), uuid_text(id_of("office")));
    struct reply below = get("/v1/units?below=ext:office");
    ck_assert_str_eq(data_of(&below, "name"), "division,office,");
    struct reply circle = patch("/v1/units/ext:city", "*", "{\"parent_id\":\"ext:division\"}");
    ck_assert_int_eq(circle.status, 409);
    ck_assert_str_eq(problem_of(&circle), "unit-cycle body:/parent_id reference");
    struct reply self = patch("/v1/units/ext:city", "*", "{\"parent_id\":\"ext:city\"}");
    ck_assert_str_eq(problem_of(&self), "unit-cycle");
}
END_TEST

START_TEST(r02_out_of_scope_is_not_there)
{
    act_as(ROLE_BIT_PLANNER, "agency");
    struct reply list = get("/v1/units");
    ck_assert_str_eq(data_of(&list, "name"), "agency,division,");
    ck_assert_int_eq(get("/v1/units/ext:division").status, 200);
    ck_assert_int_eq(get("/v1/units/ext:office").status, 404);
    ck_assert_int_eq(patch("/v1/units/ext:office", "*", "{\"name\":\"x\"}").status, 404);
    struct reply moved = patch("/v1/units/ext:division", "*", "{\"parent_id\":\"ext:office\"}");
    ck_assert_int_eq(moved.status, 422);
    ck_assert_str_eq(problem_of(&moved), "reference-not-found body:/parent_id reference");
    ck_assert_int_eq(patch("/v1/units/ext:division", "*", "{\"parent_id\":null}").status, 403);
    ck_assert_int_eq(post("/v1/units", "{\"name\":\"x\",\"kind\":\"other\"}").status, 403);
    act_as(ROLE_BIT_AUDITOR, NULL);
    ck_assert_int_eq(get("/v1/units/ext:office").status, 200);
    ck_assert_int_eq(post("/v1/units", DIVISION).status, 403);
}
END_TEST

START_TEST(r03_another_organization_has_other_units)
{
    caller.principal.organization_id = fx.other;
    ck_assert_int_eq(get(arena_printf(&memory, "/v1/units/%s", uuid_text(id_of("city")))).status,
                     404);
    struct reply list = get("/v1/units");
    ck_assert_str_eq(data_of(&list, "name"), "");
    ck_assert_int_eq(post("/v1/units", DIVISION).status, 422);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("units");
    TCase *tests = tcase_create("units");
    tcase_add_checked_fixture(tests, begin, resource_close);
    tcase_add_test(tests, a_unit_is_created_and_read_back);
    tcase_add_test(tests, what_did_not_change_is_not_sent_again);
    tcase_add_test(tests, a_change_names_the_version_it_changes);
    tcase_add_test(tests, a_list_comes_in_pages);
    tcase_add_loop_test(tests, a_list_is_filtered, 0, (int)LENGTH(filters));
    tcase_add_test(tests, a_unit_moves_but_not_in_a_circle);
    tcase_add_test(tests, r02_out_of_scope_is_not_there);
    tcase_add_test(tests, r03_another_organization_has_other_units);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
