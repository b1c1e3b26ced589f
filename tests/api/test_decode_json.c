/* test_decode_json.c - JSON bodies to structs
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/decode.h"

#include <string.h>

#include "fixture_contract.h"

#include "domain/base/banned.h"

static struct problem problem;
static struct widget w;

static const char *decode_bytes(const char *json, size_t length)
{
    memset(&w, 0, sizeof w);
    problem_init(&problem, &memory);
    enum outcome outcome = decode_json(&widget_record, json, length, &w, &problem);
    ck_assert_int_eq(outcome, problem_outcome(&problem));
    const char *text = problem.code == PROBLEM_NONE ? "" : problem_definitions[problem.code].code;
    for (size_t i = 0; i < problem.violation_count; i++) {
        const struct violation *v = &problem.violations[i];
        const char *arg = v->args[0] == NULL ? "" : arena_printf(&memory, "(%s)", v->args[0]);
        ck_assert_int_eq(v->in, VIOLATION_IN_BODY);
        text = arena_printf(&memory, "%s%s%s %s%s", text, i == 0 ? " " : " | ", v->pointer,
                            rule_definitions[v->rule].name, arg);
    }
    return text;
}

static const char *decode(const char *json)
{
    return decode_bytes(json, strlen(json));
}

/* ---- what cannot be read */

static const struct {
    const char *json, *violations;
} unreadable[] = {
    {"", "malformed-json  required"},
    {" ", "malformed-json  syntax(unexpected end (1:1))"},
    {"{", "malformed-json  syntax(unexpected end (1:1))"},
    {"{\n  \"name\": x}", "malformed-json  syntax(unexpected character (2:11))"},
    {"{\"name\":\"a\"} {}", "malformed-json  syntax(text behind the end (1:14))"},
    {"{\"name\":\"a\",}", "malformed-json  syntax(unexpected character (1:13))"},
    {"{'name':'a'}", "malformed-json  syntax(unexpected character (1:2))"},
    {"\xef\xbb\xbf{}", "malformed-json  syntax(unexpected character (1:1))"},
    {"{\"name\":\"\xff\"}", "malformed-json  utf8(unexpected character (1:9))"},
    {"{\"name\":\"\xed\xa0\x80\"}", "malformed-json  utf8(unexpected character (1:9))"},
    {"{\"name\":\"\\ud800\"}", "malformed-json  syntax(unexpected character (1:16))"},
    {"{\"name\":\"a\\u0000b\"}", "malformed-json  syntax(U+0000 (1:18))"},
    {"{\"na\\u0000me\":1}", "malformed-json  syntax(U+0000 (1:13))"},
    {"{\"name\":\"a\nb\"}", "malformed-json  syntax(unexpected character (1:10))"},
    {"{\"name\":\"a\",\"name\":\"b\"}", "malformed-json  repeated(unexpected character (1:18))"},
    {"{\"parts\":[{\"name\":\"a\",\"name\":\"b\"}]}",
     "malformed-json  repeated(unexpected character (1:28))"},
    {"{\"count\":1e999}", "malformed-json  syntax(number out of range (1:14))"},
    {"{\"count\":99999999999999999999}", "malformed-json  syntax(number out of range (1:29))"},
    {"{\"count\":01}", "malformed-json  syntax(unexpected character (1:10))"},
    {"{\"count\":NaN}", "malformed-json  syntax(unexpected character (1:12))"},
};

START_TEST(what_is_not_json_is_malformed)
{
    ck_assert_str_eq(decode(unreadable[_i].json), unreadable[_i].violations);
}
END_TEST

START_TEST(a_nul_byte_is_malformed)
{
    static const char json[] = "{\"name\":\"a\0b\"}";
    ck_assert_str_eq(decode_bytes(json, sizeof json - 1),
                     "malformed-json  syntax(unexpected character (1:10))");
}
END_TEST

static char *nested(int depth, char *ret)
{
    char *c = ret;
    c += strlen(memcpy(c, "{\"extra\":", 10));
    for (int i = 0; i < depth - 1; i++) c += strlen(memcpy(c, "{\"a\":", 6));
    c += strlen(memcpy(c, "\"[[{{\\\"[\"", 10)); /* brackets in strings do not count */
    for (int i = 0; i < depth; i++) *c++ = '}';
    *c = '\0';
    return ret;
}

