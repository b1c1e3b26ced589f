/* test_attendances.c - who was there: stated, never assumed
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/attendances.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct session session;
static struct attendance_input items[3];
static struct attendance_fact found[3];
static struct uuid ids[3];
static struct session_recorder recorder;

/* Item i is about person i in block a, which has begun and where nothing is stated yet. */
static void begin(void)
{
    static const char *const words[] = {"e0", "e1", "e2"};
    session = (struct session){.id = word_id("s"), .state = SESSION_STATE_RUNNING};
    recorder = (struct session_recorder){.manages = true, .actor = word_id("me"), .now = {9}};
    for (int i = 0; i < 3; i++) {
        items[i] = (struct attendance_input){
            .enrolment_id = word_id(words[i]), .block_id = word_id("a"), .present = true};
        found[i] = (struct attendance_fact){.begun = true};
        RECORD_PUT(&found[i], ATTENDANCE_FACT, employee_id, word_id(words[i]));
        RECORD_PUT(&found[i], ATTENDANCE_FACT, block_id, word_id("a"));
        ids[i] = word_id(words[i]);
    }
}

static enum outcome decide(size_t count, struct attendance_row_list *ret)
{
    struct attendance_sheet sheet = {.items = {.count = count, .items = items}};
    struct attendance_sheet_facts facts = {
        .session = &session, .recorder = recorder, .found = found, .ids = ids};
    return attendances_decide(&sheet, &facts, ret, &problem);
}

START_TEST(what_is_stated_is_stored_as_it_was_said)
{
    struct attendance_row_list rows;
    items[1].present = false;
    ck_assert_int_eq(decide(2, &rows), OUTCOME_OK);
    ck_assert_uint_eq(rows.count, 2);
    ck_assert(rows.items[0].present && !rows.items[1].present);
    ck_assert(RECORD_HAS(&rows.items[1], ATTENDANCE_ROW, present));
    ck_assert_int_eq(rows.items[0].revision, 1);
    ck_assert(uuid_equal(rows.items[0].session_id, word_id("s")));
    ck_assert(uuid_equal(rows.items[0].recorded_by, word_id("me")));
    ck_assert_int_eq(rows.items[0].recorded_at.us, 9);
    ck_assert(!RECORD_HAS(&rows.items[0], ATTENDANCE_ROW, reason));
}
END_TEST

/* Trap: unset attendance counted as present. That somebody was absent is news where nothing was
 * stated, and what is stated already is none. */
START_TEST(only_what_is_new_is_stored_as_the_next_revision)
{
    struct attendance_row_list rows;
    items[0].present = false;
    RECORD_PUT(&found[1], ATTENDANCE_FACT, present, true);
    RECORD_PUT(&found[2], ATTENDANCE_FACT, present, false);
    found[1].revision = found[2].revision = 4;
    ck_assert_int_eq(decide(3, &rows), OUTCOME_OK);
    ck_assert_uint_eq(rows.count, 2);
    ck_assert(uuid_equal(rows.items[0].enrolment_id, word_id("e0")));
    ck_assert_int_eq(rows.items[0].revision, 1);
    ck_assert(uuid_equal(rows.items[1].enrolment_id, word_id("e2")));
    ck_assert_int_eq(rows.items[1].revision, 5);
}
END_TEST

START_TEST(a_correction_by_the_system_says_why_and_by_nobody)
{
    struct attendance_row_list rows;
    session.state = SESSION_STATE_COMPLETED;
    recorder.actor = (struct uuid){0};
    recorder.reason = "salah catat";
    ck_assert_int_eq(decide(1, &rows), OUTCOME_OK);
    ck_assert_str_eq(rows.items[0].reason, "salah catat");
    ck_assert(!RECORD_HAS(&rows.items[0], ATTENDANCE_ROW, recorded_by));
}
END_TEST

START_TEST(a_sheet_is_refused_before_its_session_runs)
{
    struct attendance_row_list rows;
    session.state = SESSION_STATE_CLOSED;
    ck_assert_int_eq(decide(1, &rows), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "wrong-state");
    ck_assert_uint_eq(rows.count, 0);
}
END_TEST

/* Trap: ids of another object or tenant accepted in one request. */
START_TEST(r01_one_wrong_item_refuses_the_whole_sheet)
{
    struct attendance_row_list rows;
    RECORD_CLEAR(&found[0], ATTENDANCE_FACT, employee_id);
    RECORD_CLEAR(&found[1], ATTENDANCE_FACT, block_id);
    items[2] = items[1];
    found[2].begun = false;
    recorder.self = word_id("e2");
    ck_assert_int_eq(decide(3, &rows), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(),
                     "reference-not-found /items/0/enrolment_id reference |"
                     " /items/1/block_id reference | /items/2/enrolment_id own-case |"
                     " /items/2/block_id future | /items/2/block_id duplicate");
    ck_assert_uint_eq(rows.count, 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("attendances");
    tcase_add_checked_fixture(tests, begin, NULL);
    tcase_add_test(tests, what_is_stated_is_stored_as_it_was_said);
    tcase_add_test(tests, only_what_is_new_is_stored_as_the_next_revision);
    tcase_add_test(tests, a_correction_by_the_system_says_why_and_by_nobody);
    tcase_add_test(tests, a_sheet_is_refused_before_its_session_runs);
    tcase_add_test(tests, r01_one_wrong_item_refuses_the_whole_sheet);
    return run_case(tests, "attendances");
}
