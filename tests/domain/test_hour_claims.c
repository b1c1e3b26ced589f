/* test_hour_claims.c - claims: who may decide, what is credited once
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/hour_claims.h"

#include <string.h>

#include "fixture_problem.h"

#include "domain/base/banned.h"

static const char table[] =
    "[{\"form_id\": 9, \"basis\": \"day\", \"national_jp\": 4, \"international_jp\": 6}]";
static struct hour_claim_create body;
static struct hour_claim_facts facts;

static void open_claim(void)
{
    body = (struct hour_claim_create){0};
    RECORD_PUT(&body, HOUR_CLAIM_CREATE, form_id, 9);
    RECORD_PUT(&body, HOUR_CLAIM_CREATE, title, "Seminar Tata Kelola");
    RECORD_PUT(&body, HOUR_CLAIM_CREATE, organiser, "Universitas A");
    RECORD_PUT(&body, HOUR_CLAIM_CREATE, scope, HOUR_SCOPE_NATIONAL);
    RECORD_PUT(&body, HOUR_CLAIM_CREATE, took_place_from, day_of("2026-02-02"));
    RECORD_PUT(&body, HOUR_CLAIM_CREATE, took_place_until, day_of("2026-02-03"));
    facts = (struct hour_claim_facts){.new_id = word_id("claim"),
                                      .employee_id = word_id("employee"),
                                      .caller_id = word_id("submitter"),
                                      .now = {1000},
                                      .today = day_of("2026-02-03"),
                                      .conversion = {.conversion = table},
                                      .recording = {.credit_id = word_id("credit"),
                                                    .reversal_id = word_id("reversal"),
                                                    .recorded_by = word_id("approver"),
                                                    .now = {2000}}};
}

static struct hour_claim submitted(void)
{
    struct hour_claim claim;
    ck_assert_int_eq(hour_claims_decide_create(&body, &facts, &scratch, &claim, &problem),
                     OUTCOME_OK);
    facts.caller_id = word_id("approver");
    return claim;
}

START_TEST(r52_a_claim_is_known_by_its_certificate_or_by_what_took_place)
{
    struct hour_claim claim = submitted();
    ck_assert_str_eq(claim.activity_key, "activity:9:seminartatakelola:2026-02-02:2026-02-03");
    ck_assert_int_eq(claim.state, HOUR_CLAIM_STATE_SUBMITTED);
    ck_assert(uuid_equal(claim.submitted_by, word_id("submitter")));
    RECORD_PUT(&body, HOUR_CLAIM_CREATE, certificate_number, "12 / A / 2026");
    facts.caller_id = (struct uuid){0};
    claim = submitted();
    ck_assert_str_eq(claim.activity_key, "certificate:universitasa:12a2026");
    ck_assert(!RECORD_HAS(&claim, HOUR_CLAIM, submitted_by));
}
END_TEST

static const struct {
    const char *employee, *from, *until, *says;
} refusals[] = {
    {NULL, "2026-02-02", "2026-02-03", "reference-not-found /employee_id reference"},
    {"employee", "2026-02-04", "2026-02-03", "validation-failed /took_place_until order"},
    {"employee", "2026-02-04", "2026-02-04", "validation-failed /took_place_until future"},
    {"employee", "2025-01-01", "2026-01-02", "validation-failed /took_place_until date-range"},
};

START_TEST(r50_what_cannot_be_is_refused)
{
    struct hour_claim claim;
    facts.employee_id =
        refusals[_i].employee == NULL ? (struct uuid){0} : word_id(refusals[_i].employee);
    body.took_place_from = day_of(refusals[_i].from);
    body.took_place_until = day_of(refusals[_i].until);
    ck_assert_int_eq(hour_claims_decide_create(&body, &facts, &scratch, &claim, &problem),
                     OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), refusals[_i].says);
}
END_TEST

START_TEST(r50_a_verified_claim_is_credited)
{
    struct hour_claim claim = submitted();
    struct hour_decision decision;
    ck_assert_int_eq(hour_claims_decide_verify(&claim, &facts, &scratch, &decision, &problem),
                     OUTCOME_OK);
    ck_assert(decision.credits && !decision.reverses);
    ck_assert_int_eq(decision.credit.jp, 800);
    ck_assert_int_eq(claim.credited_jp, 800);
    ck_assert_int_eq(claim.version, 2);
    ck_assert(uuid_equal(claim.decided_by, word_id("approver")));
    ck_assert(uuid_equal(decision.credit.hour_claim_id, claim.id));
    ck_assert_str_eq(decision.credit.activity_key, claim.activity_key);
    ck_assert_int_eq(hour_claims_decide_verify(&claim, &facts, &scratch, &decision, &problem),
                     OUTCOME_CONFLICT);
    ck_assert_int_eq(problem.code, PROBLEM_WRONG_STATE);
}
END_TEST

/* R-01, whichever of the two the caller is. */
START_TEST(r01_nobody_decides_on_their_own_claim)
{
    struct hour_decision decision;
    struct hour_claim claim = submitted();
    if (_i == 0) facts.caller_id = word_id("submitter");
    else facts.self = word_id("employee");
    ck_assert_int_eq(hour_claims_decide_verify(&claim, &facts, &scratch, &decision, &problem),
                     OUTCOME_FORBIDDEN);
    ck_assert_int_eq(hour_claims_decide_reject(&claim, "Palsu", &facts, &problem),
                     OUTCOME_FORBIDDEN);
    claim.state = HOUR_CLAIM_STATE_VERIFIED;
    ck_assert_int_eq(hour_claims_decide_reverse(&claim, "Keliru", &facts, &decision, &problem),
                     OUTCOME_FORBIDDEN);
    ck_assert_int_eq(problem.code, PROBLEM_OWN_CASE);
}
END_TEST

