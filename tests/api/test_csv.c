/* test_csv.c - rows of text/csv
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/csv.h"

#include <string.h>

#include "fixture_contract.h"

#include "domain/base/banned.h"

static struct widget w;
static struct strbuf out;

static void put(const char *name)
{
    record_mark(&w, widget_field(name), true);
}

/* The first cell of a row in which only the name is set. */
static const char *cell(const char *name)
{
    memset(&w, 0, sizeof w);
    w.name = name;
    put("name");
    strbuf_init(&out, &memory, 64, 10000);
    csv_row(&out, &widget_record, &w);
    static const char empty_rest[] =
        ",,,,,,,,,,,,,,,,,\r\n"; /* 17 more members, without the secret */
    size_t length = out.length - (sizeof empty_rest - 1);
    ck_assert_str_eq(out.data + length, empty_rest);
    return arena_copy(&memory, out.data, length);
}

static const struct {
    const char *text, *cell;
} cells[] = {
    {"bolt", "bolt"},
    {"", ""},
    {"a b", "a b"},
    {"a,b", "\"a,b\""},
    {"say \"hi\"", "\"say \"\"hi\"\"\""},
    {"two\nlines", "\"two\nlines\""},
    {"a\rb", "\"a\rb\""},
    {"=1+1", "'=1+1"},
    {"+62 711", "'+62 711"},
    {"-5", "'-5"},
    {"@SUM(A1)", "'@SUM(A1)"},
    {"\tx", "'\tx"},
    {"=A1,\"x\"", "\"'=A1,\"\"x\"\"\""},
    {"1=1", "1=1"},
    {"\xc3\xa9", "\xc3\xa9"},
};

START_TEST(text_is_quoted_and_never_a_formula)
{
    ck_assert_str_eq(cell(cells[_i].text), cells[_i].cell);
}
END_TEST

START_TEST(the_header_names_the_members)
{
    strbuf_init(&out, &memory, 64, 10000);
    csv_header(&out, &part_record);
    ck_assert_str_eq(out.data, "name,weight\r\n");
    strbuf_clear(&out);
    csv_header(&out, &widget_record);
    ck_assert_ptr_null(strstr(out.data, "secret"));
}
END_TEST

START_TEST(each_kind_has_its_cell)
{
    static const char *const tags[] = {"a", "b"};
    struct part part = {.has = {.value = 1}, .name = "p"};
    w = (struct widget){.name = "n",
                        .count = -7,
                        .size = 2880,
                        .active = true,
                        .color = COLOR_DARK_BLUE,
                        .key = {{1}},
                        .made_on = {1},
                        .seen_at = {1500000},
                        .main_part = part,
                        .parts = {1, &part, NULL},
                        .extra = "{\"a\":1}",
                        .secret = "s",
                        .version = 3};
    w.tags = (struct list){2, (void *)(uintptr_t)tags, NULL};
    for (int i = 0; i < widget_record.count; i++) record_mark(&w, i, true);
    record_mark(&w, widget_field("owner"), false);
    record_mark(&w, widget_field("keeper"), false);
    record_mark(&w, widget_field("keys"), false);
    record_mark(&w, widget_field("owners"), false);
    record_mark(&w, widget_field("a/b~c"), false);
    strbuf_init(&out, &memory, 64, 10000);
    csv_row(&out, &widget_record, &w);
    ck_assert_str_eq(
        out.data,
        "n,-7,28.8,true,dark-blue,01000000-0000-0000-0000-000000000000,1970-01-02,"
        "1970-01-01T00:00:01.500000Z,,,\"{\"\"name\"\":\"\"p\"\"}\",\"[{\"\"name\"\":\"\"p\"\"}]\","
        "\"[\"\"a\"\",\"\"b\"\"]\",,,\"{\"\"a\"\":1}\",3,\r\n");
}
END_TEST

START_TEST(a_row_that_does_not_fit_is_noticed)
{
    memset(&w, 0, sizeof w);
    w.extra = "{\"long\":\"0123456789\"}";
    put("extra");
    strbuf_init(&out, &memory, 8, 20);
    csv_row(&out, &widget_record, &w);
    ck_assert(out.overflow);
}
END_TEST

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_contract_case("csv", &suite);
    tcase_add_loop_test(tests, text_is_quoted_and_never_a_formula, 0,
                        sizeof cells / sizeof cells[0]);
    tcase_add_test(tests, the_header_names_the_members);
    tcase_add_test(tests, each_kind_has_its_cell);
    tcase_add_test(tests, a_row_that_does_not_fit_is_noticed);
    return fixture_contract_run(suite);
}
