/* test_target.c - request targets: what api/http/target.c takes apart and what it refuses
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/target.h"

#include <string.h>

#include "fixture_contract.h"

#include "domain/base/banned.h"

static struct problem problem;
static struct target target;

/* "path|segment|segment?name=value&…", everything decoded */
static const char *parsed(const char *text)
{
    problem_init(&problem, &memory);
    if (target_parse(&memory, text, &target, &problem) != OUTCOME_OK) return "refused";
    const char *all = target.path;
    for (int i = 0; i < target.segment_count && i < TARGET_MAX_SEGMENTS; i++)
        all = arena_printf(&memory, "%s|%s", all, target.segments[i]);
    for (size_t i = 0; i < target.pairs.count; i++)
        all = arena_printf(&memory, "%s%s%s=%s", all, i == 0 ? "?" : "&",
                           target.pairs.items[i].name, target.pairs.items[i].value);
    return all;
}

static const struct {
    const char *text, *parsed;
} good[] = {
    {"/", "/"},
    {"/v1", "/v1|v1"},
    {"/v1/units", "/v1/units|v1|units"},
    {"/v1/units/", "/v1/units/|v1|units|"},
    {"//v1", "//v1||v1"},
    {"/a%20b/%41", "/a%20b/%41|a b|A"},
    {"/a%2Fb", "/a%2Fb|a/b"},
    {"/a+b", "/a+b|a+b"},
    {"/%C3%A9/%c3%a9", "/%C3%A9/%c3%a9|\xc3\xa9|\xc3\xa9"},
    {"/./..", "/./..|.|.."},
    {"/a;b=1,c", "/a;b=1,c|a;b=1,c"},
    {"/a?", "/a|a"},
    {"/a?x=1", "/a|a?x=1"},
    {"/a?x=1&y=2", "/a|a?x=1&y=2"},
    {"/a?x=1&x=2", "/a|a?x=1&x=2"},
    {"/a?&x=1&&y&", "/a|a?x=1&y="},
    {"/a?=1", "/a|a?=1"},
    {"/a?x=a+b%2Bc", "/a|a?x=a b+c"},
    {"/a?x=1%262%3D3", "/a|a?x=1&2=3"},
    {"/a?x=b=c", "/a|a?x=b=c"},
    {"/a?x=/b?c", "/a|a?x=/b?c"},
    {"/t/5?id=7", "/t/5|t|5?id=7"}, /* ulfius would make "7,5" of the two */
    {"http://host:80/a?x=1", "/a|a?x=1"},
    {"HTTPS://host", "/"},
    {"*", "/"},
};

START_TEST(targets_are_taken_apart)
{
    ck_assert_str_eq(parsed(good[_i].text), good[_i].parsed);
}
END_TEST

static const struct {
    const char *text;
    enum violation_in in;
    const char *pointer;
    enum violation_rule rule;
} bad[] = {
    {"", VIOLATION_IN_PATH, "", RULE_SYNTAX},
    {"a", VIOLATION_IN_PATH, "", RULE_SYNTAX},
    {"?x=1", VIOLATION_IN_PATH, "", RULE_SYNTAX},
    {"host:443", VIOLATION_IN_PATH, "", RULE_SYNTAX},
    {"**", VIOLATION_IN_PATH, "", RULE_SYNTAX},
    {"/a b", VIOLATION_IN_PATH, "", RULE_SYNTAX},
    {"/a\tb", VIOLATION_IN_PATH, "", RULE_SYNTAX},
    {"/a\x7f", VIOLATION_IN_PATH, "", RULE_SYNTAX},
    {"/a#b", VIOLATION_IN_PATH, "", RULE_SYNTAX},
    {"/%", VIOLATION_IN_PATH, "", RULE_SYNTAX},
    {"/%4", VIOLATION_IN_PATH, "", RULE_SYNTAX},
    {"/%4/1", VIOLATION_IN_PATH, "", RULE_SYNTAX},
    {"/%zz", VIOLATION_IN_PATH, "", RULE_SYNTAX},
    {"/a%00", VIOLATION_IN_PATH, "", RULE_UTF8},
    {"/\xc3\xa9", VIOLATION_IN_PATH, "", RULE_SYNTAX}, /* to be percent-encoded */
    {"/a?x=\xc3\xa9", VIOLATION_IN_PATH, "", RULE_SYNTAX},
    {"/%C3\xa9", VIOLATION_IN_PATH, "", RULE_SYNTAX},
    {"/%ff", VIOLATION_IN_PATH, "", RULE_UTF8},
    {"/%C3/%A9", VIOLATION_IN_PATH, "", RULE_UTF8},
    {"/%ED%A0%80", VIOLATION_IN_PATH, "", RULE_UTF8}, /* a surrogate */
    {"/1/2/3/4/5/6/7/8/9/a/b/c/d/e/f/g/h/%ff", VIOLATION_IN_PATH, "",
     RULE_UTF8},                                          /* beyond what is kept */
    {"/a?x=%C0%80", VIOLATION_IN_QUERY, "/x", RULE_UTF8}, /* an overlong NUL */
    {"/a?y=1&a%2Fb=%f", VIOLATION_IN_QUERY, "/a~1b", RULE_SYNTAX},
    {"/a?%ff=1", VIOLATION_IN_QUERY, "", RULE_UTF8},
    {"/a?x=%", VIOLATION_IN_QUERY, "/x", RULE_SYNTAX},
};