static void put_neighbour(struct hour_neighbour *n, const char *key, const char *title)
{
    RECORD_PUT(n, HOUR_NEIGHBOUR, id, word_id("entry"));
    RECORD_PUT(n, HOUR_NEIGHBOUR, employee_id, word_id("employee"));
    RECORD_PUT(n, HOUR_NEIGHBOUR, activity_key, key);
    RECORD_PUT(n, HOUR_NEIGHBOUR, title, title);
    RECORD_PUT(n, HOUR_NEIGHBOUR, took_place_from, day_of("2026-02-03"));
    RECORD_PUT(n, HOUR_NEIGHBOUR, took_place_until, day_of("2026-02-04"));
    RECORD_PUT(n, HOUR_NEIGHBOUR, earned_on, day_of("2026-02-04"));
    RECORD_PUT(n, HOUR_NEIGHBOUR, jp, 450);
    facts.conversion.neighbours = n;
    facts.conversion.neighbour_count = 1;
}

START_TEST(r52_what_is_credited_already_is_refused_by_name)
{
    struct hour_neighbour n = {0};
    struct hour_decision decision;
    struct hour_claim claim = submitted();
    bool by_key = _i == 1;
    put_neighbour(&n, by_key ? claim.activity_key : "session:1",
                  by_key ? "Lain" : "SEMINAR: tata kelola");
    ck_assert_int_eq(hour_claims_decide_verify(&claim, &facts, &scratch, &decision, &problem),
                     OUTCOME_CONFLICT);
    ck_assert_int_eq(problem.code, PROBLEM_HOURS_ALREADY_CREDITED);
    ck_assert_ptr_nonnull(strstr(problem.extension_json, "\"conflicting\":{\"hour_entry_id\":\""));
    ck_assert_ptr_nonnull(
        strstr(problem.extension_json, "\"earned_on\":\"2026-02-04\",\"jp\":4.5}"));
}
END_TEST