START_TEST(what_is_nested_too_deeply_is_malformed)
{
    char json[40000];
    ck_assert_str_eq(decode(nested(DECODE_MAX_DEPTH, json)), "validation-failed /name required");
    ck_assert_str_eq(decode(nested(DECODE_MAX_DEPTH + 1, json)),
                     "malformed-json  syntax(more than 32 levels)");
    memset(json, '[', sizeof json);
    ck_assert_str_eq(decode_bytes(json, sizeof json),
                     "malformed-json  syntax(more than 32 levels)");
}
END_TEST

/* ---- what breaks the schema */

static const struct {
    const char *json, *violations;
} bad[] = {
    {"[]", "validation-failed  type(object)"},
    {"null", "validation-failed  type(object)"},
    {"\"a\"", "validation-failed  type(object)"},
    {"7", "validation-failed  type(object)"},
    {"{}", "validation-failed /name required"},
    {"{\"name\":null}", "validation-failed /name null"},
    {"{\"name\":1}", "validation-failed /name type(string)"},
    {"{\"name\":\"\"}", "validation-failed /name min-length(1)"},
    {"{\"name\":\"123456789\"}", "validation-failed /name max-length(8)"},
    {"{\"name\":\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\"}",
     ""}, /* characters */
    {"{\"name\":\"a\\u0001\"}", "validation-failed /name format(line)"},
    {"{\"name\":\"a\",\"Name\":1}", "validation-failed /Name unknown"},
    {"{\"name\":\"a\",\"version\":1}", "validation-failed /version unknown"},
    {"{\"name\":\"a\",\"x/y~z\":1}", "validation-failed /x~1y~0z unknown"},
    {"{\"name\":\"a\",\"\":1}", "validation-failed / unknown"},
    {"{\"name\":\"a\",\"a/b~c\":\"long\"}", "validation-failed /a~1b~0c max-length(3)"},
    {"{\"name\":\"a\",\"count\":1.5}", "validation-failed /count type(integer)"},
    {"{\"name\":\"a\",\"count\":\"1\"}", "validation-failed /count type(integer)"},
    {"{\"name\":\"a\",\"count\":true}", "validation-failed /count type(integer)"},
    {"{\"name\":\"a\",\"count\":-6}", "validation-failed /count min(-5)"},
    {"{\"name\":\"a\",\"count\":1001}", "validation-failed /count max(1000)"},
    {"{\"name\":\"a\",\"count\":1e300}", "validation-failed /count max(1000)"},
    {"{\"name\":\"a\",\"count\":-1e18}", "validation-failed /count min(-5)"},
    {"{\"name\":\"a\",\"size\":1.005}", "validation-failed /size format(0.01)"},
    {"{\"name\":\"a\",\"size\":0.001}", "validation-failed /size format(0.01)"},
    {"{\"name\":\"a\",\"size\":1000}", "validation-failed /size max(999.99)"},
    {"{\"name\":\"a\",\"size\":9223372036854775807}", "validation-failed /size max(999.99)"},
    {"{\"name\":\"a\",\"size\":-1e300}", "validation-failed /size min(0)"},
    {"{\"name\":\"a\",\"size\":\"1\"}", "validation-failed /size type(number)"},
    {"{\"name\":\"a\",\"active\":1}", "validation-failed /active type(boolean)"},
    {"{\"name\":\"a\",\"active\":null}", "validation-failed /active null"},
    {"{\"name\":\"a\",\"color\":\"blue\"}", "validation-failed /color enum(red, green, dark-blue)"},
    {"{\"name\":\"a\",\"color\":1}", "validation-failed /color type(string)"},
    {"{\"name\":\"a\",\"key\":\"1\"}", "validation-failed /key format(uuid)"},
    {"{\"name\":\"a\",\"made_on\":\"2026-02-29\"}", "validation-failed /made_on format(date)"},
    {"{\"name\":\"a\",\"seen_at\":\"now\"}", "validation-failed /seen_at format(date-time)"},
    {"{\"name\":\"a\",\"owner\":\"nip:198501012010011001\"}",
     "validation-failed /owner format(uuid, ext:KEY)"},
    {"{\"name\":\"a\",\"keeper\":\"nip:1\"}",
     "validation-failed /keeper format(uuid, ext:KEY, nip:DIGITS)"},
    {"{\"name\":\"a\",\"main_part\":[]}", "validation-failed /main_part type(object)"},
    {"{\"name\":\"a\",\"main_part\":{}}", "validation-failed /main_part/name required"},
    {"{\"name\":\"a\",\"main_part\":{\"name\":\"\",\"weight\":-1,\"x\":0}}",
     "validation-failed /main_part/name min-length(1) | /main_part/weight min(0)"
     " | /main_part/x unknown"},
    {"{\"name\":\"a\",\"parts\":{}}", "validation-failed /parts type(array)"},
    {"{\"name\":\"a\",\"parts\":[]}", "validation-failed /parts min-items(1)"},
    {"{\"name\":\"a\",\"parts\":[1,2,3,4]}", "validation-failed /parts max-items(3)"},
    {"{\"name\":\"a\",\"parts\":[null,{\"name\":\"b\"},{}]}",
     "validation-failed /parts/0 type(object) | /parts/2/name required"},
    {"{\"name\":\"a\",\"tags\":[\"a\",\"\",\"12345\"]}",
     "validation-failed /tags/1 min-length(1) | /tags/2 max-length(4)"},
    {"{\"name\":\"a\",\"tags\":[\"a\",\"b\",\"c\",\"d\"]}", "validation-failed /tags max-items(3)"},
    {"{\"name\":\"a\",\"tags\":[1]}", "validation-failed /tags/0 type(string)"},
    {"{\"name\":\"a\",\"tags\":\"a\"}", "validation-failed /tags type(array)"},
    {"{\"name\":\"a\",\"keys\":[\"1\"]}", "validation-failed /keys/0 format(uuid)"},
    {"{\"name\":\"a\",\"owners\":[\"x\"]}", "validation-failed /owners/0 format(uuid, ext:KEY)"},
    {"{\"name\":\"a\",\"extra\":[1]}", "validation-failed /extra type(object)"},
    {"{\"name\":\"\",\"count\":1.5,\"color\":\"x\",\"y\":1}",
     "validation-failed /name min-length(1) | /count type(integer)"
     " | /color enum(red, green, dark-blue) | /y unknown"},
};

