/* test_hours_compliance.c - the report in SQL judges as the rule in C does
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/hours_compliance.h"
#include "storage/hours_compliance_sql.h"
#include "storage/leadership_index.h"
#include "storage/objectives.h"

#include <string.h>

#include "fixture_hours.h"
#include "fixture_policies.h"

#include "domain/base/banned.h"

#define PEOPLE 24

static void open_people(void)
{
    fixture_open();
    add_unit("root", NULL);
    add_unit("unit", "root");
    add_unit("other", "root");
    for (int i = 0; i < PEOPLE; i++)
        add_employee(arena_printf(&fx.arena, "e%02d", i),
                     arena_printf(&fx.arena, "1990010120150310%02d", i), i % 2 ? "unit" : "other");
    today_is("2026-12-31");
}

static struct hours_compliance_list_query query_on(const char *day)
{
    struct hours_compliance_list_query query = {0};
    RECORD_PUT(&query, HOURS_COMPLIANCE_LIST_QUERY, as_of, day_of(day));
    RECORD_PUT(&query, HOURS_COMPLIANCE_LIST_QUERY, limit, 100);
    RECORD_PUT(&query, HOURS_COMPLIANCE_LIST_QUERY, sort, 1);
    return query;
}

static struct row_set report(const struct hours_compliance_list_query *query)
{
    struct row_set rows;
    struct uow *u = new_reader();
    uow_want_rows(u, &sql_hours_compliance_list, query, &rows);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    return rows;
}

/* ---- the same by the rule in C */

static const char *const days[] = {"2026-02-28", "2026-03-01", "2026-06-30",
                                   "2026-12-31", "2024-02-29", "2028-02-29"};

/* Kinds, contracts and entries at random, on days where years and contract years begin and end. */
static void add_random(double seed)
{
    owner_run("SELECT setseed(%f)", seed);
    owner_run("UPDATE employees SET kind = (ARRAY['pns', 'cpns', 'pppk', 'pppk'])[1 +"
              " floor(random() * 4)], contract_start = (ARRAY[NULL, '2024-02-29', '2024-03-01',"
              " '2023-12-31', '2024-01-01', '2026-06-30']::date[])[1 + floor(random() * 6)],"
              " left_on = CASE WHEN random() < 0.1 THEN date '2026-06-30' END"
              " WHERE organization_id = '%s'",
              uuid_text(fx.organization));
    owner_run("INSERT INTO hour_entries (organization_id, id, employee_id, kind, activity_key,"
              " form_id, title, took_place, earned_on, jp, terms, created_at)"
              " SELECT e.organization_id, gen_random_uuid(), e.id, 'credit',"
              " gen_random_uuid()::text, 3, 'x', daterange(d.day, d.day, '[]'), d.day,"
              " floor(random() * 900), '{}', now() FROM employees e, generate_series(1, 12) n,"
              " LATERAL (SELECT (ARRAY['2025-12-31', '2026-01-01', '2026-02-27', '2026-02-28',"
              " '2026-03-01', '2026-06-30', '2026-12-31', '2024-02-29', '2027-02-28',"
              " '2028-02-28'])[1 + floor(random() * 10 + 0 * n)::int]::date AS day) d"
              " WHERE e.organization_id = '%s'",
              uuid_text(fx.organization));
}

static void compare(const struct hours_compliance_row *row)
{
    struct ref id = {.by = REF_BY_ID, .id = row->employee_id};
    struct hours_compliance_facts facts;
    struct hours_compliance_row rule;
    ck_assert_int_eq(hours_compliance_load(new_reader(), id, row->as_of, &facts), OUTCOME_OK);
    hours_compliance_judge(&facts, &rule);
    ck_assert_int_eq(row->period, rule.period);
    ck_assert_int_eq(row->period_from.days, rule.period_from.days);
    ck_assert_int_eq(row->period_until.days, rule.period_until.days);
    ck_assert_int_eq(row->jp, rule.jp);
    ck_assert_int_eq(row->limit_jp, rule.limit_jp);
    ck_assert_int_eq(row->missing_jp, rule.missing_jp);
    ck_assert_int_eq(row->status, rule.status);
}

START_TEST(r51_sql_judges_as_the_rule_does)
{
    add_random(0.1 * (_i + 1));
    struct hours_compliance_list_query query = query_on(days[_i]);
    struct row_set rows = report(&query);
    const struct hours_compliance_row *all = rows.items;
    int seen[HOURS_STATUS_OVER + 1] = {0};
    ck_assert_uint_gt(rows.count, PEOPLE / 2);
    for (size_t i = 0; i < rows.count; i++) {
        compare(&all[i]);
        seen[all[i].status]++;
    }
    RECORD_PUT(&query, HOURS_COMPLIANCE_LIST_QUERY, status, HOURS_STATUS_SHORT);
    ck_assert_int_eq((int)report(&query).count, seen[HOURS_STATUS_SHORT]);
}
END_TEST

