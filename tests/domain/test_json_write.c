/* test_json_write.c - JSON by hand and by descriptor
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/json_write.h"

#include <string.h>

#include "fixture.h"

#include "domain/base/banned.h"

static struct strbuf out;

static void start(void)
{
    strbuf_init(&out, &memory, 8, 100000);
}

static const struct {
    const char *text, *json;
} strings[] = {
    {NULL, "null"},
    {"", "\"\""},
    {"abc", "\"abc\""},
    {"say \"hi\"", "\"say \\\"hi\\\"\""},
    {"a\\b", "\"a\\\\b\""},
    {"a/b", "\"a/b\""},
    {"\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\""},
    {"\x01\x0b\x0e\x1f", "\"\\u0001\\u000b\\u000e\\u001f\""},
    {" \x7f", "\" \x7f\""},
    {"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\""},
    {"\n", "\"\\n\""},
    {"\"\"", "\"\\\"\\\"\""},
    {"a\nb", "\"a\\nb\""},
};

START_TEST(strings_are_escaped)
{
    json_write_string(&out, strings[_i].text);
    ck_assert_str_eq(out.data, strings[_i].json);
}
END_TEST

START_TEST(every_control_character_is_escaped)
{
    for (char c = 1; c < 0x20; c++) {
        strbuf_clear(&out);
        json_write_string(&out, (const char[]){c, '\0'});
        ck_assert_int_eq(out.data[1], '\\');
        ck_assert_uint_eq(out.length, strchr("\b\f\n\r\t", c) != NULL ? 4 : 8);
    }
}
END_TEST

static const struct {
    int field;
    const char *json;
} values[] = {
    {FIELD_COURSE_open, "true"},
    {FIELD_COURSE_seats, "30"},
    {FIELD_COURSE_jp, "12.5"},
    {FIELD_COURSE_title, "\"Pelatihan dasar\""},
    {FIELD_COURSE_id, "\"ab000000-0000-0000-0000-000000000000\""},
    {FIELD_COURSE_starts_on, "\"2026-01-01\""},
    {FIELD_COURSE_created_at, "\"1970-01-01T00:00:01.500000Z\""},
    {FIELD_COURSE_level, "\"first-line\""},
    {FIELD_COURSE_host, "\"ext:unor-7\""},
    {FIELD_COURSE_main_topic, "{\"name\":\"Hukum\",\"note\":null}"},
    {FIELD_COURSE_topics, "[{\"name\":\"Etika\",\"jp\":2.5,\"note\":\"a\"},"
                          "{\"name\":\"Hukum\",\"note\":null}]"},
    {FIELD_COURSE_tags, "[\"satu\",\"dua\"]"},
    {FIELD_COURSE_rooms, "[\"01000000-0000-0000-0000-000000000000\","
                         "\"02000000-0000-0000-0000-000000000000\"]"},
    {FIELD_COURSE_hosts, "[]"},
    {FIELD_COURSE_extra, "{\"a\": [1, null]}"},
    {FIELD_COURSE_digest, "null"},
};

/* The value of one field of a course. */
static const char *json_of(const struct course *course, int i)
{
    const struct field *field = &course_record.fields[i];
    strbuf_clear(&out);
    json_write_field(&out, field, (const char *)course + field->offset);
    return out.data;
}

START_TEST(each_kind_is_written_its_way)
{
    struct course course = sample_course();
    ck_assert_str_eq(json_of(&course, values[_i].field), values[_i].json);
}
END_TEST

START_TEST(other_values_of_the_kinds)
{
    struct course course = sample_course();
    course.open = false;
    course.seats = INT64_MIN;
    course.jp = -75;
    course.title = course.extra = NULL;
    course.level = 0;
    ck_assert_str_eq(json_of(&course, FIELD_COURSE_open), "false");
    ck_assert_str_eq(json_of(&course, FIELD_COURSE_seats), "-9223372036854775808");
    ck_assert_str_eq(json_of(&course, FIELD_COURSE_jp), "-0.75");
    ck_assert_str_eq(json_of(&course, FIELD_COURSE_title), "null");
    ck_assert_str_eq(json_of(&course, FIELD_COURSE_extra), "null");
    ck_assert_str_eq(json_of(&course, FIELD_COURSE_level), "null");
    course.level = 3; /* no such value */
    ck_assert_str_eq(json_of(&course, FIELD_COURSE_level), "null");
}
END_TEST

START_TEST(references_as_a_caller_writes_them)
{
    struct ref hosts[] = {{.by = REF_BY_ID, .id = {{1}}},
                          {.by = REF_BY_EXT, .key = "unor-7"},
                          {.by = REF_BY_NIP, .key = "199001012015031001"}};
    struct course course = {.hosts = {3, hosts, NULL}};
    ck_assert_str_eq(json_of(&course, FIELD_COURSE_hosts),
                     "[\"01000000-0000-0000-0000-000000000000\",\"ext:unor-7\","
                     "\"nip:199001012015031001\"]");
}
END_TEST

