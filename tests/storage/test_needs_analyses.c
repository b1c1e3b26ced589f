/* test_needs_analyses.c - generating needs: repeatable, once, with a score that can be recomputed
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/needs_analyses.h"

#include "domain/needs_priority.h"
#include "fixture_needs.h"

#include "domain/base/banned.h"

static enum outcome generate(struct needs_generation *ret)
{
    struct needs_analysis analysis = {0};
    struct needs_analysis_facts facts;
    struct uow *u = new_writer();
    enum outcome outcome = needs_analyses_load_for_step(u, id_of("akpk"), &analysis, &facts);
    if (outcome == OUTCOME_OK) outcome = needs_analyses_make_needs(u, &analysis, ret);
    return finish(u, outcome);
}

static void must_generate(int created, int unchanged)
{
    struct needs_generation ret = {0};
    ck_assert_int_eq(generate(&ret), OUTCOME_OK);
    ck_assert_int_eq(ret.created, created);
    ck_assert_int_eq(ret.unchanged, unchanged);
}

static int64_t count_of(const char *what)
{
    return owner_number("SELECT count(*) FROM %s WHERE organization_id = '%s'", what,
                        uuid_text(fx.organization));
}

START_TEST(r25_needs_come_from_known_gaps_below_zero)
{
    add_plaju();
    must_generate(2, 0);
    ck_assert_str_eq(need_text("ani", "gap"), "-2");
    ck_assert_str_eq(need_text("budi", "gap"), "-1");
    ck_assert_ptr_null(need_text("citra", "gap")); /* reaches what is required */
    ck_assert_ptr_null(need_text("dedi", "gap"));  /* unknown is not zero */
    ck_assert_int_eq(count_of("transitions"), 2);
    ck_assert_int_eq(count_of("audit_events"), 2);
    ck_assert_int_eq(count_of("outbox_events"), 2);
    ck_assert_int_eq(
        owner_number("SELECT count(*) FROM needs WHERE created_by IS NULL"
                     " AND substr(id::text, 15, 1) = '7' AND identified_on = '2026-06-30'"
                     " AND organization_id = '%s'",
                     uuid_text(fx.organization)),
        2);
}
END_TEST

START_TEST(r25_again_keeps_what_people_decided_and_adds_what_is_new)
{
    add_plaju();
    must_generate(2, 0);
    owner_run("UPDATE needs SET state = 'dropped', reason = 'Pindah' WHERE employee_id = '%s'",
              uuid_text(id_of("ani")));
    owner_run("UPDATE needs SET state = 'verified' WHERE employee_id = '%s'",
              uuid_text(id_of("budi")));
    assess("dedi", 2, "superior", "2026-06-01");
    must_generate(1, 2);
    ck_assert_str_eq(need_text("ani", "state"), "dropped");
    ck_assert_str_eq(need_text("budi", "state"), "verified");
    ck_assert_str_eq(need_text("dedi", "state"), "proposed");
    must_generate(0, 3);
}
END_TEST

/* Another generation holds the row of the analysis until it commits its needs. */
START_TEST(r25_two_at_once_leave_one_of_each)
{
    add_plaju();
    struct committer *other = commit_when_waited_for(arena_printf(
        &fx.arena,
        "SELECT 1 FROM needs_analyses WHERE id = '%s' FOR NO KEY UPDATE;"
        "INSERT INTO needs (organization_id, id, needs_analysis_id, unit_id, employee_id,"
        " competency_id, source, required_level, priority, priority_terms, created_at, updated_at)"
        " VALUES ('%s', gen_random_uuid(), '%s', '%s', '%s', '%s', 'competency_gap', 3, 1, '{}',"
        " now(), now())",
        uuid_text(id_of("akpk")), uuid_text(fx.organization), uuid_text(id_of("akpk")),
        uuid_text(id_of("section")), uuid_text(id_of("ani")), uuid_text(id_of("project"))));
    must_generate(1, 1);
    ck_assert(committed(other));
    ck_assert_int_eq(count_of("needs"), 2);
    ck_assert_str_eq(need_text("ani", "priority"), "1");
}
END_TEST

/* ---- */

static int64_t stored(const char *employee, const char *part, const char *name, int scale)
{
    return owner_number(
        "SELECT ((priority_terms -> '%s' ->> '%s')::numeric * %d)::bigint FROM needs"
        " WHERE employee_id = '%s'",
        part, name, scale, uuid_text(id_of(employee)));
}

static struct need_measure stored_measure(const char *who)
{
    return (struct need_measure){.severity = stored(who, "terms", "severity", 1),
                                 .position = stored(who, "terms", "position", 1),
                                 .people = stored(who, "terms", "people", 1),
                                 .urgency = stored(who, "terms", "urgency", 1),
                                 .strategy = stored(who, "terms", "strategy", 1),
                                 .severity_weight = stored(who, "weights", "severity", 100),
                                 .position_weight = stored(who, "weights", "position", 100),
                                 .people_weight = stored(who, "weights", "people", 100),
                                 .urgency_weight = stored(who, "weights", "urgency", 100),
                                 .strategy_weight = stored(who, "weights", "strategy", 100)};
}

