/* test_leadership_index.c - R-75: what the index counts, of whom and of which year
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/leadership_index.h"

#include "fixture_evaluations.h"

#include "domain/base/banned.h"

#define ORG uuid_text(fx.organization)
#define ID(word) uuid_text(id_of(word))

static const struct leadership_index_filter everything;

/* A leader of the unit office below plaju, with five PNS who attended a session of January. */
static void begin(void)
{
    fixture_open();
    fx.context.today = (struct date){20635}; /* 2026-07-01 */
    add_unit("plaju", NULL);
    add_unit("office", "plaju");
    add_employee("lurah", "199001012015041001", "office");
    owner_run("UPDATE employees SET heads_unit = true WHERE id = '%s'", ID("lurah"));
    add_judged_training("mp");
    add_session("mp-1", "mp");
    owner_run("INSERT INTO session_blocks (organization_id, id, session_id, ordinal, during)"
              " VALUES ('%s', '%s', '%s', 1, '[2026-01-12 01:00Z,2026-01-12 09:00Z)')",
              ORG, ID("block"), ID("mp-1"));
    for (int n = 1; n <= 5; n++) add_participant("ani", n, "mp-1", "passed");
}

static void credit(const char *word, int jp, const char *day)
{
    owner_run("INSERT INTO hour_entries (organization_id, id, employee_id, kind, activity_key,"
              " form_id, title, took_place, earned_on, jp, terms, created_at) VALUES ('%s',"
              " gen_random_uuid(), '%s', 'credit', gen_random_uuid()::text, 3, 'T',"
              " '[2026-01-01,2026-01-02)', '%s', %d, '{}', now())",
              ORG, ID(word), day, jp);
}

static void take_part(const char *kind, const char *day)
{
    owner_run("INSERT INTO leadership_activities (organization_id, id, leader_id, kind, session_id,"
              " took_place_on, created_at) VALUES ('%s', gen_random_uuid(), '%s', '%s', '%s',"
              " '%s', now())",
              ORG, ID("lurah"), kind, ID("mp-1"), day);
}

static void observe(const char *observer, const char *enrolment, const char *day)
{
    if (owner_number("SELECT count(*) FROM competencies WHERE id = '%s'", ID("project")) == 0)
        add_competency("project");
    owner_run("INSERT INTO observations (organization_id, id, enrolment_id, competency_id,"
              " observer_id, observed_on, score, created_at) VALUES ('%s', gen_random_uuid(), '%s',"
              " '%s', '%s', '%s', 4, now())",
              ORG, ID(enrolment), ID("project"), ID(observer), day);
}

static struct leadership_sums_list load(enum leadership_index_by by, int64_t year,
                                        const struct leadership_index_filter *filter)
{
    struct leadership_index_filter of = *filter;
    struct leadership_facts facts;
    leadership_index_period(year, fx.context.today, &of);
    ck_assert_int_eq(leadership_index_load(new_reader(), by, &of, &facts), OUTCOME_OK);
    return facts.sums;
}

static struct leadership_sums of_the_leader(int64_t year)
{
    struct leadership_sums_list sums = load(LEADERSHIP_INDEX_BY_LEADER, year, &everything);
    ck_assert_uint_eq(sums.count, 1);
    return sums.items[0];
}

START_TEST(parameters_are_those_in_force)
{
    struct leadership_sums sums = of_the_leader(2026);
    ck_assert_str_eq(sums.leader_name, "lurah");
    ck_assert_int_eq(sums.floor_jp, 2000);
    ck_assert_int_eq(sums.participation_target, 4);
    ck_assert_int_eq(sums.min_unit_size, 5);
    ck_assert_int_eq(sums.own_hours_weight, 4000);
    ck_assert_int_eq(sums.participation_weight, 3000);
    ck_assert_int_eq(sums.team_compliance_weight, 2000);
    ck_assert_int_eq(sums.timeliness_weight, 1000);
}
END_TEST