START_TEST(every_violation_is_named)
{
    ck_assert_str_eq(decode(bad[_i].json), bad[_i].violations);
}
END_TEST

START_TEST(pointers_stay_short)
{
    struct widget_path path = {0};
    char json[3000];
    memset(json, 'k', sizeof json);
    memcpy(json, "{\"", 2);
    memcpy(json + sizeof json - 6, "\":1}\n", 6);
    problem_init(&problem, &memory);
    ck_assert_int_eq(decode_json(&widget_path_record, json, strlen(json), &path, &problem),
                     OUTCOME_INVALID);
    ck_assert_uint_le(strlen(problem.violations[0].pointer), 1000);
}
END_TEST

/* ---- what is taken */

START_TEST(all_kinds_are_decoded)
{
    ck_assert_str_eq(
        decode(
            "{\"name\":\"a\",\"count\":12,\"size\":28.8,\"active\":false,\"color\":\"green\","
            "\"key\":\"01890000-0000-7000-8000-0000000000ff\",\"made_on\":\"1970-01-02\","
            "\"seen_at\":\"1970-01-01T00:00:01.5Z\",\"owner\":\"ext:K\","
            "\"keeper\":\"nip:198501012010011001\",\"main_part\":{\"name\":\"p\",\"weight\":3},"
            "\"parts\":[{\"name\":\"q\"},{\"name\":\"r\",\"weight\":0}],\"tags\":[\"x\",\"yy\"],"
            "\"keys\":[\"01890000-0000-7000-8000-000000000001\"],\"owners\":[\"ext:A\",\"ext:B\"],"
            "\"extra\":{\"b\":[1,2.5,null]},\"secret\":\"s\"}"),
        "");
    ck_assert_str_eq(w.name, "a");
    ck_assert_int_eq(w.count, 12);
    ck_assert_int_eq(w.size, 2880);
    ck_assert(!w.active);
    ck_assert_int_eq(w.color, COLOR_GREEN);
    ck_assert_int_eq(w.key.bytes[15], 0xff);
    ck_assert_int_eq(w.made_on.days, 1);
    ck_assert_int_eq(w.seen_at.us, 1500000);
    ck_assert_str_eq(w.owner.key, "K");
    ck_assert_str_eq(w.keeper.key, "198501012010011001");
    ck_assert_str_eq(w.main_part.name, "p");
    ck_assert_int_eq(w.main_part.weight, 3);
    ck_assert_uint_eq(w.parts.count, 2);
    ck_assert_str_eq(w.parts.items[1].name, "r");
    ck_assert(!record_has(&w.parts.items[0], 1) && record_has(&w.parts.items[1], 1));
    ck_assert_str_eq(((const char *const *)w.tags.items)[1], "yy");
    ck_assert_int_eq(((const struct uuid *)w.keys.items)[0].bytes[15], 1);
    ck_assert_str_eq(((const struct ref *)w.owners.items)[1].key, "B");
    ck_assert_str_eq(w.extra, "{\"b\":[1,2.5,null]}");
    ck_assert_str_eq(w.secret, "s");
}
END_TEST

