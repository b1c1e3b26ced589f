/* test_cors.c - which origins are let in, and what they are told
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/cors.h"

#include <string.h>

#include "fixture_contract.h"

#include "domain/base/banned.h"

#define TWO "https://a.example, https://b.example:8443"

static const struct {
    const char *origins, *origin;
    bool allowed;
} cases[] = {
    {NULL, "https://a.example", false},
    {"", "https://a.example", false},
    {TWO, NULL, false},
    {TWO, "https://a.example", true},
    {TWO, "https://b.example:8443", true},
    {TWO, "https://b.example", false},
    {TWO, "http://a.example", false},
    {TWO, "https://a.example.evil.test", false},
    {TWO, "https://a.exampl", false},
    {TWO, "", false},
    {TWO, "null", false},
    {TWO, TWO, false},
    {"https://a.example,https://c.example", "https://c.example", true},
    {"*", "https://anything.example", true},
    {"*", NULL, false},
};

START_TEST(only_configured_origins_are_allowed)
{
    ck_assert_int_eq(cors_allows(cases[_i].origins, cases[_i].origin), cases[_i].allowed);
}
END_TEST

START_TEST(a_reply_to_an_allowed_origin_says_so)
{
    struct reply r = {0};
    cors_headers(&memory, &r, TWO, "https://a.example", NULL);
    ck_assert_str_eq(header_of(&r, "Access-Control-Allow-Origin"), "https://a.example");
    ck_assert_str_eq(header_of(&r, "Vary"), "Origin");
    ck_assert_ptr_nonnull(
        strstr(header_of(&r, "Access-Control-Expose-Headers"), "Idempotency-Replayed"));
    ck_assert_str_eq(header_of(&r, "Access-Control-Allow-Credentials"), "");
}
END_TEST

START_TEST(a_preflight_names_methods_and_headers)
{
    struct reply r = {0};
    cors_headers(&memory, &r, "*", "https://a.example", "GET, HEAD, OPTIONS");
    ck_assert_str_eq(header_of(&r, "Access-Control-Allow-Origin"), "*");
    ck_assert_str_eq(header_of(&r, "Access-Control-Allow-Methods"), "GET, HEAD, OPTIONS");
    ck_assert_ptr_nonnull(strstr(header_of(&r, "Access-Control-Allow-Headers"), "Authorization"));
    ck_assert_str_eq(header_of(&r, "Vary"), ""); /* the same for everybody */
}
END_TEST

START_TEST(others_learn_only_that_the_reply_varies)
{
    struct reply r = {0};
    cors_headers(&memory, &r, TWO, "https://evil.example", NULL);
    ck_assert_int_eq(r.header_count, 1);
    ck_assert_str_eq(header_of(&r, "Vary"), "Origin");
    memset(&r, 0, sizeof r);
    cors_headers(&memory, &r, NULL, "https://evil.example", NULL);
    ck_assert_int_eq(r.header_count, 0);
}
END_TEST

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_contract_case("cors", &suite);
    tcase_add_loop_test(tests, only_configured_origins_are_allowed, 0,
                        sizeof cases / sizeof cases[0]);
    tcase_add_test(tests, a_reply_to_an_allowed_origin_says_so);
    tcase_add_test(tests, a_preflight_names_methods_and_headers);
    tcase_add_test(tests, others_learn_only_that_the_reply_varies);
    return fixture_contract_run(suite);
}