START_TEST(broken_targets_are_refused)
{
    ck_assert_str_eq(parsed(bad[_i].text), "refused");
    ck_assert_int_eq(problem.code, PROBLEM_MALFORMED_REQUEST);
    ck_assert_uint_eq(problem.violation_count, 1);
    ck_assert_int_eq(problem.violations[0].in, bad[_i].in);
    ck_assert_str_eq(problem.violations[0].pointer, bad[_i].pointer);
    ck_assert_int_eq(problem.violations[0].rule, bad[_i].rule);
}
END_TEST

START_TEST(the_longest_target_is_8192_bytes)
{
    problem_init(&problem, &memory);
    char text[TARGET_MAX_BYTES + 2];
    memset(text, 'a', sizeof text);
    text[0] = '/';
    text[TARGET_MAX_BYTES] = '\0';
    ck_assert_int_eq(target_parse(&memory, text, &target, &problem), OUTCOME_OK);
    text[TARGET_MAX_BYTES] = 'a';
    text[TARGET_MAX_BYTES + 1] = '\0';
    ck_assert_int_eq(target_parse(&memory, text, &target, &problem), OUTCOME_TOO_LARGE);
    ck_assert_int_eq(problem.code, PROBLEM_URI_TOO_LONG);
}
END_TEST

START_TEST(segments_beyond_16_are_counted_only)
{
    ck_assert_int_eq(target_parse(&memory, "/1/2/3/4/5/6/7/8/9/a/b/c/d/e/f/g", &target, &problem),
                     OUTCOME_OK);
    ck_assert_int_eq(target.segment_count, TARGET_MAX_SEGMENTS);
    ck_assert_int_eq(
        target_parse(&memory, "/1/2/3/4/5/6/7/8/9/a/b/c/d/e/f/g/h/i", &target, &problem),
        OUTCOME_OK);
    ck_assert_int_eq(target.segment_count, TARGET_MAX_SEGMENTS + 1);
}
END_TEST

START_TEST(pairs_beyond_200_are_refused)
{
    char query[2 * TARGET_MAX_PAIRS + 8];
    struct pairs pairs;
    const char *name;
    for (size_t i = 0; i < sizeof query; i++) query[i] = i % 2 == 0 ? 'a' : '&';
    ck_assert_int_eq(pairs_parse(&memory, query, 2 * TARGET_MAX_PAIRS - 1, &pairs, &name),
                     RULE_NONE);
    ck_assert_uint_eq(pairs.count, TARGET_MAX_PAIRS);
    ck_assert_int_eq(pairs_parse(&memory, query, 2 * TARGET_MAX_PAIRS + 1, &pairs, &name),
                     RULE_MAX_ITEMS);
}
END_TEST

START_TEST(the_asterisk_is_the_server_itself)
{
    ck_assert_int_eq(target_parse(&memory, "*", &target, &problem), OUTCOME_OK);
    ck_assert(target.is_server);
    ck_assert_int_eq(target_parse(&memory, "/", &target, &problem), OUTCOME_OK);
    ck_assert(!target.is_server);
}
END_TEST

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_contract_case("target", &suite);
    tcase_add_loop_test(tests, targets_are_taken_apart, 0, sizeof good / sizeof good[0]);
    tcase_add_loop_test(tests, broken_targets_are_refused, 0, sizeof bad / sizeof bad[0]);
    tcase_add_test(tests, the_longest_target_is_8192_bytes);
    tcase_add_test(tests, segments_beyond_16_are_counted_only);
    tcase_add_test(tests, pairs_beyond_200_are_refused);
    tcase_add_test(tests, the_asterisk_is_the_server_itself);
    return fixture_contract_run(suite);
}
