/* test_policies.c - policies in the database
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/policies.h"

#include "fixture_policies.h"

#include "domain/base/banned.h"

static enum outcome create(const char *key, struct policy *ret)
{
    struct uow *u = new_writer();
    struct policy_create in = {0};
    struct policy_facts facts = policies_facts(u);
    RECORD_PUT(&in, POLICY_CREATE, name, "Kebijakan Contoh");
    RECORD_PUT(&in, POLICY_CREATE, external_id, key);
    ck_assert_int_eq(policies_decide_create(&in, &facts, ret, &fx.problem), OUTCOME_OK);
    policies_apply_create(u, ret);
    return finish(u, OUTCOME_OK);
}

START_TEST(a_policy_is_stored_with_its_trail)
{
    struct policy policy, read;
    ck_assert_int_eq(create("p-1", &policy), OUTCOME_OK);
    ck_assert_int_eq(policies_load(new_reader(), by_ext("p-1"), &read), OUTCOME_OK);
    ck_assert(uuid_equal(read.id, policy.id));
    ck_assert_str_eq(read.name, "Kebijakan Contoh");
    ck_assert_int_eq(owner_number("SELECT count(*) FROM audit_events WHERE resource_id = '%s'"
                                  " AND resource_type = 'policy'",
                                  uuid_text(policy.id)),
                     1);
    ck_assert_int_eq(create("p-1", &policy), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "already-exists /external_id");
}
END_TEST

START_TEST(a_policy_is_changed)
{
    bool changed;
    struct policy policy;
    struct policy_patch patch = {0};
    add_policy("policy");
    struct uow *u = new_writer();
    struct policy_facts facts = policies_facts(u);
    RECORD_PUT(&patch, POLICY_PATCH, name, "Kebijakan Baru");
    ck_assert_int_eq(policies_load_for_update(u, by_id("policy"), &policy), OUTCOME_OK);
    ck_assert_int_eq(policies_decide_update(&policy, &patch, &facts, &changed, &fx.problem),
                     OUTCOME_OK);
    policies_apply_update(u, &policy);
    ck_assert_int_eq(finish(u, OUTCOME_OK), OUTCOME_OK);
    ck_assert_int_eq(policies_load(new_reader(), by_id("policy"), &policy), OUTCOME_OK);
    ck_assert_str_eq(policy.name, "Kebijakan Baru");
    ck_assert_int_eq(policy.version, 2);
}
END_TEST

START_TEST(r03_policies_of_another_organization_are_not_there)
{
    struct policy policy;
    add_policy("policy");
    struct ref id = by_id("policy");
    fx.context.organization_id = fx.other;
    ck_assert_int_eq(policies_load(new_reader(), id, &policy), OUTCOME_NOT_FOUND);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("policies");
    TCase *tests = tcase_create("policies");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_add_test(tests, a_policy_is_stored_with_its_trail);
    tcase_add_test(tests, a_policy_is_changed);
    tcase_add_test(tests, r03_policies_of_another_organization_are_not_there);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
