/* test_trainings.c - domain/trainings.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/trainings.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct training_facts facts;
static struct training training;

static void begin(void)
{
    facts = (struct training_facts){
        .registry = {.whole_organization = true, .new_id = {{1}}, .now = {5000}},
        .form_found = true,
        .form_name = "Diklat Teknis"};
    training = (struct training){0};
    RECORD_PUT(&training, TRAINING, name, "Manajemen Proyek");
    RECORD_PUT(&training, TRAINING, state, TRAINING_STATE_ACTIVE);
    RECORD_PUT(&training, TRAINING, version, 1);
}

static enum outcome create(void)
{
    struct training_create in = {0};
    RECORD_PUT(&in, TRAINING_CREATE, code, "MP");
    RECORD_PUT(&in, TRAINING_CREATE, name, "Manajemen Proyek");
    RECORD_PUT(&in, TRAINING_CREATE, form_id, 3);
    return trainings_decide_create(&in, &facts, &training, &problem);
}

static enum outcome move(enum training_action action)
{
    return trainings_decide_move(&training, action, &facts.registry, &problem);
}

START_TEST(a_new_training_is_active_and_has_no_version)
{
    ck_assert_int_eq(create(), OUTCOME_OK);
    ck_assert_str_eq(training.code, "MP");
    ck_assert_str_eq(training.form_name, "Diklat Teknis");
    ck_assert_int_eq(training.state, TRAINING_STATE_ACTIVE);
    ck_assert_int_eq(training.version, 1);
    ck_assert(!RECORD_HAS(&training, TRAINING, published_version_id));
}
END_TEST

START_TEST(an_unknown_form_is_refused)
{
    facts.form_found = false;
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "reference-not-found /form_id reference");
}
END_TEST

START_TEST(r02_part_of_the_organization_changes_no_training)
{
    bool changed;
    struct training_patch patch = {0};
    facts.registry.whole_organization = false;
    ck_assert_int_eq(create(), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(
        trainings_decide_update(&training, &patch, &facts.registry, &changed, &problem),
        OUTCOME_FORBIDDEN);
    ck_assert_int_eq(move(TRAINING_RETIRE), OUTCOME_FORBIDDEN);
}
END_TEST

START_TEST(a_patch_counts_the_version_only_when_it_says_something_new)
{
    bool changed;
    struct training_patch patch = {0};
    RECORD_PUT(&patch, TRAINING_PATCH, name, "Manajemen Proyek");
    ck_assert_int_eq(
        trainings_decide_update(&training, &patch, &facts.registry, &changed, &problem),
        OUTCOME_OK);
    ck_assert(!changed);
    ck_assert_int_eq(training.version, 1);
    RECORD_PUT(&patch, TRAINING_PATCH, name, "Manajemen Proyek Daerah");
    ck_assert_int_eq(
        trainings_decide_update(&training, &patch, &facts.registry, &changed, &problem),
        OUTCOME_OK);
    ck_assert(changed);
    ck_assert_int_eq(training.version, 2);
}
END_TEST

START_TEST(a_training_is_retired_and_taken_up_again)
{
    ck_assert_int_eq(move(TRAINING_RETIRE), OUTCOME_OK);
    ck_assert_int_eq(training.state, TRAINING_STATE_RETIRED);
    ck_assert_int_eq(move(TRAINING_REACTIVATE), OUTCOME_OK);
    ck_assert_int_eq(training.state, TRAINING_STATE_ACTIVE);
    ck_assert_int_eq(training.version, 3);
    ck_assert_int_eq(move(TRAINING_REACTIVATE), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "wrong-state");
    ck_assert_str_eq(problem.args[1], "retire");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("trainings");
    tcase_add_checked_fixture(tests, begin, NULL);
    tcase_add_test(tests, a_new_training_is_active_and_has_no_version);
    tcase_add_test(tests, an_unknown_form_is_refused);
    tcase_add_test(tests, r02_part_of_the_organization_changes_no_training);
    tcase_add_test(tests, a_patch_counts_the_version_only_when_it_says_something_new);
    tcase_add_test(tests, a_training_is_retired_and_taken_up_again);
    return run_case(tests, "trainings");
}
