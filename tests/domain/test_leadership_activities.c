/* test_leadership_activities.c - domain/leadership_activities.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/leadership_activities.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static struct leadership_activity_create input;
static struct leadership_activity_targets targets;
static struct leadership_recorder recorder;
static struct leadership_activity activity;

static void begin(enum leadership_activity_kind kind)
{
    input = (struct leadership_activity_create){0};
    RECORD_PUT(&input, LEADERSHIP_ACTIVITY_CREATE, kind, kind);
    RECORD_PUT(&input, LEADERSHIP_ACTIVITY_CREATE, took_place_on, day_of("2026-03-02"));
    targets = (struct leadership_activity_targets){0};
    RECORD_PUT(&targets, LEADERSHIP_ACTIVITY_TARGETS, leader_id, word_id("lurah"));
    RECORD_PUT(&targets, LEADERSHIP_ACTIVITY_TARGETS, leader_name, "Lurah");
    RECORD_PUT(&targets, LEADERSHIP_ACTIVITY_TARGETS, heads_unit, true);
    recorder = (struct leadership_recorder){.id = word_id("lurah"),
                                            .self = word_id("lurah"),
                                            .new_id = word_id("new"),
                                            .now = {100},
                                            .today = day_of("2026-03-02")};
}

static void name_session(void)
{
    RECORD_PUT(&input, LEADERSHIP_ACTIVITY_CREATE, session_id, ((struct ref){.by = REF_BY_ID}));
    RECORD_PUT(&targets, LEADERSHIP_ACTIVITY_TARGETS, session_id, word_id("session"));
    RECORD_PUT(&targets, LEADERSHIP_ACTIVITY_TARGETS, session_name, "Angkatan I");
}

static void name_person(const char *word)
{
    RECORD_PUT(&input, LEADERSHIP_ACTIVITY_CREATE, employee_id, ((struct ref){.by = REF_BY_ID}));
    RECORD_PUT(&targets, LEADERSHIP_ACTIVITY_TARGETS, employee_id, word_id(word));
    RECORD_PUT(&targets, LEADERSHIP_ACTIVITY_TARGETS, employee_name, word);
}

static const char *create(void)
{
    enum outcome outcome =
        leadership_activities_decide_create(&input, &targets, &recorder, &activity, &problem);
    ck_assert_int_eq(outcome, problem_outcome(&problem));
    return problem_text();
}

static const enum leadership_activity_kind in_session[] = {
    LEADERSHIP_ACTIVITY_KIND_ATTENDED, LEADERSHIP_ACTIVITY_KIND_OPENED,
    LEADERSHIP_ACTIVITY_KIND_TAUGHT, LEADERSHIP_ACTIVITY_KIND_SPONSORED};
static const enum leadership_activity_kind with_person[] = {LEADERSHIP_ACTIVITY_KIND_COACHED,
                                                            LEADERSHIP_ACTIVITY_KIND_MENTORED,
                                                            LEADERSHIP_ACTIVITY_KIND_OBSERVED};

START_TEST(a_leader_records_their_part_in_a_session)
{
    begin(in_session[_i]);
    name_session();
    ck_assert_str_eq(create(), "");
    ck_assert(uuid_equal(activity.id, word_id("new")));
    ck_assert(uuid_equal(activity.leader_id, word_id("lurah")));
    ck_assert(uuid_equal(activity.recorded_by, word_id("lurah")));
    ck_assert_str_eq(activity.session_name, "Angkatan I");
    ck_assert_int_eq(activity.kind, in_session[_i]);
    ck_assert_int_eq(activity.created_at.us, 100);
    ck_assert(!RECORD_HAS(&activity, LEADERSHIP_ACTIVITY, employee_id));
}
END_TEST

START_TEST(a_session_kind_needs_a_session_and_no_person)
{
    begin(in_session[_i]);
    name_person("ani");
    ck_assert_str_eq(create(), "validation-failed /session_id required | /employee_id unknown");
}
END_TEST

START_TEST(a_leader_records_whom_they_went_along_with)
{
    begin(with_person[_i]);
    name_person("ani");
    ck_assert_str_eq(create(), "");
    ck_assert_str_eq(activity.employee_name, "ani");
}
END_TEST

START_TEST(a_kind_with_a_person_needs_one)
{
    begin(with_person[_i]);
    ck_assert_str_eq(create(), "validation-failed /employee_id required");
}
END_TEST

START_TEST(r01_nobody_coaches_themselves)
{
    begin(with_person[_i]);
    name_person("lurah");
    ck_assert_str_eq(create(), "own-case");
}
END_TEST

START_TEST(r02_what_is_out_of_reach_is_not_found)
{
    begin(LEADERSHIP_ACTIVITY_KIND_COACHED);
    name_session();
    name_person("ani");
    RECORD_CLEAR(&targets, LEADERSHIP_ACTIVITY_TARGETS, leader_id);
    RECORD_CLEAR(&targets, LEADERSHIP_ACTIVITY_TARGETS, session_id);
    RECORD_CLEAR(&targets, LEADERSHIP_ACTIVITY_TARGETS, employee_id);
    ck_assert_str_eq(create(), "reference-not-found /leader_id reference | /session_id reference"
                               " | /employee_id reference");
}
END_TEST

START_TEST(only_the_leader_or_a_planner_over_them_records)
{
    begin(LEADERSHIP_ACTIVITY_KIND_OPENED);
    name_session();
    recorder.self = word_id("camat");
    ck_assert_str_eq(create(), "validation-failed /leader_id own-only");
}
END_TEST

START_TEST(a_client_is_nobody_by_itself)
{
    begin(LEADERSHIP_ACTIVITY_KIND_OPENED);
    name_session();
    recorder.self = (struct uuid){{0}};
    ck_assert_str_eq(create(), "validation-failed /leader_id own-only");
}
END_TEST

START_TEST(a_planner_records_for_a_leader)
{
    begin(LEADERSHIP_ACTIVITY_KIND_OPENED);
    name_session();
    recorder.self = (struct uuid){{0}};
    RECORD_PUT(&targets, LEADERSHIP_ACTIVITY_TARGETS, planned, true);
    ck_assert_str_eq(create(), "");
}
END_TEST

START_TEST(who_heads_no_unit_is_no_leader_and_the_future_has_not_been)
{
    begin(LEADERSHIP_ACTIVITY_KIND_OPENED);
    name_session();
    RECORD_PUT(&targets, LEADERSHIP_ACTIVITY_TARGETS, heads_unit, false);
    RECORD_PUT(&input, LEADERSHIP_ACTIVITY_CREATE, took_place_on, day_of("2026-03-03"));
    ck_assert_str_eq(create(), "validation-failed /leader_id heads-unit | /took_place_on future");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("leadership_activities");
    tcase_add_loop_test(tests, a_leader_records_their_part_in_a_session, 0, LENGTH(in_session));
    tcase_add_loop_test(tests, a_session_kind_needs_a_session_and_no_person, 0, LENGTH(in_session));
    tcase_add_loop_test(tests, a_leader_records_whom_they_went_along_with, 0, LENGTH(with_person));
    tcase_add_loop_test(tests, a_kind_with_a_person_needs_one, 0, LENGTH(with_person));
    tcase_add_loop_test(tests, r01_nobody_coaches_themselves, 0, LENGTH(with_person));
    tcase_add_test(tests, r02_what_is_out_of_reach_is_not_found);
    tcase_add_test(tests, only_the_leader_or_a_planner_over_them_records);
    tcase_add_test(tests, a_client_is_nobody_by_itself);
    tcase_add_test(tests, a_planner_records_for_a_leader);
    tcase_add_test(tests, who_heads_no_unit_is_no_leader_and_the_future_has_not_been);
    return run_case(tests, "leadership_activities");
}
