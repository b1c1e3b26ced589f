/* test_hours.c - the ledger: credits of sessions, corrections, one credit per activity
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/hours.h"

#include <string.h>

#include "fixture_hours.h"

#include "domain/base/banned.h"

static void open_hours(void)
{
    fixture_open();
    add_unit("unit", NULL);
    add_employee("a", "199001012015031001", "unit");
    add_employee("b", "199001012015031002", "unit");
    held_training();
    held_session("s");
    held_block("day1", "s", 1, "basics", "2025-12-30");
    held_block("day2", "s", 2, "practice", "2025-12-31");
    held_seat("seat-a", "s", "a");
    held_seat("seat-b", "s", "b");
}

static int64_t entries(const char *kind)
{
    return owner_number("SELECT count(*) FROM hour_entries WHERE organization_id = '%s'"
                        " AND kind = '%s'",
                        uuid_text(fx.organization), kind);
}

START_TEST(r50_every_seat_is_credited_by_its_attendance_and_once)
{
    held_attendance("seat-a", "s", "day1", 1, true);
    held_attendance("seat-a", "s", "day2", 1, true);
    held_attendance("seat-b", "s", "day1", 1, true);
    held_attendance("seat-b", "s", "day2", 1, false);
    ck_assert_int_eq(credit_session("s"), OUTCOME_OK);
    ck_assert_int_eq(credit_session("s"), OUTCOME_OK);
    ck_assert_int_eq(jp_of("a", 2025), 1400);
    ck_assert_int_eq(jp_of("b", 2025), 400);
    ck_assert_int_eq(entries("credit"), 2);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM audit_events WHERE organization_id = '%s'"
                                  " AND resource_type = 'hour_entry'",
                                  uuid_text(fx.organization)),
                     2);
    ck_assert_str_eq(owner_text("SELECT terms #>> '{modules,1,credited_jp}' FROM hour_entries"
                                " WHERE employee_id = '%s'",
                                uuid_text(id_of("b"))),
                     "0");
}
END_TEST

START_TEST(r50_attendance_that_was_never_stated_credits_nothing)
{
    ck_assert_int_eq(credit_session("s"), OUTCOME_OK);
    ck_assert_int_eq(entries("credit"), 0);
}
END_TEST

START_TEST(r51_a_late_correction_changes_the_year_of_the_session)
{
    held_attendance("seat-a", "s", "day1", 1, true);
    ck_assert_int_eq(credit_session("s"), OUTCOME_OK);
    ck_assert_int_eq(jp_of("a", 2025), 400);
    held_attendance("seat-a", "s", "day2", 1, true);
    ck_assert_int_eq(recredit("seat-a"), OUTCOME_OK);
    ck_assert_int_eq(jp_of("a", 2025), 1400);
    ck_assert_int_eq(jp_of("a", 2026), 0);
    ck_assert_int_eq(entries("reversal"), 1);
    ck_assert_int_eq(recredit("seat-a"), OUTCOME_OK);
    ck_assert_int_eq(entries("credit"), 2);
    held_attendance("seat-a", "s", "day1", 2, false);
    held_attendance("seat-a", "s", "day2", 2, false);
    ck_assert_int_eq(recredit("seat-a"), OUTCOME_OK);
    ck_assert_int_eq(jp_of("a", 2025), 0);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM hour_entries WHERE kind = 'credit'"
                                  " AND reversed_by IS NULL AND organization_id = '%s'",
                                  uuid_text(fx.organization)),
                     0);
}
END_TEST

START_TEST(r50_one_who_was_absent_is_credited_by_a_correction)
{
    owner_run("UPDATE enrolments SET state = 'absent' WHERE id = '%s'", uuid_text(id_of("seat-b")));
    ck_assert_int_eq(credit_session("s"), OUTCOME_OK);
    held_attendance("seat-b", "s", "day2", 1, true);
    ck_assert_int_eq(recredit("seat-b"), OUTCOME_OK);
    ck_assert_int_eq(jp_of("b", 2025), 1000);
}
END_TEST

START_TEST(r50_nothing_is_credited_before_the_session_is_completed)
{
    owner_run("UPDATE sessions SET state = 'running' WHERE id = '%s'", uuid_text(id_of("s")));
    held_attendance("seat-b", "s", "day2", 1, true);
    ck_assert_int_eq(recredit("seat-b"), OUTCOME_OK);
    owner_run("UPDATE enrolments SET state = 'withdrawn' WHERE id = '%s'",
              uuid_text(id_of("seat-b")));
    ck_assert_int_eq(recredit("seat-b"), OUTCOME_OK);
    ck_assert_int_eq(entries("credit"), 0);
}
END_TEST

/* A seat whose credit stays while its enrolment is given up is passed over. */
START_TEST(r50_a_seat_given_up_keeps_its_credit)
{
    held_attendance("seat-a", "s", "day1", 1, true);
    held_attendance("seat-b", "s", "day1", 1, true);
    ck_assert_int_eq(credit_session("s"), OUTCOME_OK);
    owner_run("UPDATE enrolments SET state = 'withdrawn' WHERE id = '%s'",
              uuid_text(id_of("seat-a")));
    ck_assert_int_eq(credit_session("s"), OUTCOME_OK);
    ck_assert_int_eq(jp_of("a", 2025) + jp_of("b", 2025), 800);
    ck_assert_int_eq(entries("credit"), 2);
}
END_TEST