/* ---- one definition */

struct shares {
    int64_t of, met;
};

static struct shares shares_of_the_report(const char *day)
{
    struct shares ret = {0};
    struct hours_compliance_list_query query = query_on(day);
    struct row_set rows = report(&query);
    const struct hours_compliance_row *all = rows.items;
    for (size_t i = 0; i < rows.count; i++) {
        if (all[i].kind != EMPLOYEE_KIND_PPPK) ret.of++;
        if (all[i].status == HOURS_STATUS_MET) ret.met++;
    }
    return ret;
}

static struct shares shares_of_the_objective(struct uuid version_id, const char *day)
{
    struct row_set rows;
    struct uow *u = new_reader();
    objectives_want(u, version_id, day_of(day), &rows);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    ck_assert_uint_eq(rows.count, 1);
    const struct objective_figure *figure = rows.items;
    return (struct shares){figure->measured, (figure->value * figure->measured + 5000) / 10000};
}

static struct shares shares_of_the_index(void)
{
    struct leadership_index_filter filter = {0};
    struct leadership_facts facts;
    leadership_index_period(2026, fx.context.today, &filter);
    RECORD_PUT(&filter, LEADERSHIP_INDEX_FILTER, unit_id, by_ext("root"));
    ck_assert_int_eq(leadership_index_load(new_reader(), LEADERSHIP_INDEX_BY_UNIT, &filter, &facts),
                     OUTCOME_OK);
    ck_assert_uint_eq(facts.sums.count, 1);
    return (struct shares){facts.sums.items[0].team_with_floor, facts.sums.items[0].team_compliant};
}

static const char *const floors[] = {"{}", "{\"hours.cpns_floor_jp\": 0}",
                                     "{\"hours.cpns_floor_jp\": 30, \"hours.pns_floor_jp\": 15}"};

/* The head is a PPPK: the index does not count them among the team, and nobody among those with a
 * floor. */
START_TEST(r51_report_objective_and_index_count_the_same_people)
{
    struct policy_objective objective = {0};
    RECORD_PUT(&objective, POLICY_OBJECTIVE, aspect, COMPETENCY_ASPECT_SKILL);
    RECORD_PUT(&objective, POLICY_OBJECTIVE, title, "20 JP");
    RECORD_PUT(&objective, POLICY_OBJECTIVE, indicator, OBJECTIVE_INDICATOR_HOURS_COMPLIANCE);
    RECORD_PUT(&objective, POLICY_OBJECTIVE, target, 9000);
    RECORD_PUT(&objective, POLICY_OBJECTIVE, due_on, day_of("2026-12-31"));
    add_policy("policy");
    today_is("2026-01-01");
    struct uuid version_id = adopted_version(&(struct version_plan){.from = "2026-01-01",
                                                                    .parameters = floors[_i],
                                                                    .objectives = &objective,
                                                                    .objective_count = 1});
    add_random(0.3);
    add_employee("head", "199001012015031999", "root");
    owner_run("UPDATE employees SET kind = 'pppk', heads_unit = true WHERE id = '%s'",
              uuid_text(id_of("head")));
    today_is("2026-06-30");
    struct shares report = shares_of_the_report("2026-06-30");
    struct shares objective_says = shares_of_the_objective(version_id, "2026-06-30");
    struct shares index_says = shares_of_the_index();
    ck_assert_int_gt(report.met, 0);
    ck_assert_int_lt(report.met, report.of);
    ck_assert_int_eq(objective_says.of, report.of);
    ck_assert_int_eq(objective_says.met, report.met);
    ck_assert_int_eq(index_says.of, report.of);
    ck_assert_int_eq(index_says.met, report.met);
}
END_TEST

/* ---- traps */

static const struct hours_compliance_row *row_of(const char *employee, const char *day)
{
    struct hours_compliance_list_query query = query_on(day);
    struct row_set rows = report(&query);
    const struct hours_compliance_row *all = rows.items;
    for (size_t i = 0; i < rows.count; i++)
        if (uuid_equal(all[i].employee_id, id_of(employee))) return &all[i];
    ck_abort_msg("not in the report");
}

