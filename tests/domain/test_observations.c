/* test_observations.c - what leaders see at work
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/observations.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct observation_target target;
static struct observation_facts facts;
static struct observation_create in;
static struct observation observation;

static void open_case(void)
{
    fixture_problem_open();
    target = (struct observation_target){0};
    RECORD_PUT(&target, OBSERVATION_TARGET, enrolment_id, word_id("enrolment"));
    RECORD_PUT(&target, OBSERVATION_TARGET, session_id, word_id("session"));
    RECORD_PUT(&target, OBSERVATION_TARGET, employee_id, word_id("ani"));
    RECORD_PUT(&target, OBSERVATION_TARGET, attended, true);
    RECORD_PUT(&target, OBSERVATION_TARGET, ended_on, day_of("2026-03-04"));
    RECORD_PUT(&target, OBSERVATION_TARGET, months, 3);
    RECORD_PUT(&target, OBSERVATION_TARGET, competency_id, word_id("competency"));
    facts = (struct observation_facts){.target = &target,
                                       .self = word_id("leader"),
                                       .new_id = word_id("new"),
                                       .now = {5000},
                                       .today = day_of("2026-06-04")};
    in = (struct observation_create){0};
    RECORD_PUT(&in, OBSERVATION_CREATE, score, 4);
    RECORD_PUT(&in, OBSERVATION_CREATE, note, "Rapi");
}

static enum outcome create(void)
{
    return observations_decide_create(&in, &facts, &observation, &problem);
}

START_TEST(a_leader_observes_from_the_day_on)
{
    ck_assert_int_eq(create(), OUTCOME_OK);
    ck_assert(uuid_equal(observation.observer_id, word_id("leader")));
    ck_assert(uuid_equal(observation.employee_id, word_id("ani")));
    ck_assert_int_eq(observation.observed_on.days, facts.today.days);
    ck_assert_int_eq(observation.score, 4);
    ck_assert_str_eq(observation.note, "Rapi");
}
END_TEST

START_TEST(a_day_before_it_is_too_early)
{
    facts.today.days--;
    ck_assert_int_eq(create(), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "too-early");
    ck_assert_str_eq(problem.args[0], "2026-06-04");
}
END_TEST

START_TEST(a_session_without_a_last_day_is_never_over)
{
    RECORD_CLEAR(&target, OBSERVATION_TARGET, ended_on);
    ck_assert_int_eq(create(), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "too-early");
}
END_TEST

START_TEST(r01_nobody_observes_themselves)
{
    facts.self = word_id("ani");
    ck_assert_int_eq(create(), OUTCOME_FORBIDDEN);
    ck_assert_str_eq(problem_text(), "own-case");
}
END_TEST

START_TEST(a_program_observes_nobody)
{
    facts.self = (struct uuid){0};
    ck_assert_int_eq(create(), OUTCOME_FORBIDDEN);
}
END_TEST

START_TEST(r02_what_is_not_found_is_named)
{
    RECORD_CLEAR(&target, OBSERVATION_TARGET, enrolment_id);
    RECORD_CLEAR(&target, OBSERVATION_TARGET, competency_id);
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(),
                     "reference-not-found /enrolment_id reference | /competency_id reference");
}
END_TEST

START_TEST(who_was_not_there_is_not_observed)
{
    target.attended = false;
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "reference-not-found /enrolment_id reference");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("observations");
    tcase_add_checked_fixture(tests, open_case, fixture_problem_close);
    tcase_add_test(tests, a_leader_observes_from_the_day_on);
    tcase_add_test(tests, a_day_before_it_is_too_early);
    tcase_add_test(tests, a_session_without_a_last_day_is_never_over);
    tcase_add_test(tests, r01_nobody_observes_themselves);
    tcase_add_test(tests, a_program_observes_nobody);
    tcase_add_test(tests, r02_what_is_not_found_is_named);
    tcase_add_test(tests, who_was_not_there_is_not_observed);
    return run_case(tests, "observations");
}
