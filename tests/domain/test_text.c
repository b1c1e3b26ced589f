/* test_text.c - UTF-8, numbers, base64url and formats at their edges
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/text.h"

#include <stdlib.h>
#include <string.h>

#include "domain/base/strbuf.h"
#include "fixture.h"

#include "domain/base/banned.h"

/* ---- UTF-8: the table of RFC 3629 section 4 from both sides of each of its limits */

static const struct {
    const char *name, *bytes;
    size_t length;
    bool valid;
} utf8[] = {
    {"nothing", "", 0, true},
    {"ASCII", "abc", 3, true},
    {"DEL", "\x7f", 1, true},
    {"NUL", "a\0b", 3, false},
    {"NUL alone", "", 1, false},
    {"U+0080", "\xc2\x80", 2, true},
    {"U+07FF", "\xdf\xbf", 2, true},
    {"U+0800", "\xe0\xa0\x80", 3, true},
    {"U+D7FF", "\xed\x9f\xbf", 3, true},
    {"U+E000", "\xee\x80\x80", 3, true},
    {"U+FFFF", "\xef\xbf\xbf", 3, true},
    {"U+10000", "\xf0\x90\x80\x80", 4, true},
    {"U+FFFFF", "\xf3\xbf\xbf\xbf", 4, true},
    {"U+10FFFF", "\xf4\x8f\xbf\xbf", 4, true},
    {"mixed", "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z", 11, true},
    {"overlong NUL", "\xc0\x80", 2, false},
    {"overlong DEL", "\xc1\xbf", 2, false},
    {"overlong U+07FF", "\xe0\x9f\xbf", 3, false},
    {"overlong slash in three", "\xe0\x80\xaf", 3, false},
    {"overlong U+FFFF", "\xf0\x8f\xbf\xbf", 4, false},
    {"overlong slash in four", "\xf0\x80\x80\xaf", 4, false},
    {"first surrogate", "\xed\xa0\x80", 3, false},
    {"last surrogate", "\xed\xbf\xbf", 3, false},
    {"surrogate pair (CESU-8)", "\xed\xa0\xbd\xed\xb8\x80", 6, false},
    {"U+110000", "\xf4\x90\x80\x80", 4, false},
    {"lead F5", "\xf5\x80\x80\x80", 4, false},
    {"lead F8 (five bytes)", "\xf8\x88\x80\x80\x80", 5, false},
    {"FE", "\xfe", 1, false},
    {"FF", "\xff", 1, false},
    {"lone continuation", "\x80", 1, false},
    {"last lone continuation", "\xbf", 1, false},
    {"continuation too many", "\xc3\xa9\xa9", 3, false},
    {"one of two", "\xc3", 1, false},
    {"one of two, cut", "\xc3\xa9", 1, false},
    {"two of three", "\xe2\x82", 2, false},
    {"two of three, cut", "\xe2\x82\xac", 2, false},
    {"three of four", "\xf0\x9f\x98", 3, false},
    {"three of four, cut", "\xf0\x9f\x98\x80", 3, false},
    {"ASCII as second byte", "\xc3z", 2, false},
    {"lead as second byte", "\xc3\xc3", 2, false},
    {"ASCII as third byte", "\xe2\x82z", 3, false},
    {"ASCII as fourth byte", "\xf0\x9f\x98z", 4, false},
    {"late fault", "0123456789abcdef0123456789abcdef\xff", 33, false},
};

START_TEST(utf8_as_in_rfc_3629)
{
    char *exact = malloc(utf8[_i].length + (utf8[_i].length == 0)); /* so that ASan sees overruns */
    memcpy(exact, utf8[_i].bytes, utf8[_i].length);
    bool valid = utf8_valid(exact, utf8[_i].length);
    free(exact);
    ck_assert_msg(valid == utf8[_i].valid, "%s", utf8[_i].name);
}
END_TEST

static const struct {
    const char *text;
    size_t length;
} lengths[] = {{"", 0},
               {"abc", 3},
               {"\xc3\xa9", 1},
               {"\xe2\x82\xac", 1},
               {"\xf0\x9f\x98\x80", 1},
               {"a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z", 5}};

START_TEST(code_points_are_counted)
{
    ck_assert_uint_eq(utf8_length(lengths[_i].text), lengths[_i].length);
}
END_TEST

/* ---- numbers */

static const struct {
    const char *text;
    int64_t min, max, value;
} integers[] = {
    {"0", INT64_MIN, INT64_MAX, 0},
    {"7", 7, 7, 7},
    {"-7", -7, -7, -7},
    {"1", 1, 100, 1},
    {"100", 1, 100, 100},
    {"007", 0, 100, 7},
    {"-0", 0, 100, 0},
    {"9223372036854775807", INT64_MIN, INT64_MAX, INT64_MAX},
    {"-9223372036854775808", INT64_MIN, INT64_MAX, INT64_MIN},
    {"9223372036854775799", INT64_MIN, INT64_MAX, INT64_C(9223372036854775799)},
};

