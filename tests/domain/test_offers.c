/* test_offers.c - domain/offers.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/offers.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct offer_facts facts;
static struct offer_create input;
static struct offer offer;

static void begin(void)
{
    facts = (struct offer_facts){
        .registry = {.whole_organization = true, .new_id = {{1}}, .now = {100}},
        .partner_found = true,
        .training_found = true};
    RECORD_PUT(&facts.partner, PARTNER, name, "Universitas A");
    RECORD_PUT(&facts.partner, PARTNER, state, ACTIVITY_STATE_ACTIVE);
    RECORD_PUT(&facts.training, TRAINING, name, "Manajemen Proyek");
    RECORD_PUT(&facts.training, TRAINING, state, TRAINING_STATE_ACTIVE);
    input = (struct offer_create){0};
    RECORD_PUT(&input, OFFER_CREATE, price_rupiah, 45000000);
    RECORD_PUT(&input, OFFER_CREATE, valid_from, day_of("2026-01-01"));
    RECORD_PUT(&input, OFFER_CREATE, valid_until, day_of("2026-06-30"));
}

static enum outcome create(void)
{
    return offers_decide_create(&input, &facts, &offer, &problem);
}

static enum outcome end_on(const char *day, bool *ret_changed)
{
    struct offer_patch patch = {0};
    RECORD_PUT(&patch, OFFER_PATCH, valid_until, day_of(day));
    return offers_decide_update(&offer, &patch, &facts.registry, ret_changed, &problem);
}

START_TEST(an_offer_is_made_complete)
{
    ck_assert_int_eq(create(), OUTCOME_OK);
    ck_assert_int_eq(offer.price_rupiah, 45000000);
    ck_assert_str_eq(offer.partner_name, "Universitas A");
    ck_assert_str_eq(offer.training_name, "Manajemen Proyek");
    ck_assert_int_eq(offer.version, 1);
}
END_TEST

START_TEST(everything_wrong_is_named_at_once)
{
    facts.partner_found = facts.training_found = false;
    RECORD_PUT(&input, OFFER_CREATE, valid_until, day_of("2025-12-31"));
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "reference-not-found /partner_id reference |"
                                     " /training_id reference | /valid_until order");
}
END_TEST

START_TEST(inactive_partners_and_retired_trainings_get_no_offer)
{
    RECORD_PUT(&facts.training, TRAINING, state, TRAINING_STATE_RETIRED);
    ck_assert_int_eq(create(), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem.args[0], "retired");
    problem_init(&problem, &scratch);
    RECORD_PUT(&facts.partner, PARTNER, state, ACTIVITY_STATE_INACTIVE);
    ck_assert_int_eq(create(), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem.args[0], "inactive");
}
END_TEST

START_TEST(an_offer_ends_no_earlier_than_it_begins)
{
    bool changed;
    RECORD_CLEAR(&input, OFFER_CREATE, valid_until);
    ck_assert_int_eq(create(), OUTCOME_OK);
    ck_assert_int_eq(end_on("2026-01-01", &changed), OUTCOME_OK);
    ck_assert(changed);
    ck_assert_int_eq(offer.version, 2);
    ck_assert_int_eq(end_on("2026-01-01", &changed), OUTCOME_OK);
    ck_assert(!changed);
    ck_assert_int_eq(end_on("2025-12-31", &changed), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /valid_until order");
}
END_TEST

START_TEST(r02_part_of_the_organization_makes_no_offer)
{
    bool changed;
    facts.registry.whole_organization = false;
    ck_assert_int_eq(create(), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(end_on("2026-06-30", &changed), OUTCOME_FORBIDDEN);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("offers");
    tcase_add_checked_fixture(tests, begin, NULL);
    tcase_add_test(tests, an_offer_is_made_complete);
    tcase_add_test(tests, everything_wrong_is_named_at_once);
    tcase_add_test(tests, inactive_partners_and_retired_trainings_get_no_offer);
    tcase_add_test(tests, an_offer_ends_no_earlier_than_it_begins);
    tcase_add_test(tests, r02_part_of_the_organization_makes_no_offer);
    return run_case(tests, "offers");
}
