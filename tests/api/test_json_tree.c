/* test_json_tree.c - documents as trees: what is read, what is missing, what is printed again
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/json_tree.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "domain/base/arena.h"

#include "domain/base/banned.h"

static struct arena memory;

static void setup(void)
{
    arena_init(&memory);
}

static void teardown(void)
{
    arena_done(&memory);
}

static const struct json_value *read_text(const char *text)
{
    const char *error = NULL;
    const struct json_value *value = json_read(&memory, text, strlen(text), &error);
    ck_assert_msg(error == NULL, "%s", error);
    return value;
}

START_TEST(members_and_items_are_found)
{
    const struct json_value *value =
        read_text("{\"a\":[{\"name\":\"x\"},7],\"b\":null,\"c\":\"t\",\"d\":1}");
    const struct json_value *list = json_member(value, "a");
    ck_assert(json_is_list(list));
    ck_assert(!json_is_list(value));
    ck_assert_uint_eq(json_count(list), 2);
    ck_assert_str_eq(json_text(json_at(list, 0), "name"), "x");
    ck_assert_str_eq(json_text(value, "c"), "t");
    ck_assert_ptr_null(json_text(value, "d"));
    ck_assert_int_eq(json_number(value, "d"), 1);
    ck_assert_int_eq(json_number(value, "c"), 0);
    ck_assert_ptr_null(json_member(value, "b"));
    ck_assert_ptr_null(json_member(value, "z"));
    ck_assert_ptr_null(json_at(list, 2));
}
END_TEST

START_TEST(nothing_has_no_parts)
{
    ck_assert_ptr_null(json_member(NULL, "a"));
    ck_assert_ptr_null(json_text(NULL, "a"));
    ck_assert_ptr_null(json_at(NULL, 0));
    ck_assert_uint_eq(json_count(NULL), 0);
    ck_assert(!json_is_list(NULL));
    ck_assert_str_eq(json_print(&memory, NULL), "null");
}
END_TEST

START_TEST(what_is_printed_is_what_was_read)
{
    static const char text[] =
        "{\"b\":[1,12.1,0.07,-3,true,\"a\\\"\\u00e9\\n\"],\"a\":{},\"n\":null}";
    const char *printed = json_print(&memory, read_text(text));
    ck_assert_str_eq(printed,
                     "{\"b\":[1,12.1,0.07,-3,true,\"a\\\"\xc3\xa9\\n\"],\"a\":{},\"n\":null}");
}
END_TEST

static const struct {
    const char *text, *error;
} wrong[] = {
    {"{\"a\":1,\n \"a\":2}", "line 2, column "},
    {"[1,", "line 1, column "},
    {"", "line 1, column 0"},
    {"[\"\xff\"]", "line 1, column "},
    {"[] []", "line 1, column "},
};

START_TEST(what_is_wrong_is_said_with_its_place)
{
    const char *error = NULL;
    ck_assert_ptr_null(json_read(&memory, wrong[_i].text, strlen(wrong[_i].text), &error));
    ck_assert_msg(error != NULL && strncmp(error, wrong[_i].error, strlen(wrong[_i].error)) == 0,
                  "%s", error);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("json_tree");
    TCase *tests = tcase_create("json_tree");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, members_and_items_are_found);
    tcase_add_test(tests, nothing_has_no_parts);
    tcase_add_test(tests, what_is_printed_is_what_was_read);
    tcase_add_loop_test(tests, what_is_wrong_is_said_with_its_place, 0,
                        sizeof wrong / sizeof wrong[0]);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
