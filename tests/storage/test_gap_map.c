/* test_gap_map.c - the gap map in SQL counts as the rules in C do
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/competency_profile.h"
#include "storage/reports_sql.h"

#include "fixture_people.h"

#include "domain/base/banned.h"

#define UNITS 3
#define COMPETENCIES 4
#define PEOPLE 18
static const char *const units[] = {"plaju-a", "plaju-b", "plaju-c"};
static const char *const competencies[] = {"c0", "c1", "c2", "c3"};
static const char *people[PEOPLE];

static struct date as_of(void)
{
    struct date day;
    ck_assert(date_parse("2026-06-30", &day));
    return day;
}

static void require(const char *position, const char *competency, int level)
{
    owner_run("INSERT INTO position_standards (organization_id, id, position_id, competency_id,"
              " required_level, valid, created_at) VALUES ('%s', gen_random_uuid(), '%s', '%s', %d,"
              " '[2020-01-01,)', now())",
              uuid_text(fx.organization), uuid_text(id_of(position)), uuid_text(id_of(competency)),
              level);
}

static void add_people(void)
{
    add_unit("plaju", NULL);
    for (int i = 0; i < UNITS; i++) add_unit(units[i], "plaju");
    add_position("clerk");
    add_position("head");
    for (int i = 0; i < COMPETENCIES; i++) {
        add_competency(competencies[i]);
        if (i > 0) require("clerk", competencies[i], 1 + i);
        if (i < 3) require("head", competencies[i], 5 - i);
    }
    for (int i = 0; i < PEOPLE; i++) {
        people[i] = arena_printf(&fx.arena, "e%d", i);
        add_employee(people[i], arena_printf(&fx.arena, "1990010120150310%02d", i),
                     units[i % UNITS]);
        owner_run("UPDATE employees SET position_id = '%s', target_position_id = '%s'"
                  " WHERE id = '%s'",
                  uuid_text(id_of(i % 2 ? "head" : "clerk")),
                  uuid_text(id_of(i % 2 ? "clerk" : "head")), uuid_text(id_of(people[i])));
    }
}

/* Many on the same few days, recorded at the same few times: every tie is in it. */
static void add_evidence(double seed)
{
    owner_run(
        "SELECT setseed(%f); INSERT INTO assessments (organization_id, id, employee_id,"
        " competency_id, level, method, assessed_on, created_at)"
        " SELECT e.organization_id, gen_random_uuid(), e.id, c.id, floor(random() * 6),"
        " (ARRAY['superior', 'self', 'self', 'test'])[1 + floor(random() * 4)],"
        " (ARRAY['2023-06-29', '2023-06-30', '2025-06-29', '2025-06-30', '2026-06-30', '2026-07-01']"
        ")[1 + floor(random() * 6)]::date,"
        " '2026-08-01'::timestamptz + floor(random() * 2) * interval '1 hour'"
        " FROM employees e JOIN competencies c ON c.organization_id = e.organization_id,"
        " generate_series(1, 4) n WHERE e.organization_id = '%s' AND random() < 0.5",
        seed, uuid_text(fx.organization));
}

static struct reports_gap_map_query query_of(enum gap_map_position position)
{
    struct reports_gap_map_query query = {0};
    RECORD_PUT(&query, REPORTS_GAP_MAP_QUERY, as_of, as_of());
    RECORD_PUT(&query, REPORTS_GAP_MAP_QUERY, position, position);
    RECORD_PUT(&query, REPORTS_GAP_MAP_QUERY, limit, 100);
    RECORD_PUT(&query, REPORTS_GAP_MAP_QUERY, sort, 1);
    return query;
}

static struct row_set map_of(const struct reports_gap_map_query *query)
{
    struct row_set rows;
    struct uow *u = new_reader();
    uow_want_rows(u, &sql_report_gap_map, query, &rows);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    return rows;
}

/* ---- the same by the rules in C */

struct sum {
    int64_t required, known, short_of, gap;
};

static void add_competency_to(struct sum *sum, const struct profile_competency *c, bool target)
{
    int64_t required = target ? c->target_required_level : c->current_required_level;
    if (required == 0) return;
    sum->required++;
    if (!RECORD_HAS(c, PROFILE_COMPETENCY, achieved_level)) return;
    int64_t gap = target ? c->target_gap : c->current_gap;
    sum->known++;
    sum->gap += gap;
    if (gap < 0) sum->short_of++;
}

static struct sum sum_by_rules(struct uuid unit_id, struct uuid competency_id, bool target)
{
    struct sum sum = {0};
    for (int i = 0; i < PEOPLE; i++) {
        struct profile_facts facts;
        struct competency_profile profile;
        if (!uuid_equal(unit_id, id_of(units[i % UNITS]))) continue;
        ck_assert_int_eq(competency_profile_load(new_reader(), by_id(people[i]), as_of(), &facts),
                         OUTCOME_OK);
        competency_profile_make(&facts, &fx.arena, &profile);
        for (size_t j = 0; j < profile.competencies.count; j++)
            if (uuid_equal(profile.competencies.items[j].competency_id, competency_id))
                add_competency_to(&sum, &profile.competencies.items[j], target);
    }
    return sum;
}

static void compare(const struct gap_map_cell *cell, bool target)
{
    struct sum sum = sum_by_rules(cell->unit_id, cell->competency_id, target);
    ck_assert_int_eq(cell->required_count, sum.required);
    ck_assert_int_eq(cell->known_count, sum.known);
    ck_assert_int_eq(cell->unknown_count, sum.required - sum.known);
    ck_assert_int_eq(cell->short_count, sum.short_of);
    ck_assert_int_eq(cell->gap_sum, sum.gap);
}

