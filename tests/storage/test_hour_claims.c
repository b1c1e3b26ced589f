/* test_hour_claims.c - claims and their credits in the database
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/hour_claims.h"
#include "storage/hours.h"

#include <string.h>

#include "fixture_hours.h"
#include "fixture_policies.h"

#include "domain/base/banned.h"

static void open_claims(void)
{
    fixture_open();
    add_unit("root", NULL);
    add_unit("unit", "root");
    add_unit("elsewhere", "root");
    add_employee("a", "199001012015031001", "unit");
    today_is("2026-06-30");
    acting("submitter");
}

static struct hour_claim_create body_of(int64_t form, const char *title, const char *from,
                                        const char *until)
{
    struct hour_claim_create body = {0};
    RECORD_PUT(&body, HOUR_CLAIM_CREATE, employee_id, by_ext("a"));
    RECORD_PUT(&body, HOUR_CLAIM_CREATE, form_id, form);
    RECORD_PUT(&body, HOUR_CLAIM_CREATE, title, title);
    RECORD_PUT(&body, HOUR_CLAIM_CREATE, organiser, "Universitas A");
    RECORD_PUT(&body, HOUR_CLAIM_CREATE, scope, HOUR_SCOPE_NATIONAL);
    RECORD_PUT(&body, HOUR_CLAIM_CREATE, took_place_from, day_of(from));
    RECORD_PUT(&body, HOUR_CLAIM_CREATE, took_place_until, day_of(until));
    return body;
}

static enum outcome try_submit(struct uow *u, const struct hour_claim_create *body,
                               struct uuid *ret_id)
{
    struct hour_claim claim;
    struct hour_claim_facts facts;
    TRY(hour_claims_load_for_create(u, body, &facts));
    TRY(hour_claims_decide_create(body, &facts, &fx.arena, &claim, &fx.problem));
    hour_claims_apply_create(u, &claim);
    *ret_id = claim.id;
    return OUTCOME_OK;
}

static enum outcome submit_body(const struct hour_claim_create *body, struct uuid *ret_id)
{
    struct uow *u = new_writer();
    return finish(u, try_submit(u, body, ret_id));
}

static struct uuid claimed(int64_t form, const char *title, const char *from, const char *until)
{
    struct uuid id = {0};
    struct hour_claim_create body = body_of(form, title, from, until);
    acting("submitter");
    ck_assert_int_eq(submit_body(&body, &id), OUTCOME_OK);
    acting("approver");
    return id;
}

static enum outcome try_verify(struct uow *u, struct uuid id)
{
    struct hour_claim claim = {0};
    struct hour_claim_facts facts;
    struct hour_decision *decision = ARENA_NEW(&fx.arena, struct hour_decision);
    TRY(hour_claims_load_for_decision(u, id, &claim, &facts));
    TRY(hour_claims_decide_verify(&claim, &facts, &fx.arena, decision, &fx.problem));
    hour_claims_apply_decision(u, &claim, NULL, decision);
    return OUTCOME_OK;
}

static enum outcome verify(struct uuid id)
{
    struct uow *u = new_writer();
    return finish(u, try_verify(u, id));
}

static enum outcome try_reverse(struct uow *u, struct uuid id)
{
    struct hour_claim claim = {0};
    struct hour_claim_facts facts;
    struct hour_decision *decision = ARENA_NEW(&fx.arena, struct hour_decision);
    TRY(hour_claims_load_for_decision(u, id, &claim, &facts));
    TRY(hour_claims_decide_reverse(&claim, "Keliru", &facts, decision, &fx.problem));
    hour_claims_apply_decision(u, &claim, "Keliru", decision);
    const struct hour_days days = {claim.took_place_from, claim.took_place_until};
    return hours_recredit_near(u, claim.employee_id, &days);
}

static enum outcome reverse(struct uuid id)
{
    struct uow *u = new_writer();
    return finish(u, try_reverse(u, id));
}

static int64_t live_credits(void)
{
    return owner_number("SELECT count(*) FROM hour_entries WHERE organization_id = '%s'"
                        " AND kind = 'credit' AND reversed_by IS NULL",
                        uuid_text(fx.organization));
}

START_TEST(r50_a_verified_claim_is_credited_and_a_reversal_takes_it_back)
{
    struct uuid id = claimed(9, "Seminar", "2026-02-02", "2026-02-03");
    ck_assert_int_eq(jp_of("a", 2026), 0);
    ck_assert_int_eq(verify(id), OUTCOME_OK);
    ck_assert_int_eq(jp_of("a", 2026), 800);
    struct hour_claim claim = {0};
    ck_assert_int_eq(hour_claims_load(new_reader(), id, &claim), OUTCOME_OK);
    ck_assert_int_eq(claim.credited_jp, 800);
    ck_assert_int_eq(claim.state, HOUR_CLAIM_STATE_VERIFIED);
    ck_assert_int_eq(reverse(id), OUTCOME_OK);
    ck_assert_int_eq(jp_of("a", 2026), 0);
    ck_assert_int_eq(live_credits(), 0);
    ck_assert_int_eq(reverse(id), OUTCOME_CONFLICT);
    ck_assert_int_eq(
        owner_number("SELECT count(*) FROM transitions WHERE resource_id = '%s'", uuid_text(id)),
        3);
    ck_assert_int_eq(verify(claimed(9, "Seminar", "2026-02-02", "2026-02-03")), OUTCOME_OK);
    ck_assert_int_eq(jp_of("a", 2026), 800);
}
END_TEST

START_TEST(r52_an_activity_is_claimed_once)
{
    struct uuid id;
    struct hour_claim_create body = body_of(9, "Seminar", "2026-02-02", "2026-02-02");
    RECORD_PUT(&body, HOUR_CLAIM_CREATE, certificate_number, "12/2026");
    ck_assert_int_eq(submit_body(&body, &id), OUTCOME_OK);
    RECORD_PUT(&body, HOUR_CLAIM_CREATE, certificate_number, "No 12 / 2026");
    ck_assert_int_eq(submit_body(&body, &id), OUTCOME_OK); /* another number, as far as we know */
    RECORD_PUT(&body, HOUR_CLAIM_CREATE, certificate_number, "12-2026");
    ck_assert_int_eq(submit_body(&body, &id), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "already-exists /certificate_number");
}
END_TEST

