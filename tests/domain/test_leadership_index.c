/* test_leadership_index.c - domain/leadership_index.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/leadership_index.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct leadership_sums sums;
static struct leadership_index_row row;

/* The weights of the policy as they are by default, and a leader of ten, eight of them PNS. */
static void begin(void)
{
    sums = (struct leadership_sums){0};
    RECORD_PUT(&sums, LEADERSHIP_SUMS, leader_id, word_id("lurah"));
    RECORD_PUT(&sums, LEADERSHIP_SUMS, leader_name, "Lurah");
    RECORD_PUT(&sums, LEADERSHIP_SUMS, unit_id, word_id("plaju"));
    RECORD_PUT(&sums, LEADERSHIP_SUMS, unit_name, "Plaju Ilir");
    sums.leaders = 1;
    sums.people_below = 10;
    sums.own_jp = 3000;
    sums.counted_jp = 2000;
    sums.activities = 3;
    sums.counted_activities = 3;
    sums.team_with_floor = 8;
    sums.team_compliant = 4;
    sums.observations_due = 3;
    sums.observations_in_time = 1;
    sums.floor_jp = 2000;
    sums.participation_target = 4;
    sums.min_unit_size = 5;
    sums.own_hours_weight = 4000;
    sums.participation_weight = 3000;
    sums.team_compliance_weight = 2000;
    sums.timeliness_weight = 1000;
}

START_TEST(every_term_and_weight_is_shown)
{
    begin();
    leadership_index_row(&sums, true, &row);
    ck_assert_int_eq(row.figures, LEADERSHIP_FIGURES_SHOWN);
    ck_assert_str_eq(row.leader_name, "Lurah");
    ck_assert_str_eq(row.unit_name, "Plaju Ilir");
    ck_assert_int_eq(row.own_jp, 3000);
    ck_assert_int_eq(row.own_hours, 10000); /* no more than all */
    ck_assert_int_eq(row.own_hours_weight, 4000);
    ck_assert_int_eq(row.participation, 7500);
    ck_assert_int_eq(row.participation_weight, 3000);
    ck_assert_int_eq(row.team_compliance, 5000);
    ck_assert_int_eq(row.team_compliance_weight, 2000);
    ck_assert_int_eq(row.timeliness, 3333);
    ck_assert_int_eq(row.timeliness_weight, 1000);
    ck_assert_int_eq(row.index, 7583); /* (40 + 22.5 + 10 + 3.333) % */
}
END_TEST

START_TEST(what_was_not_due_gives_its_weight_to_the_others)
{
    begin();
    sums.observations_due = sums.observations_in_time = 0;
    leadership_index_row(&sums, true, &row);
    ck_assert(!RECORD_HAS(&row, LEADERSHIP_INDEX_ROW, timeliness));
    ck_assert_int_eq(row.timeliness_weight, 1000);
    ck_assert_int_eq(row.index, 8056); /* 72.5 of 90 */
}
END_TEST

START_TEST(r75_small_units_are_not_shown)
{
    begin();
    sums.people_below = 4;
    leadership_index_row(&sums, true, &row);
    ck_assert_int_eq(row.figures, LEADERSHIP_FIGURES_TOO_FEW_PEOPLE);
    ck_assert_int_eq(row.people_below, 4);
    for (int i = FIELD_LEADERSHIP_INDEX_ROW_figures + 1; i < leadership_index_row_record.count; i++)
        ck_assert(!record_has(&row, i) || i == FIELD_LEADERSHIP_INDEX_ROW_own_hours_weight ||
                  i == FIELD_LEADERSHIP_INDEX_ROW_participation_weight ||
                  i == FIELD_LEADERSHIP_INDEX_ROW_team_compliance_weight ||
                  i == FIELD_LEADERSHIP_INDEX_ROW_timeliness_weight);
}
END_TEST

START_TEST(r75_a_compliance_that_must_not_be_shown_is_in_no_index)
{
    begin();
    leadership_index_row(&sums, false, &row);
    ck_assert(!RECORD_HAS(&row, LEADERSHIP_INDEX_ROW, team_compliance));
    ck_assert_int_eq(row.team_with_floor, 8);
    ck_assert_int_eq(row.index, 8229); /* 65.833 of 80 */
    begin();
    sums.min_unit_size = sums.team_with_floor = sums.team_compliant = 0;
    leadership_index_row(&sums, true, &row);
    ck_assert(!RECORD_HAS(&row, LEADERSHIP_INDEX_ROW, team_compliance));
}
END_TEST