static const struct {
    const char *rule;
    int months;
    enum gap_map_position position;
} agings[] = {{"latest", 36, GAP_MAP_POSITION_CURRENT},  {"latest", 12, GAP_MAP_POSITION_TARGET},
              {"latest", 0, GAP_MAP_POSITION_CURRENT},   {"best", 36, GAP_MAP_POSITION_CURRENT},
              {"best", 12, GAP_MAP_POSITION_TARGET},     {"best", 0, GAP_MAP_POSITION_CURRENT},
              {"expiring", 12, GAP_MAP_POSITION_CURRENT}};

START_TEST(r15_sql_counts_as_the_rule_does)
{
    add_people();
    add_evidence(0.1 * (_i + 1));
    owner_run("UPDATE parameter_defaults SET value = '\"%s\"' WHERE key = 'competency.aging_rule'",
              agings[_i].rule);
    owner_run("UPDATE parameter_defaults SET value = '%d' WHERE key = 'competency.aging_months'",
              agings[_i].months);
    struct reports_gap_map_query query = query_of(agings[_i].position);
    struct row_set rows = map_of(&query);
    const struct gap_map_cell *cells = rows.items;
    int64_t known = 0, unknown = 0;
    ck_assert_uint_eq(rows.count, UNITS * COMPETENCIES);
    for (size_t i = 0; i < rows.count; i++) {
        compare(&cells[i], agings[_i].position == GAP_MAP_POSITION_TARGET);
        known += cells[i].known_count;
        unknown += cells[i].unknown_count;
    }
    ck_assert_int_gt(known, 0);
    ck_assert_int_gt(unknown, 0);
}
END_TEST

/* ---- what the sub-district is after */

static void assess(int employee, const char *competency, int level)
{
    owner_run(
        "INSERT INTO assessments (organization_id, id, employee_id, competency_id, level, method,"
        " assessed_on, created_at) VALUES ('%s', gen_random_uuid(), '%s', '%s', %d, 'superior',"
        " '2026-05-01', now())",
        uuid_text(fx.organization), uuid_text(id_of(people[employee])),
        uuid_text(id_of(competency)), level);
}

START_TEST(fourteen_people_of_three_units_fall_short)
{
    int64_t short_count = 0, required = 0;
    add_people();
    add_competency("project-management");
    require("clerk", "project-management", 3);
    require("head", "project-management", 3);
    for (int i = 0; i < PEOPLE; i++) assess(i, "project-management", i < 14 ? 2 : 4);
    struct reports_gap_map_query query = query_of(GAP_MAP_POSITION_CURRENT);
    RECORD_PUT(&query, REPORTS_GAP_MAP_QUERY, competency_id, by_ext("project-management"));
    RECORD_PUT(&query, REPORTS_GAP_MAP_QUERY, below, by_ext("plaju"));
    struct row_set rows = map_of(&query);
    const struct gap_map_cell *cells = rows.items;
    ck_assert_uint_eq(rows.count, UNITS);
    for (size_t i = 0; i < rows.count; i++) {
        short_count += cells[i].short_count;
        required += cells[i].required_count;
        ck_assert_int_eq(cells[i].known_count, 6);
        ck_assert_int_eq(cells[i].gap_average, cells[i].short_count == 5 ? -67 : -33);
    }
    ck_assert_int_eq(short_count, 14);
    ck_assert_int_eq(required, PEOPLE);
}
END_TEST

START_TEST(r02_only_the_units_in_scope)
{
    add_people();
    add_evidence(0.5);
    scoped_to("plaju-b");
    struct reports_gap_map_query query = query_of(GAP_MAP_POSITION_CURRENT);
    struct row_set rows = map_of(&query);
    const struct gap_map_cell *cells = rows.items;
    ck_assert_uint_gt(rows.count, 0);
    for (size_t i = 0; i < rows.count; i++)
        ck_assert(uuid_equal(cells[i].unit_id, id_of("plaju-b")));
}
END_TEST

START_TEST(r02_a_profile_out_of_scope_is_not_found)
{
    struct profile_facts facts;
    add_people();
    scoped_to("plaju-b");
    ck_assert_int_eq(competency_profile_load(new_reader(), by_id("e1"), as_of(), &facts),
                     OUTCOME_OK);
    ck_assert_int_eq(competency_profile_load(new_reader(), by_id("e0"), as_of(), &facts),
                     OUTCOME_NOT_FOUND);
}
END_TEST

START_TEST(pages_follow_each_other)
{
    size_t seen = 0;
    add_people();
    struct reports_gap_map_query query = query_of(GAP_MAP_POSITION_CURRENT);
    query.limit = 5;
    for (;;) {
        struct row_set rows = map_of(&query);
        const struct gap_map_cell *cells = rows.items;
        if (rows.count == 0) break;
        seen += rows.count;
        RECORD_PUT(&query, REPORTS_GAP_MAP_QUERY, after_text,
                   cells[rows.count - 1].competency_code);
        RECORD_PUT(&query, REPORTS_GAP_MAP_QUERY, after_id, cells[rows.count - 1].unit_id);
    }
    ck_assert_uint_eq(seen, UNITS * COMPETENCIES);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("gap_map");
    TCase *tests = tcase_create("gap_map");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, fourteen_people_of_three_units_fall_short);
    tcase_add_test(tests, r02_only_the_units_in_scope);
    tcase_add_test(tests, r02_a_profile_out_of_scope_is_not_found);
    tcase_add_test(tests, pages_follow_each_other);
    tcase_add_loop_test(tests, r15_sql_counts_as_the_rule_does, 0, (int)LENGTH(agings));
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