START_TEST(raw_json_stands_for_the_items)
{
    struct course course = sample_course();
    course.topics.raw_json = "[{\"name\": \"x\"}]";
    course.tags.raw_json = "[]";
    ck_assert_str_eq(json_of(&course, FIELD_COURSE_topics), "[{\"name\": \"x\"}]");
    ck_assert_str_eq(json_of(&course, FIELD_COURSE_tags), "[]");
}
END_TEST

START_TEST(a_record_has_no_secrets_and_no_bytes)
{
    struct course course = sample_course();
    record_mark(&course, FIELD_COURSE_digest, true);
    course.topics.count = 1;
    course.rooms.count = 0;
    json_write_record(&out, &course_record, &course);
    ck_assert_str_eq(out.data,
                     "{\"open\":true,\"seats\":30,\"jp\":12.5,\"title\":\"Pelatihan dasar\","
                     "\"id\":\"ab000000-0000-0000-0000-000000000000\",\"starts_on\":\"2026-01-01\","
                     "\"created_at\":\"1970-01-01T00:00:01.500000Z\",\"level\":\"first-line\","
                     "\"owner_id\":\"cd000000-0000-0000-0000-000000000000\","
                     "\"host\":\"ext:unor-7\",\"main_topic\":{\"name\":\"Hukum\",\"note\":null},"
                     "\"topics\":[{\"name\":\"Etika\",\"jp\":2.5,\"note\":\"a\"}],"
                     "\"tags\":[\"satu\",\"dua\"],\"rooms\":[],\"extra\":{\"a\": [1, null]}}");
}
END_TEST

START_TEST(without_a_value_null_or_absent)
{
    struct course course = sample_course();
    course.has = (struct presence){0}; /* what the members hold no longer counts */
    json_write_record(&out, &course_record, &course);
    ck_assert_str_eq(out.data, "{\"starts_on\":null}");
    strbuf_clear(&out);
    course.has.value = 1U << FIELD_COURSE_seats;
    json_write_record(&out, &course_record, &course);
    ck_assert_str_eq(out.data, "{\"seats\":30,\"starts_on\":null}");
    strbuf_clear(&out);
    struct topic topic = {.has = {.value = 2}, .jp = 100};
    json_write_record(&out, &topic_record, &topic);
    ck_assert_str_eq(out.data, "{\"jp\":1,\"note\":null}");
}
END_TEST

START_TEST(a_record_without_members)
{
    static const struct record empty = {"empty", NULL, 0, sizeof(struct presence)};
    struct presence has = {0};
    json_write_record(&out, &empty, &has);
    ck_assert_str_eq(out.data, "{}");
}
END_TEST

START_TEST(records_follow_what_is_there)
{
    struct topic topic = {.has = {.value = 1}, .name = "{"};
    strbuf_text(&out, "{\"data\":[");
    json_write_record(&out, &topic_record, &topic);
    strbuf_char(&out, ',');
    json_write_record(&out, &topic_record, &topic);
    strbuf_text(&out, "]}");
    ck_assert_str_eq(out.data, "{\"data\":[{\"name\":\"{\",\"note\":null},"
                               "{\"name\":\"{\",\"note\":null}]}");
}
END_TEST

/* Whatever does not fit is noticed, whichever part it is that meets the end. */
START_TEST(every_maximum_that_is_too_small_overflows)
{
    struct course course = sample_course();
    json_write_record(&out, &course_record, &course);
    const char *whole = out.data;
    size_t length = out.length;
    for (size_t max = 0; max <= length; max++) {
        strbuf_init(&out, &memory, 8, max);
        json_write_record(&out, &course_record, &course);
        ck_assert_int_eq(out.overflow, max < length);
        ck_assert_uint_le(out.length, max);
        ck_assert_int_eq(strncmp(out.data, whole, out.length), 0);
    }
}
END_TEST

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_case("json_write", &suite);
    tcase_add_checked_fixture(tests, start, NULL);
    tcase_add_loop_test(tests, strings_are_escaped, 0, LENGTH(strings));
    tcase_add_test(tests, every_control_character_is_escaped);
    tcase_add_loop_test(tests, each_kind_is_written_its_way, 0, LENGTH(values));
    tcase_add_test(tests, other_values_of_the_kinds);
    tcase_add_test(tests, references_as_a_caller_writes_them);
    tcase_add_test(tests, raw_json_stands_for_the_items);
    tcase_add_test(tests, a_record_has_no_secrets_and_no_bytes);
    tcase_add_test(tests, without_a_value_null_or_absent);
    tcase_add_test(tests, a_record_without_members);
    tcase_add_test(tests, records_follow_what_is_there);
    tcase_add_test(tests, every_maximum_that_is_too_small_overflows);
    return fixture_run(suite);
}
