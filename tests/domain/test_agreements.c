/* test_agreements.c - domain/agreements.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/agreements.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct agreement_facts facts;
static struct agreement_create input;
static struct agreement agreement;
static struct uuid scope[2];
static struct ref named[2];

static void begin(void)
{
    scope[0] = word_id("mp");
    scope[1] = word_id("ti");
    facts = (struct agreement_facts){
        .registry = {.whole_organization = true, .new_id = {{1}}, .now = {100}},
        .partner_found = true,
        .partner_id = word_id("a"),
        .partner_name = "Universitas A",
        .partner_active = true,
        .trainings = scope};
    input = (struct agreement_create){0};
    RECORD_PUT(&input, AGREEMENT_CREATE, number, "PKS-1");
    RECORD_PUT(&input, AGREEMENT_CREATE, valid_from, day_of("2026-01-01"));
    RECORD_PUT(&input, AGREEMENT_CREATE, valid_until, day_of("2026-12-31"));
    RECORD_PUT(&input, AGREEMENT_CREATE, training_ids, ((struct list){.count = 2, .items = named}));
    agreement = (struct agreement){0};
    RECORD_PUT(&agreement, AGREEMENT, state, AGREEMENT_STATE_ACTIVE);
    RECORD_PUT(&agreement, AGREEMENT, valid_from, day_of("2026-01-01"));
    RECORD_PUT(&agreement, AGREEMENT, valid_until, day_of("2026-12-31"));
    RECORD_PUT(&agreement, AGREEMENT, training_ids, ((struct list){.count = 2, .items = scope}));
    RECORD_PUT(&agreement, AGREEMENT, session_quota, 3);
    RECORD_PUT(&agreement, AGREEMENT, version, 1);
}

static enum outcome create(void)
{
    return agreements_decide_create(&input, &facts, &agreement, &problem);
}

/* ---- what it covers */

static const struct {
    const char *name, *training, *first, *last;
    int held;
    unsigned reasons;
} uses[] = {
    {"inside", "mp", "2026-03-02", "2026-03-04", 0, 0},
    {"on its first day", "mp", "2026-01-01", "2026-01-01", 0, 0},
    {"on its last day", "ti", "2026-12-30", "2026-12-31", 2, 0},
    {"ended the day before", "mp", "2027-01-01", "2027-01-02", 0, AGREEMENT_DATES},
    {"one day goes over its end", "mp", "2026-12-31", "2027-01-01", 0, AGREEMENT_DATES},
    {"begins the day after", "mp", "2025-12-31", "2025-12-31", 0, AGREEMENT_DATES},
    {"another training", "pn", "2026-03-02", "2026-03-02", 0, AGREEMENT_SCOPE},
    {"the quota is used up", "mp", "2026-03-02", "2026-03-02", 3, AGREEMENT_QUOTA},
    {"all at once", "pn", "2025-01-01", "2027-01-01", 4,
     AGREEMENT_SCOPE | AGREEMENT_DATES | AGREEMENT_QUOTA},
};

START_TEST(r40_it_covers_its_scope_days_and_quota)
{
    const struct date days[] = {day_of(uses[_i].first), day_of(uses[_i].last)};
    const struct agreement_use use = {word_id(uses[_i].training), days, 2, uses[_i].held};
    ck_assert_msg(agreements_uncovered(&agreement, &use) == uses[_i].reasons, "%s", uses[_i].name);
}
END_TEST

START_TEST(r40_terminated_it_covers_nothing)
{
    const struct date day = day_of("2026-03-02");
    const struct agreement_use use = {word_id("mp"), &day, 1, 0};
    RECORD_PUT(&agreement, AGREEMENT, state, AGREEMENT_STATE_TERMINATED);
    ck_assert_uint_eq(agreements_uncovered(&agreement, &use), AGREEMENT_TERMINATED);
}
END_TEST

START_TEST(without_scope_and_quota_it_covers_all_trainings_and_any_number)
{
    const struct date day = day_of("2026-03-02");
    const struct agreement_use use = {word_id("pn"), &day, 1, 1000};
    RECORD_PUT(&agreement, AGREEMENT, training_ids, ((struct list){0}));
    RECORD_CLEAR(&agreement, AGREEMENT, session_quota);
    ck_assert_uint_eq(agreements_uncovered(&agreement, &use), 0);
}
END_TEST

START_TEST(r41_a_session_without_dates_is_not_asked_for_them)
{
    const struct agreement_use use = {word_id("mp"), NULL, 0, 0};
    ck_assert_uint_eq(agreements_uncovered(&agreement, &use), 0);
}
END_TEST

