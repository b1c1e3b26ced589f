/* test_scores.c - pre- and post-tests (domain/test_scores.c)
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/test_scores.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct session session;
static struct test_score_input items[3];
static struct test_score_fact found[3];
static struct uuid ids[3];
static struct session_recorder recorder;

/* Item i is the post-test of person i, of which no score is known. */
static void begin(void)
{
    static const char *const words[] = {"e0", "e1", "e2"};
    session = (struct session){.id = word_id("s"), .state = SESSION_STATE_CLOSED};
    recorder = (struct session_recorder){.teaches = true, .actor = word_id("me"), .now = {9}};
    for (int i = 0; i < 3; i++) {
        items[i] = (struct test_score_input){
            .enrolment_id = word_id(words[i]), .kind = TEST_KIND_POST, .score = 7000};
        found[i] = (struct test_score_fact){0};
        RECORD_PUT(&found[i], TEST_SCORE_FACT, employee_id, word_id(words[i]));
        ids[i] = word_id(words[i]);
    }
}

static enum outcome decide(size_t count, struct test_score_row_list *ret)
{
    struct test_score_sheet sheet = {.items = {.count = count, .items = items}};
    struct test_score_sheet_facts facts = {
        .session = &session, .recorder = recorder, .found = found, .ids = ids};
    return test_scores_decide(&sheet, &facts, ret, &problem);
}

START_TEST(both_tests_of_a_person_are_stored)
{
    struct test_score_row_list rows;
    items[1].enrolment_id = items[0].enrolment_id;
    items[1].kind = TEST_KIND_PRE;
    items[1].score = 0;
    ck_assert_int_eq(decide(2, &rows), OUTCOME_OK);
    ck_assert_uint_eq(rows.count, 2);
    ck_assert_int_eq(rows.items[0].score, 7000);
    ck_assert_int_eq(rows.items[1].kind, TEST_KIND_PRE);
    ck_assert_int_eq(rows.items[1].revision, 1);
    ck_assert(uuid_equal(rows.items[1].recorded_by, word_id("me")));
    ck_assert(!RECORD_HAS(&rows.items[1], TEST_SCORE_ROW, reason));
}
END_TEST

START_TEST(only_what_is_new_is_stored_as_the_next_revision)
{
    struct test_score_row_list rows;
    session.state = SESSION_STATE_COMPLETED;
    recorder.actor = (struct uuid){0};
    recorder.reason = "salah hitung";
    RECORD_PUT(&found[0], TEST_SCORE_FACT, score, 7000);
    RECORD_PUT(&found[1], TEST_SCORE_FACT, score, 6999);
    found[1].revision = 2;
    ck_assert_int_eq(decide(2, &rows), OUTCOME_OK);
    ck_assert_uint_eq(rows.count, 1);
    ck_assert(uuid_equal(rows.items[0].enrolment_id, word_id("e1")));
    ck_assert_int_eq(rows.items[0].revision, 3);
    ck_assert_str_eq(rows.items[0].reason, "salah hitung");
    ck_assert(!RECORD_HAS(&rows.items[0], TEST_SCORE_ROW, recorded_by));
}
END_TEST

START_TEST(scores_are_recorded_once_nominations_are_closed)
{
    struct test_score_row_list rows;
    session.state = SESSION_STATE_OPEN;
    ck_assert_int_eq(decide(1, &rows), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "wrong-state");
}
END_TEST

/* Trap: ids of another object or tenant accepted in one request. */
START_TEST(r01_one_wrong_item_refuses_the_whole_sheet)
{
    struct test_score_row_list rows;
    RECORD_CLEAR(&found[0], TEST_SCORE_FACT, employee_id);
    items[2] = items[1];
    recorder.self = word_id("e2");
    ck_assert_int_eq(decide(3, &rows), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "reference-not-found /items/0/enrolment_id reference |"
                                     " /items/2/enrolment_id own-case | /items/2/kind duplicate");
    ck_assert_uint_eq(rows.count, 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("test_scores");
    tcase_add_checked_fixture(tests, begin, NULL);
    tcase_add_test(tests, both_tests_of_a_person_are_stored);
    tcase_add_test(tests, only_what_is_new_is_stored_as_the_next_revision);
    tcase_add_test(tests, scores_are_recorded_once_nominations_are_closed);
    tcase_add_test(tests, r01_one_wrong_item_refuses_the_whole_sheet);
    return run_case(tests, "test_scores");
}
