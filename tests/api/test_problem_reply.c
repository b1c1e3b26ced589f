/* test_problem_reply.c - problems as RFC 9457 documents, read back with a real JSON parser
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/problem_reply.h"

#include <jansson.h>
#include <string.h>

#include "fixture_contract.h"

#include "domain/base/banned.h"

static struct problem problem;
static struct reply reply;
static json_t *json;

static void close_json(void)
{
    json_decref(json);
    json = NULL;
}

static void render(enum language language)
{
    json_error_t error;
    const struct problem_context context = {language, "r-1", "/v1/widgets/\"7\""};
    memset(&reply, 0, sizeof reply);
    problem_reply(&memory, &problem, &context, &reply);
    close_json();
    json = json_loads(body_of(&reply), JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(json != NULL, "%s: %s", error.text, body_of(&reply));
}

static const char *text_of(const char *member)
{
    const char *text = json_string_value(json_object_get(json, member));
    return text == NULL ? "" : text;
}

static void begin(enum problem_code code, const char *arg)
{
    problem_init(&problem, &memory);
    problem_raise(&problem, code, arg, NULL, NULL);
}

START_TEST(a_problem_says_everything_in_the_callers_language)
{
    const struct problem_definition *d = &problem_definitions[PROBLEM_STALE_VERSION];
    begin(PROBLEM_STALE_VERSION, NULL);
    render(LANGUAGE_EN);
    ck_assert_int_eq(reply.status, 412);
    ck_assert_str_eq(reply.content_type, "application/problem+json");
    ck_assert_str_eq(text_of("type"), "/problems/stale-version");
    ck_assert_str_eq(text_of("title"), d->title_en);
    ck_assert_int_eq(json_integer_value(json_object_get(json, "status")), 412);
    ck_assert_str_eq(text_of("detail"), d->detail_en);
    ck_assert_str_eq(text_of("instance"), "/v1/widgets/\"7\"");
    ck_assert_str_eq(text_of("code"), "stale-version");
    ck_assert_str_eq(text_of("request_id"), "r-1");
    ck_assert_str_eq(text_of("remedy"), d->remedy_en);
    ck_assert_uint_eq(json_array_size(json_object_get(json, "errors")), 0);
    ck_assert_str_eq(header_of(&reply, "Content-Language"), "en");
    render(LANGUAGE_ID);
    ck_assert_str_eq(text_of("title"), d->title_id);
    ck_assert_str_eq(text_of("detail"), d->detail_id);
    ck_assert_str_eq(header_of(&reply, "Content-Language"), "id");
    close_json();
}
END_TEST

START_TEST(places_in_texts_are_filled_and_escaped)
{
    problem_init(&problem, &memory);
    (void)problem_violation(&problem, VIOLATION_IN_BODY, "/a~1\"b", RULE_ENUM, "x, \"y\"\n", NULL);
    (void)problem_violation(&problem, VIOLATION_IN_QUERY, "/limit", RULE_MAX, "100", NULL);
    (void)problem_violation(&problem, VIOLATION_IN_HEADER, "/If-Match", RULE_MAX, NULL, NULL);
    render(LANGUAGE_EN);
    json_t *errors = json_object_get(json, "errors");
    ck_assert_uint_eq(json_array_size(errors), 3);
    const char *in, *pointer, *rule, *detail;
    ck_assert_int_eq(json_unpack(json_array_get(errors, 0), "{s:s,s:s,s:s,s:s !}", "in", &in,
                                 "pointer", &pointer, "rule", &rule, "detail", &detail),
                     0);
    ck_assert_str_eq(in, "body");
    ck_assert_str_eq(pointer, "/a~1\"b");
    ck_assert_str_eq(rule, "enum");
    ck_assert_ptr_nonnull(strstr(detail, ": x, \"y\"\n"));
    detail = json_string_value(json_object_get(json_array_get(errors, 1), "detail"));
    ck_assert_ptr_nonnull(strstr(detail, " 100"));
    detail = json_string_value(json_object_get(json_array_get(errors, 2), "detail"));
    ck_assert_ptr_null(strchr(detail, '{')); /* nothing to fill in: nothing, not "{0}" */
    close_json();
}
END_TEST

START_TEST(every_code_has_a_reply_in_both_languages)
{
    for (int code = 1; code < PROBLEM_CODE_COUNT; code++) {
        begin((enum problem_code)code, "x");
        render(LANGUAGE_ID);
        ck_assert_str_ne(text_of("title"), "");
        render(LANGUAGE_EN);
        ck_assert_str_ne(text_of("remedy"), "");
        ck_assert_ptr_null(strstr(text_of("detail"), "{0}"));
        ck_assert(reply.status >= 400 && reply.status <= 599);
        if (reply.status == 401) ck_assert_str_ne(header_of(&reply, "WWW-Authenticate"), "");
        if (reply.status == 503) ck_assert_str_ne(header_of(&reply, "Retry-After"), "");
    }
    close_json();
}
END_TEST

START_TEST(what_was_not_said_is_an_internal_error)
{
    problem_init(&problem, &memory);
    problem.internal = "secret of the house";
    render(LANGUAGE_EN);
    ck_assert_int_eq(reply.status, 500);
    ck_assert_str_eq(text_of("code"), "internal-error");
    ck_assert_ptr_null(strstr(body_of(&reply), "secret"));
    close_json();
}
END_TEST

static const struct {
    enum problem_code code;
    const char *challenge;
} challenges[] = {
    {PROBLEM_UNAUTHENTICATED, "Bearer realm=\"bangkom\""},
    {PROBLEM_INVALID_TOKEN, "Bearer realm=\"bangkom\", error=\"invalid_token\""},
    {PROBLEM_INVALID_CLIENT, "Basic realm=\"bangkom\""},
    {PROBLEM_FORBIDDEN, ""},
};

START_TEST(a_401_says_how_to_authenticate)
{
    begin(challenges[_i].code, NULL);
    render(LANGUAGE_ID);
    ck_assert_str_eq(header_of(&reply, "WWW-Authenticate"), challenges[_i].challenge);
    close_json();
}
END_TEST

START_TEST(retry_after_and_extensions_are_sent)
{
    begin(PROBLEM_TOO_MANY_REQUESTS, NULL);
    problem.retry_after_s = 17;
    problem.extension_json = "\"checks\":{\"a\":1}";
    render(LANGUAGE_ID);
    ck_assert_str_eq(header_of(&reply, "Retry-After"), "17");
    ck_assert_int_eq(json_integer_value(json_object_get(json_object_get(json, "checks"), "a")), 1);
    close_json();
}
END_TEST

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_contract_case("problem_reply", &suite);
    tcase_add_test(tests, a_problem_says_everything_in_the_callers_language);
    tcase_add_test(tests, places_in_texts_are_filled_and_escaped);
    tcase_add_test(tests, every_code_has_a_reply_in_both_languages);
    tcase_add_test(tests, what_was_not_said_is_an_internal_error);
    tcase_add_loop_test(tests, a_401_says_how_to_authenticate, 0,
                        sizeof challenges / sizeof challenges[0]);
    tcase_add_test(tests, retry_after_and_extensions_are_sent);
    return fixture_contract_run(suite);
}