START_TEST(reasons_have_names)
{
    ck_assert_str_eq(agreements_name_reasons(&scratch, 0), "");
    ck_assert_str_eq(agreements_name_reasons(&scratch, AGREEMENT_DATES), "dates");
    ck_assert_str_eq(agreements_name_reasons(&scratch, 15), "terminated, scope, dates, quota");
}
END_TEST

/* ---- recording */

START_TEST(an_agreement_is_made_complete)
{
    ck_assert_int_eq(create(), OUTCOME_OK);
    ck_assert_int_eq(agreement.state, AGREEMENT_STATE_ACTIVE);
    ck_assert_str_eq(agreement.partner_name, "Universitas A");
    ck_assert_uint_eq(agreement.training_ids.count, 2);
    ck_assert(uuid_equal(((struct uuid *)agreement.training_ids.items)[1], scope[1]));
    ck_assert(!RECORD_HAS(&agreement, AGREEMENT, session_quota));
}
END_TEST

START_TEST(everything_wrong_is_named_at_once)
{
    facts.partner_found = false;
    scope[1] = (struct uuid){{0}};
    RECORD_PUT(&input, AGREEMENT_CREATE, valid_until, day_of("2025-12-31"));
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "reference-not-found /partner_id reference |"
                                     " /training_ids/1 reference | /valid_until order");
}
END_TEST

START_TEST(a_training_is_named_once)
{
    scope[1] = scope[0];
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /training_ids/1 duplicate");
}
END_TEST

static const struct {
    bool found;
    const char *partner, *until, *problem;
} renewals[] = {
    {true, "a", "2025-12-31", ""},
    {false, "a", "2025-12-31", "reference-not-found /renews_agreement_id reference"},
    {true, "b", "2025-12-31", "reference-not-found /renews_agreement_id reference"},
    {true, "a", "2026-12-31", "validation-failed /valid_until order"},
};

START_TEST(a_renewal_ends_later_and_leaves_the_earlier_period)
{
    RECORD_PUT(&input, AGREEMENT_CREATE, renews_agreement_id, word_id("earlier"));
    facts.renewed_found = renewals[_i].found;
    RECORD_PUT(&facts.renewed, AGREEMENT, partner_id, word_id(renewals[_i].partner));
    RECORD_PUT(&facts.renewed, AGREEMENT, valid_until, day_of(renewals[_i].until));
    (void)!create();
    ck_assert_str_eq(problem_text(), renewals[_i].problem);
    ck_assert_int_eq(facts.renewed.valid_until.days, day_of(renewals[_i].until).days);
}
END_TEST

START_TEST(an_inactive_partner_gets_no_agreement)
{
    facts.partner_active = false;
    ck_assert_int_eq(create(), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "wrong-state");
}
END_TEST

START_TEST(termination_is_final)
{
    ck_assert_int_eq(agreements_decide_terminate(&agreement, &facts.registry, &problem),
                     OUTCOME_OK);
    ck_assert_int_eq(agreement.state, AGREEMENT_STATE_TERMINATED);
    ck_assert_int_eq(agreement.version, 2);
    ck_assert_int_eq(agreements_decide_terminate(&agreement, &facts.registry, &problem),
                     OUTCOME_CONFLICT);
    ck_assert_str_eq(problem.args[1], "-");
}
END_TEST

START_TEST(r02_part_of_the_organization_makes_no_agreement)
{
    facts.registry.whole_organization = false;
    ck_assert_int_eq(create(), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(agreements_decide_terminate(&agreement, &facts.registry, &problem),
                     OUTCOME_FORBIDDEN);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("agreements");
    tcase_add_checked_fixture(tests, begin, NULL);
    tcase_add_loop_test(tests, r40_it_covers_its_scope_days_and_quota, 0,
                        sizeof uses / sizeof uses[0]);
    tcase_add_test(tests, r40_terminated_it_covers_nothing);
    tcase_add_test(tests, without_scope_and_quota_it_covers_all_trainings_and_any_number);
    tcase_add_test(tests, r41_a_session_without_dates_is_not_asked_for_them);
    tcase_add_test(tests, reasons_have_names);
    tcase_add_test(tests, an_agreement_is_made_complete);
    tcase_add_test(tests, everything_wrong_is_named_at_once);
    tcase_add_test(tests, a_training_is_named_once);
    tcase_add_loop_test(tests, a_renewal_ends_later_and_leaves_the_earlier_period, 0,
                        sizeof renewals / sizeof renewals[0]);
    tcase_add_test(tests, an_inactive_partner_gets_no_agreement);
    tcase_add_test(tests, termination_is_final);
    tcase_add_test(tests, r02_part_of_the_organization_makes_no_agreement);
    return run_case(tests, "agreements");
}
