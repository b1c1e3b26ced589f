/* test_policies.c - rules on policies as a whole
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/policies.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct policy_facts facts_of(bool whole)
{
    return (struct policy_facts){
        .now = {1000}, .whole_organization = whole, .new_id = word_id("policy")};
}

static struct policy stored_policy(void)
{
    struct policy policy;
    struct policy_create in = {0};
    struct policy_facts facts = facts_of(true);
    RECORD_PUT(&in, POLICY_CREATE, name, "Kebijakan");
    ck_assert_int_eq(policies_decide_create(&in, &facts, &policy, &problem), OUTCOME_OK);
    return policy;
}

START_TEST(a_new_policy_is_complete)
{
    struct policy policy = stored_policy();
    ck_assert(uuid_equal(policy.id, word_id("policy")));
    ck_assert_str_eq(policy.name, "Kebijakan");
    ck_assert_int_eq(policy.version, 1);
    ck_assert_int_eq(policy.created_at.us, 1000);
    ck_assert_int_eq(policy.updated_at.us, 1000);
}
END_TEST

START_TEST(a_change_is_a_new_version_and_no_change_is_none)
{
    bool changed = true;
    struct policy policy = stored_policy();
    struct policy_patch patch = {0};
    struct policy_facts facts = facts_of(true);
    RECORD_PUT(&patch, POLICY_PATCH, name, "Kebijakan");
    ck_assert_int_eq(policies_decide_update(&policy, &patch, &facts, &changed, &problem),
                     OUTCOME_OK);
    ck_assert(!changed && policy.version == 1);
    RECORD_PUT(&patch, POLICY_PATCH, name, "Kebijakan Baru");
    ck_assert_int_eq(policies_decide_update(&policy, &patch, &facts, &changed, &problem),
                     OUTCOME_OK);
    ck_assert(changed && policy.version == 2);
    ck_assert_str_eq(policy.name, "Kebijakan Baru");
}
END_TEST

START_TEST(r02_a_policy_needs_a_role_over_everything)
{
    bool changed;
    struct policy policy = stored_policy();
    struct policy_create in = {0};
    struct policy_patch patch = {0};
    struct policy_facts facts = facts_of(false);
    ck_assert_int_eq(policies_decide_create(&in, &facts, &policy, &problem), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(policies_decide_update(&policy, &patch, &facts, &changed, &problem),
                     OUTCOME_FORBIDDEN);
    ck_assert_str_eq(problem_text(), "forbidden");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("policies");
    tcase_add_test(tests, a_new_policy_is_complete);
    tcase_add_test(tests, a_change_is_a_new_version_and_no_change_is_none);
    tcase_add_test(tests, r02_a_policy_needs_a_role_over_everything);
    return run_case(tests, "policies");
}
