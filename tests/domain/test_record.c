/* test_record.c - descriptors: presence, merge-patch, copies, enumerations and references
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/record.h"

#include <string.h>

#include "fixture.h"

#include "domain/base/banned.h"

#define BIT(i) (UINT64_C(1) << (i))

START_TEST(fields_are_found_by_name)
{
    for (int i = 0; i < course_record.count; i++)
        ck_assert_int_eq(record_find(&course_record, course_record.fields[i].name), i);
    ck_assert_int_eq(record_find(&course_record, "titl"), -1);
    ck_assert_int_eq(record_find(&course_record, "titles"), -1);
    ck_assert_int_eq(record_find(&course_record, ""), -1);
}
END_TEST

START_TEST(value_and_null_and_absent_are_three_things)
{
    struct course course = {0};
    for (int i = 0; i < 64; i += 63) {
        ck_assert(!record_given(&course, i) && !record_has(&course, i));
        record_mark(&course, i, true);
        ck_assert(record_given(&course, i) && record_has(&course, i));
        record_mark(&course, i, false);
        ck_assert(record_given(&course, i) && !record_has(&course, i));
    }
    ck_assert_uint_eq(course.has.given, BIT(0) | BIT(63));
    ck_assert_uint_eq(course.has.value, 0);
}
END_TEST

START_TEST(one_member_by_name)
{
    struct course course = {0};
    RECORD_PUT(&course, COURSE, seats, 12);
    ck_assert_int_eq(course.seats, 12);
    ck_assert(RECORD_HAS(&course, COURSE, seats) && RECORD_GIVEN(&course, COURSE, seats));
    ck_assert(!RECORD_HAS(&course, COURSE, jp) && !RECORD_GIVEN(&course, COURSE, jp));
    RECORD_CLEAR(&course, COURSE, seats);
    ck_assert(!RECORD_HAS(&course, COURSE, seats) && RECORD_GIVEN(&course, COURSE, seats));
}
END_TEST

/* ---- merge-patch */

START_TEST(given_fields_replace_and_null_clears)
{
    struct course course = sample_course();
    struct course_patch patch = {0};
    RECORD_PUT(&patch, COURSE_PATCH, title, "Pelatihan lanjutan");
    RECORD_CLEAR(&patch, COURSE_PATCH, starts_on);
    ck_assert_int_eq(record_merge(&course_record, &course, &course_patch_record, &patch), 2);
    ck_assert_str_eq(course.title, "Pelatihan lanjutan");
    ck_assert(!RECORD_HAS(&course, COURSE, starts_on));
    ck_assert_int_eq(course.seats, 30);
    ck_assert(RECORD_HAS(&course, COURSE, seats) && !RECORD_GIVEN(&course, COURSE, seats));
    ck_assert_uint_eq(course.has.given, BIT(FIELD_COURSE_title) | BIT(FIELD_COURSE_starts_on));
}
END_TEST

START_TEST(an_absent_member_says_nothing)
{
    struct course course = sample_course(), before = course;
    struct course_patch patch = {.title = "not given", .seats = 1};
    ck_assert_int_eq(record_merge(&course_record, &course, &course_patch_record, &patch), 0);
    ck_assert_mem_eq(&course, &before, sizeof course);
}
END_TEST

START_TEST(what_is_there_already_is_no_change)
{
    struct course course = sample_course();
    struct course_patch patch = {0};
    char title[] = "Pelatihan dasar"; /* the same text elsewhere */
    RECORD_PUT(&patch, COURSE_PATCH, title, title);
    RECORD_PUT(&patch, COURSE_PATCH, seats, 30);
    RECORD_CLEAR(&patch, COURSE_PATCH, starts_on);
    RECORD_CLEAR(&course, COURSE, starts_on);
    ck_assert_int_eq(record_merge(&course_record, &course, &course_patch_record, &patch), 0);
    RECORD_PUT(&patch, COURSE_PATCH, starts_on, (struct date){1});
    ck_assert_int_eq(record_merge(&course_record, &course, &course_patch_record, &patch), 1);
    ck_assert_int_eq(course.starts_on.days, 1);
    ck_assert(RECORD_HAS(&course, COURSE, starts_on));
}
END_TEST

START_TEST(other_kinds_and_unknown_members_are_left_alone)
{
    struct course course = sample_course();
    struct uuid owner_id = course.owner_id;
    struct course_patch patch = {0};
    RECORD_PUT(&patch, COURSE_PATCH, owner_id, ((struct ref){.by = REF_BY_ID, .id = {{9}}}));
    RECORD_PUT(&patch, COURSE_PATCH, remark, "x");
    ck_assert_int_eq(record_merge(&course_record, &course, &course_patch_record, &patch), 0);
    ck_assert(uuid_equal(course.owner_id, owner_id));
    ck_assert_uint_eq(course.has.given, 0);
}
END_TEST