/* The coaching of a month counts twice; the third is verified and counts nothing. */
START_TEST(r50_maxima_hold_over_all_credits)
{
    ck_assert_int_eq(verify(claimed(14, "Satu", "2026-02-02", "2026-02-02")), OUTCOME_OK);
    ck_assert_int_eq(verify(claimed(14, "Dua", "2026-02-09", "2026-02-09")), OUTCOME_OK);
    ck_assert_int_eq(verify(claimed(14, "Tiga", "2026-02-16", "2026-02-16")), OUTCOME_OK);
    ck_assert_int_eq(jp_of("a", 2026), 400);
    for (int i = 0; i < 2; i++) {
        struct uuid id;
        struct hour_claim_create body =
            body_of(16, i == 0 ? "Modul A" : "Modul B", "2026-03-02", "2026-03-02");
        RECORD_PUT(&body, HOUR_CLAIM_CREATE, stated_jp, 200);
        acting("submitter");
        ck_assert_int_eq(submit_body(&body, &id), OUTCOME_OK);
        acting("approver");
        ck_assert_int_eq(verify(id), OUTCOME_OK);
    }
    ck_assert_int_eq(jp_of("a", 2026), 400 + 300);
}
END_TEST

START_TEST(r20_the_table_of_the_day_is_used)
{
    add_policy("policy");
    adopted_version(&(struct version_plan){
        .from = "2026-03-01",
        .parameters = "{\"hours.conversion\": [{\"form_id\": 9, \"basis\": \"day\","
                      " \"national_jp\": 3}]}"});
    ck_assert_int_eq(verify(claimed(9, "Lama", "2026-02-28", "2026-02-28")), OUTCOME_OK);
    ck_assert_int_eq(jp_of("a", 2026), 400);
    ck_assert_int_eq(verify(claimed(9, "Baru", "2026-03-01", "2026-03-01")), OUTCOME_OK);
    ck_assert_int_eq(jp_of("a", 2026), 700);
}
END_TEST

