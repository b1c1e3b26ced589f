/* test_strbuf.c - text that grows up to a maximum
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/strbuf.h"

#include <string.h>
#include <wchar.h>

#include "fixture.h"

#include "domain/base/banned.h"

#define NO_CHARACTER ((wint_t)0x110000)

static struct strbuf s;

START_TEST(starts_empty)
{
    for (size_t capacity = 0; capacity < 3; capacity++) {
        strbuf_init(&s, &memory, capacity, 2);
        ck_assert_str_eq(s.data, "");
        ck_assert_uint_eq(s.length, 0);
        ck_assert(!s.overflow);
    }
}
END_TEST

START_TEST(grows_over_its_first_capacity)
{
    strbuf_init(&s, &memory, 1, 100000);
    for (int i = 0; i < 10000; i++) {
        strbuf_char(&s, (char)('a' + i % 26));
        bool holds = s.length == (size_t)i + 1 && s.capacity > s.length && s.data[s.length] == '\0';
        if (!holds) ck_abort_msg("after %d characters", i + 1);
    }
    for (int i = 0; i < 10000; i++)
        if (s.data[i] != 'a' + i % 26) ck_abort_msg("character %d", i);
    ck_assert(!s.overflow);
}
END_TEST

START_TEST(appends_one_after_the_other)
{
    strbuf_init(&s, &memory, 0, 1000);
    strbuf_text(&s, "jp");
    strbuf_char(&s, '=');
    strbuf_i64(&s, -20);
    strbuf_printf(&s, " %s/%d", "x", 7);
    strbuf_text(&s, "");
    strbuf_bytes(&s, "a\0b-", 3);
    ck_assert_uint_eq(s.length, 13);
    ck_assert_mem_eq(s.data, "jp=-20 x/7a\0b", 14);
}
END_TEST

static const struct {
    int64_t value;
    const char *text;
} integers[] = {
    {0, "0"},
    {7, "7"},
    {-7, "-7"},
    {10, "10"},
    {1000000, "1000000"},
    {INT64_MAX, "9223372036854775807"},
    {INT64_MIN, "-9223372036854775808"},
};

START_TEST(integers_in_decimal)
{
    strbuf_init(&s, &memory, 0, 20);
    strbuf_i64(&s, integers[_i].value);
    ck_assert_str_eq(s.data, integers[_i].text);
    ck_assert(!s.overflow);
}
END_TEST

/* Each adds five bytes. */
static void add_bytes(void)
{
    strbuf_bytes(&s, "12345-", 5);
}
static void add_text(void)
{
    strbuf_text(&s, "12345");
}
static void add_integer(void)
{
    strbuf_i64(&s, 12345);
}
static void add_printf(void)
{
    strbuf_printf(&s, "%d%s", 123, "45");
}
static void add_chars(void)
{
    for (char c = '1'; c <= '5'; c++) strbuf_char(&s, c);
}
static void add_reserved(void)
{
    char *at = strbuf_reserve(&s, 5);
    if (at == NULL) return;
    memcpy(at, "12345", 6);
    s.length += 5;
}

static const struct {
    const char *name;
    void (*append)(void);
    const char *left; /* what stands there when the last byte does not fit */
} appends[] = {
    {"bytes", add_bytes, "ab"},   {"text", add_text, "ab"},      {"i64", add_integer, "ab"},
    {"printf", add_printf, "ab"}, {"char", add_chars, "ab1234"}, {"reserve", add_reserved, "ab"},
};

START_TEST(the_maximum_itself_fits)
{
    strbuf_init(&s, &memory, 1, 7);
    strbuf_text(&s, "ab");
    appends[_i].append();
    ck_assert_msg(!s.overflow, "%s", appends[_i].name);
    ck_assert_str_eq(s.data, "ab12345");
    ck_assert_uint_eq(s.length, 7);
}
END_TEST

