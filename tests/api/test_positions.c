/* test_positions.c - the operations of openapi/positions.yaml, from request to reply
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/reply.h"
#include "fixture_resource.h"

#include <string.h>

#include "domain/base/banned.h"

#define STANDARDS "/v1/positions/ext:camat/standards"

static void begin(void)
{
    resource_open(operations, routes);
    add_unit("office", NULL);
    add_position("camat");
    add_position("analyst");
    add_competency("M.1");
    add_competency("M.2");
}

START_TEST(a_position_is_created_changed_and_listed)
{
    struct reply made =
        post("/v1/positions",
             "{\"name\":\"bendahara\",\"kind\":\"structural\",\"echelon_code\":\"41\"}");
    ck_assert_int_eq(made.status, 201);
    const char *target = header_of(&made, "Location");
    struct reply read = get(target);
    ck_assert_str_eq(body_of(&read), body_of(&made));
    ck_assert_int_eq(patch(target, NULL, "{\"echelon_code\":null}").status, 428);
    struct reply changed = patch(target, header_of(&made, "ETag"), "{\"echelon_code\":null}");
    ck_assert_int_eq(changed.status, 200);
    ck_assert_str_eq(member_of(&changed, "echelon_code"), "null");
    ck_assert_int_eq(patch(target, header_of(&made, "ETag"), "{\"name\":\"x\"}").status, 412);
    struct reply list = get("/v1/positions?sort=-created_at&kind=structural");
    ck_assert_str_eq(data_of(&list, "name"), "bendahara,");
    struct reply page = get("/v1/positions?limit=1&sort=name");
    page = get(arena_printf(&memory, "/v1/positions?limit=1&sort=name&cursor=%s",
                            member_of(&page, "next_cursor")));
    ck_assert_str_eq(data_of(&page, "name"), "bendahara,");
}
END_TEST

START_TEST(a_standard_is_set_and_read_as_of_a_day)
{
    struct reply set = put(STANDARDS, "{\"valid_from\":\"2026-01-01\",\"items\":["
                                      "{\"competency_id\":\"ext:M.2\",\"required_level\":3},"
                                      "{\"competency_id\":\"ext:M.1\",\"required_level\":4}]}");
    ck_assert_int_eq(set.status, 200);
    ck_assert_str_eq(data_of(&set, "competency_code"), "M.1,M.2,");
    ck_assert_str_eq(data_of(&set, "required_level"), "4,3,");
    ck_assert_str_eq(data_of(&set, "valid_until"), "null,null,");
    struct reply read = get(STANDARDS "?as_of=2026-01-01");
    ck_assert_str_eq(body_of(&read), body_of(&set));
    struct reply before = get(STANDARDS "?as_of=2025-12-31");
    ck_assert_str_eq(data_of(&before, "competency_code"), "");
    ck_assert_int_eq(put(STANDARDS, "{\"valid_from\":\"2026-03-01\",\"items\":[]}").status, 200);
    struct reply closed = get(STANDARDS "?as_of=2026-02-28");
    ck_assert_str_eq(data_of(&closed, "valid_until"), "2026-03-01,2026-03-01,");
    struct reply early = put(STANDARDS, "{\"valid_from\":\"2026-02-01\",\"items\":[]}");
    ck_assert_int_eq(early.status, 409);
    ck_assert_str_eq(problem_of(&early), "conflict body:/valid_from order");
}
END_TEST

START_TEST(wrong_items_are_all_named)
{
    struct reply reply =
        put(STANDARDS, "{\"items\":[{\"competency_id\":\"ext:M.1\",\"required_level\":4},"
                       "{\"competency_id\":\"ext:M.9\",\"required_level\":4},"
                       "{\"competency_id\":\"ext:M.1\",\"required_level\":3}]}");
    ck_assert_int_eq(reply.status, 422);
    ck_assert_str_eq(problem_of(&reply),
                     "reference-not-found body:/items/1/competency_id reference |"
                     " body:/items/2/competency_id duplicate");
    struct reply level =
        put(STANDARDS, "{\"items\":[{\"competency_id\":\"ext:M.1\",\"required_level\":6}]}");
    ck_assert_str_eq(problem_of(&level), "validation-failed body:/items/0/required_level max");
    ck_assert_int_eq(put("/v1/positions/ext:x/standards", "{\"items\":[]}").status, 404);
    ck_assert_int_eq(get("/v1/positions/ext:x/standards").status, 404);
}
END_TEST

START_TEST(r02_everybody_reads_and_few_change)
{
    act_as(ROLE_BIT_PLANNER, "office");
    ck_assert_int_eq(get("/v1/positions/ext:camat").status, 200);
    ck_assert_int_eq(patch("/v1/positions/ext:camat", "*", "{\"name\":\"x\"}").status, 403);
    ck_assert_int_eq(put(STANDARDS, "{\"items\":[]}").status, 403);
    ck_assert_int_eq(post("/v1/positions", "{\"name\":\"x\",\"kind\":\"dual\"}").status, 403);
    act_as(ROLE_BIT_INTEGRATION, NULL);
    ck_assert_int_eq(put(STANDARDS, "{\"items\":[]}").status, 403);
    ck_assert_int_eq(patch("/v1/positions/ext:camat", "*", "{\"name\":\"x\"}").status, 200);
    caller.principal.organization_id = fx.other;
    ck_assert_int_eq(get("/v1/positions/ext:camat").status, 404);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("positions");
    TCase *tests = tcase_create("positions");
    tcase_add_checked_fixture(tests, begin, resource_close);
    tcase_add_test(tests, a_position_is_created_changed_and_listed);
    tcase_add_test(tests, a_standard_is_set_and_read_as_of_a_day);
    tcase_add_test(tests, wrong_items_are_all_named);
    tcase_add_test(tests, r02_everybody_reads_and_few_change);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
