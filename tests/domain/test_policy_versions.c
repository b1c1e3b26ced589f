/* test_policy_versions.c - drafting, reviewing and adopting versions of a policy
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/policy_versions.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct policy_facts facts_of(const char *caller)
{
    struct policy_facts facts = {.now = {1000},
                                 .today = day_of("2026-05-01"),
                                 .whole_organization = true,
                                 .new_id = word_id("version")};
    if (caller != NULL) facts.caller_id = word_id(caller);
    return facts;
}

static struct policy_version_create new_version(void)
{
    struct policy_version_create in = {0};
    RECORD_PUT(&in, POLICY_VERSION_CREATE, effective_from, day_of("2026-01-01"));
    return in;
}

static enum outcome create(const struct policy_version_create *in, const char *caller,
                           struct policy_version *ret)
{
    struct policy_facts facts = facts_of(caller);
    struct policy_version_origin origin = {true, word_id("policy"), 2};
    return policy_versions_decide_create(in, &origin, &facts, ret, &problem);
}

static struct policy_version draft_of(const char *caller)
{
    struct policy_version version;
    struct policy_version_create in = new_version();
    ck_assert_int_eq(create(&in, caller, &version), OUTCOME_OK);
    return version;
}

START_TEST(a_draft_is_complete)
{
    struct policy_version version = draft_of("maker");
    ck_assert(uuid_equal(version.id, word_id("version")));
    ck_assert(uuid_equal(version.policy_id, word_id("policy")));
    ck_assert(uuid_equal(version.created_by, word_id("maker")));
    ck_assert_int_eq(version.number, 3);
    ck_assert_int_eq(version.state, POLICY_VERSION_STATE_DRAFT);
    ck_assert_str_eq(version.parameters, "{}");
    ck_assert(RECORD_HAS(&version, POLICY_VERSION, strategies));
    ck_assert(RECORD_HAS(&version, POLICY_VERSION, objectives));
    ck_assert(!RECORD_HAS(&version, POLICY_VERSION, effective_until));
    version = draft_of(NULL);
    ck_assert(!RECORD_HAS(&version, POLICY_VERSION, created_by));
}
END_TEST

START_TEST(an_unknown_policy_is_refused)
{
    struct policy_version version;
    struct policy_version_create in = new_version();
    struct policy_version_origin origin = {0};
    struct policy_facts facts = facts_of("maker");
    ck_assert_int_eq(policy_versions_decide_create(&in, &origin, &facts, &version, &problem),
                     OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "reference-not-found /policy_id reference");
}
END_TEST

START_TEST(everything_wrong_with_the_content_is_said_at_once)
{
    struct policy_version version;
    struct policy_objective objectives[2] = {0};
    struct policy_version_create in = new_version();
    RECORD_PUT(&in, POLICY_VERSION_CREATE, effective_until, day_of("2025-12-31"));
    RECORD_PUT(&in, POLICY_VERSION_CREATE, parameters, "{\"x\":1}");
    RECORD_PUT(&objectives[0], POLICY_OBJECTIVE, due_on, day_of("2026-01-01"));
    RECORD_PUT(&objectives[1], POLICY_OBJECTIVE, due_on, day_of("2026-12-31"));
    RECORD_PUT(&objectives[1], POLICY_OBJECTIVE, mid_term_on, day_of("2026-12-31"));
    RECORD_PUT(&in, POLICY_VERSION_CREATE, objectives,
               ((struct policy_objective_list){.count = 2, .items = objectives}));
    ck_assert_int_eq(create(&in, "maker", &version), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /effective_until order"
                                     " | /objectives/0/due_on order"
                                     " | /objectives/1/mid_term_on order | /parameters/x unknown");
}
END_TEST

START_TEST(a_draft_gets_another_content_and_what_is_left_out_is_emptied)
{
    struct policy_version version;
    struct policy_version_create in = new_version();
    struct policy_version_content content = {0};
    struct policy_facts facts = facts_of("editor");
    RECORD_PUT(&in, POLICY_VERSION_CREATE, effective_until, day_of("2026-12-31"));
    RECORD_PUT(&in, POLICY_VERSION_CREATE, parameters, "{\"hours.pns_floor_jp\":24}");
    ck_assert_int_eq(create(&in, "maker", &version), OUTCOME_OK);
    RECORD_PUT(&content, POLICY_VERSION_CONTENT, effective_from, day_of("2027-01-01"));
    ck_assert_int_eq(policy_versions_decide_replace(&version, &content, &facts, &problem),
                     OUTCOME_OK);
    ck_assert_int_eq(version.effective_from.days, day_of("2027-01-01").days);
    ck_assert(!RECORD_HAS(&version, POLICY_VERSION, effective_until));
    ck_assert_str_eq(version.parameters, "{}");
    ck_assert_int_eq(version.version, 2);
    ck_assert(uuid_equal(version.created_by, word_id("maker")));
    ck_assert(uuid_equal(version.changed_by, word_id("editor")));
    version.state = POLICY_VERSION_STATE_ADOPTED;
    ck_assert_int_eq(policy_versions_decide_replace(&version, &content, &facts, &problem),
                     OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "wrong-state");
}
END_TEST

/* ---- states */

