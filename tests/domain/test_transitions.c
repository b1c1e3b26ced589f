/* test_transitions.c - state machines as tables
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/transitions.h"

#include <string.h>

#include "fixture_problem.h"

#include "domain/base/banned.h"

enum light { LIGHT_RED = 1, LIGHT_GREEN, LIGHT_BROKEN };
enum { SWITCH = 1, HIT };
static const char *const light_names[] = {NULL, "red", "green", "broken"};
static const struct enumeration lights = {"light", light_names, 3};
static const char *const action_names[] = {NULL, "switch", "hit"};
static const struct transition_rule rules[] = {
    {LIGHT_RED, SWITCH, LIGHT_GREEN},
    {LIGHT_GREEN, SWITCH, LIGHT_RED},
    {LIGHT_GREEN, HIT, LIGHT_BROKEN},
};
static const struct transition_machine machine = {&lights, action_names, rules, 3};

START_TEST(an_action_leads_where_the_table_says)
{
    int to = 0;
    ck_assert_int_eq(transitions_decide(&machine, LIGHT_RED, SWITCH, &to, &problem), OUTCOME_OK);
    ck_assert_int_eq(to, LIGHT_GREEN);
    ck_assert_int_eq(transitions_decide(&machine, LIGHT_GREEN, HIT, &to, &problem), OUTCOME_OK);
    ck_assert_int_eq(to, LIGHT_BROKEN);
    ck_assert_str_eq(problem_text(), "");
}
END_TEST

static const struct {
    int state, action;
    const char *name, *allowed;
} refusals[] = {
    {LIGHT_RED, HIT, "red", "switch"},
    {LIGHT_BROKEN, SWITCH, "broken", "-"},
    {LIGHT_GREEN, 3, "green", "switch, hit"},
};

START_TEST(another_action_is_refused_with_what_is_possible)
{
    int to = 77;
    ck_assert_int_eq(
        transitions_decide(&machine, refusals[_i].state, refusals[_i].action, &to, &problem),
        OUTCOME_CONFLICT);
    ck_assert_int_eq(to, 77);
    ck_assert_str_eq(problem_text(), "wrong-state");
    ck_assert_str_eq(problem.args[0], refusals[_i].name);
    ck_assert_str_eq(problem.args[1], refusals[_i].allowed);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("transitions");
    tcase_add_test(tests, an_action_leads_where_the_table_says);
    tcase_add_loop_test(tests, another_action_is_refused_with_what_is_possible, 0, 3);
    return run_case(tests, "transitions");
}
