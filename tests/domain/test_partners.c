/* test_partners.c - domain/partners.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/partners.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct registry_facts facts;
static struct partner partner;

static void begin(void)
{
    struct partner_create in = {0};
    facts = (struct registry_facts){.whole_organization = true, .new_id = {{1}}, .now = {100}};
    RECORD_PUT(&in, PARTNER_CREATE, name, "Universitas A");
    RECORD_PUT(&in, PARTNER_CREATE, kind, PARTNER_KIND_UNIVERSITY);
    ck_assert_int_eq(partners_decide_create(&in, &facts, &partner, &problem), OUTCOME_OK);
}

static enum outcome move(enum activity_action action)
{
    return partners_decide_move(&partner, action, &facts, &problem);
}

static enum outcome accredit(const char *from, const char *until)
{
    struct accreditation_create in = {0};
    struct accreditation made;
    RECORD_PUT(&in, ACCREDITATION_CREATE, valid_from, day_of(from));
    if (until != NULL) RECORD_PUT(&in, ACCREDITATION_CREATE, valid_until, day_of(until));
    TRY(accreditations_decide_create(&in, partner.id, &facts, &made, &problem));
    ck_assert(uuid_equal(made.partner_id, partner.id));
    ck_assert_int_eq(made.created_at.us, 100);
    ck_assert_int_eq(made.valid_from.days, day_of(from).days);
    return OUTCOME_OK;
}

START_TEST(a_new_partner_is_active)
{
    ck_assert_str_eq(partner.name, "Universitas A");
    ck_assert_int_eq(partner.state, ACTIVITY_STATE_ACTIVE);
    ck_assert_int_eq(partner.version, 1);
}
END_TEST

START_TEST(a_partner_is_taken_out_of_use_and_up_again)
{
    ck_assert_int_eq(move(ACTIVITY_REACTIVATE), OUTCOME_CONFLICT);
    problem_init(&problem, &scratch);
    ck_assert_int_eq(move(ACTIVITY_DEACTIVATE), OUTCOME_OK);
    ck_assert_int_eq(partner.state, ACTIVITY_STATE_INACTIVE);
    ck_assert_int_eq(move(ACTIVITY_REACTIVATE), OUTCOME_OK);
    ck_assert_int_eq(partner.version, 3);
    ck_assert_int_eq(partners_check_active(true, &problem), OUTCOME_OK);
    ck_assert_int_eq(partners_check_active(false, &problem), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "wrong-state");
}
END_TEST

START_TEST(a_patch_changes_what_it_names)
{
    bool changed;
    struct partner_patch patch = {0};
    ck_assert_int_eq(partners_decide_update(&partner, &patch, &facts, &changed, &problem),
                     OUTCOME_OK);
    ck_assert(!changed);
    RECORD_PUT(&patch, PARTNER_PATCH, name, "Universitas B");
    ck_assert_int_eq(partners_decide_update(&partner, &patch, &facts, &changed, &problem),
                     OUTCOME_OK);
    ck_assert(changed);
    ck_assert_str_eq(partner.name, "Universitas B");
    ck_assert_int_eq(partner.version, 2);
}
END_TEST

START_TEST(an_accreditation_ends_no_earlier_than_it_begins)
{
    ck_assert_int_eq(accredit("2026-01-01", NULL), OUTCOME_OK);
    ck_assert_int_eq(accredit("2026-01-01", "2026-01-01"), OUTCOME_OK);
    ck_assert_int_eq(accredit("2026-01-01", "2025-12-31"), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /valid_until order");
}
END_TEST

START_TEST(r02_part_of_the_organization_changes_no_partner)
{
    bool changed;
    struct partner_create in = {0};
    struct partner_patch patch = {0};
    facts.whole_organization = false;
    ck_assert_int_eq(partners_decide_create(&in, &facts, &partner, &problem), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(partners_decide_update(&partner, &patch, &facts, &changed, &problem),
                     OUTCOME_FORBIDDEN);
    ck_assert_int_eq(move(ACTIVITY_DEACTIVATE), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(accredit("2026-01-01", NULL), OUTCOME_FORBIDDEN);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("partners");
    tcase_add_checked_fixture(tests, begin, NULL);
    tcase_add_test(tests, a_new_partner_is_active);
    tcase_add_test(tests, a_partner_is_taken_out_of_use_and_up_again);
    tcase_add_test(tests, a_patch_changes_what_it_names);
    tcase_add_test(tests, an_accreditation_ends_no_earlier_than_it_begins);
    tcase_add_test(tests, r02_part_of_the_organization_changes_no_partner);
    return run_case(tests, "partners");
}