static struct policy_version reviewed(void)
{
    struct policy_version version = draft_of("maker");
    struct policy_facts facts = facts_of("submitter");
    ck_assert_int_eq(policy_versions_decide_submit(&version, &facts, &problem), OUTCOME_OK);
    return version;
}

static enum outcome adopt(struct policy_version *version, const char *caller,
                          struct policy_version_adoption *adoption,
                          struct policy_version_ended *ret_ended)
{
    struct policy_facts facts = facts_of(caller);
    return policy_versions_decide_adopt(version, adoption, &facts, ret_ended, &problem);
}

START_TEST(a_version_goes_from_draft_to_adopted)
{
    struct policy_version_ended ended;
    struct policy_version_adoption none = {0};
    struct policy_version version = reviewed();
    ck_assert_int_eq(version.state, POLICY_VERSION_STATE_IN_REVIEW);
    ck_assert(uuid_equal(version.submitted_by, word_id("submitter")));
    ck_assert_int_eq(adopt(&version, "approver", &none, &ended), OUTCOME_OK);
    ck_assert_int_eq(version.state, POLICY_VERSION_STATE_ADOPTED);
    ck_assert(uuid_equal(version.adopted_by, word_id("approver")));
    ck_assert_ptr_null(ended.version);
    ck_assert_int_eq(version.version, 3);
}
END_TEST

static const char *const involved[] = {"maker", "earlier", "editor", "submitter"};

START_TEST(r01_who_made_ever_changed_or_submitted_it_does_not_adopt)
{
    struct policy_version_ended ended;
    struct uuid editors[] = {word_id("earlier"), word_id("editor")};
    struct policy_version_adoption adoption = {.editors = {.count = 2, .items = editors}};
    struct policy_version version = reviewed();
    ck_assert_int_eq(adopt(&version, involved[_i], &adoption, &ended), OUTCOME_FORBIDDEN);
    ck_assert_str_eq(problem_text(), "own-case");
    problem_init(&problem, &scratch);
    ck_assert_int_eq(adopt(&version, "approver", &adoption, &ended), OUTCOME_OK);
}
END_TEST

START_TEST(a_draft_is_not_adopted)
{
    struct policy_version_ended ended;
    struct policy_version_adoption none = {0};
    struct policy_version version = draft_of("maker");
    ck_assert_int_eq(adopt(&version, "approver", &none, &ended), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "wrong-state");
    ck_assert_str_eq(problem.args[1], "submit, withdraw");
}
END_TEST

START_TEST(what_is_adopted_is_not_withdrawn)
{
    struct policy_version version = reviewed();
    struct policy_facts facts = facts_of("planner");
    ck_assert_int_eq(policy_versions_decide_withdraw(&version, &facts, &problem), OUTCOME_OK);
    ck_assert_int_eq(version.state, POLICY_VERSION_STATE_WITHDRAWN);
    version.state = POLICY_VERSION_STATE_ADOPTED;
    ck_assert_int_eq(policy_versions_decide_withdraw(&version, &facts, &problem), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem.args[1], "-");
}
END_TEST

static struct policy_version in_force_since(const char *day)
{
    struct policy_version version = draft_of("earlier");
    RECORD_PUT(&version, POLICY_VERSION, state, POLICY_VERSION_STATE_ADOPTED);
    RECORD_PUT(&version, POLICY_VERSION, effective_from, day_of(day));
    return version;
}