/* The same session completed on another connection at the same time. */
START_TEST(r52_two_at_once_credit_once)
{
    held_attendance("seat-a", "s", "day1", 1, true);
    struct committer *other = commit_when_waited_for(arena_printf(
        &fx.arena,
        "SELECT 1 FROM employees WHERE id = '%s' FOR NO KEY UPDATE;"
        " INSERT INTO hour_entries (organization_id, id, employee_id, kind, activity_key,"
        " enrolment_id, form_id, title, took_place, earned_on, jp, terms, created_at)"
        " VALUES ('%s', gen_random_uuid(), '%s', 'credit', 'session:%s', '%s', 3, 'x',"
        " '[2025-12-30,2025-12-31)', '2025-12-30', 400, '{}', now())",
        uuid_text(id_of("a")), uuid_text(fx.organization), uuid_text(id_of("a")),
        uuid_text(id_of("s")), uuid_text(id_of("seat-a"))));
    ck_assert_int_eq(credit_session("s"), OUTCOME_OK);
    ck_assert(committed(other));
    ck_assert_int_eq(entries("credit"), 1);
    ck_assert_int_eq(jp_of("a", 2025), 400);
}
END_TEST

START_TEST(r50_the_ledger_is_append_only_by_grant)
{
    held_attendance("seat-a", "s", "day1", 1, true);
    ck_assert_int_eq(credit_session("s"), OUTCOME_OK);
    PGconn *app = app_connection();
    ck_assert_str_eq(sql_on(app, NULL, "UPDATE hour_entries SET jp = 0"), "42501");
    ck_assert_str_eq(sql_on(app, NULL, "DELETE FROM hour_entries"), "42501");
    PQfinish(app);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hours");
    TCase *tests = tcase_create("hours");
    tcase_add_checked_fixture(tests, open_hours, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, r50_every_seat_is_credited_by_its_attendance_and_once);
    tcase_add_test(tests, r50_attendance_that_was_never_stated_credits_nothing);
    tcase_add_test(tests, r51_a_late_correction_changes_the_year_of_the_session);
    tcase_add_test(tests, r50_one_who_was_absent_is_credited_by_a_correction);
    tcase_add_test(tests, r50_nothing_is_credited_before_the_session_is_completed);
    tcase_add_test(tests, r50_a_seat_given_up_keeps_its_credit);
    tcase_add_test(tests, r52_two_at_once_credit_once);
    tcase_add_test(tests, r50_the_ledger_is_append_only_by_grant);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