START_TEST(r20_weights_are_the_policys)
{
    begin();
    sums.own_hours_weight = sums.participation_weight = sums.team_compliance_weight = 0;
    sums.timeliness_weight = 10000;
    leadership_index_row(&sums, true, &row);
    ck_assert_int_eq(row.index, 3333);
    sums.observations_due = 0;
    leadership_index_row(&sums, true, &row);
    ck_assert(!RECORD_HAS(&row, LEADERSHIP_INDEX_ROW, index));
}
END_TEST

START_TEST(what_nobody_has_to_reach_is_reached)
{
    begin();
    sums.floor_jp = sums.counted_jp = 0;
    leadership_index_row(&sums, true, &row);
    ck_assert_int_eq(row.own_hours, 10000);
}
END_TEST

START_TEST(a_unit_is_the_mean_of_its_leaders)
{
    begin();
    RECORD_CLEAR(&sums, LEADERSHIP_SUMS, leader_id);
    sums.leaders = 2; /* 20 JP and none, 3 activities and none */
    leadership_index_row(&sums, true, &row);
    ck_assert(!RECORD_HAS(&row, LEADERSHIP_INDEX_ROW, leader_id));
    ck_assert(!RECORD_HAS(&row, LEADERSHIP_INDEX_ROW, leader_name));
    ck_assert_int_eq(row.leaders, 2);
    ck_assert_int_eq(row.own_hours, 5000);
    ck_assert_int_eq(row.participation, 3750);
}
END_TEST

static struct leadership_index_filter period(int64_t year, const char *today)
{
    struct leadership_index_filter filter = {0};
    leadership_index_period(year, day_of(today), &filter);
    return filter;
}

START_TEST(a_year_is_looked_at_from_its_end_or_from_today)
{
    struct leadership_index_filter now = period(2026, "2026-06-30");
    struct leadership_index_filter past = period(2025, "2026-06-30");
    ck_assert_int_eq(now.first_day.days, day_of("2026-01-01").days);
    ck_assert_int_eq(now.last_day.days, day_of("2026-12-31").days);
    ck_assert_int_eq(now.as_of.days, day_of("2026-06-30").days);
    ck_assert_int_eq(past.as_of.days, day_of("2025-12-31").days);
    ck_assert_int_eq(past.rows, LEADERSHIP_INDEX_MAX_ROWS + 1);
}
END_TEST

START_TEST(a_report_has_so_many_rows_at_most)
{
    size_t count = LEADERSHIP_INDEX_MAX_ROWS + 1;
    struct leadership_sums *items = ARENA_ARRAY(&scratch, count, struct leadership_sums);
    struct leadership_index report;
    begin();
    for (size_t i = 0; i < count; i++) items[i] = sums;
    struct leadership_unit unit = {.people = 10, .with_floor = 8, .min_unit_size = 5};
    RECORD_PUT(&unit, LEADERSHIP_UNIT, unit_id, word_id("plaju"));
    struct leadership_facts facts = {.sums = {.count = 2, .items = items},
                                     .units = {.count = 1, .items = &unit}};
    leadership_index_make(&scratch, &facts, 2026, &report);
    ck_assert_int_eq(report.year, 2026);
    ck_assert(!report.truncated);
    ck_assert_uint_eq(report.data.count, 2);
    ck_assert_int_eq(report.data.items[1].index, 7583);
    facts.sums.count = count;
    unit.with_floor = 4; /* */
    leadership_index_make(&scratch, &facts, 2026, &report);
    ck_assert(report.truncated);
    ck_assert_uint_eq(report.data.count, LEADERSHIP_INDEX_MAX_ROWS);
    ck_assert(!RECORD_HAS(&report.data.items[1], LEADERSHIP_INDEX_ROW, team_compliance));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("leadership_index");
    tcase_add_test(tests, every_term_and_weight_is_shown);
    tcase_add_test(tests, what_was_not_due_gives_its_weight_to_the_others);
    tcase_add_test(tests, r75_small_units_are_not_shown);
    tcase_add_test(tests, r75_a_compliance_that_must_not_be_shown_is_in_no_index);
    tcase_add_test(tests, r20_weights_are_the_policys);
    tcase_add_test(tests, what_nobody_has_to_reach_is_reached);
    tcase_add_test(tests, a_unit_is_the_mean_of_its_leaders);
    tcase_add_test(tests, a_year_is_looked_at_from_its_end_or_from_today);
    tcase_add_test(tests, a_report_has_so_many_rows_at_most);
    return run_case(tests, "leadership_index");
}
