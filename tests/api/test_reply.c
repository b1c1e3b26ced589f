/* test_reply.c - replies of handlers: records, entity tags, preconditions, cursors
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/reply.h"

#include <string.h>

#include "api/http/cursor.h"
#include "api/http/etag.h"
#include "domain/base/text.h"
#include "fixture_contract.h"

#include "domain/base/banned.h"

static struct problem problem;
static struct request rq;
static const struct part part = {.has = {.value = 3}, .name = "p", .weight = 4};

static void begin(enum widget_operation operation)
{
    problem_init(&problem, &memory);
    memset(&rq, 0, sizeof rq);
    rq.app = &app;
    rq.arena = &memory;
    rq.problem = &problem;
    rq.operation = &widget_contract.operations[operation];
    rq.path = "/v1/widgets";
    rq.now.us = INT64_C(1790000000000000);
}

START_TEST(a_record_has_the_status_of_its_operation_and_a_tag)
{
    begin(WIDGETS_GET);
    ck_assert_int_eq(reply_record(&rq, &part_record, &part, 3), OUTCOME_OK);
    ck_assert_int_eq(rq.reply.status, 200);
    ck_assert_str_eq(rq.reply.content_type, "application/json");
    ck_assert_str_eq(body_of(&rq.reply), "{\"name\":\"p\",\"weight\":4}");
    ck_assert_str_eq(header_of(&rq.reply, "ETag"), "\"v3\"");
    begin(WIDGETS_GET);
    ck_assert_int_eq(reply_record(&rq, &part_record, &part, -1), OUTCOME_OK);
    ck_assert_int_eq(rq.reply.header_count, 0);
}
END_TEST

START_TEST(a_known_record_is_not_sent_again)
{
    begin(WIDGETS_GET);
    rq.if_none_match = "\"v2\", W/\"v3\"";
    ck_assert_int_eq(reply_record(&rq, &part_record, &part, 3), OUTCOME_OK);
    ck_assert_int_eq(rq.reply.status, 304);
    ck_assert_uint_eq(reply_length(&rq.reply), 0);
    ck_assert_str_eq(header_of(&rq.reply, "ETag"), "\"v3\"");
    begin(WIDGETS_UPDATE); /* only reads */
    rq.if_none_match = "\"v3\"";
    ck_assert_int_eq(reply_record(&rq, &part_record, &part, 3), OUTCOME_OK);
    ck_assert_int_eq(rq.reply.status, 200);
}
END_TEST

START_TEST(a_created_record_says_where_it_is)
{
    begin(WIDGETS_CREATE);
    ck_assert_int_eq(reply_created(&rq, &part_record, &part, (struct uuid){{0xab}}, 1), OUTCOME_OK);
    ck_assert_int_eq(rq.reply.status, 201);
    ck_assert_str_eq(header_of(&rq.reply, "location"),
                     "/v1/widgets/ab000000-0000-0000-0000-000000000000");
    ck_assert_str_eq(header_of(&rq.reply, "ETag"), "\"v1\"");
    begin(WIDGETS_CREATE);
    ck_assert_int_eq(reply_accepted(&rq, &part_record, &part, "/v1/jobs/1", -1), OUTCOME_OK);
    ck_assert_int_eq(rq.reply.status, 202);
    ck_assert_str_eq(header_of(&rq.reply, "Location"), "/v1/jobs/1");
}
END_TEST

START_TEST(headers_are_replaced_but_vary_grows)
{
    begin(WIDGETS_GET);
    reply_header(&rq, "Cache-Control", "no-cache");
    reply_header(&rq, "cache-control", "no-store");
    ck_assert_int_eq(rq.reply.header_count, 1);
    ck_assert_str_eq(header_of(&rq.reply, "Cache-Control"), "no-store");
    reply_header(&rq, "Vary", "Accept");
    reply_header(&rq, "Vary", "Origin");
    ck_assert_str_eq(header_of(&rq.reply, "Vary"), "Accept, Origin");
}
END_TEST

START_TEST(a_text_is_sent_by_reference)
{
    static const char text[] = "# metrics\n";
    begin(WIDGETS_GET);
    ck_assert_int_eq(reply_text(&rq, 200, "text/plain", text, 9), OUTCOME_OK);
    ck_assert_ptr_eq(rq.reply.static_body, text);
    ck_assert_uint_eq(reply_length(&rq.reply), 9);
}
END_TEST

/* ---- entity tags */

static const struct {
    const char *header;
    bool readable, weakly, strongly; /* about "v3" */
} tags[] = {
    {"*", true, true, true},
    {"\"v3\"", true, true, true},
    {" \"v3\" ", true, true, true},
    {"W/\"v3\"", true, true, false},
    {"\"v1\", \"v3\"", true, true, true},
    {"\"v1\",W/\"v3\"", true, true, false},
    {"\"v33\"", true, false, false},
    {"\"v3", false, false, false},
    {"v3", false, false, false},
    {"", false, false, false},
    {",", false, false, false},
    {"\"v1\" \"v3\"", false, false, false},
    {"\"a,b\", \"v3\"", true, true, true},
    {"w/\"v3\"", false, false, false},
    {"\"\"", true, false, false},
};