START_TEST(absent_null_and_given_are_told_apart)
{
    int size = widget_field("size"), color = widget_field("color"), count = widget_field("count");
    ck_assert_str_eq(decode("{\"name\":\"a\",\"size\":null,\"color\":\"red\"}"), "");
    ck_assert(record_given(&w, size) && !record_has(&w, size));
    ck_assert(record_given(&w, color) && record_has(&w, color));
    ck_assert(!record_given(&w, count) && record_has(&w, count)); /* by default */
    ck_assert_int_eq(w.count, 7);
    ck_assert(w.active);
    int made_on = widget_field("made_on");
    ck_assert(!record_given(&w, made_on) && !record_has(&w, made_on));
}
END_TEST

START_TEST(an_empty_list_is_a_list)
{
    ck_assert_str_eq(decode("{\"name\":\"a\",\"tags\":[]}"), "");
    ck_assert(record_has(&w, widget_field("tags")));
    ck_assert_uint_eq(w.tags.count, 0);
}
END_TEST

/* Every hundredth there is, as written by people: no binary fraction may shift one. */
START_TEST(hundredths_are_exact)
{
    for (int i = 0; i <= 99999; i++) {
        const char *json =
            i % 10 == 0
                ? arena_printf(&memory, "{\"name\":\"a\",\"size\":%d.%d}", i / 100, i / 10 % 10)
                : arena_printf(&memory, "{\"name\":\"a\",\"size\":%d.%02d}", i / 100, i % 100);
        ck_assert_str_eq(decode(json), "");
        ck_assert_int_eq(w.size, i);
        if (i % 1000 == 0) arena_reset(&memory);
    }
}
END_TEST

START_TEST(integers_may_be_written_with_a_zero_fraction)
{
    ck_assert_str_eq(decode("{\"name\":\"a\",\"count\":12.0,\"size\":5e2}"), "");
    ck_assert_int_eq(w.count, 12);
    ck_assert_int_eq(w.size, 50000);
}
END_TEST

#define LENGTH(array) (int)(sizeof(array) / sizeof((array)[0]))

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_contract_case("decode_json", &suite);
    tcase_set_timeout(tests, 30);
    tcase_add_loop_test(tests, what_is_not_json_is_malformed, 0, LENGTH(unreadable));
    tcase_add_test(tests, a_nul_byte_is_malformed);
    tcase_add_test(tests, what_is_nested_too_deeply_is_malformed);
    tcase_add_loop_test(tests, every_violation_is_named, 0, LENGTH(bad));
    tcase_add_test(tests, pointers_stay_short);
    tcase_add_test(tests, all_kinds_are_decoded);
    tcase_add_test(tests, absent_null_and_given_are_told_apart);
    tcase_add_test(tests, an_empty_list_is_a_list);
    tcase_add_test(tests, hundredths_are_exact);
    tcase_add_test(tests, integers_may_be_written_with_a_zero_fraction);
    return fixture_contract_run(suite);
}
