/* test_needs.c - what is put in by hand, and who decides
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/needs.h"

#include <string.h>

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct need_caller caller_of(const char *id, const char *self)
{
    return (struct need_caller){
        .id = word_id(id), .self = word_id(self), .now = {.us = 7}, .today = day_of("2026-03-01")};
}

/* ---- putting in */

static struct need_targets targets_of(bool employee)
{
    struct need_targets targets = {0};
    RECORD_PUT(&targets, NEED_TARGETS, unit_id, word_id("section"));
    RECORD_PUT(&targets, NEED_TARGETS, unit_name, "Seksi");
    RECORD_PUT(&targets, NEED_TARGETS, competency_id, word_id("project"));
    RECORD_PUT(&targets, NEED_TARGETS, in_analysis, true);
    if (employee) RECORD_PUT(&targets, NEED_TARGETS, employee_id, word_id("ani"));
    return targets;
}

static struct need_create input(bool employee, bool unit)
{
    struct need_create in = {0};
    RECORD_PUT(&in, NEED_CREATE, source, NEED_SOURCE_POLICY);
    RECORD_PUT(&in, NEED_CREATE, required_level, 3);
    if (employee) RECORD_PUT(&in, NEED_CREATE, employee_id, (struct ref){.by = REF_BY_ID});
    if (unit) RECORD_PUT(&in, NEED_CREATE, unit_id, (struct ref){.by = REF_BY_ID});
    return in;
}

START_TEST(a_need_is_proposed_by_its_author)
{
    struct need_create in = input(true, false);
    struct need_targets targets = targets_of(true);
    struct need_caller caller = caller_of("leader", "");
    struct need_measure measure = {.severity = 6666, .severity_weight = 100};
    struct need made;
    RECORD_PUT(&in, NEED_CREATE, current_level, 1);
    ck_assert_int_eq(needs_decide_create(&in, &targets, &caller, &made, &problem), OUTCOME_OK);
    ck_assert_int_eq(made.state, NEED_STATE_PROPOSED);
    ck_assert_int_eq(made.gap, -2);
    ck_assert(uuid_equal(made.employee_id, word_id("ani")));
    ck_assert(uuid_equal(made.created_by, word_id("leader")));
    ck_assert_int_eq(made.identified_on.days, day_of("2026-03-01").days);
    needs_put_priority(&made, &measure, &scratch);
    ck_assert_int_eq(made.priority, 6666);
    ck_assert_int_eq(made.rank_key, 100005 - 66660 - 2);
    ck_assert_ptr_nonnull(strstr(made.priority_terms, "\"score\":6666"));
}
END_TEST

START_TEST(a_need_of_a_unit_may_have_no_current_level)
{
    struct need_create in = input(false, true);
    struct need_targets targets = targets_of(false);
    struct need_caller caller = caller_of("leader", "");
    struct need_measure measure = {.people = 10000, .people_weight = 100};
    struct need made;
    ck_assert_int_eq(needs_decide_create(&in, &targets, &caller, &made, &problem), OUTCOME_OK);
    ck_assert(!RECORD_HAS(&made, NEED, employee_id) && !RECORD_HAS(&made, NEED, gap));
    needs_put_priority(&made, &measure, &scratch);
    ck_assert_int_eq(made.rank_key, 5);
}
END_TEST

START_TEST(r26_a_surplus_ranks_like_no_gap)
{
    struct need need = {0};
    struct need_measure measure = {0};
    RECORD_PUT(&need, NEED, gap, 2);
    needs_put_priority(&need, &measure, &scratch);
    ck_assert_int_eq(need.rank_key, 100005);
}
END_TEST

static const struct {
    bool employee, unit, found_employee, in_analysis, competency;
    enum need_source source;
    const char *problem;
} inputs[] = {
    {true, true, true, true, true, NEED_SOURCE_POLICY, "validation-failed  exactly-one"},
    {false, false, false, true, true, NEED_SOURCE_POLICY, "validation-failed  exactly-one"},
    {true, false, true, true, true, NEED_SOURCE_COMPETENCY_GAP, "validation-failed /source enum"},
    {true, false, false, true, true, NEED_SOURCE_POLICY,
     "reference-not-found /employee_id reference"},
    {false, true, false, false, true, NEED_SOURCE_POLICY, "reference-not-found /unit_id reference"},
    {false, true, false, true, false, NEED_SOURCE_POLICY,
     "reference-not-found /competency_id reference"},
};

