/* test_action_plans.c - action plans from filing to the register of innovations
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/action_plans.h"

#include "fixture_evaluations.h"
#include "storage/innovations_sql.h"

#include "domain/base/banned.h"

static void begin(void)
{
    fixture_open();
    fx.context.today = (struct date){20635}; /* 2026-07-01 */
    ck_assert(instant_parse("2026-07-01T08:00:00Z", &fx.context.now));
    add_unit("office", NULL);
    add_unit("elsewhere", NULL);
    add_employee("lurah", "199001012015041001", "office");
    add_employee("mentor", "199001012015041002", "elsewhere");
    add_judged_training("mp");
    add_session("mp-1", "mp");
    add_participant("ani", 1, "mp-1", "passed");
    add_participant("ani", 2, "mp-1", "absent");
}

static void act_alone(const char *word)
{
    fx.context.self = fx.context.principal_id = id_of(word);
    fx.context.whole_organization = false;
    fx.context.scope_count = 0;
}

static enum outcome file(const char *enrolment, struct action_plan *ret)
{
    struct action_plan_targets targets = {0};
    struct action_plan_create in = {0};
    RECORD_PUT(&in, ACTION_PLAN_CREATE, enrolment_id, id_of(enrolment));
    RECORD_PUT(&in, ACTION_PLAN_CREATE, title, "Papan kendali");
    RECORD_PUT(&in, ACTION_PLAN_CREATE, indicator, "Tepat waktu");
    RECORD_PUT(&in, ACTION_PLAN_CREATE, due_on, fx.context.today);
    RECORD_PUT(&in, ACTION_PLAN_CREATE, mentor_id, by_ext("mentor"));
    struct uow *u = new_writer();
    struct action_plan_caller caller = action_plans_caller(u);
    enum outcome outcome = action_plans_load_for_create(u, &in, &targets);
    if (outcome == OUTCOME_OK)
        outcome = action_plans_decide_create(&in, &targets, &caller, ret, &fx.problem);
    if (outcome == OUTCOME_OK) action_plans_apply_create(u, ret);
    return finish(u, outcome);
}

static enum outcome decide(struct uuid id, enum action_plan_action action)
{
    struct action_plan plan = {0};
    struct action_plan_outcome in = {.achieved = true, .is_innovation = true, .outcome = "Turun"};
    struct uow *u = new_writer();
    struct action_plan_caller caller = action_plans_caller(u);
    in.outcome_on = fx.context.today;
    enum outcome outcome = action_plans_load_for_decision(u, id, &plan);
    enum action_plan_state from = plan.state;
    if (outcome == OUTCOME_OK)
        outcome = action == ACTION_PLAN_REPORT_OUTCOME
                      ? action_plans_decide_outcome(&plan, &in, &caller, &fx.problem)
                      : action_plans_decide(&plan, action, &caller, &fx.problem);
    if (outcome == OUTCOME_OK) action_plans_apply(u, &plan, from);
    return finish(u, outcome);
}

START_TEST(a_plan_goes_from_filing_to_the_register)
{
    struct action_plan made, found = {0};
    struct row_set innovations;
    struct innovations_list_query all = {0};
    act_as("ani", 1);
    ck_assert_int_eq(file("mp-1-ani1", &made), OUTCOME_OK);
    act_alone("mentor");
    ck_assert_int_eq(decide(made.id, ACTION_PLAN_ACCEPT), OUTCOME_OK);
    ck_assert_int_eq(decide(made.id, ACTION_PLAN_REPORT_OUTCOME), OUTCOME_OK);
    ck_assert_int_eq(action_plans_load(new_reader(), made.id, &found), OUTCOME_OK);
    ck_assert_int_eq(found.state, ACTION_PLAN_STATE_ACHIEVED);
    ck_assert_str_eq(found.outcome, "Turun");
    ck_assert_str_eq(found.session_name, "mp-1");
    ck_assert_str_eq(found.mentor_name, "mentor");
    ck_assert_int_eq(found.version, 3);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM transitions WHERE resource_id = '%s'",
                                  uuid_text(made.id)),
                     3);
    fx.context.whole_organization = true;
    struct uow *u = new_reader();
    RECORD_PUT(&all, INNOVATIONS_LIST_QUERY, limit, 10);
    uow_want_rows(u, &sql_innovation_list, &all, &innovations);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    ck_assert_uint_eq(innovations.count, 1);
    ck_assert_str_eq(((struct innovation *)innovations.items)[0].title, "Papan kendali");
}
END_TEST

START_TEST(a_plan_follows_ones_own_attended_training)
{
    struct action_plan made;
    act_as("ani", 1);
    ck_assert_int_eq(file("mp-1-ani2", &made), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /enrolment_id");
    act_as("ani", 2);
    ck_assert_int_eq(file("mp-1-ani2", &made), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "validation-failed /enrolment_id");
}
END_TEST

START_TEST(r01_r02_a_plan_is_decided_by_mentor_or_leader_only)
{
    struct action_plan made;
    act_as("ani", 1);
    ck_assert_int_eq(file("mp-1-ani1", &made), OUTCOME_OK);
    ck_assert_int_eq(decide(made.id, ACTION_PLAN_ACCEPT), OUTCOME_FORBIDDEN);
    act_as("ani", 2);
    ck_assert_int_eq(decide(made.id, ACTION_PLAN_ACCEPT), OUTCOME_NOT_FOUND);
    act_alone("lurah");
    ck_assert_int_eq(decide(made.id, ACTION_PLAN_ACCEPT), OUTCOME_NOT_FOUND);
    scoped_to("office");
    ck_assert_int_eq(decide(made.id, ACTION_PLAN_ACCEPT), OUTCOME_OK);
    ck_assert_int_eq(decide(made.id, ACTION_PLAN_ACCEPT), OUTCOME_CONFLICT);
}
END_TEST

START_TEST(a_filed_plan_gets_another_mentor)
{
    struct action_plan made, plan = {0};
    struct action_plan_targets targets = {0};
    struct action_plan_patch patch = {0};
    act_as("ani", 1);
    ck_assert_int_eq(file("mp-1-ani1", &made), OUTCOME_OK);
    RECORD_PUT(&patch, ACTION_PLAN_PATCH, mentor_id, by_ext("lurah"));
    struct uow *u = new_writer();
    struct action_plan_caller caller = action_plans_caller(u);
    enum outcome outcome = action_plans_load_for_update(u, made.id, &patch, &plan, &targets);
    ck_assert_int_eq(outcome, OUTCOME_OK);
    outcome = action_plans_decide_update(&plan, &patch, &targets, &caller, &fx.problem);
    ck_assert_int_eq(outcome, OUTCOME_OK);
    action_plans_apply(u, &plan, plan.state);
    ck_assert_int_eq(finish(u, OUTCOME_OK), OUTCOME_OK);
    ck_assert_int_eq(action_plans_load(new_reader(), made.id, &plan), OUTCOME_OK);
    ck_assert_str_eq(plan.mentor_name, "lurah");
    ck_assert_int_eq(owner_number("SELECT count(*) FROM transitions WHERE resource_id = '%s'",
                                  uuid_text(made.id)),
                     1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("action_plans");
    TCase *tests = tcase_create("action_plans");
    tcase_add_checked_fixture(tests, begin, fixture_close);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_plan_goes_from_filing_to_the_register);
    tcase_add_test(tests, a_plan_follows_ones_own_attended_training);
    tcase_add_test(tests, r01_r02_a_plan_is_decided_by_mentor_or_leader_only);
    tcase_add_test(tests, a_filed_plan_gets_another_mentor);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