START_TEST(one_byte_more_overflows_for_good)
{
    strbuf_init(&s, &memory, 1, 6);
    strbuf_text(&s, "ab");
    appends[_i].append();
    ck_assert_msg(s.overflow, "%s", appends[_i].name);
    ck_assert_str_eq(s.data, appends[_i].left);
    size_t length = s.length;
    ck_assert_uint_eq(length, strlen(appends[_i].left));
    strbuf_char(&s, 'x'); /* would fit */
    strbuf_text(&s, "");
    strbuf_i64(&s, 1);
    strbuf_printf(&s, "%s", "y");
    ck_assert_ptr_null(strbuf_reserve(&s, 0));
    ck_assert_uint_eq(s.length, length);
    ck_assert_str_eq(s.data, appends[_i].left);
    ck_assert(s.overflow);
}
END_TEST

START_TEST(clear_starts_anew)
{
    strbuf_init(&s, &memory, 1, 3);
    strbuf_text(&s, "abcd");
    ck_assert(s.overflow);
    strbuf_clear(&s);
    ck_assert_str_eq(s.data, "");
    ck_assert_uint_eq(s.length, 0);
    ck_assert(!s.overflow);
    strbuf_text(&s, "abc");
    ck_assert_str_eq(s.data, "abc");
}
END_TEST

START_TEST(reserved_room_need_not_be_used_up)
{
    strbuf_init(&s, &memory, 0, 1000);
    strbuf_text(&s, "a");
    char *at = strbuf_reserve(&s, 500);
    memset(at, 'b', 2);
    s.length += 2;
    strbuf_char(&s, 'c');
    ck_assert_str_eq(s.data, "abbc");
    ck_assert_ptr_nonnull(strbuf_reserve(&s, 0));
    ck_assert(!s.overflow);
}
END_TEST

static const size_t huge[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 2, SIZE_MAX / 2, 1000};

START_TEST(lengths_do_not_wrap_around)
{
    strbuf_init(&s, &memory, 16, 1000);
    strbuf_text(&s, "ab");
    ck_assert_ptr_null(strbuf_reserve(&s, huge[_i]));
    ck_assert(s.overflow);
    ck_assert_str_eq(s.data, "ab");
}
END_TEST

START_TEST(a_long_format_grows)
{
    strbuf_init(&s, &memory, 8, 100000);
    strbuf_printf(&s, "%5000s|", "x");
    strbuf_printf(&s, "%s", "y");
    ck_assert_uint_eq(s.length, 5002);
    ck_assert_str_eq(s.data + 4999, "x|y");
}
END_TEST

START_TEST(what_cannot_be_formatted_overflows)
{
    strbuf_init(&s, &memory, 8, 100);
    strbuf_text(&s, "ab");
    strbuf_printf(&s, "x%lc", NO_CHARACTER);
    ck_assert(s.overflow);
    ck_assert_str_eq(s.data, "ab");
}
END_TEST

START_TEST(no_room_at_all)
{
    strbuf_init(&s, &memory, 0, 0);
    strbuf_text(&s, "");
    ck_assert(!s.overflow);
    strbuf_char(&s, 'a');
    ck_assert(s.overflow);
    ck_assert_str_eq(s.data, "");
}
END_TEST

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_case("strbuf", &suite);
    tcase_add_test(tests, starts_empty);
    tcase_add_test(tests, grows_over_its_first_capacity);
    tcase_add_test(tests, appends_one_after_the_other);
    tcase_add_loop_test(tests, integers_in_decimal, 0, LENGTH(integers));
    tcase_add_loop_test(tests, the_maximum_itself_fits, 0, LENGTH(appends));
    tcase_add_loop_test(tests, one_byte_more_overflows_for_good, 0, LENGTH(appends));
    tcase_add_test(tests, clear_starts_anew);
    tcase_add_test(tests, reserved_room_need_not_be_used_up);
    tcase_add_loop_test(tests, lengths_do_not_wrap_around, 0, LENGTH(huge));
    tcase_add_test(tests, a_long_format_grows);
    tcase_add_test(tests, what_cannot_be_formatted_overflows);
    tcase_add_test(tests, no_room_at_all);
    return fixture_run(suite);
}
