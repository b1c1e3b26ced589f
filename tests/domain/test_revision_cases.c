/* test_revision_cases.c - domain/revision_cases.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/revision_cases.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct registry_facts acting(const char *word)
{
    return (struct registry_facts){.whole_organization = true,
                                   .new_id = word_id("new"),
                                   .caller_id = word_id(word),
                                   .now = {5000}};
}

static struct revision_case case_in(enum revision_case_state state)
{
    struct revision_case found = {0};
    RECORD_PUT(&found, REVISION_CASE, id, word_id("case"));
    RECORD_PUT(&found, REVISION_CASE, state, state);
    RECORD_PUT(&found, REVISION_CASE, version, 1);
    RECORD_PUT(&found, REVISION_CASE, opened_by, word_id("opener"));
    return found;
}

static struct revision_open_facts open_facts(void)
{
    struct revision_open_facts facts = {.registry = acting("opener"), .training_found = true};
    RECORD_PUT(&facts.training, TRAINING, id, word_id("training"));
    RECORD_PUT(&facts.training, TRAINING, published_version_id, word_id("published"));
    return facts;
}

static enum outcome create(const struct revision_open_facts *facts, bool names_session,
                           struct revision_row *ret)
{
    struct revision_case_input in = {0};
    RECORD_PUT(&in, REVISION_CASE_INPUT, dimension, EVALUATION_DIMENSION_METHOD);
    RECORD_PUT(&in, REVISION_CASE_INPUT, finding, "Terlalu banyak ceramah");
    if (names_session) RECORD_PUT(&in, REVISION_CASE_INPUT, session_id, word_id("session"));
    return revision_cases_decide_create(&in, facts, ret, &problem);
}

START_TEST(a_case_by_hand_is_about_the_published_version)
{
    struct revision_row row;
    struct revision_open_facts facts = open_facts();
    ck_assert_int_eq(create(&facts, false, &row), OUTCOME_OK);
    ck_assert(uuid_equal(row.judged_version_id, word_id("published")));
    ck_assert(uuid_equal(row.opened_by, word_id("opener")));
    ck_assert(!row.by_rule);
    RECORD_CLEAR(&facts.training, TRAINING, published_version_id);
    ck_assert_int_eq(create(&facts, false, &row), OUTCOME_OK);
    ck_assert(!RECORD_HAS(&row, REVISION_ROW, judged_version_id));
}
END_TEST

START_TEST(a_case_by_hand_may_name_a_session)
{
    struct revision_row row;
    struct revision_open_facts facts = open_facts();
    facts.session_found = true;
    facts.session_id = word_id("session");
    facts.session_version_id = word_id("taught");
    ck_assert_int_eq(create(&facts, true, &row), OUTCOME_OK);
    ck_assert(uuid_equal(row.session_id, word_id("session")));
    ck_assert(uuid_equal(row.judged_version_id, word_id("taught")));
}
END_TEST

START_TEST(what_it_names_must_exist)
{
    struct revision_row row;
    struct revision_open_facts facts = open_facts();
    facts.training_found = false;
    ck_assert_int_eq(create(&facts, true, &row), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "reference-not-found /training_id reference"
                                     " | /session_id reference");
}
END_TEST

START_TEST(r02_a_part_of_the_organization_opens_none)
{
    struct revision_row row;
    struct revision_open_facts facts = open_facts();
    facts.registry.whole_organization = false;
    ck_assert_int_eq(create(&facts, false, &row), OUTCOME_FORBIDDEN);
}
END_TEST

START_TEST(a_case_is_taken_up_once)
{
    struct registry_facts facts = acting("planner");
    struct revision_case found = case_in(REVISION_CASE_STATE_OPEN);
    ck_assert_int_eq(revision_cases_decide_start(&found, &facts, &problem), OUTCOME_OK);
    ck_assert_int_eq(found.state, REVISION_CASE_STATE_IN_PROGRESS);
    ck_assert_int_eq(found.version, 2);
    ck_assert_int_eq(revision_cases_decide_start(&found, &facts, &problem), OUTCOME_CONFLICT);
}
END_TEST

/* ---- */

static const struct {
    enum revision_action_kind kind;
    bool named, real;
    const char *says;
} actions[] = {
    {REVISION_ACTION_KIND_METHOD, true, true, ""},
    {REVISION_ACTION_KIND_METHOD, true, false, "validation-failed /method real-change"},
    {REVISION_ACTION_KIND_NEW_VERSION, true, true, ""},
    {REVISION_ACTION_KIND_NEW_VERSION, false, true,
     "validation-failed /training_version_id required"},
    {REVISION_ACTION_KIND_INSTRUCTOR, true, false, "validation-failed /instructor_id real-change"},
    {REVISION_ACTION_KIND_PARTNER, true, false, "validation-failed /partner_id real-change"},
    {REVISION_ACTION_KIND_RETIREMENT, false, true, ""},
    {REVISION_ACTION_KIND_RETIREMENT, false, false, "validation-failed /kind real-change"},
};

