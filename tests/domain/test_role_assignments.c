/* test_role_assignments.c - domain/role_assignments.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/role_assignments.h"

#include "fixture.h"

#include "domain/base/banned.h"

static const struct uuid caller = {{1}}, bearer = {{2}}, unit = {{3}}, fresh = {{4}};
static const struct instant then = {1000000}, now = {2000000};
static struct problem problem;
static struct role_assignment_facts facts;
static struct role_assignment_create in;
static struct role_assignment assignment;

static void start(void)
{
    problem_init(&problem, &memory);
    facts = (struct role_assignment_facts){.now = now,
                                           .caller_id = caller,
                                           .whole_organization = true,
                                           .bearer_found = true,
                                           .bearer_id = bearer,
                                           .bearer_name = "Contoh Pegawai",
                                           .unit_found = true,
                                           .unit_id = unit,
                                           .unit_name = "Dinas Contoh",
                                           .other_admins = 1};
    in = (struct role_assignment_create){0};
    RECORD_PUT(&in, ROLE_ASSIGNMENT_CREATE, employee_id, ((struct ref){REF_BY_ID, bearer, NULL}));
    RECORD_PUT(&in, ROLE_ASSIGNMENT_CREATE, role, ROLE_PLANNER);
    RECORD_PUT(&in, ROLE_ASSIGNMENT_CREATE, unit_id, ((struct ref){REF_BY_ID, unit, NULL}));
    assignment = (struct role_assignment){0};
    RECORD_PUT(&assignment, ROLE_ASSIGNMENT, id, fresh);
    RECORD_PUT(&assignment, ROLE_ASSIGNMENT, client_id, bearer);
    RECORD_PUT(&assignment, ROLE_ASSIGNMENT, role, ROLE_ADMIN);
    RECORD_PUT(&assignment, ROLE_ASSIGNMENT, version, 1);
    RECORD_PUT(&assignment, ROLE_ASSIGNMENT, updated_at, then);
}

static void to_client(void)
{
    RECORD_CLEAR(&in, ROLE_ASSIGNMENT_CREATE, employee_id);
    RECORD_PUT(&in, ROLE_ASSIGNMENT_CREATE, client_id, bearer);
}

static enum outcome create(void)
{
    return role_assignments_decide_create(&in, &facts, fresh, &assignment, &problem);
}

static enum outcome revoke(void)
{
    return role_assignments_decide_revoke(&assignment, &facts, &problem);
}

static void expect_violation(size_t i, const char *pointer, enum violation_rule rule)
{
    ck_assert_uint_lt(i, problem.violation_count);
    ck_assert_str_eq(problem.violations[i].pointer, pointer);
    ck_assert_int_eq(problem.violations[i].rule, rule);
}

/* ---- granting */

START_TEST(an_employee_gets_a_role_over_a_unit)
{
    ck_assert_int_eq(create(), OUTCOME_OK);
    ck_assert(uuid_equal(assignment.id, fresh));
    ck_assert(uuid_equal(assignment.employee_id, bearer));
    ck_assert_str_eq(assignment.employee_name, "Contoh Pegawai");
    ck_assert(!RECORD_HAS(&assignment, ROLE_ASSIGNMENT, client_id));
    ck_assert(!RECORD_HAS(&assignment, ROLE_ASSIGNMENT, client_name));
    ck_assert_int_eq(assignment.role, ROLE_PLANNER);
    ck_assert(uuid_equal(assignment.unit_id, unit));
    ck_assert_str_eq(assignment.unit_name, "Dinas Contoh");
    ck_assert(uuid_equal(assignment.granted_by, caller));
    ck_assert(!RECORD_HAS(&assignment, ROLE_ASSIGNMENT, revoked_at));
    ck_assert_int_eq(assignment.version, 1);
    ck_assert_int_eq(assignment.created_at.us, now.us);
    ck_assert_int_eq(assignment.updated_at.us, now.us);
}
END_TEST

START_TEST(a_client_gets_a_role_over_everything)
{
    to_client();
    RECORD_CLEAR(&in, ROLE_ASSIGNMENT_CREATE, unit_id);
    facts.unit_found = false;
    ck_assert_int_eq(create(), OUTCOME_OK);
    ck_assert(uuid_equal(assignment.client_id, bearer));
    ck_assert(!RECORD_HAS(&assignment, ROLE_ASSIGNMENT, employee_id));
    ck_assert(!RECORD_HAS(&assignment, ROLE_ASSIGNMENT, unit_id));
    ck_assert(!RECORD_HAS(&assignment, ROLE_ASSIGNMENT, unit_name));
}
END_TEST

START_TEST(nobody_is_no_bearer)
{
    RECORD_CLEAR(&in, ROLE_ASSIGNMENT_CREATE, employee_id);
    facts.bearer_found = false;
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_int_eq(problem.code, PROBLEM_VALIDATION_FAILED);
    ck_assert_uint_eq(problem.violation_count, 1);
    expect_violation(0, "", RULE_EXACTLY_ONE);
}
END_TEST

START_TEST(two_are_not_one_bearer)
{
    RECORD_PUT(&in, ROLE_ASSIGNMENT_CREATE, client_id, bearer);
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_uint_eq(problem.violation_count, 1);
    expect_violation(0, "", RULE_EXACTLY_ONE);
}
END_TEST

START_TEST(the_role_employee_cannot_be_granted)
{
    in.role = ROLE_EMPLOYEE;
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    expect_violation(0, "/role", RULE_ENUM);
}
END_TEST

START_TEST(r02_what_lies_outside_is_not_found)
{
    facts.bearer_found = facts.unit_found = false;
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_int_eq(problem.code, PROBLEM_REFERENCE_NOT_FOUND);
    ck_assert_uint_eq(problem.violation_count, 2);
    expect_violation(0, "/employee_id", RULE_REFERENCE);
    expect_violation(1, "/unit_id", RULE_REFERENCE);
}
END_TEST

