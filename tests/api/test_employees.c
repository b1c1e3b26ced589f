/* test_employees.c - the operations of openapi/employees.yaml, from request to reply
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/reply.h"
#include "domain/base/strbuf.h"
#include "fixture_resource.h"

#include <string.h>

#include "domain/base/banned.h"

#define NIP_1 "199001012015031001"
#define NIP_2 "199001012015031002"

static void begin(void)
{
    resource_open(operations, routes);
    add_unit("office", NULL);
    add_unit("section", "office");
    add_unit("elsewhere", NULL);
    add_position("camat");
    add_employee("ani", NIP_1, "section");
    add_employee("budi", NIP_2, "elsewhere");
}

START_TEST(an_employee_is_created_and_read_back)
{
    struct reply made =
        post("/v1/employees",
             "{\"nip\":\"198609262015052003\",\"name\":\"Contoh Pegawai\",\"kind\":\"pns\","
             "\"sex\":\"male\",\"unit_id\":\"ext:section\",\"position_id\":\"ext:camat\"}");
    ck_assert_int_eq(made.status, 201);
    ck_assert_str_eq(member_of(&made, "unit_name"), "section");
    ck_assert_str_eq(member_of(&made, "position_name"), "camat");
    ck_assert_str_eq(member_of(&made, "heads_unit"), "false");
    ck_assert_str_eq(member_of(&made, "warnings"), "[\"nip-sex-mismatch\"]");
    struct reply read = get(header_of(&made, "Location"));
    ck_assert_int_eq(read.status, 200);
    ck_assert_str_eq(body_of(&read), body_of(&made));
    struct reply by_nip = get("/v1/employees/nip:19860926%20201505%202%20003");
    ck_assert_str_eq(body_of(&by_nip), body_of(&made));
}
END_TEST

static const struct {
    const char *body, *says;
    int status;
} refusals[] = {
    {"{\"nip\":\"199001012015131001\",\"name\":\"A\",\"kind\":\"pns\",\"unit_id\":\"ext:office\"}",
     "validation-failed body:/nip nip-appointment", 422},
    {"{\"nip\":\"199001012018211001\",\"name\":\"A\",\"kind\":\"pppk\",\"unit_id\":\"ext:office\"}",
     "validation-failed body:/nip nip-appointment", 422},
    {"{\"nip\":\"19900101201503100A\",\"name\":\"A\",\"kind\":\"pns\",\"unit_id\":\"ext:office\"}",
     "validation-failed body:/nip format", 422},
    {"{\"nip\":\"" NIP_1 "\",\"name\":\"A\",\"kind\":\"pns\",\"unit_id\":\"ext:office\"}",
     "already-exists body:/nip unique", 409},
    {"{\"nip\":\"199001012015031009\",\"name\":\"A\",\"kind\":\"pns\",\"unit_id\":\"ext:nothing\"}",
     "reference-not-found body:/unit_id reference", 422},
    {"{\"nip\":\"199001012015031009\",\"name\":\"A\",\"kind\":\"pns\",\"unit_id\":\"ext:office\","
     "\"warnings\":[]}",
     "validation-failed body:/warnings unknown", 422},
};

START_TEST(r10_what_is_wrong_is_refused)
{
    struct reply reply = post("/v1/employees", refusals[_i].body);
    ck_assert_str_eq(problem_of(&reply), refusals[_i].says);
    ck_assert_int_eq(reply.status, refusals[_i].status);
}
END_TEST

START_TEST(a_change_names_the_version_it_changes)
{
    const char *target = "/v1/employees/nip:" NIP_1, *body = "{\"position_id\":\"ext:camat\"}";
    struct reply read = get(target);
    ck_assert_int_eq(patch(target, NULL, body).status, 428);
    struct reply changed = patch(target, header_of(&read, "ETag"), body);
    ck_assert_int_eq(changed.status, 200);
    ck_assert_str_eq(member_of(&changed, "position_name"), "camat");
    ck_assert_int_eq(patch(target, header_of(&read, "ETag"), body).status, 412);
    struct reply again = get(target);
    ck_assert_str_eq(body_of(&again), body_of(&changed));
    struct reply cleared = patch(target, header_of(&changed, "ETag"), "{\"position_id\":null}");
    ck_assert_str_eq(member_of(&cleared, "position_name"), "null");
    ck_assert_int_eq(patch(target, "*", "{\"unit_id\":null}").status, 422);
}
END_TEST

START_TEST(pages_of_names_whose_case_differs)
{
    struct strbuf names;
    const char *cursor = "";
    add_employee("BUDI", "199001012015031003", "office");
    add_employee("Éka", "199001012015031004", "office");
    strbuf_init(&names, &memory, 100, 1000);
    for (int page = 0; page < 4; page++) {
        struct reply reply =
            get(arena_printf(&memory, "/v1/employees?limit=1&sort=-name%s", cursor));
        ck_assert_int_eq(reply.status, 200);
        strbuf_text(&names, data_of(&reply, "name"));
        cursor = arena_printf(&memory, "&cursor=%s", member_of(&reply, "next_cursor"));
    }
    ck_assert(strcmp(names.data, "Éka,budi,BUDI,ani,") == 0 ||
              strcmp(names.data, "Éka,BUDI,budi,ani,") == 0);
    ck_assert_str_eq(cursor, "&cursor=null");
}
END_TEST

START_TEST(a_list_is_filtered)
{
    struct reply prefix = get("/v1/employees?name_prefix=AN&below=ext:office&heads_unit=false");
    ck_assert_str_eq(data_of(&prefix, "name"), "ani,");
    struct reply heads = get("/v1/employees?heads_unit=true");
    ck_assert_str_eq(data_of(&heads, "name"), "");
    struct reply newest = get("/v1/employees?sort=-created_at&kind=pns");
    ck_assert_str_eq(data_of(&newest, "name"), "budi,ani,");
}
END_TEST

START_TEST(r02_leaders_see_their_subtree)
{
    act_as(ROLE_BIT_LEADER, "office");
    struct reply list = get("/v1/employees");
    ck_assert_str_eq(data_of(&list, "name"), "ani,");
    ck_assert_int_eq(get("/v1/employees/ext:ani").status, 200);
    ck_assert_int_eq(get("/v1/employees/ext:budi").status, 404);
    ck_assert_int_eq(patch("/v1/employees/ext:ani", "*", "{\"rank_code\":\"33\"}").status, 403);
    act_as(ROLE_BIT_PLANNER, "office");
    ck_assert_int_eq(patch("/v1/employees/ext:budi", "*", "{\"rank_code\":\"33\"}").status, 404);
    ck_assert_int_eq(patch("/v1/employees/ext:ani", "*", "{\"unit_id\":\"ext:elsewhere\"}").status,
                     422);
    ck_assert_int_eq(patch("/v1/employees/ext:ani", "*", "{\"unit_id\":\"ext:office\"}").status,
                     200);
}
END_TEST

START_TEST(r02_employees_see_themselves)
{
    act_as_employee("ani");
    ck_assert_int_eq(get("/v1/employees/ext:ani").status, 200);
    ck_assert_int_eq(get("/v1/employees/ext:budi").status, 404);
    ck_assert_int_eq(get("/v1/employees").status, 403);
    ck_assert_int_eq(patch("/v1/employees/ext:ani", "*", "{\"rank_code\":\"45\"}").status, 403);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("employees");
    TCase *tests = tcase_create("employees");
    tcase_add_checked_fixture(tests, begin, resource_close);
    tcase_add_test(tests, an_employee_is_created_and_read_back);
    tcase_add_loop_test(tests, r10_what_is_wrong_is_refused, 0, (int)LENGTH(refusals));
    tcase_add_test(tests, a_change_names_the_version_it_changes);
    tcase_add_test(tests, pages_of_names_whose_case_differs);
    tcase_add_test(tests, a_list_is_filtered);
    tcase_add_test(tests, r02_leaders_see_their_subtree);
    tcase_add_test(tests, r02_employees_see_themselves);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