START_TEST(r02_what_is_wrong_with_an_input)
{
    struct need made;
    struct need_create in = input(inputs[_i].employee, inputs[_i].unit);
    struct need_targets targets = targets_of(inputs[_i].found_employee);
    struct need_caller caller = caller_of("leader", "");
    in.source = inputs[_i].source;
    targets.in_analysis = inputs[_i].in_analysis;
    if (!inputs[_i].competency) RECORD_CLEAR(&targets, NEED_TARGETS, competency_id);
    ck_assert_int_eq(needs_decide_create(&in, &targets, &caller, &made, &problem), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), inputs[_i].problem);
}
END_TEST

/* ---- deciding */

static const struct {
    enum need_state from;
    enum need_action action;
    enum needs_analysis_state stage;
    const char *caller, *self, *verified_by;
    int to; /* 0: refused */
    const char *problem;
} decisions[] = {
#define VERIFICATION NEEDS_ANALYSIS_STATE_VERIFICATION
#define VALIDATION NEEDS_ANALYSIS_STATE_VALIDATION
    {NEED_STATE_PROPOSED, NEED_VERIFY, VERIFICATION, "x", "", "", NEED_STATE_VERIFIED, ""},
    {NEED_STATE_PROPOSED, NEED_VERIFY, VERIFICATION, "x", "ani", "", 0, "own-case"},
    {NEED_STATE_PROPOSED, NEED_VERIFY, VERIFICATION, "ani", "", "", 0, "own-case"},
    {NEED_STATE_PROPOSED, NEED_VERIFY, VERIFICATION, "author", "", "", 0, "own-case"},
    {NEED_STATE_PROPOSED, NEED_VERIFY, VALIDATION, "x", "", "", 0, "wrong-state"},
    {NEED_STATE_PROPOSED, NEED_VALIDATE, VALIDATION, "x", "", "", 0, "wrong-state"},
    {NEED_STATE_VERIFIED, NEED_VALIDATE, VALIDATION, "x", "", "y", NEED_STATE_VALIDATED, ""},
    {NEED_STATE_VERIFIED, NEED_VALIDATE, VALIDATION, "y", "", "y", 0, "own-case"},
    {NEED_STATE_VERIFIED, NEED_VALIDATE, VERIFICATION, "x", "", "y", 0, "wrong-state"},
    {NEED_STATE_VERIFIED, NEED_DROP, VALIDATION, "y", "", "y", NEED_STATE_DROPPED, ""},
    {NEED_STATE_PLANNED, NEED_DROP, NEEDS_ANALYSIS_STATE_CLOSED, "x", "", "", NEED_STATE_DROPPED,
     ""},
    {NEED_STATE_VALIDATED, NEED_DROP, VALIDATION, "x", "ani", "", 0, "own-case"},
    {NEED_STATE_MET, NEED_DROP, VALIDATION, "x", "", "", 0, "wrong-state"},
    {NEED_STATE_DROPPED, NEED_VERIFY, VERIFICATION, "x", "", "", 0, "wrong-state"},
};

START_TEST(r01_a_decision_needs_its_state_its_stage_and_another_person)
{
    struct need need = {0};
    struct need_caller caller = caller_of(decisions[_i].caller, decisions[_i].self);
    const char *reason = decisions[_i].action == NEED_DROP ? "Pindah" : NULL;
    RECORD_PUT(&need, NEED, state, decisions[_i].from);
    RECORD_PUT(&need, NEED, employee_id, word_id("ani"));
    RECORD_PUT(&need, NEED, created_by, word_id("author"));
    RECORD_PUT(&need, NEED, verified_by, word_id(decisions[_i].verified_by));
    enum outcome outcome =
        needs_decide(&need, decisions[_i].action, decisions[_i].stage, reason, &caller, &problem);
    ck_assert_str_eq(problem_text(), decisions[_i].problem);
    ck_assert_int_eq(outcome == OUTCOME_OK, decisions[_i].to != 0);
    ck_assert_int_eq((int)need.state,
                     decisions[_i].to == 0 ? (int)decisions[_i].from : decisions[_i].to);
    if (need.state == NEED_STATE_DROPPED && outcome == OUTCOME_OK)
        ck_assert_str_eq(need.reason, "Pindah");
    if (outcome == OUTCOME_OK && decisions[_i].action == NEED_VERIFY)
        ck_assert(uuid_equal(need.verified_by, word_id("x")));
}
END_TEST

/* ---- met by hand */

static struct need need_of_a_unit(void)
{
    struct need need = {0};
    RECORD_PUT(&need, NEED, state, NEED_STATE_PLANNED);
    RECORD_PUT(&need, NEED, competency_id, word_id("project"));
    RECORD_PUT(&need, NEED, required_level, 3);
    RECORD_PUT(&need, NEED, identified_on, day_of("2026-02-01"));
    RECORD_PUT(&need, NEED, created_by, word_id("author"));
    RECORD_PUT(&need, NEED, verified_by, word_id("verifier"));
    RECORD_PUT(&need, NEED, version, 4);
    return need;
}