START_TEST(r02_an_unknown_client_is_named_as_such)
{
    to_client();
    facts.bearer_found = false;
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_uint_eq(problem.violation_count, 1);
    expect_violation(0, "/client_id", RULE_REFERENCE);
}
END_TEST

START_TEST(r02_only_over_everything_grants_over_everything)
{
    RECORD_CLEAR(&in, ROLE_ASSIGNMENT_CREATE, unit_id);
    facts.whole_organization = false;
    ck_assert_int_eq(create(), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(problem.code, PROBLEM_FORBIDDEN);
}
END_TEST

START_TEST(r01_nobody_grants_to_themselves)
{
    facts.bearer_id = caller;
    ck_assert_int_eq(create(), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(problem.code, PROBLEM_OWN_CASE);
}
END_TEST

START_TEST(a_revoked_client_gets_no_role)
{
    to_client();
    facts.bearer_revoked = true;
    ck_assert_int_eq(create(), OUTCOME_CONFLICT);
    ck_assert_int_eq(problem.code, PROBLEM_CLIENT_REVOKED);
}
END_TEST

START_TEST(a_partners_role_names_the_partner)
{
    to_client();
    in.role = ROLE_PARTNER;
    RECORD_PUT(&in, ROLE_ASSIGNMENT_CREATE, partner_id, ((struct ref){REF_BY_ID, unit, NULL}));
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    expect_violation(0, "/partner_id", RULE_REFERENCE);
    problem_init(&problem, &memory);
    facts.partner_found = true;
    facts.partner_id = unit;
    facts.partner_name = "Universitas A";
    ck_assert_int_eq(create(), OUTCOME_OK);
    ck_assert(uuid_equal(assignment.partner_id, unit));
    ck_assert_str_eq(assignment.partner_name, "Universitas A");
    in.role = ROLE_PLANNER;
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    expect_violation(0, "/role", RULE_ENUM);
}
END_TEST

/* ---- revoking */

START_TEST(revoking_closes_the_assignment)
{
    ck_assert_int_eq(revoke(), OUTCOME_OK);
    ck_assert(RECORD_HAS(&assignment, ROLE_ASSIGNMENT, revoked_at));
    ck_assert_int_eq(assignment.revoked_at.us, now.us);
    ck_assert(uuid_equal(assignment.revoked_by, caller));
    ck_assert_int_eq(assignment.version, 2);
    ck_assert_int_eq(assignment.updated_at.us, now.us);
}
END_TEST

static void expect_refused(enum outcome outcome, enum problem_code code)
{
    ck_assert_int_eq(revoke(), outcome);
    ck_assert_int_eq(problem.code, code);
    ck_assert_int_eq(assignment.version, 1);
    ck_assert(!RECORD_HAS(&assignment, ROLE_ASSIGNMENT, revoked_by));
}

START_TEST(r01_nobody_revokes_their_own)
{
    assignment.client_id = caller;
    expect_refused(OUTCOME_FORBIDDEN, PROBLEM_OWN_CASE);
    start();
    RECORD_CLEAR(&assignment, ROLE_ASSIGNMENT, client_id);
    RECORD_PUT(&assignment, ROLE_ASSIGNMENT, employee_id, caller);
    expect_refused(OUTCOME_FORBIDDEN, PROBLEM_OWN_CASE);
}
END_TEST

START_TEST(a_revocation_is_final)
{
    RECORD_PUT(&assignment, ROLE_ASSIGNMENT, revoked_at, then);
    expect_refused(OUTCOME_CONFLICT, PROBLEM_ROLE_ASSIGNMENT_REVOKED);
    ck_assert_int_eq(assignment.revoked_at.us, then.us);
}
END_TEST

START_TEST(the_last_admin_over_everything_stays)
{
    facts.other_admins = 0;
    expect_refused(OUTCOME_CONFLICT, PROBLEM_LAST_ADMIN);
}
END_TEST

START_TEST(other_roles_and_admins_of_units_may_all_go)
{
    facts.other_admins = 0;
    assignment.role = ROLE_AUDITOR;
    ck_assert_int_eq(revoke(), OUTCOME_OK);
    start();
    facts.other_admins = 0;
    RECORD_PUT(&assignment, ROLE_ASSIGNMENT, unit_id, unit);
    ck_assert_int_eq(revoke(), OUTCOME_OK);
}
END_TEST

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_case("role_assignments", &suite);
    tcase_add_checked_fixture(tests, start, NULL);
    tcase_add_test(tests, an_employee_gets_a_role_over_a_unit);
    tcase_add_test(tests, a_client_gets_a_role_over_everything);
    tcase_add_test(tests, a_partners_role_names_the_partner);
    tcase_add_test(tests, nobody_is_no_bearer);
    tcase_add_test(tests, two_are_not_one_bearer);
    tcase_add_test(tests, the_role_employee_cannot_be_granted);
    tcase_add_test(tests, r02_what_lies_outside_is_not_found);
    tcase_add_test(tests, r02_an_unknown_client_is_named_as_such);
    tcase_add_test(tests, r02_only_over_everything_grants_over_everything);
    tcase_add_test(tests, r01_nobody_grants_to_themselves);
    tcase_add_test(tests, a_revoked_client_gets_no_role);
    tcase_add_test(tests, revoking_closes_the_assignment);
    tcase_add_test(tests, r01_nobody_revokes_their_own);
    tcase_add_test(tests, a_revocation_is_final);
    tcase_add_test(tests, the_last_admin_over_everything_stays);
    tcase_add_test(tests, other_roles_and_admins_of_units_may_all_go);
    return fixture_run(suite);
}