START_TEST(hours_are_those_of_the_year)
{
    credit("lurah", 2500, "2026-03-01");
    credit("lurah", 2500, "2025-12-31");
    credit("ani1", 2000, "2026-01-01");
    credit("ani2", 1999, "2026-12-31");
    credit("ani3", 2000, "2025-12-31");
    struct leadership_sums sums = of_the_leader(2026);
    ck_assert_int_eq(sums.own_jp, 2500);
    ck_assert_int_eq(sums.counted_jp, 2000);
    ck_assert_int_eq(sums.people_below, 5); /* without the leader */
    ck_assert_int_eq(sums.team_with_floor, 5);
    ck_assert_int_eq(sums.team_compliant, 1);
}
END_TEST

START_TEST(what_was_reversed_is_not_counted)
{
    credit("lurah", 2500, "2026-03-01");
    owner_run(
        "WITH taken AS (INSERT INTO hour_entries (organization_id, id, employee_id, kind,"
        " activity_key, form_id, title, took_place, earned_on, jp, terms, reverses_id,"
        " created_at) SELECT organization_id, gen_random_uuid(), employee_id, 'reversal',"
        " activity_key, form_id, title, took_place, earned_on, -jp, terms, id, now()"
        " FROM hour_entries WHERE organization_id = '%s' RETURNING id, reverses_id)"
        " UPDATE hour_entries h SET reversed_by = t.id FROM taken t WHERE h.id = t.reverses_id",
        ORG);
    ck_assert_int_eq(of_the_leader(2026).own_jp, 0);
}
END_TEST

START_TEST(the_same_part_on_two_days_counts_once)
{
    take_part("opened", "2026-01-12");
    take_part("opened", "2026-01-13");
    take_part("taught", "2026-01-12");
    take_part("attended", "2025-01-12");
    ck_assert_int_eq(of_the_leader(2026).activities, 2);
    ck_assert_int_eq(of_the_leader(2026).counted_activities, 2);
}
END_TEST

START_TEST(observations_are_due_once_their_days_have_passed)
{
    observe("lurah", "mp-1-ani1", "2026-05-12"); /* the last of 30 days after three months */
    observe("lurah", "mp-1-ani2", "2026-05-13");
    add_employee("camat", "199001012015041009", "plaju");
    observe("camat", "mp-1-ani3", "2026-05-01"); /* somebody else's */
    struct leadership_sums sums = of_the_leader(2026);
    ck_assert_int_eq(sums.observations_due, 5);
    ck_assert_int_eq(sums.observations_in_time, 1);
    ck_assert_int_eq(of_the_leader(2025).observations_due, 0);
    fx.context.today = (struct date){20635 - 50}; /* 2026-05-12: still time */
    ck_assert_int_eq(of_the_leader(2026).observations_due, 0);
}
END_TEST

START_TEST(r75_answers_of_subordinates_are_never_read)
{
    struct leadership_sums before = of_the_leader(2026);
    add_instrument();
    struct uuid evaluation = open_level1("mp-1");
    owner_run("INSERT INTO responses (organization_id, evaluation_id, scores, texts)"
              " SELECT '%s', '%s', '{\"%s\": 1}', '{}' FROM generate_series(1, 5)",
              ORG, uuid_text(evaluation), ID("overall"));
    struct leadership_sums after = of_the_leader(2026);
    struct leadership_index_row rows[2];
    leadership_index_row(&before, true, &rows[0]);
    leadership_index_row(&after, true, &rows[1]);
    ck_assert_int_eq(rows[0].index, rows[1].index);
    ck_assert_int_eq(rows[0].figures, LEADERSHIP_FIGURES_SHOWN);
}
END_TEST

