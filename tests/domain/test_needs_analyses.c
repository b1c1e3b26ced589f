/* test_needs_analyses.c - the yearly cycle
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/needs_analyses.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct needs_analysis_facts facts_of(const char *caller)
{
    return (struct needs_analysis_facts){.caller_id = word_id(caller),
                                         .now = {.us = 5},
                                         .unit_found = true,
                                         .unit_id = word_id("plaju"),
                                         .unit_name = "Kecamatan Plaju",
                                         .new_id = word_id("akpk")};
}

static struct needs_analysis analysis_in(enum needs_analysis_state state)
{
    struct needs_analysis analysis = {0};
    RECORD_PUT(&analysis, NEEDS_ANALYSIS, state, state);
    RECORD_PUT(&analysis, NEEDS_ANALYSIS, created_by, word_id("planner"));
    RECORD_PUT(&analysis, NEEDS_ANALYSIS, version, 1);
    return analysis;
}

START_TEST(it_begins_as_an_inventory)
{
    struct needs_analysis_create in = {0};
    struct needs_analysis made;
    struct needs_analysis_facts facts = facts_of("planner");
    RECORD_PUT(&in, NEEDS_ANALYSIS_CREATE, year, 2026);
    RECORD_PUT(&in, NEEDS_ANALYSIS_CREATE, name, "AKPK");
    ck_assert_int_eq(needs_analyses_decide_create(&in, &facts, &made, &problem), OUTCOME_OK);
    ck_assert_int_eq(made.state, NEEDS_ANALYSIS_STATE_INVENTORY);
    ck_assert_int_eq(made.year, 2026);
    ck_assert_int_eq(made.version, 1);
    ck_assert(uuid_equal(made.unit_id, word_id("plaju")));
    ck_assert(uuid_equal(made.created_by, word_id("planner")));
    facts.unit_found = false;
    ck_assert_int_eq(needs_analyses_decide_create(&in, &facts, &made, &problem), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "reference-not-found /unit_id reference");
}
END_TEST

static const struct {
    enum needs_analysis_state from;
    enum needs_analysis_action action;
    const char *caller;
    int64_t proposed, verified;
    int to; /* 0: refused */
    const char *problem;
} steps[] = {
    {NEEDS_ANALYSIS_STATE_INVENTORY, NEEDS_ANALYSIS_START_VERIFICATION, "planner", 9, 9,
     NEEDS_ANALYSIS_STATE_VERIFICATION, ""},
    {NEEDS_ANALYSIS_STATE_VERIFICATION, NEEDS_ANALYSIS_START_VALIDATION, "planner", 0, 9,
     NEEDS_ANALYSIS_STATE_VALIDATION, ""},
    {NEEDS_ANALYSIS_STATE_VERIFICATION, NEEDS_ANALYSIS_START_VALIDATION, "planner", 1, 0, 0,
     "needs-undecided"},
    {NEEDS_ANALYSIS_STATE_VALIDATION, NEEDS_ANALYSIS_ADOPT, "approver", 0, 0,
     NEEDS_ANALYSIS_STATE_ADOPTED, ""},
    {NEEDS_ANALYSIS_STATE_VALIDATION, NEEDS_ANALYSIS_ADOPT, "approver", 0, 1, 0, "needs-undecided"},
    {NEEDS_ANALYSIS_STATE_VALIDATION, NEEDS_ANALYSIS_ADOPT, "approver", 1, 0, 0, "needs-undecided"},
    {NEEDS_ANALYSIS_STATE_VALIDATION, NEEDS_ANALYSIS_ADOPT, "planner", 0, 0, 0, "own-case"},
    {NEEDS_ANALYSIS_STATE_ADOPTED, NEEDS_ANALYSIS_CLOSE, "planner", 0, 0,
     NEEDS_ANALYSIS_STATE_CLOSED, ""},
    {NEEDS_ANALYSIS_STATE_CLOSED, NEEDS_ANALYSIS_CLOSE, "planner", 0, 0, 0, "wrong-state"},
    {NEEDS_ANALYSIS_STATE_INVENTORY, NEEDS_ANALYSIS_ADOPT, "approver", 0, 0, 0, "wrong-state"},
};

START_TEST(r01_a_step_needs_its_state_decided_needs_and_another_person)
{
    struct needs_analysis analysis = analysis_in(steps[_i].from);
    struct needs_analysis_facts facts = facts_of(steps[_i].caller);
    facts.proposed = steps[_i].proposed;
    facts.verified = steps[_i].verified;
    enum outcome outcome = needs_analyses_decide(&analysis, steps[_i].action, &facts, &problem);
    ck_assert_str_eq(problem_text(), steps[_i].problem);
    ck_assert_int_eq(outcome == OUTCOME_OK, steps[_i].to != 0);
    ck_assert_int_eq((int)analysis.state, steps[_i].to == 0 ? (int)steps[_i].from : steps[_i].to);
    ck_assert_int_eq(analysis.version, steps[_i].to == 0 ? 1 : 2);
}
END_TEST

START_TEST(needs_are_added_and_decided_in_their_time)
{
    static const unsigned allowed[] = {
        [NEEDS_ANALYSIS_GENERATE] =
            1U << NEEDS_ANALYSIS_STATE_INVENTORY | 1U << NEEDS_ANALYSIS_STATE_VERIFICATION,
        [NEEDS_ANALYSIS_VERIFY_ALL] = 1U << NEEDS_ANALYSIS_STATE_VERIFICATION,
        [NEEDS_ANALYSIS_VALIDATE_ALL] = 1U << NEEDS_ANALYSIS_STATE_VALIDATION,
    };
    for (unsigned state = 1; state <= NEEDS_ANALYSIS_STATE_CLOSED; state++)
        for (unsigned action = NEEDS_ANALYSIS_GENERATE; action <= NEEDS_ANALYSIS_VALIDATE_ALL;
             action++) {
            problem_init(&problem, &scratch);
            enum outcome outcome = needs_analyses_allow(
                (enum needs_analysis_state)state, (enum needs_analysis_action)action, &problem);
            ck_assert_int_eq(outcome == OUTCOME_OK, (allowed[action] >> state) & 1U);
        }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("needs_analyses");
    tcase_add_test(tests, it_begins_as_an_inventory);
    tcase_add_loop_test(tests, r01_a_step_needs_its_state_decided_needs_and_another_person, 0,
                        sizeof steps / sizeof steps[0]);
    tcase_add_test(tests, needs_are_added_and_decided_in_their_time);
    return run_case(tests, "needs_analyses");
}