static struct ref host_list[] = {{.by = REF_BY_EXT, .key = "a"}};

static struct course complete_course(void)
{
    struct course course = sample_course();
    course.hosts = (struct list){1, host_list, NULL};
    course.digest = (struct bytes){(const uint8_t *)"abc", 3};
    course.has.value = BIT(COURSE_FIELDS) - 1;
    return course;
}

/* Every member differs from complete_course(), most of them in one place only. */
static struct course other_course(void)
{
    static struct topic topics[] = {
        {.has = {.value = 7}, .name = "Etika", .jp = 300, .note = "a"},
        {.has = {.value = 1}, .name = "Hukum"},
    };
    static const char *tags[] = {"satu", "tiga"};
    static struct uuid rooms[] = {{{1}}, {{3}}};
    static struct ref hosts[] = {{.by = REF_BY_EXT, .key = "b"}};
    return (struct course){
        .open = false,
        .seats = 31,
        .jp = 1251,
        .title = "Pelatihan dasaR",
        .id = {{0xab, [15] = 1}},
        .starts_on = {20455},
        .created_at = {1500001},
        .level = LEVEL_BASIC,
        .host = {.by = REF_BY_EXT, .key = "unor-8"},
        .main_topic = {.has = {.value = 1}, .name = "Etika"},
        .topics = {2, topics, NULL},
        .tags = {2, tags, NULL},
        .rooms = {2, rooms, NULL},
        .hosts = {1, hosts, NULL},
        .extra = "{}",
        .digest = {(const uint8_t *)"abd", 3},
    };
}

START_TEST(a_change_of_each_kind_counts_once)
{
    struct course course = complete_course(), patch = other_course();
    patch.has = (struct presence){BIT(_i), BIT(_i)};
    ck_assert_int_eq(record_merge(&course_record, &course, &course_record, &patch), 1);
    ck_assert_int_eq(record_merge(&course_record, &course, &course_record, &patch), 0);
}
END_TEST

START_TEST(no_kind_differs_from_itself)
{
    struct course course = complete_course(), patch = course;
    patch.has.given = patch.has.value;
    ck_assert_int_eq(record_merge(&course_record, &course, &course_record, &patch), 0);
}
END_TEST

/* Whether merging `patch` changed field i of `course`. */
static bool differs(int i, const struct course *course, const struct course *patch)
{
    struct course object = *course, said = *patch;
    object.has.value = said.has.value = said.has.given = BIT(i);
    return record_merge(&course_record, &object, &course_record, &said) == 1;
}

START_TEST(references_differ_by_what_they_name)
{
    static const struct ref refs[] = {{.by = REF_BY_ID, .id = {{1}}},
                                      {.by = REF_BY_ID, .id = {{2}}},
                                      {.by = REF_BY_EXT, .key = "1"},
                                      {.by = REF_BY_EXT, .key = "2"},
                                      {.by = REF_BY_NIP, .key = "1"}};
    for (size_t i = 0; i < LENGTH(refs); i++)
        for (size_t k = 0; k < LENGTH(refs); k++) {
            struct course a = {.host = refs[i]}, b = {.host = refs[k]};
            ck_assert(differs(FIELD_COURSE_host, &a, &b) == (i != k));
        }
}
END_TEST

START_TEST(lists_differ_by_their_items)
{
    struct course a = sample_course(), b = a;
    b.topics.count = 1;
    ck_assert(differs(FIELD_COURSE_topics, &a, &b));
    b = a;
    b.tags.count = 0;
    ck_assert(differs(FIELD_COURSE_tags, &a, &b));
    a.tags.count = 0;
    ck_assert(!differs(FIELD_COURSE_tags, &a, &b));
    b.tags.raw_json = "[]"; /* text and items cannot be compared */
    ck_assert(differs(FIELD_COURSE_tags, &a, &b));
    a.tags.raw_json = "[]";
    ck_assert(!differs(FIELD_COURSE_tags, &a, &b));
    a.tags.raw_json = "[1]";
    ck_assert(differs(FIELD_COURSE_tags, &a, &b));
}
END_TEST

START_TEST(nested_records_differ_by_values_and_presence)
{
    struct topic absent = {.name = "x"}, other = {.name = "y"};
    struct course a = {.main_topic = absent}, b = {.main_topic = other};
    ck_assert(!differs(FIELD_COURSE_main_topic, &a, &b)); /* neither holds a value */
    b.main_topic.has.value = 1;
    ck_assert(differs(FIELD_COURSE_main_topic, &a, &b));
    a.main_topic.has.value = 1;
    ck_assert(differs(FIELD_COURSE_main_topic, &a, &b));
    b.main_topic.name = "x";
    ck_assert(!differs(FIELD_COURSE_main_topic, &a, &b));
}
END_TEST