START_TEST(r67_an_action_changes_something)
{
    struct registry_facts facts = acting("planner");
    struct revision_case found = case_in(REVISION_CASE_STATE_IN_PROGRESS);
    struct revision_action_input in = {0};
    struct revision_action_row row;
    bool real = actions[_i].real;
    struct revision_case_facts changes = {.new_version = real,
                                          .method = real,
                                          .instructor = real,
                                          .partner = real,
                                          .retirement = real};
    RECORD_PUT(&in, REVISION_ACTION_INPUT, kind, actions[_i].kind);
    if (actions[_i].named) {
        RECORD_PUT(&in, REVISION_ACTION_INPUT, method, TRAINING_METHOD_PRACTICE);
        RECORD_PUT(&in, REVISION_ACTION_INPUT, training_version_id, word_id("version"));
        RECORD_PUT(&in, REVISION_ACTION_INPUT, instructor_id, word_id("instructor"));
        RECORD_PUT(&in, REVISION_ACTION_INPUT, partner_id, word_id("partner"));
    }
    const struct revision_act act = {&in, &changes};
    enum outcome outcome = revision_cases_decide_act(&found, &act, &facts, &row, &problem);
    ck_assert_str_eq(problem_text(), actions[_i].says);
    if (outcome != OUTCOME_OK) return;
    ck_assert(uuid_equal(row.revision_case_id, word_id("case")));
    ck_assert(uuid_equal(row.done_by, word_id("planner")));
    ck_assert_int_eq(row.kind, actions[_i].kind);
}
END_TEST

START_TEST(r67_a_case_is_resolved_by_changes_only)
{
    struct registry_facts facts = acting("planner");
    struct revision_case found = case_in(REVISION_CASE_STATE_IN_PROGRESS);
    ck_assert_int_eq(revision_cases_decide_resolve(&found, "Diubah", 0, &facts, &problem),
                     OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "case-unchanged");
}
END_TEST

START_TEST(r67_a_resolved_case_says_what_was_changed)
{
    struct registry_facts facts = acting("planner");
    struct revision_case found = case_in(REVISION_CASE_STATE_IN_PROGRESS);
    ck_assert_int_eq(revision_cases_decide_resolve(&found, "Diubah", 1, &facts, &problem),
                     OUTCOME_OK);
    ck_assert_int_eq(found.state, REVISION_CASE_STATE_RESOLVED);
    ck_assert_str_eq(found.change_summary, "Diubah");
    ck_assert_int_eq(found.resolved_at.us, 5000);
}
END_TEST

static const struct {
    const char *who, *until, *says;
} waivers[] = {
    {"approver", "2026-07-02", ""},
    {"approver", "2026-07-11", ""},
    {"approver", "2026-07-01", "validation-failed /waived_until date-range"},
    {"approver", "2026-07-12", "validation-failed /waived_until date-range"},
    {"opener", "2026-07-02", "own-case"},
};

START_TEST(r67_a_waiver_has_an_end_and_another_person)
{
    struct registry_facts facts = acting(waivers[_i].who);
    struct revision_case found = case_in(REVISION_CASE_STATE_OPEN);
    const struct revision_waiver_limit limit = {day_of("2026-07-01"), 10};
    struct revision_waiver in = {0};
    RECORD_PUT(&in, REVISION_WAIVER, waived_until, day_of(waivers[_i].until));
    RECORD_PUT(&in, REVISION_WAIVER, reason, "Ujian dinas");
    enum outcome outcome = revision_cases_decide_waive(&found, &in, &limit, &facts, &problem);
    ck_assert_str_eq(problem_text(), waivers[_i].says);
    if (outcome != OUTCOME_OK) return;
    ck_assert_int_eq(found.state, REVISION_CASE_STATE_WAIVED);
    ck_assert(uuid_equal(found.waived_by, word_id("approver")));
}
END_TEST

START_TEST(a_case_of_the_rule_is_nobodys_own)
{
    struct registry_facts facts = acting("approver");
    struct revision_case found = case_in(REVISION_CASE_STATE_OPEN);
    const struct revision_waiver_limit limit = {day_of("2026-07-01"), 10};
    struct revision_waiver in = {0};
    RECORD_CLEAR(&found, REVISION_CASE, opened_by);
    RECORD_PUT(&in, REVISION_WAIVER, waived_until, day_of("2026-07-02"));
    ck_assert_int_eq(revision_cases_decide_waive(&found, &in, &limit, &facts, &problem),
                     OUTCOME_OK);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("revision_cases");
    tcase_add_test(tests, a_case_by_hand_is_about_the_published_version);
    tcase_add_test(tests, a_case_by_hand_may_name_a_session);
    tcase_add_test(tests, what_it_names_must_exist);
    tcase_add_test(tests, r02_a_part_of_the_organization_opens_none);
    tcase_add_test(tests, a_case_is_taken_up_once);
    tcase_add_loop_test(tests, r67_an_action_changes_something, 0,
                        sizeof actions / sizeof actions[0]);
    tcase_add_test(tests, r67_a_case_is_resolved_by_changes_only);
    tcase_add_test(tests, r67_a_resolved_case_says_what_was_changed);
    tcase_add_loop_test(tests, r67_a_waiver_has_an_end_and_another_person, 0,
                        sizeof waivers / sizeof waivers[0]);
    tcase_add_test(tests, a_case_of_the_rule_is_nobodys_own);
    return run_case(tests, "revision_cases");
}