START_TEST(r51_a_yearly_rule_is_not_summed_over_all_years)
{
    earn("e01", "2025-06-01", 1500);
    earn("e01", "2026-06-01", 1500);
    ck_assert_int_eq(row_of("e01", "2026-12-31")->jp, 1500);
    ck_assert_int_eq(row_of("e01", "2026-12-31")->status, HOURS_STATUS_SHORT);
}
END_TEST

START_TEST(r51_compliance_does_not_depend_on_the_order_of_entry)
{
    earn("e01", "2026-02-01", 1500);
    earn("e01", "2026-06-01", 500);
    earn("e02", "2026-06-01", 500);
    earn("e02", "2026-02-01", 1500);
    ck_assert_int_eq(row_of("e01", "2026-03-01")->jp, 1500);
    ck_assert_int_eq(row_of("e02", "2026-03-01")->jp, 1500);
    ck_assert_int_eq(row_of("e01", "2026-06-01")->status, HOURS_STATUS_MET);
    ck_assert_int_eq(row_of("e02", "2026-06-01")->status, HOURS_STATUS_MET);
}
END_TEST

START_TEST(r51_a_ceiling_warns_and_refuses_nothing)
{
    owner_run("UPDATE employees SET kind = 'pppk', contract_start = '2025-07-01' WHERE id = '%s'",
              uuid_text(id_of("e01")));
    earn("e01", "2026-06-30", 2500);
    earn("e01", "2026-07-01", 100);
    ck_assert_int_eq(row_of("e01", "2026-06-30")->status, HOURS_STATUS_OVER);
    ck_assert_int_eq(row_of("e01", "2026-07-01")->status, HOURS_STATUS_WITHIN);
    ck_assert_int_eq(row_of("e01", "2026-07-01")->jp, 100);
}
END_TEST

START_TEST(r20_the_floor_is_that_of_the_day)
{
    add_policy("policy");
    today_is("2026-01-01");
    adopted_version(
        &(struct version_plan){.from = "2026-07-01", .parameters = "{\"hours.pns_floor_jp\": 10}"});
    earn("e01", "2026-03-01", 1200);
    ck_assert_int_eq(row_of("e01", "2026-06-30")->status, HOURS_STATUS_SHORT);
    ck_assert_int_eq(row_of("e01", "2026-06-30")->limit_jp, 2000);
    ck_assert_int_eq(row_of("e01", "2026-07-01")->status, HOURS_STATUS_MET);
    ck_assert_int_eq(row_of("e01", "2026-07-01")->limit_jp, 1000);
}
END_TEST

START_TEST(r51_a_late_correction_changes_last_year)
{
    held_training();
    held_session("s");
    held_block("day1", "s", 1, NULL, "2025-12-01");
    held_seat("seat", "s", "e01");
    earn("e01", "2025-06-01", 700);
    ck_assert_int_eq(row_of("e01", "2025-12-31")->status, HOURS_STATUS_SHORT);
    held_attendance("seat", "s", "day1", 1, true);
    ck_assert_int_eq(recredit("seat"), OUTCOME_OK);
    ck_assert_int_eq(row_of("e01", "2025-12-31")->jp, 2100);
    ck_assert_int_eq(row_of("e01", "2025-12-31")->status, HOURS_STATUS_MET);
}
END_TEST

START_TEST(r02_only_the_units_in_scope)
{
    scoped_to("unit");
    struct hours_compliance_list_query query = query_on("2026-12-31");
    ck_assert_uint_eq(report(&query).count, PEOPLE / 2);
    struct hours_compliance_facts facts;
    ck_assert_int_eq(
        hours_compliance_load(new_reader(), by_id("e00"), day_of("2026-12-31"), &facts),
        OUTCOME_NOT_FOUND);
    fx.context.self = id_of("e00");
    ck_assert_int_eq(
        hours_compliance_load(new_reader(), by_ext("e00"), day_of("2026-12-31"), &facts),
        OUTCOME_OK);
}
END_TEST

START_TEST(units_are_the_sum_of_their_people)
{
    struct hours_compliance_units_query query = {0};
    struct row_set rows;
    int64_t people = 0, met = 0;
    earn("e01", "2026-06-01", 2400);
    RECORD_PUT(&query, HOURS_COMPLIANCE_UNITS_QUERY, limit, 100);
    struct uow *u = new_reader();
    uow_want_rows(u, &sql_hours_compliance_units, &query, &rows);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    const struct hours_unit_row *all = rows.items;
    ck_assert_uint_eq(rows.count, 2);
    for (size_t i = 0; i < rows.count; i++) {
        people += all[i].employee_count;
        met += all[i].met_count;
        ck_assert_int_eq(all[i].average_jp, uuid_equal(all[i].unit_id, id_of("unit")) ? 200 : 0);
    }
    ck_assert_int_eq(people, PEOPLE);
    ck_assert_int_eq(met, 1);
}
END_TEST

