/* test_import_source.c - records of both kinds as texts by member
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/import_source.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "domain/base/banned.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static struct arena arena;

static void open_arena(void)
{
    arena_init(&arena);
}

static void close_arena(void)
{
    arena_done(&arena);
}

static struct slice slice(const char *text)
{
    return (struct slice){text, strlen(text)};
}

static const struct {
    const char *what, *text;
    enum violation_rule rule;
    const char *pointer, *name; /* of a fault; else what nama holds */
} objects[] = {
    {"text", "{\"nama\":\" SATU \"}", 0, NULL, "SATU"},
    {"missing", "{}", 0, NULL, NULL},
    {"null is empty", "{ \"nama\" : null }", 0, NULL, ""},
    {"blank is empty", "{\"nama\":\" \\t\"}", 0, NULL, ""},
    {"a number", "{\"nama\":-1.5e3}", 0, NULL, "-1.5e3"},
    {"a word", "{\"nama\":true}", 0, NULL, "true"},
    {"escapes", "{\"nama\":\"a\\\"\\\\\\/\\b\\f\\n\\r\\tz\"}", 0, NULL, "a\"\\/\b\f\n\r\tz"},
    {"code points", "{\"nama\":\"\\u0041\\u00E9\\u20ac\\uD83D\\uDE00\"}", 0, NULL,
     "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"},
    {"others are skipped", "{\"x\":{\"nama\":[\"}\"]},\"nama\":\"B\",\"y\":[1,{}],\"z\":1}", 0,
     NULL, "B"},
    {"an endless name", "{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":1,\"nama\":\"C\"}", 0,
     NULL, "C"},
    {"twice", "{\"nama\":\"A\",\"nama\":\"B\"}", RULE_REPEATED, "/nama", NULL},
    {"nested", "{\"nama\":{\"a\":1}}", RULE_TYPE, "/nama", NULL},
    {"no object", "[1]", RULE_TYPE, "", NULL},
    {"not UTF-8", "{\"nama\":\"\xFF\"}", RULE_UTF8, "", NULL},
    {"not closed", "{\"nama\":\"A\"", RULE_JSON, "", NULL},
    {"something behind", "{\"nama\":\"A\"}x", RULE_JSON, "", NULL},
    {"no value", "{\"nama\":}", RULE_JSON, "", NULL},
    {"no colon", "{\"nama\"\"A\"}", RULE_JSON, "", NULL},
    {"no name", "{1:2}", RULE_JSON, "", NULL},
    {"no such word", "{\"nama\":nil}", RULE_JSON, "", NULL},
    {"a control character", "{\"nama\":\"a\nb\"}", RULE_JSON, "", NULL},
    {"no such escape", "{\"nama\":\"\\x\"}", RULE_JSON, "", NULL},
    {"no such digit", "{\"nama\":\"\\u00g0\"}", RULE_JSON, "", NULL},
    {"too few digits", "{\"nama\":\"\\u00\"}", RULE_JSON, "", NULL},
    {"NUL", "{\"nama\":\"\\u0000\"}", RULE_JSON, "", NULL},
    {"a low half alone", "{\"nama\":\"\\uDC00\"}", RULE_JSON, "", NULL},
    {"a high half alone", "{\"nama\":\"\\uD800\"}", RULE_JSON, "", NULL},
    {"two high halves", "{\"nama\":\"\\uD800\\uD800\"}", RULE_JSON, "", NULL},
    {"a nested string that is not closed", "{\"x\":[\"a}", RULE_JSON, "", NULL},
    {"a nested list that is not closed", "{\"x\":[1", RULE_JSON, "", NULL},
};

static void check(const char *what, struct import_fault fault, const struct import_source *source,
                  int i)
{
    ck_assert_msg(fault.rule == objects[i].rule, "%s: %d", what, fault.rule);
    if (fault.rule != 0) {
        ck_assert_str_eq(fault.pointer, objects[i].pointer);
        return;
    }
    ck_assert_pstr_eq(source->texts[IMPORT_KEY_nama], objects[i].name);
}