START_TEST(a_unit_counts_all_leaders_below_it)
{
    struct leadership_index_filter filter = {0};
    add_employee("camat", "199001012015041009", "plaju");
    owner_run("UPDATE employees SET heads_unit = true WHERE id = '%s'", ID("camat"));
    credit("lurah", 2500, "2026-03-01");
    credit("camat", 500, "2026-03-01");
    struct leadership_sums_list sums = load(LEADERSHIP_INDEX_BY_UNIT, 2026, &everything);
    ck_assert_uint_eq(sums.count, 2);
    ck_assert_str_eq(sums.items[0].unit_name, "office");
    ck_assert_int_eq(sums.items[0].leaders, 1);
    ck_assert_int_eq(sums.items[1].leaders, 2);
    ck_assert_int_eq(sums.items[1].own_jp, 3000);
    ck_assert_int_eq(sums.items[1].counted_jp, 2500);
    ck_assert_int_eq(sums.items[1].people_below, 5); /* neither leader */
    ck_assert(!RECORD_HAS(&sums.items[1], LEADERSHIP_SUMS, leader_id));
    RECORD_PUT(&filter, LEADERSHIP_INDEX_FILTER, unit_id, by_ext("plaju"));
    ck_assert_uint_eq(load(LEADERSHIP_INDEX_BY_LEADER, 2026, &filter).count, 1);
    RECORD_PUT(&filter, LEADERSHIP_INDEX_FILTER, below, by_ext("office"));
    ck_assert_uint_eq(load(LEADERSHIP_INDEX_BY_LEADER, 2026, &filter).count, 0);
}
END_TEST

/* plaju > office (5 PNS) > desk; two PNS serve in plaju itself: the difference is theirs. */
START_TEST(r75_a_rest_of_few_hides_the_team_above_from_everybody)
{
    struct leadership_index report;
    struct leadership_facts facts;
    struct leadership_index_filter filter = {0};
    add_unit("desk", "office");
    add_employee("camat", "199001012015041009", "plaju");
    add_employee("staf1", "199001012015041010", "plaju");
    add_employee("staf2", "199001012015041011", "plaju");
    owner_run("UPDATE employees SET heads_unit = true WHERE id = '%s'", ID("camat"));
    RECORD_PUT(&filter, LEADERSHIP_INDEX_FILTER, unit_id, by_ext("plaju")); /* without the office */
    scoped_to("plaju");
    for (int by = LEADERSHIP_INDEX_BY_LEADER; by <= LEADERSHIP_INDEX_BY_UNIT; by++) {
        struct leadership_index_filter of = filter;
        leadership_index_period(2026, fx.context.today, &of);
        ck_assert_int_eq(
            leadership_index_load(new_reader(), (enum leadership_index_by)by, &of, &facts),
            OUTCOME_OK);
        ck_assert_uint_eq(facts.units.count, 3);
        leadership_index_make(&fx.arena, &facts, 2026, &report);
        ck_assert_uint_eq(report.data.count, 1);
        ck_assert_int_eq(report.data.items[0].figures, LEADERSHIP_FIGURES_SHOWN);
        ck_assert_int_eq(report.data.items[0].team_with_floor, 7);
        ck_assert(!RECORD_HAS(&report.data.items[0], LEADERSHIP_INDEX_ROW, team_compliance));
    }
}
END_TEST

START_TEST(r02_leaders_elsewhere_are_not_seen)
{
    add_unit("elsewhere", NULL);
    scoped_to("elsewhere");
    ck_assert_uint_eq(load(LEADERSHIP_INDEX_BY_LEADER, 2026, &everything).count, 0);
    ck_assert_uint_eq(load(LEADERSHIP_INDEX_BY_UNIT, 2026, &everything).count, 0);
    scoped_to("plaju");
    ck_assert_uint_eq(load(LEADERSHIP_INDEX_BY_LEADER, 2026, &everything).count, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("leadership_index");
    TCase *tests = tcase_create("leadership_index");
    tcase_add_checked_fixture(tests, begin, fixture_close);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, parameters_are_those_in_force);
    tcase_add_test(tests, hours_are_those_of_the_year);
    tcase_add_test(tests, what_was_reversed_is_not_counted);
    tcase_add_test(tests, the_same_part_on_two_days_counts_once);
    tcase_add_test(tests, observations_are_due_once_their_days_have_passed);
    tcase_add_test(tests, r75_answers_of_subordinates_are_never_read);
    tcase_add_test(tests, a_unit_counts_all_leaders_below_it);
    tcase_add_test(tests, r75_a_rest_of_few_hides_the_team_above_from_everybody);
    tcase_add_test(tests, r02_leaders_elsewhere_are_not_seen);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