START_TEST(r20_the_version_before_ends_on_the_eve_and_keeps_its_past)
{
    struct policy_version_ended ended;
    struct policy_version before = in_force_since("2025-01-01"), version = reviewed();
    struct policy_version_adoption adoption = {.in_force = &before, .in_force_count = 1};
    ck_assert_int_eq(adopt(&version, "approver", &adoption, &ended), OUTCOME_OK);
    ck_assert_ptr_eq(ended.version, &before);
    ck_assert_int_eq(ended.from, POLICY_VERSION_STATE_ADOPTED);
    ck_assert_int_eq(before.state, POLICY_VERSION_STATE_SUPERSEDED);
    ck_assert_int_eq(before.effective_from.days, day_of("2025-01-01").days);
    ck_assert_int_eq(before.effective_until.days, day_of("2025-12-31").days);
    ck_assert_int_eq(before.version, 2);
}
END_TEST

static const char *const later_days[] = {"2026-01-01", "2026-03-01"};

START_TEST(a_version_that_begins_later_or_on_the_same_day_is_in_the_way)
{
    struct policy_version_ended ended;
    struct policy_version other = in_force_since(later_days[_i]), version = reviewed();
    struct policy_version_adoption adoption = {.in_force = &other, .in_force_count = 1};
    ck_assert_int_eq(adopt(&version, "approver", &adoption, &ended), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "policy-overlap");
}
END_TEST

START_TEST(r20_past_years_keep_their_own_rules)
{
    struct policy_version_ended ended;
    struct policy_version_adoption none = {0};
    struct policy_version version = reviewed();
    version.effective_from = day_of("2025-12-31");
    ck_assert_int_eq(adopt(&version, "approver", &none, &ended), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "policy-past");
}
END_TEST

START_TEST(the_operator_leaves_no_name)
{
    struct policy_version_ended ended;
    struct policy_version_content content = {0};
    struct policy_version_adoption none = {0};
    struct policy_version version = draft_of(NULL);
    struct policy_facts facts = facts_of(NULL);
    RECORD_PUT(&content, POLICY_VERSION_CONTENT, effective_from, day_of("2027-01-01"));
    ck_assert_int_eq(policy_versions_decide_replace(&version, &content, &facts, &problem),
                     OUTCOME_OK);
    ck_assert_int_eq(policy_versions_decide_submit(&version, &facts, &problem), OUTCOME_OK);
    ck_assert_int_eq(adopt(&version, NULL, &none, &ended), OUTCOME_OK);
    ck_assert(!RECORD_HAS(&version, POLICY_VERSION, changed_by));
    ck_assert(!RECORD_HAS(&version, POLICY_VERSION, submitted_by));
    ck_assert(!RECORD_HAS(&version, POLICY_VERSION, adopted_by));
}
END_TEST

START_TEST(r02_versions_need_a_role_over_everything)
{
    struct policy_version version = draft_of("maker");
    struct policy_facts facts = facts_of("planner");
    facts.whole_organization = false;
    ck_assert_int_eq(policy_versions_decide_submit(&version, &facts, &problem), OUTCOME_FORBIDDEN);
    ck_assert_str_eq(problem_text(), "forbidden");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("policy_versions");
    tcase_add_test(tests, a_draft_is_complete);
    tcase_add_test(tests, an_unknown_policy_is_refused);
    tcase_add_test(tests, everything_wrong_with_the_content_is_said_at_once);
    tcase_add_test(tests, a_draft_gets_another_content_and_what_is_left_out_is_emptied);
    tcase_add_test(tests, a_version_goes_from_draft_to_adopted);
    tcase_add_loop_test(tests, r01_who_made_ever_changed_or_submitted_it_does_not_adopt, 0, 4);
    tcase_add_test(tests, a_draft_is_not_adopted);
    tcase_add_test(tests, what_is_adopted_is_not_withdrawn);
    tcase_add_test(tests, r20_the_version_before_ends_on_the_eve_and_keeps_its_past);
    tcase_add_loop_test(tests, a_version_that_begins_later_or_on_the_same_day_is_in_the_way, 0, 2);
    tcase_add_test(tests, r20_past_years_keep_their_own_rules);
    tcase_add_test(tests, the_operator_leaves_no_name);
    tcase_add_test(tests, r02_versions_need_a_role_over_everything);
    return run_case(tests, "policy_versions");
}