START_TEST(r50_what_the_policy_no_longer_converts_is_not_verified)
{
    struct hour_decision decision;
    struct hour_claim claim = submitted();
    facts.conversion.conversion = "[]";
    ck_assert_int_eq(hour_claims_decide_verify(&claim, &facts, &scratch, &decision, &problem),
                     OUTCOME_INVALID);
}
END_TEST

START_TEST(a_rejection_keeps_its_reason)
{
    struct hour_claim claim = submitted();
    facts.caller_id = (struct uuid){0}; /* the system */
    ck_assert_int_eq(hour_claims_decide_reject(&claim, "Palsu", &facts, &problem), OUTCOME_OK);
    ck_assert_int_eq(claim.state, HOUR_CLAIM_STATE_REJECTED);
    ck_assert_str_eq(claim.reason, "Palsu");
    ck_assert(!RECORD_HAS(&claim, HOUR_CLAIM, decided_by));
}
END_TEST

START_TEST(one_withdraws_what_is_about_oneself_or_was_submitted_by_oneself)
{
    struct hour_claim claim = submitted();
    ck_assert_int_eq(hour_claims_decide_withdraw(&claim, &facts, &problem), OUTCOME_FORBIDDEN);
    facts.self = word_id("employee");
    ck_assert_int_eq(hour_claims_decide_withdraw(&claim, &facts, &problem), OUTCOME_OK);
    claim.state = HOUR_CLAIM_STATE_SUBMITTED;
    facts.self = (struct uuid){0};
    facts.caller_id = word_id("submitter");
    ck_assert_int_eq(hour_claims_decide_withdraw(&claim, &facts, &problem), OUTCOME_OK);
    ck_assert_int_eq(claim.state, HOUR_CLAIM_STATE_WITHDRAWN);
}
END_TEST

START_TEST(r50_a_credit_is_taken_back_by_a_reversal)
{
    struct hour_decision decision, back;
    struct hour_claim claim = submitted();
    ck_assert_int_eq(hour_claims_decide_verify(&claim, &facts, &scratch, &decision, &problem),
                     OUTCOME_OK);
    facts.live = &decision.credit;
    ck_assert_int_eq(hour_claims_decide_reverse(&claim, "Keliru", &facts, &back, &problem),
                     OUTCOME_OK);
    ck_assert_int_eq(claim.state, HOUR_CLAIM_STATE_REVERSED);
    ck_assert(back.reverses && !back.credits);
    ck_assert_int_eq(back.reversal.jp, -800);
    ck_assert_str_eq(back.reversal.reason, "Keliru");
    ck_assert(!RECORD_HAS(&claim, HOUR_CLAIM, credited_jp));
    claim.state = HOUR_CLAIM_STATE_VERIFIED;
    facts.live = NULL;
    ck_assert_int_eq(hour_claims_decide_reverse(&claim, "Keliru", &facts, &back, &problem),
                     OUTCOME_OK);
    ck_assert(!back.reverses);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("hour_claims");
    tcase_add_checked_fixture(tests, open_claim, NULL);
    tcase_add_test(tests, r52_a_claim_is_known_by_its_certificate_or_by_what_took_place);
    tcase_add_loop_test(tests, r50_what_cannot_be_is_refused, 0,
                        (int)(sizeof refusals / sizeof refusals[0]));
    tcase_add_test(tests, r50_a_verified_claim_is_credited);
    tcase_add_loop_test(tests, r01_nobody_decides_on_their_own_claim, 0, 2);
    tcase_add_loop_test(tests, r52_what_is_credited_already_is_refused_by_name, 0, 2);
    tcase_add_test(tests, r50_what_the_policy_no_longer_converts_is_not_verified);
    tcase_add_test(tests, a_rejection_keeps_its_reason);
    tcase_add_test(tests, one_withdraws_what_is_about_oneself_or_was_submitted_by_oneself);
    tcase_add_test(tests, r50_a_credit_is_taken_back_by_a_reversal);
    return run_case(tests, "hour_claims");
}