START_TEST(integers_within_their_limits)
{
    int64_t value = 42;
    ck_assert(parse_i64(integers[_i].text, integers[_i].min, integers[_i].max, &value));
    ck_assert_int_eq(value, integers[_i].value);
}
END_TEST

static const struct {
    const char *text;
    int64_t min, max;
} no_integers[] = {
    {"", INT64_MIN, INT64_MAX},
    {"-", INT64_MIN, INT64_MAX},
    {"--1", INT64_MIN, INT64_MAX},
    {"-+1", INT64_MIN, INT64_MAX},
    {" 1", INT64_MIN, INT64_MAX},
    {"1 ", INT64_MIN, INT64_MAX},
    {"1\n", INT64_MIN, INT64_MAX},
    {"1-", INT64_MIN, INT64_MAX},
    {"1.0", INT64_MIN, INT64_MAX},
    {"1e3", INT64_MIN, INT64_MAX},
    {"1,000", INT64_MIN, INT64_MAX},
    {"0x10", INT64_MIN, INT64_MAX},
    {"a", INT64_MIN, INT64_MAX},
    {"1/", INT64_MIN, INT64_MAX},
    {"1:", INT64_MIN, INT64_MAX},
    {"\xd9\xa1", INT64_MIN, INT64_MAX}, /* an Arabic digit */
    {"9223372036854775808", INT64_MIN, INT64_MAX},
    {"-9223372036854775809", INT64_MIN, INT64_MAX},
    {"92233720368547758070", INT64_MIN, INT64_MAX},
    {"18446744073709551616", INT64_MIN, INT64_MAX}, /* 2^64: 0 when it wraps */
    {"-18446744073709551617", INT64_MIN, INT64_MAX},
    {"99999999999999999999999999", INT64_MIN, INT64_MAX},
    {"0", 1, 100},
    {"101", 1, 100},
    {"-1", 0, INT64_MAX},
    {"1", INT64_MIN, 0},
};

START_TEST(what_is_no_integer_leaves_the_target_alone)
{
    int64_t value = 42;
    ck_assert(!parse_i64(no_integers[_i].text, no_integers[_i].min, no_integers[_i].max, &value));
    ck_assert_int_eq(value, 42);
}
END_TEST

static const struct {
    const char *text;
    int64_t value;
    const char *shortest;
} hundredths[] = {
    {"0", 0, "0"},
    {"12", 1200, "12"},
    {"12.5", 1250, "12.5"},
    {"12.50", 1250, "12.5"},
    {"12.75", 1275, "12.75"},
    {"12.00", 1200, "12"},
    {"0.05", 5, "0.05"},
    {"0.5", 50, "0.5"},
    {"-0.75", -75, "-0.75"},
    {"-0.05", -5, "-0.05"},
    {"-0.5", -50, "-0.5"},
    {"-1", -100, "-1"},
    {"-12.5", -1250, "-12.5"},
    {"100.01", 10001, "100.01"},
    {"92233720368547758.07", INT64_MAX, "92233720368547758.07"},
    {"-92233720368547758.08", INT64_MIN, "-92233720368547758.08"},
};

START_TEST(hundredths_there_and_back)
{
    int64_t value = 42;
    struct strbuf s;
    ck_assert(parse_hundredths(hundredths[_i].text, &value));
    ck_assert_int_eq(value, hundredths[_i].value);
    strbuf_init(&s, &memory, 0, 100);
    strbuf_hundredths(&s, value);
    ck_assert_str_eq(s.data, hundredths[_i].shortest);
}
END_TEST

static const char *const no_hundredths[] = {"",
                                            "-",
                                            ".",
                                            ".5",
                                            "12.",
                                            "12.755",
                                            "12.7.",
                                            "12.-5",
                                            "12.5-",
                                            "1,5",
                                            "1e2",
                                            " 1",
                                            "1 ",
                                            "1.5 ",
                                            "--1",
                                            "-.5",
                                            "1.a",
                                            "1.5a",
                                            "a",
                                            "12.000",
                                            "1..5",
                                            "NaN",
                                            "1.\xd9\xa1",
                                            "92233720368547758.08",
                                            "-92233720368547758.09",
                                            "92233720368547759",
                                            "-92233720368547759",
                                            "9223372036854775808",
                                            "184467440737095516.16",
                                            "99999999999999999999999"};

