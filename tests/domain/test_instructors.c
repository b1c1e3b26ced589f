/* test_instructors.c - domain/instructors.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/instructors.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct instructor_facts facts;
static struct instructor_input input;
static struct instructor_decision decision;
static struct instructor_expertise_input taught[2];
static struct uuid competencies[2];

static void begin(void)
{
    competencies[0] = word_id("mp");
    competencies[1] = word_id("ti");
    facts = (struct instructor_facts){
        .registry = {.whole_organization = true, .new_id = {{1}}, .now = {100}},
        .employee_found = true,
        .partner_found = true,
        .employee_id = word_id("employee"),
        .employee_name = "Contoh Pegawai",
        .competencies = competencies};
    RECORD_PUT(&facts.partner, PARTNER, id, word_id("partner"));
    RECORD_PUT(&facts.partner, PARTNER, name, "Universitas A");
    RECORD_PUT(&facts.partner, PARTNER, state, ACTIVITY_STATE_ACTIVE);
    input = (struct instructor_input){0};
    decision = (struct instructor_decision){0};
    taught[0].level = 4;
    taught[1].level = 3;
}

static void by_employee(void)
{
    RECORD_PUT(&input, INSTRUCTOR_INPUT, employee_id, ((struct ref){REF_BY_EXT, {{0}}, "e"}));
}

static void by_partner(const char *name)
{
    RECORD_PUT(&input, INSTRUCTOR_INPUT, partner_id, ((struct ref){REF_BY_EXT, {{0}}, "p"}));
    if (name != NULL) RECORD_PUT(&input, INSTRUCTOR_INPUT, name, name);
}

static struct instructor_expertise_input_list both(void)
{
    return (struct instructor_expertise_input_list){.count = 2, .items = taught};
}

static enum outcome create(void)
{
    return instructors_decide_create(&scratch, &input, &facts, &decision, &problem);
}

START_TEST(an_employee_teaches_under_their_own_name)
{
    by_employee();
    RECORD_PUT(&input, INSTRUCTOR_INPUT, expertise, both());
    ck_assert_int_eq(create(), OUTCOME_OK);
    ck_assert_str_eq(decision.instructor.name, "Contoh Pegawai");
    ck_assert(uuid_equal(decision.instructor.employee_id, word_id("employee")));
    ck_assert(!RECORD_HAS(&decision.instructor, INSTRUCTOR, partner_id));
    ck_assert_int_eq(decision.instructor.state, ACTIVITY_STATE_ACTIVE);
    ck_assert_uint_eq(decision.expertise.count, 2);
    ck_assert_int_eq(decision.expertise.items[0].level, 4);
    ck_assert(uuid_equal(decision.expertise.items[1].competency_id, competencies[1]));
}
END_TEST

START_TEST(an_instructor_of_a_partner_has_a_name_of_their_own)
{
    by_partner("Contoh Pengajar");
    ck_assert_int_eq(create(), OUTCOME_OK);
    ck_assert_str_eq(decision.instructor.name, "Contoh Pengajar");
    ck_assert_str_eq(decision.instructor.partner_name, "Universitas A");
    begin();
    by_partner(NULL);
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /name required");
    problem_init(&problem, &scratch);
    facts.partner_found = false;
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "reference-not-found /partner_id reference");
}
END_TEST

START_TEST(an_instructor_has_exactly_one_origin)
{
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed  exactly-one");
    problem_init(&problem, &scratch);
    by_employee();
    by_partner("Contoh");
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed  exactly-one");
}
END_TEST

START_TEST(an_unknown_employee_is_named)
{
    by_employee();
    facts.employee_found = false;
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "reference-not-found /employee_id reference");
}
END_TEST

START_TEST(an_inactive_partner_gets_no_new_instructor)
{
    by_partner("Contoh Pengajar");
    RECORD_PUT(&facts.partner, PARTNER, state, ACTIVITY_STATE_INACTIVE);
    ck_assert_int_eq(create(), OUTCOME_CONFLICT);
}
END_TEST

START_TEST(competencies_are_known_and_named_once)
{
    by_employee();
    RECORD_PUT(&input, INSTRUCTOR_INPUT, expertise, both());
    competencies[1] = competencies[0];
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /expertise/1/competency_id duplicate");
    problem_init(&problem, &scratch);
    competencies[0] = (struct uuid){{0}};
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "reference-not-found /expertise/0/competency_id reference");
}
END_TEST

START_TEST(expertise_is_replaced_as_a_whole_or_not_at_all)
{
    struct instructor_change change = {0};
    by_employee();
    ck_assert_int_eq(create(), OUTCOME_OK);
    decision.replaces_expertise = false;
    ck_assert_int_eq(instructors_decide_update(&scratch, &change, &facts, &decision, &problem),
                     OUTCOME_OK);
    ck_assert(!decision.changed && !decision.replaces_expertise);
    RECORD_PUT(&change, INSTRUCTOR_CHANGE, expertise, both());
    ck_assert_int_eq(instructors_decide_update(&scratch, &change, &facts, &decision, &problem),
                     OUTCOME_OK);
    ck_assert(decision.changed && decision.replaces_expertise);
    ck_assert_int_eq(decision.instructor.version, 2);
    competencies[0] = (struct uuid){{0}};
    ck_assert_int_eq(instructors_decide_update(&scratch, &change, &facts, &decision, &problem),
                     OUTCOME_INVALID);
}
END_TEST

START_TEST(an_instructor_is_taken_out_of_use)
{
    by_employee();
    ck_assert_int_eq(create(), OUTCOME_OK);
    struct instructor *instructor = &decision.instructor;
    ck_assert_int_eq(
        instructors_decide_move(instructor, ACTIVITY_DEACTIVATE, &facts.registry, &problem),
        OUTCOME_OK);
    ck_assert_int_eq(instructor->state, ACTIVITY_STATE_INACTIVE);
    ck_assert_int_eq(
        instructors_decide_move(instructor, ACTIVITY_DEACTIVATE, &facts.registry, &problem),
        OUTCOME_CONFLICT);
}
END_TEST

START_TEST(r02_part_of_the_organization_changes_no_instructor)
{
    struct instructor_change change = {0};
    facts.registry.whole_organization = false;
    ck_assert_int_eq(create(), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(instructors_decide_update(&scratch, &change, &facts, &decision, &problem),
                     OUTCOME_FORBIDDEN);
    ck_assert_int_eq(instructors_decide_move(&decision.instructor, ACTIVITY_DEACTIVATE,
                                             &facts.registry, &problem),
                     OUTCOME_FORBIDDEN);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("instructors");
    tcase_add_checked_fixture(tests, begin, NULL);
    tcase_add_test(tests, an_employee_teaches_under_their_own_name);
    tcase_add_test(tests, an_instructor_of_a_partner_has_a_name_of_their_own);
    tcase_add_test(tests, an_instructor_has_exactly_one_origin);
    tcase_add_test(tests, an_unknown_employee_is_named);
    tcase_add_test(tests, an_inactive_partner_gets_no_new_instructor);
    tcase_add_test(tests, competencies_are_known_and_named_once);
    tcase_add_test(tests, expertise_is_replaced_as_a_whole_or_not_at_all);
    tcase_add_test(tests, an_instructor_is_taken_out_of_use);
    tcase_add_test(tests, r02_part_of_the_organization_changes_no_instructor);
    return run_case(tests, "instructors");
}
