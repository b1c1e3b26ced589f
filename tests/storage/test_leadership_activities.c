/* test_leadership_activities.c - what leaders did: once, for ever, and within reach
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/leadership_activities.h"

#include "fixture_evaluations.h"

#include "domain/base/banned.h"

static struct planner_reach reach; /* nobody's, but where a test says otherwise */

static void begin(void)
{
    fixture_open();
    fx.context.today = (struct date){20635}; /* 2026-07-01 */
    reach = (struct planner_reach){0};
    add_unit("plaju", NULL);
    add_unit("office", "plaju");
    add_unit("elsewhere", NULL);
    add_employee("lurah", "199001012015041001", "plaju");
    add_employee("ani", "199001012015041002", "office");
    add_employee("eko", "199001012015041003", "elsewhere");
    owner_run("UPDATE employees SET heads_unit = true WHERE id = '%s'", uuid_text(id_of("lurah")));
    add_judged_training("mp");
    add_session("mp-1", "mp");
    fx.context.self = fx.context.principal_id = id_of("lurah");
    scoped_to("plaju");
}

static struct leadership_activity_create coached(const char *whom)
{
    struct leadership_activity_create in = {0};
    RECORD_PUT(&in, LEADERSHIP_ACTIVITY_CREATE, leader_id, by_id("lurah"));
    RECORD_PUT(&in, LEADERSHIP_ACTIVITY_CREATE, kind, LEADERSHIP_ACTIVITY_KIND_COACHED);
    RECORD_PUT(&in, LEADERSHIP_ACTIVITY_CREATE, employee_id, by_ext(whom));
    RECORD_PUT(&in, LEADERSHIP_ACTIVITY_CREATE, took_place_on, fx.context.today);
    return in;
}

static struct leadership_activity_create opened(void)
{
    struct leadership_activity_create in = coached("ani");
    RECORD_CLEAR(&in, LEADERSHIP_ACTIVITY_CREATE, employee_id);
    RECORD_PUT(&in, LEADERSHIP_ACTIVITY_CREATE, kind, LEADERSHIP_ACTIVITY_KIND_OPENED);
    RECORD_PUT(&in, LEADERSHIP_ACTIVITY_CREATE, session_id, by_ext("mp-1"));
    return in;
}

static enum outcome create(struct leadership_activity_create in, struct leadership_activity *ret)
{
    struct leadership_activity_targets targets = {0};
    struct leadership_recorder recorder;
    struct uow *u = new_writer();
    enum outcome outcome =
        leadership_activities_load_for_create(u, &in, &reach, &targets, &recorder);
    if (outcome == OUTCOME_OK)
        outcome = leadership_activities_decide_create(&in, &targets, &recorder, ret, &fx.problem);
    if (outcome == OUTCOME_OK) leadership_activities_apply_create(u, ret);
    return finish(u, outcome);
}

START_TEST(what_a_leader_did_is_kept)
{
    struct leadership_activity made, found = {0};
    ck_assert_int_eq(create(opened(), &made), OUTCOME_OK);
    ck_assert_int_eq(leadership_activities_load(new_reader(), made.id, &found), OUTCOME_OK);
    ck_assert_str_eq(found.leader_name, "lurah");
    ck_assert_str_eq(found.session_name, "mp-1");
    ck_assert(!RECORD_HAS(&found, LEADERSHIP_ACTIVITY, employee_id));
    ck_assert_int_eq(owner_number("SELECT count(*) FROM audit_events WHERE resource_id = '%s'",
                                  uuid_text(made.id)),
                     1);
    fx.context.self = id_of("eko");
    scoped_to("elsewhere");
    ck_assert_int_eq(leadership_activities_load(new_reader(), made.id, &found), OUTCOME_NOT_FOUND);
}
END_TEST

START_TEST(the_same_activity_is_recorded_once)
{
    struct leadership_activity made;
    ck_assert_int_eq(create(opened(), &made), OUTCOME_OK);
    ck_assert_int_eq(create(opened(), &made), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "already-exists");
    ck_assert_int_eq(create(coached("ani"), &made), OUTCOME_OK);
    ck_assert_int_eq(create(coached("ani"), &made), OUTCOME_CONFLICT);
}
END_TEST

START_TEST(r02_only_people_below_are_coached)
{
    struct leadership_activity made;
    fx.context.whole_organization = true;
    ck_assert_int_eq(create(coached("eko"), &made), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /employee_id");
}
END_TEST

START_TEST(r01_nobody_coaches_themselves_whatever_the_program_does)
{
    struct leadership_activity made;
    ck_assert_int_eq(create(coached("lurah"), &made), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(create(coached("ani"), &made), OUTCOME_OK);
    made.id = id_of("other");
    made.employee_id = id_of("lurah");
    struct uow *u = new_writer();
    leadership_activities_apply_create(u, &made);
    ck_assert_int_eq(finish(u, OUTCOME_OK), OUTCOME_FORBIDDEN);
}
END_TEST

START_TEST(r02_a_planner_reaches_as_far_as_the_role)
{
    struct uuid units[] = {id_of("elsewhere")};
    struct leadership_activity made;
    fx.context.self = (struct uuid){{0}};
    reach = (struct planner_reach){.units = units, .count = 1};
    ck_assert_int_eq(create(opened(), &made), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "validation-failed /leader_id");
    units[0] = id_of("plaju");
    ck_assert_int_eq(create(opened(), &made), OUTCOME_OK);
    reach = (struct planner_reach){.whole = true};
    ck_assert_int_eq(create(coached("ani"), &made), OUTCOME_OK);
}
END_TEST

START_TEST(a_cancelled_session_has_no_part_to_take_in)
{
    struct leadership_activity made;
    owner_run("UPDATE sessions SET state = 'cancelled' WHERE id = '%s'", uuid_text(id_of("mp-1")));
    ck_assert_int_eq(create(opened(), &made), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /session_id");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("leadership_activities");
    TCase *tests = tcase_create("leadership_activities");
    tcase_add_checked_fixture(tests, begin, fixture_close);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, what_a_leader_did_is_kept);
    tcase_add_test(tests, the_same_activity_is_recorded_once);
    tcase_add_test(tests, r02_only_people_below_are_coached);
    tcase_add_test(tests, r01_nobody_coaches_themselves_whatever_the_program_does);
    tcase_add_test(tests, r02_a_planner_reaches_as_far_as_the_role);
    tcase_add_test(tests, a_cancelled_session_has_no_part_to_take_in);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