START_TEST(bytes_differ_by_length_and_content)
{
    struct course a = {.digest = {(const uint8_t *)"abc", 3}}, b = a;
    b.digest.length = 2;
    ck_assert(differs(FIELD_COURSE_digest, &a, &b));
    a.digest = b.digest = (struct bytes){NULL, 0};
    ck_assert(!differs(FIELD_COURSE_digest, &a, &b));
}
END_TEST

/* ---- copies and enumerations */

START_TEST(a_copy_takes_what_both_have)
{
    struct course_patch from = {0};
    struct course course = {.id = {{7}}, .jp = 100, .starts_on = {5}};
    course.has.value = BIT(FIELD_COURSE_id) | BIT(FIELD_COURSE_starts_on);
    RECORD_PUT(&from, COURSE_PATCH, title, "x");
    RECORD_PUT(&from, COURSE_PATCH, seats, 9);
    RECORD_PUT(&from, COURSE_PATCH, owner_id, ((struct ref){.by = REF_BY_ID, .id = {{9}}}));
    RECORD_PUT(&from, COURSE_PATCH, remark, "y");
    RECORD_CLEAR(&from, COURSE_PATCH, starts_on);
    record_copy(&course_record, &course, &course_patch_record, &from);
    ck_assert_ptr_eq(course.title, from.title); /* borrowed */
    ck_assert_int_eq(course.seats, 9);
    ck_assert_int_eq(course.starts_on.days, 5);
    ck_assert_int_eq(course.jp, 100);
    ck_assert_uint_eq(course.id.bytes[0], 7);
    ck_assert(uuid_is_nil(course.owner_id));
    ck_assert_uint_eq(course.has.value, BIT(FIELD_COURSE_id) | BIT(FIELD_COURSE_starts_on) |
                                            BIT(FIELD_COURSE_title) | BIT(FIELD_COURSE_seats));
}
END_TEST

START_TEST(a_copy_of_everything_is_equal)
{
    struct course from = complete_course(), to = {0};
    record_copy(&course_record, &to, &course_record, &from);
    ck_assert_uint_eq(to.has.value, from.has.value);
    from.has.given = from.has.value;
    ck_assert_int_eq(record_merge(&course_record, &to, &course_record, &from), 0);
    ck_assert_int_eq(to.topics.items[0].jp, 250);
    ck_assert_str_eq(to.main_topic.name, "Hukum");
}
END_TEST

START_TEST(records_of_another_descriptor_are_left_alone)
{
    static const struct record other_topic = {"other_topic", NULL, 0, sizeof(struct topic)};
    const struct field fields[] = {{.name = "main_topic",
                                    .kind = KIND_RECORD,
                                    .offset = offsetof(struct course, main_topic),
                                    .record = &other_topic}};
    const struct record other = {"other", fields, 1, sizeof(struct course)};
    struct course course = sample_course(), before = course;
    struct course from = {.has = {1, 1}};
    ck_assert_int_eq(record_merge(&course_record, &course, &other, &from), 0);
    record_copy(&course_record, &course, &other, &from);
    ck_assert_mem_eq(&course, &before, sizeof course);
}
END_TEST

/* Another schema's levels, in another order and with one more. */
struct levelled {
    struct presence has;
    int level;
};
static const char *const more_names[] = {NULL, "top", "first-line", "basic"};
static const struct enumeration more_levels = {"more_levels", more_names, 3};
static const struct field levelled_fields[] = {{.name = "level",
                                                .kind = KIND_ENUM,
                                                .offset = offsetof(struct levelled, level),
                                                .enumeration = &more_levels}};
static const struct record levelled_record = {"levelled", levelled_fields, 1,
                                              sizeof(struct levelled)};

static const struct {
    int from;
    enum level level; /* afterwards; LEVEL_BASIC before */
} conversions[] = {
    {1, LEVEL_BASIC}, /* "top": there is no such level here */
    {2, LEVEL_FIRST_LINE},
    {3, LEVEL_BASIC},
};

START_TEST(enumerations_are_matched_by_name)
{
    const struct levelled from = {.has = {1, 1}, .level = conversions[_i].from};
    struct course merged = {.level = LEVEL_BASIC}, copied;
    merged.has.value = BIT(FIELD_COURSE_level);
    copied = merged;
    bool changes = conversions[_i].level != LEVEL_BASIC;
    ck_assert_int_eq(record_merge(&course_record, &merged, &levelled_record, &from), changes);
    record_copy(&course_record, &copied, &levelled_record, &from);
    ck_assert_int_eq(merged.level, conversions[_i].level);
    ck_assert_int_eq(copied.level, conversions[_i].level);
    ck_assert(RECORD_HAS(&merged, COURSE, level) && RECORD_HAS(&copied, COURSE, level));
}
END_TEST

