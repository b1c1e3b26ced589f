/* test_principal.c - roles and the subtrees they reach over
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/principal.h"

#include "fixture_contract.h"

#include "domain/base/banned.h"

static const struct uuid unit_a = {{0xa}}, unit_b = {{0xb}};

static const struct {
    struct grant grants[3];
    size_t count;
    bool is_employee;
    uint32_t asked, roles;
    bool whole;
    size_t units;
} cases[] = {
    {{{0}}, 0, false, ROLE_BIT_PLANNER, 0, false, 0},
    {{{0}}, 0, true, ROLE_BIT_EMPLOYEE, ROLE_BIT_EMPLOYEE, false, 0},
    {{{ROLE_BIT_PLANNER, {{0}}}}, 1, false, ROLE_BIT_PLANNER, ROLE_BIT_PLANNER, true, 0},
    {{{ROLE_BIT_PLANNER, {{0xa}}}}, 1, false, ROLE_BIT_PLANNER, ROLE_BIT_PLANNER, false, 1},
    {{{ROLE_BIT_PLANNER, {{0xa}}}}, 1, false, ROLE_BIT_AUDITOR, ROLE_BIT_PLANNER, false, 0},
    /* a role over a subtree does not borrow the reach of another role */
    {{{ROLE_BIT_AUDITOR, {{0}}}, {ROLE_BIT_LEADER, {{0xa}}}},
     2,
     true,
     ROLE_BIT_LEADER,
     ROLE_BIT_AUDITOR | ROLE_BIT_LEADER | ROLE_BIT_EMPLOYEE,
     false,
     1},
    {{{ROLE_BIT_LEADER, {{0xa}}}, {ROLE_BIT_LEADER, {{0xb}}}},
     2,
     true,
     ROLE_BIT_LEADER | ROLE_BIT_EMPLOYEE,
     ROLE_BIT_LEADER | ROLE_BIT_EMPLOYEE,
     false,
     2},
    {{{ROLE_BIT_LEADER, {{0xa}}}, {ROLE_BIT_PLANNER, {{0}}}},
     2,
     false,
     ROLE_BIT_LEADER | ROLE_BIT_PLANNER,
     ROLE_BIT_LEADER | ROLE_BIT_PLANNER,
     true,
     1},
    /* being an employee is a role over oneself, not over everything */
    {{{ROLE_BIT_EMPLOYEE, {{0}}}}, 1, true, ROLE_BIT_EMPLOYEE, ROLE_BIT_EMPLOYEE, false, 0},
    /* so are instructing and being a partner, over whatever they were granted */
    {{{ROLE_BIT_INSTRUCTOR, {{0}}}, {ROLE_BIT_PARTNER, {{0}}}},
     2,
     false,
     ROLE_BIT_INSTRUCTOR | ROLE_BIT_PARTNER,
     ROLE_BIT_INSTRUCTOR | ROLE_BIT_PARTNER,
     false,
     0},
    {{{ROLE_BIT_LEADER, {{0xa}}}, {ROLE_BIT_INSTRUCTOR, {{0xb}}}},
     2,
     false,
     ROLE_BIT_LEADER | ROLE_BIT_INSTRUCTOR,
     ROLE_BIT_LEADER | ROLE_BIT_INSTRUCTOR,
     false,
     1},
};

START_TEST(roles_and_scope)
{
    struct principal p = {.grants = cases[_i].grants, .grant_count = cases[_i].count};
    if (cases[_i].is_employee) p.employee_id = unit_b;
    ck_assert_uint_eq(principal_roles(&p), cases[_i].roles);
    struct scope scope = principal_scope(&p, cases[_i].asked, &memory);
    ck_assert_int_eq(scope.whole, cases[_i].whole);
    ck_assert_uint_eq(scope.count, cases[_i].units);
    for (size_t i = 0; i < scope.count; i++)
        ck_assert(uuid_equal(scope.units[i], i == 0 ? unit_a : unit_b));
}
END_TEST

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_contract_case("principal", &suite);
    tcase_add_loop_test(tests, roles_and_scope, 0, sizeof cases / sizeof cases[0]);
    return fixture_contract_run(suite);
}
