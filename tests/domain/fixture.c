/* fixture.c - see fixture.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include "domain/base/banned.h"

struct arena memory;

static void open_memory(void)
{
    arena_init(&memory);
}

static void close_memory(void)
{
    arena_done(&memory);
}

TCase *fixture_case(const char *name, Suite **ret_suite)
{
    TCase *tests = tcase_create(name);
    tcase_add_checked_fixture(tests, open_memory, close_memory);
    tcase_set_timeout(tests, 30);
    *ret_suite = suite_create(name);
    suite_add_tcase(*ret_suite, tests);
    return tests;
}

int fixture_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}

static const char *const level_names[] = {NULL, "basic", "first-line"};
const struct enumeration levels = {"level", level_names, 2};

#define FIELD(s, S, member, KIND, ...)                                                             \
    [FIELD_##S##_##member] = {                                                                     \
        .name = #member, .kind = KIND_##KIND, .offset = offsetof(struct s, member), __VA_ARGS__}
#define TOPIC(index, member, KIND, ...)                                                            \
    [index] = {.name = #member,                                                                    \
               .kind = KIND_##KIND,                                                                \
               .offset = offsetof(struct topic, member),                                           \
               __VA_ARGS__}
#define COURSE(member, ...) FIELD(course, COURSE, member, __VA_ARGS__)
#define PATCH(member, ...) FIELD(course_patch, COURSE_PATCH, member, __VA_ARGS__)

static const struct field topic_fields[] = {
    TOPIC(0, name, TEXT),
    TOPIC(1, jp, HUNDREDTHS),
    TOPIC(2, note, TEXT, .flags = FIELD_NULLABLE),
};
const struct record topic_record = {"topic", topic_fields, 3, sizeof(struct topic)};

static const struct field course_fields[] = {
    COURSE(open, BOOL),
    COURSE(seats, INTEGER),
    COURSE(jp, HUNDREDTHS),
    COURSE(title, TEXT),
    COURSE(id, UUID, .flags = FIELD_READ_ONLY),
    COURSE(starts_on, DATE, .flags = FIELD_NULLABLE),
    COURSE(created_at, INSTANT),
    COURSE(level, ENUM, .enumeration = &levels),
    COURSE(owner_id, UUID),
    COURSE(host, REF),
    COURSE(main_topic, RECORD, .record = &topic_record),
    COURSE(topics, RECORDS, .record = &topic_record),
    COURSE(tags, TEXTS),
    COURSE(rooms, UUIDS),
    COURSE(hosts, REFS),
    COURSE(extra, JSON),
    COURSE(secret, TEXT, .flags = FIELD_WRITE_ONLY),
    COURSE(digest, BYTES),
};
const struct record course_record = {"course", course_fields, COURSE_FIELDS, sizeof(struct course)};

static const struct field patch_fields[] = {
    PATCH(title, TEXT),   PATCH(starts_on, DATE, .flags = FIELD_NULLABLE),
    PATCH(owner_id, REF), PATCH(seats, INTEGER),
    PATCH(remark, TEXT),
};
const struct record course_patch_record = {"course_patch", patch_fields, COURSE_PATCH_FIELDS,
                                           sizeof(struct course_patch)};

struct course sample_course(void)
{
    static struct topic topics[] = {
        {.has = {.value = 7}, .name = "Etika", .jp = 250, .note = "a"},
        {.has = {.value = 1}, .name = "Hukum"},
    };
    static const char *const tags[] = {"satu", "dua"};
    static const struct uuid rooms[] = {{{1}}, {{2}}};
    return (struct course){
        .has = {.value = (UINT64_C(1) << COURSE_FIELDS) - 1 - (1U << FIELD_COURSE_hosts) -
                         (1U << FIELD_COURSE_digest)},
        .open = true,
        .seats = 30,
        .jp = 1250,
        .title = "Pelatihan dasar",
        .id = {{0xab}},
        .starts_on = {20454},
        .created_at = {1500000},
        .level = LEVEL_FIRST_LINE,
        .owner_id = {{0xcd}},
        .host = {.by = REF_BY_EXT, .key = "unor-7"},
        .main_topic = topics[1],
        .topics = {2, topics, NULL},
        .tags = {2, (void *)(uintptr_t)tags, NULL},
        .rooms = {2, (void *)(uintptr_t)rooms, NULL},
        .extra = "{\"a\": [1, null]}",
        .secret = "rahasia",
    };
}
