/* test_decode.c - query, path and form parameters to structs
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/decode.h"

#include <string.h>

#include "fixture_contract.h"

#include "domain/base/banned.h"

static struct problem problem;

/* "CODE pointer rule(arg) | …" */
static const char *violations(void)
{
    const char *text = problem.code == PROBLEM_NONE ? "" : problem_definitions[problem.code].code;
    for (size_t i = 0; i < problem.violation_count; i++) {
        const struct violation *v = &problem.violations[i];
        const char *arg = v->args[0] == NULL ? "" : arena_printf(&memory, "(%s)", v->args[0]);
        text = arena_printf(&memory, "%s%s%s %s%s", text, i == 0 ? " " : " | ", v->pointer,
                            rule_definitions[v->rule].name, arg);
    }
    return text;
}

static const char *query(const char *text, struct widgets_query *ret)
{
    struct pairs pairs;
    const char *name;
    memset(ret, 0, sizeof *ret);
    problem_init(&problem, &memory);
    ck_assert_int_eq(pairs_parse(&memory, text, strlen(text), &pairs, &name), RULE_NONE);
    enum outcome outcome = decode_query(&widgets_query_record, &pairs, ret, &problem);
    ck_assert_int_eq(outcome, problem_outcome(&problem));
    return violations();
}

static const char *form(const char *text, struct widget *ret)
{
    memset(ret, 0, sizeof *ret);
    problem_init(&problem, &memory);
    enum outcome outcome = decode_form(&widget_record, text, strlen(text), ret, &problem);
    ck_assert_int_eq(outcome, problem_outcome(&problem));
    return violations();
}

static const struct {
    const char *query, *violations;
} bad_queries[] = {
    {"kind=red", "invalid-parameter /kind unknown"},
    {"color=blue", "invalid-parameter /color enum(red, green, dark-blue)"},
    {"color=", "invalid-parameter /color enum(red, green, dark-blue)"},
    {"color=RED", "invalid-parameter /color enum(red, green, dark-blue)"},
    {"limit=0", "invalid-parameter /limit min(1)"},
    {"limit=101", "invalid-parameter /limit max(100)"},
    {"limit=", "invalid-parameter /limit type(integer)"},
    {"limit=ten", "invalid-parameter /limit type(integer)"},
    {"limit=1.0", "invalid-parameter /limit type(integer)"},
    {"limit=9223372036854775808", "invalid-parameter /limit type(integer)"},
    {"limit=5&limit=5", "invalid-parameter /limit repeated"},
    {"limit=x&limit=5", "invalid-parameter /limit type(integer) | /limit repeated"},
    {"name=123456789012345678901", "invalid-parameter /name max-length(20)"},
    {"cursor=", "invalid-parameter /cursor min-length(1)"},
    {"after_text=x", "invalid-parameter /after_text unknown"},
    {"after_id=x", "invalid-parameter /after_id unknown"},
    {"=1", "invalid-parameter / unknown"},
    {"Limit=1", "invalid-parameter /Limit unknown"},
    {"a~b/c=1&limit=0&sort=size",
     "invalid-parameter /a~0b~1c unknown | /limit min(1) | /sort enum(name, -name, seen_at)"},
};

START_TEST(bad_queries_are_refused_with_every_violation)
{
    struct widgets_query q;
    ck_assert_str_eq(query(bad_queries[_i].query, &q), bad_queries[_i].violations);
}
END_TEST

START_TEST(queries_become_structs)
{
    struct widgets_query q;
    ck_assert_str_eq(query("name=Kantor+Camat&color=dark-blue&sort=-name&limit=100", &q), "");
    ck_assert_str_eq(q.name, "Kantor Camat");
    ck_assert_int_eq(q.color, COLOR_DARK_BLUE);
    ck_assert_int_eq(q.sort, WIDGETS_SORT_NAME_DESC);
    ck_assert_int_eq(q.limit, 100);
    ck_assert_uint_eq(q.has.given, 0x17);
    ck_assert_uint_eq(q.has.value, 0x17);
}
END_TEST

START_TEST(defaults_hold_values_but_were_not_given)
{
    struct widgets_query q;
    ck_assert_str_eq(query("", &q), "");
    ck_assert_int_eq(q.limit, 20);
    ck_assert_int_eq(q.sort, WIDGETS_SORT_NAME);
    ck_assert_uint_eq(q.has.value, 0x14);
    ck_assert_uint_eq(q.has.given, 0);
}
END_TEST

START_TEST(an_operation_without_parameters_takes_none)
{
    struct pair pair = {"x", "1"};
    struct pairs none = {0, NULL}, one = {1, &pair};
    problem_init(&problem, &memory);
    ck_assert_int_eq(decode_query(NULL, &none, NULL, &problem), OUTCOME_OK);
    ck_assert_int_eq(decode_query(NULL, &one, NULL, &problem), OUTCOME_INVALID);
    ck_assert_str_eq(violations(), "invalid-parameter /x unknown");
    ck_assert_int_eq(problem.violations[0].in, VIOLATION_IN_QUERY);
}
END_TEST