START_TEST(what_is_no_hundredth_leaves_the_target_alone)
{
    int64_t value = 42;
    ck_assert(!parse_hundredths(no_hundredths[_i], &value));
    ck_assert_int_eq(value, 42);
}
END_TEST

/* ---- base64url: the vectors of RFC 4648 section 10 unpadded, and the two other characters */

static const struct {
    const char *bytes, *text;
} base64[] = {
    {"", ""},
    {"f", "Zg"},
    {"fo", "Zm8"},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg"},
    {"fooba", "Zm9vYmE"},
    {"foobar", "Zm9vYmFy"},
    {"\xfb\xff\xfe", "-__-"},
    {"\xff\xff", "__8"},
};

START_TEST(base64url_there_and_back)
{
    const char *bytes = base64[_i].bytes;
    size_t length = strlen(bytes), back_length = 42;
    ck_assert_str_eq(base64url_encode(&memory, (const uint8_t *)bytes, length), base64[_i].text);
    const uint8_t *back = base64url_decode(&memory, base64[_i].text, &back_length);
    ck_assert_ptr_nonnull(back);
    ck_assert_uint_eq(back_length, length);
    ck_assert_int_eq(memcmp(back, bytes, length), 0);
}
END_TEST

START_TEST(base64url_carries_every_byte)
{
    uint8_t bytes[256];
    size_t length = 0;
    for (int i = 0; i < 256; i++) bytes[i] = (uint8_t)i;
    for (size_t n = 253; n <= 256; n++) {
        const char *text = base64url_encode(&memory, bytes, n);
        ck_assert_ptr_null(strpbrk(text, "+/="));
        ck_assert_mem_eq(base64url_decode(&memory, text, &length), bytes, n);
        ck_assert_uint_eq(length, n);
    }
}
END_TEST

static const char *const no_base64[] = {
    "A",     "Zm9vY",  "Zg==",         "Zg=",         "Zm8=",   "Zm+v", "Zm/v",
    "Zm 9v", "Zm9v\n", "Zm.v",         "Zm9\xc3\xa9", "Zm9[",   "Zm9`", "Zm9{",
    "Zm9@",  "Zm9:",   "Zm9v\x80\x80", "Zh",          "Zm9vZm-"};

START_TEST(impossible_base64url_is_refused)
{
    size_t length = 0;
    ck_assert_ptr_null(base64url_decode(&memory, no_base64[_i], &length));
}
END_TEST

/* ---- formats */

