/* test_action_plans.c - domain/action_plans.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/action_plans.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct action_plan_targets targets;
static struct action_plan_create input;
static struct action_plan_caller caller;
static struct action_plan plan;

static void begin(void)
{
    targets = (struct action_plan_targets){0};
    RECORD_PUT(&targets, ACTION_PLAN_TARGETS, enrolment_id, word_id("enrolment"));
    RECORD_PUT(&targets, ACTION_PLAN_TARGETS, employee_id, word_id("ani"));
    RECORD_PUT(&targets, ACTION_PLAN_TARGETS, employee_name, "Ani");
    RECORD_PUT(&targets, ACTION_PLAN_TARGETS, attended, true);
    input = (struct action_plan_create){0};
    RECORD_PUT(&input, ACTION_PLAN_CREATE, title, "Papan kendali");
    RECORD_PUT(&input, ACTION_PLAN_CREATE, indicator, "Tepat waktu");
    RECORD_PUT(&input, ACTION_PLAN_CREATE, due_on, day_of("2026-12-31"));
    ck_assert(instant_parse("2026-07-01T08:00:00Z", &caller.now));
    caller.self = word_id("ani");
    caller.new_id = word_id("plan");
    caller.today = day_of("2026-07-01");
}

static void name_mentor(const char *word)
{
    RECORD_PUT(&input, ACTION_PLAN_CREATE, mentor_id, ((struct ref){.by = REF_BY_ID}));
    RECORD_PUT(&targets, ACTION_PLAN_TARGETS, mentor_id, word_id(word));
    RECORD_PUT(&targets, ACTION_PLAN_TARGETS, mentor_name, word);
}

static const char *create(void)
{
    enum outcome outcome = action_plans_decide_create(&input, &targets, &caller, &plan, &problem);
    ck_assert_int_eq(outcome, problem_outcome(&problem));
    return problem_text();
}

static void file(void)
{
    begin();
    name_mentor("budi");
    ck_assert_str_eq(create(), "");
}

static const char *decide(const char *who, enum action_plan_action action)
{
    caller.self = word_id(who);
    enum outcome outcome = action_plans_decide(&plan, action, &caller, &problem);
    ck_assert_int_eq(outcome, problem_outcome(&problem));
    return problem_text();
}

static const char *report(const char *who, bool achieved, bool is_innovation, const char *day)
{
    struct action_plan_outcome in = {0};
    RECORD_PUT(&in, ACTION_PLAN_OUTCOME, achieved, achieved);
    RECORD_PUT(&in, ACTION_PLAN_OUTCOME, is_innovation, is_innovation);
    RECORD_PUT(&in, ACTION_PLAN_OUTCOME, outcome, "Turun");
    RECORD_PUT(&in, ACTION_PLAN_OUTCOME, outcome_on, day_of(day));
    caller.self = word_id(who);
    enum outcome outcome = action_plans_decide_outcome(&plan, &in, &caller, &problem);
    ck_assert_int_eq(outcome, problem_outcome(&problem));
    return problem_text();
}

START_TEST(a_plan_is_filed_by_who_attended)
{
    file();
    ck_assert_int_eq(plan.state, ACTION_PLAN_STATE_FILED);
    ck_assert(uuid_equal(plan.id, word_id("plan")));
    ck_assert(uuid_equal(plan.employee_id, word_id("ani")));
    ck_assert_str_eq(plan.mentor_name, "budi");
    ck_assert_int_eq(plan.version, 1);
    ck_assert(!plan.is_innovation);
}
END_TEST

START_TEST(a_mentor_is_not_needed)
{
    begin();
    ck_assert_str_eq(create(), "");
    ck_assert(!RECORD_HAS(&plan, ACTION_PLAN, mentor_id));
}
END_TEST

START_TEST(everything_wrong_is_named_at_once)
{
    begin();
    name_mentor("budi");
    RECORD_CLEAR(&targets, ACTION_PLAN_TARGETS, enrolment_id);
    RECORD_CLEAR(&targets, ACTION_PLAN_TARGETS, mentor_id);
    RECORD_PUT(&input, ACTION_PLAN_CREATE, due_on, day_of("2026-06-30"));
    ck_assert_str_eq(create(), "reference-not-found /enrolment_id reference |"
                               " /mentor_id reference | /due_on order");
}
END_TEST

START_TEST(who_was_absent_has_nothing_to_follow)
{
    begin();
    RECORD_PUT(&targets, ACTION_PLAN_TARGETS, attended, false);
    ck_assert_str_eq(create(), "validation-failed /enrolment_id attended");
}
END_TEST

START_TEST(r01_nobody_is_their_own_mentor)
{
    begin();
    name_mentor("ani");
    ck_assert_str_eq(create(), "own-case");
}
END_TEST

static const char *update(const struct action_plan_patch *patch)
{
    enum outcome outcome = action_plans_decide_update(&plan, patch, &targets, &caller, &problem);
    ck_assert_int_eq(outcome, problem_outcome(&problem));
    return problem_text();
}

START_TEST(a_filed_plan_is_changed_by_its_filer)
{
    struct action_plan_patch patch = {0};
    file();
    name_mentor("citra");
    RECORD_PUT(&patch, ACTION_PLAN_PATCH, title, "Papan");
    RECORD_PUT(&patch, ACTION_PLAN_PATCH, mentor_id, ((struct ref){.by = REF_BY_ID}));
    ck_assert_str_eq(update(&patch), "");
    ck_assert_str_eq(plan.title, "Papan");
    ck_assert_str_eq(plan.mentor_name, "citra");
    ck_assert_int_eq(plan.version, 2);
    patch = (struct action_plan_patch){0};
    RECORD_CLEAR(&patch, ACTION_PLAN_PATCH, mentor_id);
    ck_assert_str_eq(update(&patch), "");
    ck_assert(!RECORD_HAS(&plan, ACTION_PLAN, mentor_id));
}
END_TEST

START_TEST(r01_a_change_does_not_make_one_their_own_mentor)
{
    struct action_plan_patch patch = {0};
    file();
    name_mentor("ani");
    RECORD_PUT(&patch, ACTION_PLAN_PATCH, mentor_id, ((struct ref){.by = REF_BY_ID}));
    ck_assert_str_eq(update(&patch), "own-case");
}
END_TEST

START_TEST(a_change_ends_in_the_future)
{
    struct action_plan_patch patch = {0};
    file();
    RECORD_PUT(&patch, ACTION_PLAN_PATCH, due_on, day_of("2026-06-30"));
    ck_assert_str_eq(update(&patch), "validation-failed /due_on order");
}
END_TEST

START_TEST(nobody_else_changes_a_plan)
{
    struct action_plan_patch patch = {0};
    file();
    caller.self = word_id("budi");
    ck_assert_str_eq(update(&patch), "forbidden");
}
END_TEST

START_TEST(an_accepted_plan_is_not_changed)
{
    struct action_plan_patch patch = {0};
    file();
    ck_assert_str_eq(decide("budi", ACTION_PLAN_ACCEPT), "");
    ck_assert_int_eq(plan.state, ACTION_PLAN_STATE_ACCEPTED);
    caller.self = word_id("ani");
    ck_assert_str_eq(update(&patch), "wrong-state");
    ck_assert_str_eq(problem.args[1], "report-outcome, withdraw");
}
END_TEST

START_TEST(r01_the_filer_does_not_accept)
{
    file();
    ck_assert_str_eq(decide("ani", ACTION_PLAN_ACCEPT), "own-case");
}
END_TEST

START_TEST(only_the_filer_withdraws)
{
    file();
    ck_assert_str_eq(decide("budi", ACTION_PLAN_WITHDRAW), "forbidden");
}
END_TEST

START_TEST(a_withdrawn_plan_is_at_its_end)
{
    file();
    ck_assert_str_eq(decide("ani", ACTION_PLAN_WITHDRAW), "");
    ck_assert_int_eq(plan.state, ACTION_PLAN_STATE_WITHDRAWN);
    ck_assert_str_eq(decide("budi", ACTION_PLAN_ACCEPT), "wrong-state");
}
END_TEST

START_TEST(an_outcome_is_confirmed_by_somebody_else)
{
    file();
    (void)decide("budi", ACTION_PLAN_ACCEPT);
    ck_assert_str_eq(report("budi", true, true, "2026-07-01"), "");
    ck_assert_int_eq(plan.state, ACTION_PLAN_STATE_ACHIEVED);
    ck_assert(plan.is_innovation);
    ck_assert_str_eq(plan.outcome, "Turun");
    ck_assert_int_eq(plan.outcome_on.days, day_of("2026-07-01").days);
    ck_assert_int_eq(plan.version, 3);
}
END_TEST

START_TEST(what_failed_is_told_as_well)
{
    file();
    (void)decide("budi", ACTION_PLAN_ACCEPT);
    ck_assert_str_eq(report("budi", false, false, "2026-07-01"), "");
    ck_assert_int_eq(plan.state, ACTION_PLAN_STATE_NOT_ACHIEVED);
}
END_TEST

START_TEST(r01_the_filer_does_not_confirm)
{
    file();
    (void)decide("budi", ACTION_PLAN_ACCEPT);
    ck_assert_str_eq(report("ani", true, false, "2026-07-01"), "own-case");
}
END_TEST

START_TEST(an_outcome_needs_an_accepted_plan)
{
    file();
    ck_assert_str_eq(report("budi", true, false, "2026-07-01"), "wrong-state");
}
END_TEST

START_TEST(an_outcome_lies_between_the_plan_and_today)
{
    file();
    ck_assert_str_eq(report("budi", false, true, "2026-07-02"),
                     "validation-failed /outcome_on future | /is_innovation enum");
    ck_assert_str_eq(report("budi", true, false, "2026-06-30"),
                     "validation-failed /outcome_on future | /is_innovation enum |"
                     " /outcome_on order");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("action_plans");
    tcase_add_test(tests, a_plan_is_filed_by_who_attended);
    tcase_add_test(tests, a_mentor_is_not_needed);
    tcase_add_test(tests, everything_wrong_is_named_at_once);
    tcase_add_test(tests, who_was_absent_has_nothing_to_follow);
    tcase_add_test(tests, r01_nobody_is_their_own_mentor);
    tcase_add_test(tests, a_filed_plan_is_changed_by_its_filer);
    tcase_add_test(tests, r01_a_change_does_not_make_one_their_own_mentor);
    tcase_add_test(tests, a_change_ends_in_the_future);
    tcase_add_test(tests, nobody_else_changes_a_plan);
    tcase_add_test(tests, an_accepted_plan_is_not_changed);
    tcase_add_test(tests, r01_the_filer_does_not_accept);
    tcase_add_test(tests, only_the_filer_withdraws);
    tcase_add_test(tests, a_withdrawn_plan_is_at_its_end);
    tcase_add_test(tests, an_outcome_is_confirmed_by_somebody_else);
    tcase_add_test(tests, what_failed_is_told_as_well);
    tcase_add_test(tests, r01_the_filer_does_not_confirm);
    tcase_add_test(tests, an_outcome_needs_an_accepted_plan);
    tcase_add_test(tests, an_outcome_lies_between_the_plan_and_today);
    return run_case(tests, "action_plans");
}