START_TEST(r01_nobody_verifies_what_they_submitted)
{
    struct uuid id = claimed(9, "Seminar", "2026-02-02", "2026-02-02");
    acting("submitter");
    ck_assert_int_eq(verify(id), OUTCOME_FORBIDDEN);
    acting("approver");
    fx.context.self = id_of("a");
    ck_assert_int_eq(verify(id), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(live_credits(), 0);
}
END_TEST

START_TEST(r02_claims_of_other_units_are_not_found)
{
    struct uuid id = claimed(9, "Seminar", "2026-02-02", "2026-02-02"), other;
    struct hour_claim claim;
    struct hour_claim_create body = body_of(9, "Lain", "2026-02-02", "2026-02-02");
    scoped_to("elsewhere");
    ck_assert_int_eq(hour_claims_load(new_reader(), id, &claim), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(submit_body(&body, &other), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /employee_id");
    fx.context.self = id_of("a");
    ck_assert_int_eq(hour_claims_load(new_reader(), id, &claim), OUTCOME_OK);
}
END_TEST

/* ---- a session and a claim */

static void hold_session(void)
{
    held_training();
    held_session("s");
    held_block("day1", "s", 1, "basics", "2026-03-02");
    held_seat("seat-a", "s", "a");
    held_attendance("seat-a", "s", "day1", 1, true);
}

START_TEST(r52_what_a_session_credited_is_not_credited_by_a_claim)
{
    hold_session();
    ck_assert_int_eq(credit_session("s"), OUTCOME_OK);
    ck_assert_int_eq(verify(claimed(9, "manajemen proyek", "2026-03-01", "2026-03-02")),
                     OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "hours-already-credited");
    ck_assert_ptr_nonnull(strstr(fx.problem.extension_json, "Manajemen Proyek"));
    ck_assert_int_eq(verify(claimed(9, "Angkatan s", "2026-03-02", "2026-03-02")),
                     OUTCOME_CONFLICT);
    ck_assert_int_eq(jp_of("a", 2026), 400);
}
END_TEST

START_TEST(r52_what_a_claim_credited_is_not_credited_by_the_session)
{
    hold_session();
    ck_assert_int_eq(verify(claimed(9, "Manajemen Proyek", "2026-03-02", "2026-03-02")),
                     OUTCOME_OK);
    ck_assert_int_eq(credit_session("s"), OUTCOME_OK);
    ck_assert_int_eq(recredit("seat-a"), OUTCOME_OK);
    ck_assert_int_eq(live_credits(), 1);
}
END_TEST

/* Not twice, but not zero times either: of the day, and once. */
START_TEST(r52_a_reversed_claim_gives_the_seat_its_credit)
{
    hold_session();
    struct uuid id = claimed(9, "Manajemen Proyek", "2026-03-02", "2026-03-02");
    struct uuid other = claimed(9, "Seminar", "2026-03-02", "2026-03-02");
    ck_assert_int_eq(verify(id), OUTCOME_OK);
    ck_assert_int_eq(verify(other), OUTCOME_OK);
    ck_assert_int_eq(credit_session("s"), OUTCOME_OK);
    ck_assert_int_eq(jp_of("a", 2026), 800); /* the claims only */
    ck_assert_int_eq(reverse(id), OUTCOME_OK);
    ck_assert_int_eq(jp_of("a", 2026), 800);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM hour_entries WHERE enrolment_id = '%s'"
                                  " AND kind = 'credit' AND jp = 400 AND reversed_by IS NULL"
                                  " AND earned_on = '2026-03-02'",
                                  uuid_text(id_of("seat-a"))),
                     1);
    ck_assert_int_eq(reverse(other), OUTCOME_OK); /* stands in for nothing */
    ck_assert_int_eq(jp_of("a", 2026), 400);
    ck_assert_int_eq(live_credits(), 1);
}
END_TEST

/* A credit of 4 JP to "a" on another connection, committed once somebody waits for it.
 * in  column  enrolment_id or hour_claim_id: what `source` is */
static struct committer *credit_elsewhere(const char *column, struct uuid source,
                                          const char *activity_key, int form_id)
{
    return commit_when_waited_for(arena_printf(
        &fx.arena,
        "SELECT 1 FROM employees WHERE id = '%s' FOR NO KEY UPDATE;"
        " INSERT INTO hour_entries (organization_id, id, employee_id, kind, activity_key,"
        " %s, form_id, title, took_place, earned_on, jp, terms, created_at)"
        " VALUES ('%s', gen_random_uuid(), '%s', 'credit', '%s', '%s', %d,"
        " 'Manajemen Proyek', '[2026-03-02,2026-03-03)', '2026-03-02', 400, '{}', now())",
        uuid_text(id_of("a")), column, uuid_text(fx.organization), uuid_text(id_of("a")),
        activity_key, uuid_text(source), form_id));
}

/* The session is completed on another connection while the claim is verified. */
START_TEST(r52_a_session_and_a_claim_at_once_credit_once)
{
    hold_session();
    struct uuid id = claimed(9, "Manajemen Proyek", "2026-03-02", "2026-03-02");
    struct committer *other = credit_elsewhere("enrolment_id", id_of("seat-a"), "session:1", 3);
    ck_assert_int_eq(verify(id), OUTCOME_CONFLICT);
    ck_assert(committed(other));
    ck_assert_int_eq(live_credits(), 1);
}
END_TEST

/* The claim is verified on another connection while the session is completed. */
START_TEST(r52_a_claim_and_a_session_at_once_credit_once)
{
    hold_session();
    struct uuid id = claimed(9, "Manajemen Proyek", "2026-03-02", "2026-03-02");
    struct committer *other = credit_elsewhere("hour_claim_id", id, "activity:1", 9);
    ck_assert_int_eq(credit_session("s"), OUTCOME_OK);
    ck_assert(committed(other));
    ck_assert_int_eq(live_credits(), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hour_claims");
    TCase *tests = tcase_create("hour_claims");
    tcase_add_checked_fixture(tests, open_claims, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, r50_a_verified_claim_is_credited_and_a_reversal_takes_it_back);
    tcase_add_test(tests, r52_an_activity_is_claimed_once);
    tcase_add_test(tests, r50_maxima_hold_over_all_credits);
    tcase_add_test(tests, r20_the_table_of_the_day_is_used);
    tcase_add_test(tests, r01_nobody_verifies_what_they_submitted);
    tcase_add_test(tests, r02_claims_of_other_units_are_not_found);
    tcase_add_test(tests, r52_what_a_session_credited_is_not_credited_by_a_claim);
    tcase_add_test(tests, r52_what_a_claim_credited_is_not_credited_by_the_session);
    tcase_add_test(tests, r52_a_reversed_claim_gives_the_seat_its_credit);
    tcase_add_test(tests, r52_a_session_and_a_claim_at_once_credit_once);
    tcase_add_test(tests, r52_a_claim_and_a_session_at_once_credit_once);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