START_TEST(enumerations_have_names)
{
    ck_assert_int_eq(enum_find(&levels, "basic"), LEVEL_BASIC);
    ck_assert_int_eq(enum_find(&levels, "first-line"), LEVEL_FIRST_LINE);
    ck_assert_int_eq(enum_find(&levels, "first"), 0);
    ck_assert_int_eq(enum_find(&levels, "Basic"), 0);
    ck_assert_int_eq(enum_find(&levels, ""), 0);
}
END_TEST

/* ---- references */

static const struct {
    const char *text;
    bool allow_nip;
    enum ref_by by;
    const char *key;
} good[] = {
    {"01890a5d-ac96-774b-bcce-b302099a8057", false, REF_BY_ID, NULL},
    {"01890A5D-AC96-774B-BCCE-B302099A8057", true, REF_BY_ID, NULL},
    {"ext:unor-7", false, REF_BY_EXT, "unor-7"},
    {"ext:nip:1", true, REF_BY_EXT, "nip:1"},
    {"ext:01890a5d-ac96-774b-bcce-b302099a8057", true, REF_BY_EXT,
     "01890a5d-ac96-774b-bcce-b302099a8057"},
    {"nip:199001012015031001", true, REF_BY_NIP, "199001012015031001"},
    {"nip:19900101 201503 1 001", true, REF_BY_NIP, "199001012015031001"},
    {"nip: 199001012015031001 ", true, REF_BY_NIP, "199001012015031001"},
};

START_TEST(references_are_read)
{
    char text[64] = {0};
    memcpy(text, good[_i].text, strlen(good[_i].text));
    struct ref ref = {0};
    struct uuid id;
    ck_assert(ref_parse(&memory, text, good[_i].allow_nip, &ref));
    memset(text, '#', sizeof text - 1); /* keys are copied */
    ck_assert_int_eq(ref.by, good[_i].by);
    if (good[_i].key == NULL) ck_assert(uuid_parse(good[_i].text, &id) && uuid_equal(ref.id, id));
    else ck_assert_str_eq(ref.key, good[_i].key);
}
END_TEST

static const struct {
    const char *text;
    bool allow_nip;
} bad[] = {
    {"", true},
    {"1", true},
    {"unor-7", true},
    {"ext", true},
    {"ext:", true},
    {"EXT:a", true},
    {"ext:a b", true},
    {"ext:a\"b", true},
    {" ext:a", true},
    {"nip:199001012015031001", false},
    {"nip:", true},
    {"nip", true},
    {"nip:1990010120150310", true},
    {"nip:19900101-20150310-01", true},
    {"NIP:199001012015031001", true},
    {"199001012015031001", true},
    {"01890a5d-ac96-774b-bcce-b302099a805", true},
    {"id:01890a5d-ac96-774b-bcce-b302099a8057", true},
};

START_TEST(what_is_no_reference_leaves_the_target_alone)
{
    struct ref ref = {.by = REF_BY_EXT, .key = "before"};
    ck_assert(!ref_parse(&memory, bad[_i].text, bad[_i].allow_nip, &ref));
    ck_assert_int_eq(ref.by, REF_BY_EXT);
    ck_assert_str_eq(ref.key, "before");
}
END_TEST

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_case("record", &suite);
    tcase_add_test(tests, fields_are_found_by_name);
    tcase_add_test(tests, value_and_null_and_absent_are_three_things);
    tcase_add_test(tests, one_member_by_name);
    tcase_add_test(tests, given_fields_replace_and_null_clears);
    tcase_add_test(tests, an_absent_member_says_nothing);
    tcase_add_test(tests, what_is_there_already_is_no_change);
    tcase_add_test(tests, other_kinds_and_unknown_members_are_left_alone);
    tcase_add_loop_test(tests, a_change_of_each_kind_counts_once, 0, COURSE_FIELDS);
    tcase_add_test(tests, no_kind_differs_from_itself);
    tcase_add_test(tests, references_differ_by_what_they_name);
    tcase_add_test(tests, lists_differ_by_their_items);
    tcase_add_test(tests, nested_records_differ_by_values_and_presence);
    tcase_add_test(tests, bytes_differ_by_length_and_content);
    tcase_add_test(tests, a_copy_takes_what_both_have);
    tcase_add_test(tests, a_copy_of_everything_is_equal);
    tcase_add_test(tests, records_of_another_descriptor_are_left_alone);
    tcase_add_loop_test(tests, enumerations_are_matched_by_name, 0, LENGTH(conversions));
    tcase_add_test(tests, enumerations_have_names);
    tcase_add_loop_test(tests, references_are_read, 0, LENGTH(good));
    tcase_add_loop_test(tests, what_is_no_reference_leaves_the_target_alone, 0, LENGTH(bad));
    return fixture_run(suite);
}
