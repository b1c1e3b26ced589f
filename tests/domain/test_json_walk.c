/* test_json_walk.c - stepping through JSON text
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/json_walk.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

/* What a container holds, one after the other: name=value; */
static const char *walked(const char *text)
{
    const char *all = "";
    struct json_walk walk;
    struct json_walk_item item;
    json_walk_open(&walk, &scratch, text);
    while (json_walk_next(&walk, &item))
        all = arena_printf(&scratch, "%s%s=%s;", all, item.name == NULL ? "" : item.name,
                           arena_copy(&scratch, item.value, item.length));
    ck_assert(!json_walk_next(&walk, &item));
    return all;
}

static const struct {
    const char *json, *items;
} containers[] = {
    {"{}", ""},
    {"[]", ""},
    {"[ ]", ""},
    {"{\"a\":1}", "a=1;"},
    {"{ \"a\" : 1 , \"b\" : [1,{\"c\":2}] }", "a=1;b=[1,{\"c\":2}];"},
    {"[1, -2.5,true,null ]", "=1;=-2.5;=true;=null;"},
    {"{\"a\":\"}\\\"]\",\"b\":{\"x\":\"[\\\\\"}}", "a=\"}\\\"]\";b={\"x\":\"[\\\\\"};"},
    {"{\"a\\/b\\u0041\":0}", "a/bA=0;"},
};

START_TEST(items_come_one_by_one)
{
    ck_assert_str_eq(walked(containers[_i].json), containers[_i].items);
}
END_TEST

START_TEST(texts_are_unescaped)
{
    ck_assert_str_eq(json_walk_text(&scratch, "\"\""), "");
    ck_assert_str_eq(json_walk_text(&scratch, "\"a\\b\\f\\n\\r\\t\\\"\\\\\\/z\""),
                     "a\b\f\n\r\t\"\\/z");
    ck_assert_str_eq(json_walk_text(&scratch, "\"\\u001f\\u004A\\u004a\""), "\x1fJJ");
}
END_TEST

START_TEST(kinds_are_told_by_the_first_byte)
{
    ck_assert_int_eq(json_walk_kind("{}"), JSON_WALK_OBJECT);
    ck_assert_int_eq(json_walk_kind("[]"), JSON_WALK_ARRAY);
    ck_assert_int_eq(json_walk_kind("\"\""), JSON_WALK_TEXT);
    ck_assert_int_eq(json_walk_kind("-1"), JSON_WALK_NUMBER);
    ck_assert_int_eq(json_walk_kind("7"), JSON_WALK_NUMBER);
    ck_assert_int_eq(json_walk_kind("true"), JSON_WALK_OTHER);
    ck_assert_int_eq(json_walk_kind("false"), JSON_WALK_OTHER);
    ck_assert_int_eq(json_walk_kind("null"), JSON_WALK_OTHER);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("json_walk");
    tcase_add_loop_test(tests, items_come_one_by_one, 0,
                        (int)(sizeof containers / sizeof containers[0]));
    tcase_add_test(tests, texts_are_unescaped);
    tcase_add_test(tests, kinds_are_told_by_the_first_byte);
    return run_case(tests, "json_walk");
}