START_TEST(tags_are_compared)
{
    ck_assert_int_eq(etag_is_list(tags[_i].header), tags[_i].readable);
    if (!tags[_i].readable) return;
    ck_assert_int_eq(etag_matches(tags[_i].header, "\"v3\"", true), tags[_i].weakly);
    ck_assert_int_eq(etag_matches(tags[_i].header, "\"v3\"", false), tags[_i].strongly);
}
END_TEST

START_TEST(a_stale_version_is_refused)
{
    begin(WIDGETS_UPDATE);
    rq.if_match = "\"v2\"";
    ck_assert_int_eq(request_check_version(&rq, 2), OUTCOME_OK);
    ck_assert_int_eq(request_check_version(&rq, 3), OUTCOME_STALE);
    ck_assert_int_eq(problem.code, PROBLEM_STALE_VERSION);
    begin(WIDGETS_UPDATE);
    rq.if_match = "*";
    ck_assert_int_eq(request_check_version(&rq, 3), OUTCOME_OK);
}
END_TEST

/* ---- cursors */

static const struct uuid id = {{1, 2, 3}};

START_TEST(a_cursor_comes_back_as_it_was)
{
    static const char *const keys[] = {"Kecamatan Plaju", "", NULL, "\xc3\xa9"};
    struct cursor out;
    for (int i = 0; i < 4; i++) {
        const struct cursor in = {id, keys[i]};
        const char *text = cursor_encode(&memory, "widgets_list", "-name", &in);
        ck_assert_uint_eq(
            strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            strlen(text));
        ck_assert(cursor_decode(&memory, "widgets_list", "-name", text, &out));
        ck_assert(uuid_equal(out.id, id));
        ck_assert_pstr_eq(out.key, keys[i]);
    }
}
END_TEST

START_TEST(a_cursor_is_good_for_its_operation_and_order_only)
{
    const struct cursor in = {id, "k"};
    struct cursor out;
    const char *text = cursor_encode(&memory, "widgets_list", "name", &in);
    ck_assert(!cursor_decode(&memory, "widgets_list", "-name", text, &out));
    ck_assert(!cursor_decode(&memory, "widgets_list", NULL, text, &out));
    ck_assert(!cursor_decode(&memory, "units_list", "name", text, &out));
    ck_assert(cursor_decode(&memory, "widgets_list", "name", text, &out));
}
END_TEST

START_TEST(garbage_is_no_cursor)
{
    static const char *const texts[] = {
        "", "A", "====", "AAAA", "not a cursor", "Li4vLi4vZXRjL3Bhc3N3ZA"};
    struct cursor out;
    const char *good = cursor_encode(&memory, "l", "name", &(struct cursor){id, "k"});
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        ck_assert(!cursor_decode(&memory, "l", "name", texts[i], &out));
    for (size_t i = 1; i < strlen(good) - 2; i++) /* every cut */
        ck_assert(!cursor_decode(&memory, "l", "name", arena_copy(&memory, good, i), &out) ||
                  out.key[0] == '\0');
    size_t length;
    uint8_t *bytes = base64url_decode(&memory, good, &length);
    ck_assert_ptr_nonnull(bytes);
    bytes[length - 1] = 0xff; /* a key that is not UTF-8 */
    ck_assert(!cursor_decode(&memory, "l", "name", base64url_encode(&memory, bytes, length), &out));
    bytes[length - 1] = 'k';
    bytes[0]++; /* another version of the format */
    ck_assert(!cursor_decode(&memory, "l", "name", base64url_encode(&memory, bytes, length), &out));
}
END_TEST

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_contract_case("reply", &suite);
    tcase_add_test(tests, a_record_has_the_status_of_its_operation_and_a_tag);
    tcase_add_test(tests, a_known_record_is_not_sent_again);
    tcase_add_test(tests, a_created_record_says_where_it_is);
    tcase_add_test(tests, headers_are_replaced_but_vary_grows);
    tcase_add_test(tests, a_text_is_sent_by_reference);
    tcase_add_loop_test(tests, tags_are_compared, 0, sizeof tags / sizeof tags[0]);
    tcase_add_test(tests, a_stale_version_is_refused);
    tcase_add_test(tests, a_cursor_comes_back_as_it_was);
    tcase_add_test(tests, a_cursor_is_good_for_its_operation_and_order_only);
    tcase_add_test(tests, garbage_is_no_cursor);
    return fixture_contract_run(suite);
}
