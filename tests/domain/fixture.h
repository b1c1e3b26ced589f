/* fixture.h - what every suite of the domain starts from: an arena, and records by hand
 *
 * A course has a member of every kind; its patch differs from it in one kind and has one member
 * more, as generated records do.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_TESTS_DOMAIN_FIXTURE_H
#define BANGKOM_TESTS_DOMAIN_FIXTURE_H

#include <check.h>

#include "domain/base/arena.h"
#include "domain/base/record.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* An arena of its own for each test of fixture_case. */
extern struct arena memory;

/* fixture_case - a test case with the arena above, in a suite of its own
 * fixture_run - run it; for main() */
TCase *fixture_case(const char *name, Suite **ret_suite);
int fixture_run(Suite *suite);

enum level { LEVEL_BASIC = 1, LEVEL_FIRST_LINE };

struct topic {
    struct presence has;
    const char *name;
    int64_t jp;
    const char *note;
};
struct topic_list {
    size_t count;
    struct topic *items;
    const char *raw_json;
};

struct course {
    struct presence has;
    bool open;
    int64_t seats;
    int64_t jp;
    const char *title;
    struct uuid id;
    struct date starts_on;
    struct instant created_at;
    enum level level;
    struct uuid owner_id;
    struct ref host;
    struct topic main_topic;
    struct topic_list topics;
    struct list tags;
    struct list rooms;
    struct list hosts;
    const char *extra;
    const char *secret;
    struct bytes digest;
};
enum {
    FIELD_COURSE_open,
    FIELD_COURSE_seats,
    FIELD_COURSE_jp,
    FIELD_COURSE_title,
    FIELD_COURSE_id,
    FIELD_COURSE_starts_on,
    FIELD_COURSE_created_at,
    FIELD_COURSE_level,
    FIELD_COURSE_owner_id,
    FIELD_COURSE_host,
    FIELD_COURSE_main_topic,
    FIELD_COURSE_topics,
    FIELD_COURSE_tags,
    FIELD_COURSE_rooms,
    FIELD_COURSE_hosts,
    FIELD_COURSE_extra,
    FIELD_COURSE_secret,
    FIELD_COURSE_digest,
    COURSE_FIELDS
};

struct course_patch {
    struct presence has;
    const char *title;
    struct date starts_on;
    struct ref owner_id; /* another kind than the course's */
    int64_t seats;
    const char *remark; /* the course has none */
};
enum {
    FIELD_COURSE_PATCH_title,
    FIELD_COURSE_PATCH_starts_on,
    FIELD_COURSE_PATCH_owner_id,
    FIELD_COURSE_PATCH_seats,
    FIELD_COURSE_PATCH_remark,
    COURSE_PATCH_FIELDS
};

extern const struct enumeration levels;
extern const struct record topic_record, course_record, course_patch_record;

/* sample_course - every member set except the bytes and the lists of references */
struct course sample_course(void);

#endif
