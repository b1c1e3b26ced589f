/* test_uuid.c - RFC 9562 identifiers
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/uuid.h"

#include <string.h>

#include "fixture.h"

#include "domain/base/banned.h"

static const char *text_of(struct uuid id)
{
    static char text[UUID_TEXT_LENGTH + 1];
    memset(text, '#', sizeof text);
    uuid_format(id, text);
    return text;
}

static const struct {
    int64_t unix_ms;
    uint8_t random[10];
    const char *text;
} version_7[] = {
    /* RFC 9562 appendix A.6 */
    {INT64_C(0x017f22e279b0),
     {0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f},
     "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"},
    /* version and variant do not come from the random bytes */
    {0, {0}, "00000000-0000-7000-8000-000000000000"},
    {0,
     {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
     "00000000-0000-7fff-bfff-ffffffffffff"},
    {INT64_C(0xffffffffffff), {0}, "ffffffff-ffff-7000-8000-000000000000"},
    {INT64_C(0x010203040506),
     {0x0a, 0xbb, 0x0c, 0xdd, 0xee, 0xff, 0x11, 0x22, 0x33, 0x44},
     "01020304-0506-7abb-8cdd-eeff11223344"},
};

START_TEST(version_7_as_in_rfc_9562)
{
    ck_assert_str_eq(text_of(uuid_v7(version_7[_i].unix_ms, version_7[_i].random)),
                     version_7[_i].text);
}
END_TEST

START_TEST(version_7_sorts_by_time)
{
    static const uint8_t low[10] = {0};
    uint8_t high[10];
    memset(high, 0xff, sizeof high);
    static const int64_t times[] = {0, 254, 255, 256, 65535, INT64_C(1767225600000)};
    for (size_t i = 0; i < LENGTH(times); i++)
        ck_assert_int_lt(uuid_compare(uuid_v7(times[i], high), uuid_v7(times[i] + 1, low)), 0);
}
END_TEST

static const struct {
    const char *text, *lower;
} good[] = {
    {"00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000"},
    {"01890a5d-ac96-774b-bcce-b302099a8057", "01890a5d-ac96-774b-bcce-b302099a8057"},
    {"01890A5D-AC96-774B-BCCE-B302099A8057", "01890a5d-ac96-774b-bcce-b302099a8057"},
    {"FfFfFfFf-fFfF-FFFF-ffff-ffffffffffff", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
    {"01234567-89ab-cdef-ABCD-EF0123456789", "01234567-89ab-cdef-abcd-ef0123456789"},
};

START_TEST(texts_there_and_back)
{
    struct uuid id;
    memset(&id, 0x5a, sizeof id);
    ck_assert(uuid_parse(good[_i].text, &id));
    ck_assert_str_eq(text_of(id), good[_i].lower);
}
END_TEST

START_TEST(bytes_are_in_network_order)
{
    struct uuid id;
    ck_assert(uuid_parse("01020304-0506-0708-090a-0b0c0d0e0f10", &id));
    for (int i = 0; i < 16; i++) ck_assert_uint_eq(id.bytes[i], i + 1);
}
END_TEST

static const char *const bad[] = {
    "",
    "0",
    "01890a5d-ac96-774b-bcce-b302099a805",
    "01890a5d-ac96-774b-bcce-b302099a80577",
    "01890a5d-ac96-774b-bcce-b302099a8057 ",
    " 01890a5d-ac96-774b-bcce-b302099a8057",
    "01890a5dac96774bbcceb302099a8057",
    "01890a5d-ac96-774b-bcceb302099a80577",
    "01890a5da-c96-774b-bcce-b302099a8057",
    "01890a5d-ac96-774b-bcc-eb302099a8057",
    "01890a5d_ac96_774b_bcce_b302099a8057",
    "0189-a5d-ac96-774b-bcce-b302099a8057",
    "g1890a5d-ac96-774b-bcce-b302099a8057",
    "01890a5d-ac96-774b-bcce-b302099a805g",
    "01890a5d-ac96-774b-bcce-b302099a805:",
    "01890a5d-ac96-774b-bcce-b302099a805@",
    "01890a5d-ac96-774b-bcce-b302099a805`",
    "01890a5d-ac96-774b-bcce-b302099a805/",
    "01890a5d-ac96-774b-bcce-b302099a805\xc3",
    "0x890a5d-ac96-774b-bcce-b302099a8057",
    "{01890a5d-ac96-774b-bcce-b302099a8057}",
    "urn:uuid:01890a5d-ac96-774b-bcce-b302099a8057",
};

START_TEST(what_is_no_uuid_leaves_the_target_alone)
{
    struct uuid id, before;
    memset(&id, 0x5a, sizeof id);
    before = id;
    ck_assert(!uuid_parse(bad[_i], &id));
    ck_assert(uuid_equal(id, before));
}
END_TEST

START_TEST(every_byte_counts)
{
    const struct uuid nil = {{0}};
    ck_assert(uuid_is_nil(nil));
    ck_assert(uuid_equal(nil, nil));
    ck_assert_int_eq(uuid_compare(nil, nil), 0);
    for (int i = 0; i < 16; i++) {
        struct uuid id = nil;
        id.bytes[i] = 0x80; /* negative, were bytes signed */
        ck_assert(!uuid_is_nil(id));
        ck_assert(!uuid_equal(id, nil));
        ck_assert_int_gt(uuid_compare(id, nil), 0);
        ck_assert_int_lt(uuid_compare(nil, id), 0);
    }
}
END_TEST

START_TEST(the_first_difference_decides)
{
    const struct uuid a = {{1, 2, 0xff}}, b = {{1, 3, 0}};
    ck_assert_int_lt(uuid_compare(a, b), 0);
    ck_assert_int_gt(uuid_compare(b, a), 0);
}
END_TEST

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_case("uuid", &suite);
    tcase_add_loop_test(tests, version_7_as_in_rfc_9562, 0, LENGTH(version_7));
    tcase_add_test(tests, version_7_sorts_by_time);
    tcase_add_loop_test(tests, texts_there_and_back, 0, LENGTH(good));
    tcase_add_test(tests, bytes_are_in_network_order);
    tcase_add_loop_test(tests, what_is_no_uuid_leaves_the_target_alone, 0, LENGTH(bad));
    tcase_add_test(tests, every_byte_counts);
    tcase_add_test(tests, the_first_difference_decides);
    return fixture_run(suite);
}
