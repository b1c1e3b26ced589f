/* test_session_results.c - attended or absent, passed or failed
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/session_results.h"

#include <string.h>

#include "fixture_problem.h"

#include "domain/base/banned.h"

static const struct result_rule rule = {.min_attendance_share = 8000, .pass_score = 7000};

static struct result_line line_of(int64_t present, int64_t post)
{
    struct result_line line = {.state = ENROLMENT_STATE_CONFIRMED,
                               .version = 3,
                               .total_seconds = 1000,
                               .present_seconds = present};
    if (post >= 0) RECORD_PUT(&line, RESULT_LINE, post_score, post);
    return line;
}

static const struct {
    int64_t present, post;
    enum enrolment_state state;
} results[] = {
    {800, -1, ENROLMENT_STATE_ATTENDED},  {799, -1, ENROLMENT_STATE_ABSENT},
    {1000, 7000, ENROLMENT_STATE_PASSED}, {1000, 6999, ENROLMENT_STATE_FAILED},
    {0, 10000, ENROLMENT_STATE_ABSENT}, /* a test does not make the absent attend */
};

START_TEST(a_result_follows_from_all_blocks_and_the_post_test)
{
    struct result_line line = line_of(results[_i].present, results[_i].post);
    ck_assert_int_eq(session_results_state(&line, &rule), results[_i].state);
}
END_TEST

/* Trap: unset attendance counted as present, or as absent. */
START_TEST(what_is_not_stated_is_asked_for)
{
    struct result_line lines[] = {line_of(0, -1), line_of(0, -1)};
    struct result_gap gaps[2] = {0};
    RECORD_PUT(&gaps[0], RESULT_GAP, employee_name, "Ani");
    RECORD_PUT(&gaps[1], RESULT_GAP, employee_name, "Budi");
    struct result_gap_list named = {.count = 2, .items = gaps};
    ck_assert_int_eq(session_results_check(lines, 2, &named, &problem), OUTCOME_OK);
    lines[1].missing = 3;
    ck_assert_int_eq(session_results_check(lines, 2, &named, &problem), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "attendance-missing");
    ck_assert_str_eq(problem.args[0], "3");
    ck_assert_str_eq(problem.extension_json,
                     "\"missing\":[{\"employee_name\":\"Ani\"},{\"employee_name\":\"Budi\"}]");
}
END_TEST

START_TEST(only_who_changes_moves)
{
    struct result_line lines[] = {line_of(1000, -1), line_of(1000, -1)};
    lines[1].state = ENROLMENT_STATE_ATTENDED;
    struct enrolment_moves moves =
        session_results_decide(lines, 2, &rule, (struct instant){7}, &scratch);
    ck_assert_uint_eq(moves.count, 1);
    ck_assert_int_eq(moves.items[0].from_state, ENROLMENT_STATE_CONFIRMED);
    ck_assert_int_eq(moves.items[0].state, ENROLMENT_STATE_ATTENDED);
    ck_assert_int_eq(moves.items[0].version, 4);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("session_results");
    tcase_add_loop_test(tests, a_result_follows_from_all_blocks_and_the_post_test, 0, 5);
    tcase_add_test(tests, what_is_not_stated_is_asked_for);
    tcase_add_test(tests, only_who_changes_moves);
    return run_case(tests, "session_results");
}
