/* test_objectives.c - where an objective stands
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/objectives.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

/* From 1 January to 11 April 2026: 100 days. */
static struct objective_figure figure_of(int64_t baseline, int64_t target, int64_t value)
{
    struct objective_figure figure = {0};
    RECORD_PUT(&figure, OBJECTIVE_FIGURE, id, word_id("objective"));
    RECORD_PUT(&figure, OBJECTIVE_FIGURE, starts_on, day_of("2026-01-01"));
    RECORD_PUT(&figure, OBJECTIVE_FIGURE, due_on, day_of("2026-04-11"));
    RECORD_PUT(&figure, OBJECTIVE_FIGURE, baseline, baseline);
    RECORD_PUT(&figure, OBJECTIVE_FIGURE, target, target);
    RECORD_PUT(&figure, OBJECTIVE_FIGURE, value, value);
    RECORD_PUT(&figure, OBJECTIVE_FIGURE, measured, 12);
    RECORD_PUT(&figure, OBJECTIVE_FIGURE, hidden, false);
    RECORD_PUT(&figure, OBJECTIVE_FIGURE, proposed, false);
    return figure;
}

static const struct {
    int64_t baseline, target, value;
    const char *day;
    int64_t expected;
    enum objective_status status;
} rows[] = {
    {4000, 8000, 4000, "2026-01-01", 4000, OBJECTIVE_STATUS_ON_TRACK},
    {4000, 8000, 3999, "2025-12-01", 4000, OBJECTIVE_STATUS_OFF_TRACK},
    {4000, 8000, 5000, "2026-01-26", 5000, OBJECTIVE_STATUS_ON_TRACK},
    {4000, 8000, 4999, "2026-01-26", 5000, OBJECTIVE_STATUS_OFF_TRACK},
    {4000, 8000, 8000, "2026-01-26", 5000, OBJECTIVE_STATUS_REACHED},
    {4000, 8000, 7999, "2026-04-11", 8000, OBJECTIVE_STATUS_OFF_TRACK},
    {4000, 8000, 8000, "2027-01-01", 8000, OBJECTIVE_STATUS_REACHED},
    {3000, 1000, 2000, "2026-02-20", 2000, OBJECTIVE_STATUS_ON_TRACK},
    {3000, 1000, 2001, "2026-02-20", 2000, OBJECTIVE_STATUS_OFF_TRACK},
    {3000, 1000, 1000, "2026-02-20", 2000, OBJECTIVE_STATUS_REACHED},
};

START_TEST(r21_the_status_is_that_of_the_straight_line)
{
    struct objective_progress progress;
    struct objective_figure figure = figure_of(rows[_i].baseline, rows[_i].target, rows[_i].value);
    objectives_judge(&figure, day_of(rows[_i].day), &progress);
    ck_assert_int_eq(progress.expected, rows[_i].expected);
    ck_assert_int_eq(progress.status, rows[_i].status);
    ck_assert_int_eq(progress.value, rows[_i].value);
    ck_assert_int_eq(progress.measured, 12);
    ck_assert(!RECORD_HAS(&progress, OBJECTIVE_PROGRESS, reason));
    ck_assert_int_eq(progress.mid_term_on.days, day_of("2026-02-20").days);
}
END_TEST

START_TEST(r21_not_shown_is_a_valid_answer)
{
    struct objective_progress progress;
    struct objective_figure figure = figure_of(0, 8000, 0);
    RECORD_CLEAR(&figure, OBJECTIVE_FIGURE, value);
    figure.hidden = _i == 1;
    objectives_judge(&figure, day_of("2026-02-20"), &progress);
    ck_assert(!RECORD_HAS(&progress, OBJECTIVE_PROGRESS, value));
    ck_assert(!RECORD_HAS(&progress, OBJECTIVE_PROGRESS, status));
    ck_assert_int_eq(progress.reason,
                     _i == 1 ? OBJECTIVE_ABSENCE_NOT_SHOWN : OBJECTIVE_ABSENCE_NO_DATA);
    ck_assert_int_eq(RECORD_HAS(&progress, OBJECTIVE_PROGRESS, measured), _i == 0);
}
END_TEST

static bool is_needed(const struct objective_figure *figure, const char *day)
{
    struct objective_progress progress;
    objectives_judge(figure, day_of(day), &progress);
    return objectives_need_proposal(figure, &progress, day_of(day));
}

START_TEST(r22_off_track_past_the_mid_term_is_proposed_once)
{
    struct objective_figure figure = figure_of(4000, 8000, 4000);
    ck_assert(!is_needed(&figure, "2026-02-20"));
    ck_assert(is_needed(&figure, "2026-02-21"));
    RECORD_PUT(&figure, OBJECTIVE_FIGURE, mid_term_on, day_of("2026-03-01"));
    ck_assert(!is_needed(&figure, "2026-02-21"));
    ck_assert(is_needed(&figure, "2026-03-02"));
    figure.proposed = true;
    ck_assert(!is_needed(&figure, "2026-03-02"));
    figure.proposed = false;
    figure.value = 8000;
    ck_assert(!is_needed(&figure, "2026-03-02"));
    RECORD_CLEAR(&figure, OBJECTIVE_FIGURE, value);
    ck_assert(!is_needed(&figure, "2026-03-02"));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("objectives");
    tcase_add_loop_test(tests, r21_the_status_is_that_of_the_straight_line, 0,
                        (int)(sizeof rows / sizeof rows[0]));
    tcase_add_loop_test(tests, r21_not_shown_is_a_valid_answer, 0, 2);
    tcase_add_test(tests, r22_off_track_past_the_mid_term_is_proposed_once);
    return run_case(tests, "objectives");
}