static struct need_evidence evidence_of(const char *employee)
{
    struct need_evidence evidence = {
        .level = 3, .assessed_on = day_of("2026-02-01"), .stands = true, .in_unit = true};
    RECORD_PUT(&evidence, NEED_EVIDENCE, assessment_id, word_id("assessment"));
    evidence.employee_id = word_id(employee);
    evidence.competency_id = word_id("project");
    return evidence;
}

START_TEST(r27_a_need_of_a_unit_is_met_by_named_evidence)
{
    struct need need = need_of_a_unit();
    struct need_evidence evidence = evidence_of("ani");
    struct need_caller caller = caller_of("planner", "");
    ck_assert_int_eq(needs_decide_met(&need, &evidence, &caller, &problem), OUTCOME_OK);
    ck_assert_int_eq(need.state, NEED_STATE_MET);
    ck_assert(uuid_equal(need.met_by_assessment_id, word_id("assessment")));
    ck_assert_int_eq(need.version, 5);
}
END_TEST

static void spoil(struct need_evidence *evidence, int what)
{
    if (what == 0) evidence->level = 2;
    if (what == 1) evidence->assessed_on = day_of("2026-01-31");
    if (what == 2) evidence->self_assessed = true;
    if (what == 3) evidence->stands = false;
    if (what == 4) evidence->in_unit = false;
    if (what == 5) evidence->competency_id = word_id("other");
    if (what == 6) *evidence = (struct need_evidence){0};
}

START_TEST(r27_what_shows_nothing_meets_nothing)
{
    struct need need = need_of_a_unit();
    struct need_evidence evidence = evidence_of("ani");
    struct need_caller caller = caller_of("planner", "");
    spoil(&evidence, _i);
    ck_assert_int_eq(needs_decide_met(&need, &evidence, &caller, &problem), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), _i == 6 ? "reference-not-found /assessment_id reference"
                                             : "validation-failed /assessment_id evidence");
    ck_assert_int_eq(need.state, NEED_STATE_PLANNED);
}
END_TEST

static const struct {
    const char *caller, *self;
    bool of_employee;
    enum need_state state;
    const char *problem;
} meetings[] = {
    {"author", "", false, NEED_STATE_PLANNED, "own-case"},
    {"verifier", "", false, NEED_STATE_PLANNED, "own-case"},
    {"ani", "ani", false, NEED_STATE_PLANNED, "own-case"},
    {"client", "ani", false, NEED_STATE_PLANNED, "own-case"},
    {"planner", "", true, NEED_STATE_PLANNED, "need-met-by-itself"},
    {"planner", "", false, NEED_STATE_PROPOSED, "wrong-state"},
    {"planner", "", false, NEED_STATE_MET, "wrong-state"},
    {"planner", "", false, NEED_STATE_DROPPED, "wrong-state"},
};

START_TEST(r01_r27_who_meets_which_need)
{
    struct need need = need_of_a_unit();
    struct need_evidence evidence = evidence_of("ani");
    struct need_caller caller = caller_of(meetings[_i].caller, meetings[_i].self);
    need.state = meetings[_i].state;
    if (meetings[_i].of_employee) RECORD_PUT(&need, NEED, employee_id, word_id("ani"));
    ck_assert_int_ne(needs_decide_met(&need, &evidence, &caller, &problem), OUTCOME_OK);
    ck_assert_str_eq(problem_text(), meetings[_i].problem);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("needs");
    tcase_add_test(tests, a_need_is_proposed_by_its_author);
    tcase_add_test(tests, a_need_of_a_unit_may_have_no_current_level);
    tcase_add_test(tests, r26_a_surplus_ranks_like_no_gap);
    tcase_add_loop_test(tests, r02_what_is_wrong_with_an_input, 0,
                        sizeof inputs / sizeof inputs[0]);
    tcase_add_loop_test(tests, r01_a_decision_needs_its_state_its_stage_and_another_person, 0,
                        sizeof decisions / sizeof decisions[0]);
    tcase_add_test(tests, r27_a_need_of_a_unit_is_met_by_named_evidence);
    tcase_add_loop_test(tests, r27_what_shows_nothing_meets_nothing, 0, 7);
    tcase_add_loop_test(tests, r01_r27_who_meets_which_need, 0,
                        sizeof meetings / sizeof meetings[0]);
    return run_case(tests, "needs");
}