START_TEST(r26_the_score_is_recomputed_from_what_is_stored)
{
    static const char *const people[] = {"ani", "budi", "dedi"};
    add_plaju();
    assess("dedi", 0, "superior", "2026-06-01");
    owner_run(
        "UPDATE employees SET heads_unit = true, position_since = '2023-06-30' WHERE id = '%s'",
        uuid_text(id_of("ani")));
    owner_run("UPDATE employees SET position_since = '2011-01-01', target_position_id = position_id"
              " WHERE id = '%s'",
              uuid_text(id_of("budi")));
    must_generate(3, 0);
    for (size_t i = 0; i < LENGTH(people); i++) {
        struct need_measure measure = stored_measure(people[i]);
        int64_t score = needs_priority_score(&measure);
        ck_assert_int_gt(score, 0);
        ck_assert_str_eq(need_text(people[i], "priority"),
                         arena_printf(&fx.arena, "%lld", (long long)score));
        ck_assert_str_eq(need_text(people[i], "priority_terms ->> 'score'"),
                         need_text(people[i], "priority"));
    }
    struct need_measure ani = stored_measure("ani"), budi = stored_measure("budi");
    ck_assert_int_eq(ani.severity, 6666); /* 2 of 3 levels */
    ck_assert_int_eq(ani.position, 10000);
    ck_assert_int_eq(ani.people, 7500);  /* 3 of the 4 clerks */
    ck_assert_int_eq(ani.urgency, 3002); /* three years and a leap day */
    ck_assert_int_eq(budi.position, 0);
    ck_assert_int_eq(budi.urgency, 10000); /* the target requires more, and long in the position */
    ck_assert_int_eq(budi.strategy, 0);
}
END_TEST

START_TEST(r20_the_steps_of_the_terms_are_the_policys)
{
    add_plaju();
    owner_run("INSERT INTO policies (organization_id, id, name, created_at, updated_at)"
              " VALUES ('%s', '%s', 'Kebijakan', now(), now());"
              " INSERT INTO policy_versions (organization_id, id, policy_id, number, state,"
              " effective, parameters, created_at, updated_at) VALUES ('%s', '%s', '%s', 1,"
              " 'adopted', '[2026-01-01,)', '{\"needs.position_structural_percent\": 30,"
              " \"needs.urgency_target_percent\": 20, \"needs.urgency_full_years\": 2}', now(),"
              " now())",
              uuid_text(fx.organization), uuid_text(id_of("policy")), uuid_text(fx.organization),
              uuid_text(id_of("version")), uuid_text(id_of("policy")));
    owner_run("UPDATE positions SET kind = 'structural' WHERE id = '%s'",
              uuid_text(id_of("clerk")));
    owner_run("UPDATE employees SET position_since = '2025-06-30' WHERE id = '%s'",
              uuid_text(id_of("ani")));
    owner_run("UPDATE employees SET position_since = '2011-01-01', target_position_id = position_id"
              " WHERE id = '%s'",
              uuid_text(id_of("budi")));
    must_generate(2, 0);
    struct need_measure ani = stored_measure("ani"), budi = stored_measure("budi");
    ck_assert_int_eq(ani.position, 3000);
    ck_assert_int_eq(ani.urgency, 4000); /* half of the 80 % that time makes up */
    ck_assert_int_eq(budi.urgency, 10000);
}
END_TEST

/* ---- all at once */

static struct needs_decisions decide_all(enum needs_analysis_action action)
{
    struct needs_decisions ret = {0};
    struct uow *u = new_writer();
    ck_assert_int_eq(finish(u, needs_analyses_decide_all(u, id_of("akpk"), action, &ret)),
                     OUTCOME_OK);
    return ret;
}

START_TEST(r01_all_but_the_callers_own_cases)
{
    add_plaju();
    must_generate(2, 0);
    acting_as("leader");
    fx.context.self = id_of("ani");
    struct needs_decisions verified = decide_all(NEEDS_ANALYSIS_VERIFY_ALL);
    ck_assert_int_eq(verified.changed, 1);
    ck_assert_int_eq(verified.own_cases, 1);
    ck_assert_str_eq(need_text("ani", "state"), "proposed");
    ck_assert_str_eq(need_text("budi", "state"), "verified");
    ck_assert_int_eq(decide_all(NEEDS_ANALYSIS_VALIDATE_ALL).own_cases, 1); /* they verified it */
    acting_as("approver");
    fx.context.self = (struct uuid){0};
    ck_assert_int_eq(decide_all(NEEDS_ANALYSIS_VALIDATE_ALL).changed, 1);
    ck_assert_str_eq(need_text("budi", "state"), "validated");
    ck_assert_str_eq(need_text("budi", "verified_by"), uuid_text(id_of("leader")));
}
END_TEST

/* ---- */

START_TEST(r02_an_analysis_above_is_read_but_not_moved)
{
    struct needs_analysis analysis = {0};
    struct needs_analysis_facts facts;
    add_plaju();
    add_unit("elsewhere", NULL);
    scoped_to("section");
    ck_assert_int_eq(needs_analyses_load(new_reader(), id_of("akpk"), &analysis), OUTCOME_OK);
    ck_assert_int_eq(needs_analyses_load_for_step(new_writer(), id_of("akpk"), &analysis, &facts),
                     OUTCOME_NOT_FOUND);
    scoped_to("elsewhere");
    ck_assert_int_eq(needs_analyses_load(new_reader(), id_of("akpk"), &analysis),
                     OUTCOME_NOT_FOUND);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("needs_analyses");
    TCase *tests = tcase_create("needs_analyses");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, r25_needs_come_from_known_gaps_below_zero);
    tcase_add_test(tests, r25_again_keeps_what_people_decided_and_adds_what_is_new);
    tcase_add_test(tests, r25_two_at_once_leave_one_of_each);
    tcase_add_test(tests, r26_the_score_is_recomputed_from_what_is_stored);
    tcase_add_test(tests, r20_the_steps_of_the_terms_are_the_policys);
    tcase_add_test(tests, r01_all_but_the_callers_own_cases);
    tcase_add_test(tests, r02_an_analysis_above_is_read_but_not_moved);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
