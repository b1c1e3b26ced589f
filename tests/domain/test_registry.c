/* test_registry.c - domain/registry.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/registry.h"

#include "contract/partners.h"
#include "fixture_problem.h"

#include "domain/base/banned.h"

static const struct registry_facts facts = {
    .whole_organization = true, .new_id = {{7}}, .now = {1000}};

START_TEST(r02_only_a_role_over_everything_reaches_such_records)
{
    struct registry_facts part = facts;
    part.whole_organization = false;
    ck_assert_int_eq(registry_check_reach(&facts, &problem), OUTCOME_OK);
    ck_assert_int_eq(registry_check_reach(&part, &problem), OUTCOME_FORBIDDEN);
    ck_assert_str_eq(problem_text(), "forbidden");
}
END_TEST

START_TEST(an_unknown_reference_is_named)
{
    ck_assert_int_eq(registry_refuse_reference(&problem, "/partner_id"), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "reference-not-found /partner_id reference");
}
END_TEST

START_TEST(a_new_row_begins_at_version_1_and_counts_its_changes)
{
    struct partner partner = {0};
    registry_stamp_new(&partner_record, &partner, &facts);
    ck_assert(uuid_equal(partner.id, facts.new_id));
    ck_assert(RECORD_HAS(&partner, PARTNER, created_at));
    ck_assert_int_eq(partner.created_at.us, 1000);
    ck_assert_int_eq(partner.version, 1);
    registry_stamp_change(&partner_record, &partner, (struct instant){2000});
    ck_assert_int_eq(partner.version, 2);
    ck_assert_int_eq(partner.created_at.us, 1000);
    ck_assert_int_eq(partner.updated_at.us, 2000);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("registry");
    tcase_add_test(tests, r02_only_a_role_over_everything_reaches_such_records);
    tcase_add_test(tests, an_unknown_reference_is_named);
    tcase_add_test(tests, a_new_row_begins_at_version_1_and_counts_its_changes);
    return run_case(tests, "registry");
}