static const struct {
    const char *value;
    int by; /* 0: refused */
} references[] = {
    {"01890000-0000-7000-8000-000000000001", REF_BY_ID},
    {"ext:8ae4/7", REF_BY_EXT},
    {"ext:", 0},
    {"nip:198501012010011001", 0}, /* not for widgets */
    {"7", 0},
    {"bulk", 0},
    {"01890000-0000-7000-8000-00000000000", 0},
    {"", 0},
};

START_TEST(path_values_are_references)
{
    struct widget_path path = {0};
    const char *value = references[_i].value;
    problem_init(&problem, &memory);
    enum outcome outcome = decode_path(&widget_path_record, &value, &path, &problem);
    if (references[_i].by != 0) {
        ck_assert_int_eq(outcome, OUTCOME_OK);
        ck_assert_int_eq((int)path.widget_id.by, references[_i].by);
        return;
    }
    ck_assert_str_eq(violations(), "invalid-parameter /widget_id format(uuid, ext:KEY)");
    ck_assert_int_eq(problem.violations[0].in, VIOLATION_IN_PATH);
}
END_TEST

START_TEST(references_of_more_than_200_bytes_are_refused)
{
    char text[220];
    const char *value = text;
    struct widget_path path = {0};
    memset(text, 'a', sizeof text);
    memcpy(text, "ext:", 4);
    text[200] = '\0';
    problem_init(&problem, &memory);
    ck_assert_int_eq(decode_path(&widget_path_record, &value, &path, &problem), OUTCOME_OK);
    text[200] = 'a';
    text[201] = '\0';
    ck_assert_int_eq(decode_path(&widget_path_record, &value, &path, &problem), OUTCOME_INVALID);
}
END_TEST

START_TEST(forms_become_structs)
{
    struct widget w;
    ck_assert_str_eq(
        form("name=a+b%26c&count=-5&size=28.8&active=false&keeper=nip:198501012010011001"
             "&made_on=2026-02-28&seen_at=2026-02-28T01:02:03Z",
             &w),
        "");
    ck_assert_str_eq(w.name, "a b&c");
    ck_assert_int_eq(w.count, -5);
    ck_assert_int_eq(w.size, 2880);
    ck_assert(!w.active && record_has(&w, widget_field("active")));
    ck_assert_int_eq(w.keeper.by, REF_BY_NIP);
    ck_assert(record_has(&w, widget_field("made_on")) && record_has(&w, widget_field("seen_at")));
}
END_TEST

static const struct {
    const char *form, *violations;
} bad_forms[] = {
    {"", "validation-failed /name required"},
    {"name=x&name=y", "validation-failed /name repeated"},
    {"name=x&size=1.005", "validation-failed /size type(number)"},
    {"name=x&size=1000", "validation-failed /size max(999.99)"},
    {"name=x&size=-0.01", "validation-failed /size min(0)"},
    {"name=x&active=1", "validation-failed /active type(boolean)"},
    {"name=x&made_on=2026-02-29", "validation-failed /made_on format(date)"},
    {"name=x&seen_at=2026-02-28", "validation-failed /seen_at format(date-time)"},
    {"name=x&key=1", "validation-failed /key format(uuid)"},
    {"name=x&tags=a", "validation-failed /tags type(array)"},
    {"version=1&x=2&name=", "validation-failed /name required"}, /* ignored, like no value */
    {"name=%ff", "validation-failed /name utf8"},
    {"name=%f", "validation-failed /name syntax(percent-encoding)"},
    {"name=a%00b", "validation-failed /name utf8"},
};

START_TEST(bad_forms_are_refused)
{
    struct widget w;
    ck_assert_str_eq(form(bad_forms[_i].form, &w), bad_forms[_i].violations);
}
END_TEST

#define LENGTH(array) (int)(sizeof(array) / sizeof((array)[0]))

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_contract_case("decode", &suite);
    tcase_add_loop_test(tests, bad_queries_are_refused_with_every_violation, 0,
                        LENGTH(bad_queries));
    tcase_add_test(tests, queries_become_structs);
    tcase_add_test(tests, defaults_hold_values_but_were_not_given);
    tcase_add_test(tests, an_operation_without_parameters_takes_none);
    tcase_add_loop_test(tests, path_values_are_references, 0, LENGTH(references));
    tcase_add_test(tests, references_of_more_than_200_bytes_are_refused);
    tcase_add_test(tests, forms_become_structs);
    tcase_add_loop_test(tests, bad_forms_are_refused, 0, LENGTH(bad_forms));
    return fixture_contract_run(suite);
}