static const struct {
    enum text_format format;
    const char *text;
    bool has;
} formats[] = {
    {TEXT_FORMAT_NONE, "", true},
    {TEXT_FORMAT_NONE, " a\n\x01", true},
    {TEXT_FORMAT_LINE, "a", true},
    {TEXT_FORMAT_LINE, "Pelatihan dasar \xe2\x80\x93 2026", true},
    {TEXT_FORMAT_LINE, "a\nb", false},
    {TEXT_FORMAT_LINE, "a\tb", false},
    {TEXT_FORMAT_LINE, "a\x01", false},
    {TEXT_FORMAT_LINE, "a\x1f", false},
    {TEXT_FORMAT_LINE, "a\x7f", false},
    {TEXT_FORMAT_LINE, "a\xc2\x80", false}, /* C1 */
    {TEXT_FORMAT_LINE,
     "a\xc2\x9f"
     "b",
     false},
    {TEXT_FORMAT_LINE, "\xc3\x80\xc4\x80", true}, /* C1's second bytes behind other leads */
    {TEXT_FORMAT_LINE, "\xc2\xa0", true},         /* the first behind C1 */
    {TEXT_FORMAT_LINE, "", true},                 /* minLength says whether it may be empty */
    {TEXT_FORMAT_LINE, " ", false},
    {TEXT_FORMAT_LINE, " a", false},
    {TEXT_FORMAT_LINE, "a ", false},
    {TEXT_FORMAT_LINE, "a b", true},
    {TEXT_FORMAT_NIP, "199001012015031001", true},
    {TEXT_FORMAT_NIP, "000000000000000000", true},
    {TEXT_FORMAT_NIP, "", false},
    {TEXT_FORMAT_NIP, "19900101201503100", false},
    {TEXT_FORMAT_NIP, "1990010120150310011", false},
    {TEXT_FORMAT_NIP, "19900101 201503 1 001", false},
    {TEXT_FORMAT_NIP, "19900101201503100a", false},
    {TEXT_FORMAT_NIP, "-99001012015031001", false},
    {TEXT_FORMAT_CODE, "M.1", true},
    {TEXT_FORMAT_CODE, "33", true},
    {TEXT_FORMAT_CODE, "aZ09._/-", true},
    {TEXT_FORMAT_CODE, "", false},
    {TEXT_FORMAT_CODE, ".a", false},
    {TEXT_FORMAT_CODE, "_a", false},
    {TEXT_FORMAT_CODE, "/a", false},
    {TEXT_FORMAT_CODE, "-a", false},
    {TEXT_FORMAT_CODE, "a b", false},
    {TEXT_FORMAT_CODE, "a+b", false},
    {TEXT_FORMAT_CODE, "a\xc3\xa9", false},
    {TEXT_FORMAT_EXTERNAL_ID, "unor-7", true},
    {TEXT_FORMAT_EXTERNAL_ID, "!#$%&()*+,-./:;<=>?@[]^_{|}~", true},
    {TEXT_FORMAT_EXTERNAL_ID, "", false},
    {TEXT_FORMAT_EXTERNAL_ID, "a b", false},
    {TEXT_FORMAT_EXTERNAL_ID, "a\"b", false},
    {TEXT_FORMAT_EXTERNAL_ID, "a'b", false},
    {TEXT_FORMAT_EXTERNAL_ID, "a\\b", false},
    {TEXT_FORMAT_EXTERNAL_ID, "a\x1f", false},
    {TEXT_FORMAT_EXTERNAL_ID, "a\x7f", false},
    {TEXT_FORMAT_EXTERNAL_ID, "a\xc3\xa9", false},
    {TEXT_FORMAT_EMAIL, "a@b", true},
    {TEXT_FORMAT_EMAIL, "nama.contoh+bkd@contoh.example", true},
    {TEXT_FORMAT_EMAIL, "", false},
    {TEXT_FORMAT_EMAIL, "@", false},
    {TEXT_FORMAT_EMAIL, "@b", false},
    {TEXT_FORMAT_EMAIL, "a@", false},
    {TEXT_FORMAT_EMAIL, "ab", false},
    {TEXT_FORMAT_EMAIL, "a b@c", false},
    {TEXT_FORMAT_EMAIL, "a@b@c", false},
    {TEXT_FORMAT_EMAIL, "a@b\n", false},
    {TEXT_FORMAT_EMAIL, "a@b c", false},
    {TEXT_FORMAT_LANGUAGE, "id", true},
    {TEXT_FORMAT_LANGUAGE, "en", true},
    {TEXT_FORMAT_LANGUAGE, "", false},
    {TEXT_FORMAT_LANGUAGE, "ID", false},
    {TEXT_FORMAT_LANGUAGE, "in", false},
    {TEXT_FORMAT_LANGUAGE, "id-ID", false},
    {TEXT_FORMAT_LANGUAGE, "e", false},
    {TEXT_FORMAT_SLUG, "a", true},
    {TEXT_FORMAT_SLUG, "0", true},
    {TEXT_FORMAT_SLUG, "kota-contoh-2", true},
    {TEXT_FORMAT_SLUG, "a--b", true},
    {TEXT_FORMAT_SLUG, "", false},
    {TEXT_FORMAT_SLUG, "-", false},
    {TEXT_FORMAT_SLUG, "-a", false},
    {TEXT_FORMAT_SLUG, "a-", false},
    {TEXT_FORMAT_SLUG, "A", false},
    {TEXT_FORMAT_SLUG, "a_b", false},
    {TEXT_FORMAT_SLUG, "a b", false},
};

START_TEST(formats_of_contract_strings)
{
    ck_assert_msg(text_has_format(formats[_i].text, formats[_i].format) == formats[_i].has,
                  "format %d of '%s'", (int)formats[_i].format, formats[_i].text);
}
END_TEST

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_case("text", &suite);
    tcase_add_loop_test(tests, utf8_as_in_rfc_3629, 0, LENGTH(utf8));
    tcase_add_loop_test(tests, code_points_are_counted, 0, LENGTH(lengths));
    tcase_add_loop_test(tests, integers_within_their_limits, 0, LENGTH(integers));
    tcase_add_loop_test(tests, what_is_no_integer_leaves_the_target_alone, 0, LENGTH(no_integers));
    tcase_add_loop_test(tests, hundredths_there_and_back, 0, LENGTH(hundredths));
    tcase_add_loop_test(tests, what_is_no_hundredth_leaves_the_target_alone, 0,
                        LENGTH(no_hundredths));
    tcase_add_loop_test(tests, base64url_there_and_back, 0, LENGTH(base64));
    tcase_add_test(tests, base64url_carries_every_byte);
    tcase_add_loop_test(tests, impossible_base64url_is_refused, 0, LENGTH(no_base64));
    tcase_add_loop_test(tests, formats_of_contract_strings, 0, LENGTH(formats));
    return fixture_run(suite);
}
