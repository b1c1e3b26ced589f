/* test_negotiate.c - Accept, Accept-Language, Accept-Encoding and Content-Type
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/negotiate.h"

#include <string.h>

#include "fixture_contract.h"

#include "domain/base/banned.h"

static const char *const types[] = {"application/json", "text/csv", "text/html", NULL};
enum { JSON, CSV, HTML, NONE = -1 };

static const struct {
    const char *accept;
    int type;
} accepts[] = {
    {NULL, JSON},
    {"", JSON},
    {"*/*", JSON},
    {"application/json", JSON},
    {"Application/JSON", JSON},
    {"text/csv", CSV},
    {"text/*", CSV},
    {"text/html, text/csv", CSV}, /* equals: ours first */
    {"text/csv;q=0.5, text/html;q=0.6", HTML},
    {"text/csv;q=0.5, */*;q=0.1", CSV},
    {"text/*;q=0.9, text/csv;q=0.1", HTML}, /* the closest range decides */
    {"*/*;q=0.2, application/json;q=0", CSV},
    {"application/json;q=0.000", NONE},
    {"application/json;q=1.000", JSON},
    {"application/xml", NONE},
    {"image/*, audio/*", NONE},
    {"text/csv ; header=present ; q=0.7 , application/json;q=0.8", JSON},
    {"text/html;level=\"1,2;q=0\";q=0.9, text/csv;q=0.8", HTML},
    {",, ,text/csv,,", CSV},
    {"application/problem+json, application/json;q=0.1", JSON},
    {"application/jsonx", NONE},
    {"text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8",
     HTML}, /* a browser */
    {";;;", NONE},
    {"text/csv;q=", CSV},
};

START_TEST(accept_picks_a_type)
{
    ck_assert_int_eq(negotiate_type(accepts[_i].accept, types), accepts[_i].type);
}
END_TEST

static const struct {
    const char *accept_language;
    enum language otherwise, language;
} languages[] = {
    {NULL, LANGUAGE_ID, LANGUAGE_ID},
    {NULL, LANGUAGE_EN, LANGUAGE_EN},
    {"", LANGUAGE_EN, LANGUAGE_EN},
    {"en", LANGUAGE_ID, LANGUAGE_EN},
    {"EN-gb", LANGUAGE_ID, LANGUAGE_EN},
    {"id-ID, en;q=0.9", LANGUAGE_EN, LANGUAGE_ID},
    {"en;q=0.8, id;q=0.9", LANGUAGE_EN, LANGUAGE_ID},
    {"jv, id;q=0.1", LANGUAGE_EN, LANGUAGE_ID},
    {"fr", LANGUAGE_ID, LANGUAGE_ID},
    {"*", LANGUAGE_EN, LANGUAGE_EN},
    {"*, en;q=0.5", LANGUAGE_ID, LANGUAGE_ID},
    {"en, id", LANGUAGE_ID, LANGUAGE_ID},
    {"en, id", LANGUAGE_EN, LANGUAGE_EN},
    {"id;q=0, en;q=0.1", LANGUAGE_ID, LANGUAGE_EN},
    {"english", LANGUAGE_ID, LANGUAGE_ID},
};

START_TEST(accept_language_picks_a_language)
{
    ck_assert_int_eq(negotiate_language(languages[_i].accept_language, languages[_i].otherwise),
                     languages[_i].language);
}
END_TEST

static const struct {
    const char *accept_encoding;
    bool gzip;
} encodings[] = {
    {NULL, false},        {"", false},
    {"gzip", true},       {"GZIP", true},
    {"br, gzip", true},   {"gzip;q=0", false},
    {"*", true},          {"*;q=0", false},
    {"identity", false},  {"gzip;q=0, *", false},
    {"gzip;q=0.1", true}, {"x-gzipped", false},
};

START_TEST(accept_encoding_allows_gzip_or_not)
{
    ck_assert_int_eq(negotiate_gzip(encodings[_i].accept_encoding), encodings[_i].gzip);
}
END_TEST

static const struct {
    const char *content_type, *media_type;
} bodies[] = {
    {NULL, NULL},
    {"", NULL},
    {"application/json", "application/json"},
    {" Application/JSON ; charset=UTF-8", "application/json"},
    {"application/json; charset=\"utf-8\"", "application/json"},
    {"application/json;charset=us-ascii", "application/json"},
    {"application/json; charset=iso-8859-1", NULL},
    {"application/json, text/plain", NULL}, /* sent twice */
    {"application/json text/plain", NULL},
    {"text/csv; header=present", "text/csv"},
};

START_TEST(content_type_names_a_media_type)
{
    const char *type = media_type(&memory, bodies[_i].content_type);
    if (bodies[_i].media_type == NULL) ck_assert_ptr_null(type);
    else ck_assert_str_eq(type, bodies[_i].media_type);
}
END_TEST

#define LENGTH(array) (int)(sizeof(array) / sizeof((array)[0]))

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_contract_case("negotiate", &suite);
    tcase_add_loop_test(tests, accept_picks_a_type, 0, LENGTH(accepts));
    tcase_add_loop_test(tests, accept_language_picks_a_language, 0, LENGTH(languages));
    tcase_add_loop_test(tests, accept_encoding_allows_gzip_or_not, 0, LENGTH(encodings));
    tcase_add_loop_test(tests, content_type_names_a_media_type, 0, LENGTH(bodies));
    return fixture_contract_run(suite);
}
