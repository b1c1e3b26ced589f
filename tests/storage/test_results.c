/* test_results.c - level 4: indicators before and after, in the database
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/results.h"

#include "fixture_evaluations.h"
#include "fixture_policies.h"

#include "domain/base/banned.h"

static void begin(void)
{
    fixture_open();
    add_unit("office", NULL);
    add_unit("other", NULL);
    add_judged_training("training");
    add_session("session", "training");
    today_is("2026-06-30");
    acting("planner");
}

static struct result_create input(const char *indicator)
{
    struct result_create in = {0};
    RECORD_PUT(&in, RESULT_CREATE, session_id, by_ext("session"));
    RECORD_PUT(&in, RESULT_CREATE, unit_id, by_ext("office"));
    RECORD_PUT(&in, RESULT_CREATE, indicator, indicator);
    RECORD_PUT(&in, RESULT_CREATE, unit_of_measure, "hari");
    RECORD_PUT(&in, RESULT_CREATE, higher_is_better, false);
    RECORD_PUT(&in, RESULT_CREATE, baseline, 1400);
    RECORD_PUT(&in, RESULT_CREATE, baseline_on, day_of("2026-01-31"));
    RECORD_PUT(&in, RESULT_CREATE, target, 700);
    return in;
}

static enum outcome try_create(struct uow *u, const struct result_create *in, struct result *ret)
{
    struct result_facts facts;
    TRY(results_load_for_create(u, in, &facts));
    TRY(results_decide_create(in, &facts, ret, &fx.problem));
    results_apply_create(u, ret);
    return OUTCOME_OK;
}

static enum outcome create(const struct result_create *in, struct result *ret)
{
    struct uow *u = new_writer();
    return finish(u, try_create(u, in, ret));
}

static enum outcome try_measure(struct uow *u, struct uuid id, int64_t actual, const char *on)
{
    struct result found;
    struct result_patch patch = {0};
    bool changed;
    RECORD_PUT(&patch, RESULT_PATCH, actual, actual);
    RECORD_PUT(&patch, RESULT_PATCH, actual_on, day_of(on));
    TRY(results_load(u, id, true, &found));
    TRY(results_decide_update(&found, &patch, fx.context.today, &changed, &fx.problem));
    if (changed) results_apply_update(u, &found);
    return OUTCOME_OK;
}

static enum outcome measure(struct uuid id, int64_t actual, const char *on)
{
    struct uow *u = new_writer();
    return finish(u, try_measure(u, id, actual, on));
}

static struct result read_result(struct uuid id)
{
    struct result found;
    ck_assert_int_eq(results_load(new_reader(), id, false, &found), OUTCOME_OK);
    return found;
}

/* "Not shown" is an answer; then the figure of the day after decides. */
START_TEST(r21_what_was_not_measured_is_not_shown)
{
    struct result_create in = input("Lama perizinan");
    struct result made;
    ck_assert_int_eq(create(&in, &made), OUTCOME_OK);
    ck_assert_int_eq(read_result(made.id).outcome, RESULT_OUTCOME_NOT_SHOWN);
    ck_assert_int_eq(measure(made.id, 701, "2026-06-01"), OUTCOME_OK);
    ck_assert_int_eq(read_result(made.id).outcome, RESULT_OUTCOME_NOT_REACHED);
    ck_assert_int_eq(measure(made.id, 700, "2026-06-30"), OUTCOME_OK);
    struct result found = read_result(made.id);
    ck_assert_int_eq(found.outcome, RESULT_OUTCOME_REACHED);
    ck_assert_int_eq(found.change, -700);
    ck_assert_int_eq(found.version, 3);
    ck_assert(uuid_equal(found.recorded_by, id_of("planner")));
    ck_assert_int_eq(owner_number("SELECT count(*) FROM audit_events WHERE resource_id = '%s'",
                                  uuid_text(made.id)),
                     3);
}
END_TEST

START_TEST(the_same_figure_again_changes_nothing)
{
    struct result_create in = input("Lama perizinan");
    struct result made;
    ck_assert_int_eq(create(&in, &made), OUTCOME_OK);
    ck_assert_int_eq(measure(made.id, 700, "2026-06-01"), OUTCOME_OK);
    ck_assert_int_eq(measure(made.id, 700, "2026-06-01"), OUTCOME_OK);
    ck_assert_int_eq(read_result(made.id).version, 2);
}
END_TEST

START_TEST(an_indicator_is_measured_once_for_a_session_and_a_unit)
{
    struct result_create in = input("Lama perizinan");
    struct result made;
    ck_assert_int_eq(create(&in, &made), OUTCOME_OK);
    ck_assert_int_eq(create(&in, &made), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "already-exists /indicator");
    RECORD_PUT(&in, RESULT_CREATE, unit_id, by_ext("other"));
    ck_assert_int_eq(create(&in, &made), OUTCOME_OK);
}
END_TEST

START_TEST(r02_results_of_other_units_are_not_found)
{
    struct result_create in = input("Lama perizinan");
    struct result made, found;
    ck_assert_int_eq(create(&in, &made), OUTCOME_OK);
    scoped_to("other");
    ck_assert_int_eq(results_load(new_reader(), made.id, false, &found), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(measure(made.id, 1, "2026-06-01"), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(create(&in, &made), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /unit_id");
}
END_TEST

START_TEST(the_database_keeps_the_days_in_order_by_itself)
{
    struct result_create in = input("Lama perizinan");
    struct result made;
    ck_assert_int_eq(create(&in, &made), OUTCOME_OK);
    PGconn *pg = app_connection();
    ck_assert_str_eq(sql_on(pg, NULL, "UPDATE results SET actual = 1"), "23514");
    ck_assert_str_eq(sql_on(pg, NULL, "UPDATE results SET actual = 1, actual_on = '2026-01-31'"),
                     "23514");
    ck_assert_str_eq(sql_on(pg, NULL, "UPDATE results SET actual = 1, actual_on = '2026-02-01'"),
                     "00000");
    PQfinish(pg);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("results");
    TCase *tests = tcase_create("results");
    tcase_add_checked_fixture(tests, begin, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, r21_what_was_not_measured_is_not_shown);
    tcase_add_test(tests, the_same_figure_again_changes_nothing);
    tcase_add_test(tests, an_indicator_is_measured_once_for_a_session_and_a_unit);
    tcase_add_test(tests, r02_results_of_other_units_are_not_found);
    tcase_add_test(tests, the_database_keeps_the_days_in_order_by_itself);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