START_TEST(an_object_as_texts)
{
    struct import_source source;
    struct import_fault fault = import_read_json(&arena, slice(objects[_i].text), &source);
    check(objects[_i].what, fault, &source, _i);
}
END_TEST

static const struct {
    const char *what, *header, *row;
    enum violation_rule header_rule, row_rule;
    const char *name, *nip;
} rows[] = {
    {"plain", "nama,x,nipBaru", " A ,b,1", 0, 0, "A", "1"},
    {"semicolons", "nama;nipBaru", "A,B;1", 0, 0, "A,B", "1"},
    {"quoted", "\"nama\",nipBaru", "\"A, \"\"B\"\"\nC\",\"\"", 0, 0, "A, \"B\"\nC", ""},
    {"empty", "nama,nipBaru", ",", 0, 0, "", ""},
    {"one column", "nama", "A", 0, 0, "A", NULL},
    {"too few", "nama,nipBaru", "A", 0, RULE_MIN_ITEMS, NULL, NULL},
    {"too many", "nama", "A,B", 0, RULE_MAX_ITEMS, NULL, NULL},
    {"a column twice", "nama,nama", "A,B", 0, RULE_REPEATED, NULL, NULL},
    {"a quote within a cell", "nama", "A\"B", 0, RULE_SYNTAX, NULL, NULL},
    {"text behind a quote", "nama", "\"A\"B", 0, RULE_SYNTAX, NULL, NULL},
    {"a quote that is not closed", "nama", "\"A", 0, RULE_SYNTAX, NULL, NULL},
    {"not UTF-8", "nama", "\xFF", 0, RULE_UTF8, NULL, NULL},
    {"a header that is not UTF-8", "\xFF", "", RULE_UTF8, 0, NULL, NULL},
    {"a header with a quote", "a\"", "", RULE_SYNTAX, 0, NULL, NULL},
};

START_TEST(a_row_as_texts)
{
    struct import_columns columns;
    struct import_source source;
    struct import_fault header = import_read_header(&arena, slice(rows[_i].header), &columns);
    ck_assert_msg(header.rule == rows[_i].header_rule, "%s: header %d", rows[_i].what, header.rule);
    if (header.rule != 0) return;
    struct import_fault fault = import_read_csv(&arena, &columns, slice(rows[_i].row), &source);
    ck_assert_msg(fault.rule == rows[_i].row_rule, "%s: row %d", rows[_i].what, fault.rule);
    if (fault.rule != 0) return;
    ck_assert_pstr_eq(source.texts[IMPORT_KEY_nama], rows[_i].name);
    ck_assert_pstr_eq(source.texts[IMPORT_KEY_nipBaru], rows[_i].nip);
}
END_TEST

START_TEST(columns_have_a_limit)
{
    char header[IMPORT_MAX_COLUMNS + 1];
    struct import_columns columns;
    memset(header, ',', sizeof header);
    struct slice row = {header, IMPORT_MAX_COLUMNS};
    ck_assert_int_eq(import_read_header(&arena, row, &columns).rule, RULE_MAX_ITEMS);
    row.length--;
    ck_assert_int_eq(import_read_header(&arena, row, &columns).rule, 0);
    ck_assert_uint_eq(columns.count, IMPORT_MAX_COLUMNS);
}
END_TEST

START_TEST(every_key_is_found)
{
    for (int i = 0; i < IMPORT_KEY_COUNT; i++) {
        struct import_source source;
        const char *text = arena_printf(&arena, "{\"%s\":\"x\"}", import_key_pointers[i] + 1);
        ck_assert_int_eq(import_read_json(&arena, slice(text), &source).rule, 0);
        ck_assert_msg(source.texts[i] != NULL, "%s", text);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("import_source");
    TCase *tests = tcase_create("import_source");
    tcase_add_checked_fixture(tests, open_arena, close_arena);
    tcase_add_loop_test(tests, an_object_as_texts, 0, (int)LENGTH(objects));
    tcase_add_loop_test(tests, a_row_as_texts, 0, (int)LENGTH(rows));
    tcase_add_test(tests, columns_have_a_limit);
    tcase_add_test(tests, every_key_is_found);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