START_TEST(pages_follow_each_other)
{
    size_t seen = 0;
    struct hours_compliance_list_query query = query_on("2026-12-31");
    query.limit = 7;
    for (;;) {
        struct row_set rows = report(&query);
        const struct hours_compliance_row *all = rows.items;
        if (rows.count == 0) break;
        seen += rows.count;
        RECORD_PUT(&query, HOURS_COMPLIANCE_LIST_QUERY, after_text,
                   all[rows.count - 1].employee_name);
        RECORD_PUT(&query, HOURS_COMPLIANCE_LIST_QUERY, after_id, all[rows.count - 1].employee_id);
    }
    ck_assert_uint_eq(seen, PEOPLE);
}
END_TEST

static size_t count_pages(struct hours_compliance_list_query *query)
{
    const char *before = "";
    size_t count = 0;
    query->limit = 100;
    for (struct row_set page = report(query); page.count > 0; page = report(query)) {
        const struct hours_compliance_row *items = page.items;
        for (size_t i = 0; i < page.count; i++, count++) {
            ck_assert_int_lt(strcmp(before, items[i].employee_name), 0);
            before = items[i].employee_name;
        }
        RECORD_PUT(query, HOURS_COMPLIANCE_LIST_QUERY, after_text, before);
        RECORD_PUT(query, HOURS_COMPLIANCE_LIST_QUERY, after_id, items[page.count - 1].employee_id);
    }
    return count;
}

/* Up to 2,000 people are found by their units, more by walking through everybody
 * (storage/sql/macros.sql). */
static const struct {
    const char *scope, *below;
    int others; /* besides the crowd of "unit"; -1: that is not asked for */
} subtrees[] = {
    {NULL, "root", PEOPLE},       {NULL, "unit", PEOPLE / 2}, {"unit", NULL, PEOPLE / 2},
    {"unit", "root", PEOPLE / 2}, {"root", NULL, PEOPLE},     {"root", "unit", PEOPLE / 2},
    {"unit", "other", -1},
};

START_TEST(r02_few_and_many_are_reported_alike)
{
    int crowd = 2000 - PEOPLE + _i;
    add_crowd("unit", crowd);
    fx.context.self = id_of("e00"); /* of "other": reports tell of subtrees only */
    for (size_t i = 0; i < LENGTH(subtrees); i++) {
        size_t asked = subtrees[i].others < 0 ? 0 : (size_t)(crowd + subtrees[i].others);
        struct hours_compliance_list_query query = query_on("2026-12-31");
        fx.context.whole_organization = subtrees[i].scope == NULL;
        if (subtrees[i].scope != NULL) scoped_to(subtrees[i].scope);
        if (subtrees[i].below != NULL)
            RECORD_PUT(&query, HOURS_COMPLIANCE_LIST_QUERY, below, by_ext(subtrees[i].below));
        struct hours_compliance_list_query within = query;
        RECORD_PUT(&within, HOURS_COMPLIANCE_LIST_QUERY, status, HOURS_STATUS_WITHIN);
        ck_assert_uint_eq(count_pages(&query), asked);
        ck_assert_uint_eq(count_pages(&within), asked == 0 ? 0 : (size_t)(crowd + 1) / 2);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hours_compliance");
    TCase *tests = tcase_create("hours_compliance");
    tcase_add_checked_fixture(tests, open_people, fixture_close);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, r51_sql_judges_as_the_rule_does, 0, (int)LENGTH(days));
    tcase_add_loop_test(tests, r51_report_objective_and_index_count_the_same_people, 0,
                        (int)LENGTH(floors));
    tcase_add_test(tests, r51_a_yearly_rule_is_not_summed_over_all_years);
    tcase_add_test(tests, r51_compliance_does_not_depend_on_the_order_of_entry);
    tcase_add_test(tests, r51_a_ceiling_warns_and_refuses_nothing);
    tcase_add_test(tests, r20_the_floor_is_that_of_the_day);
    tcase_add_test(tests, r51_a_late_correction_changes_last_year);
    tcase_add_test(tests, r02_only_the_units_in_scope);
    tcase_add_test(tests, units_are_the_sum_of_their_people);
    tcase_add_test(tests, pages_follow_each_other);
    tcase_add_loop_test(tests, r02_few_and_many_are_reported_alike, 0, 2);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
