/* test_assessments.c - evidence in the database: batches, repeated and at once
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/assessments.h"

#include "fixture_people.h"

#include "domain/base/banned.h"

#define ITEMS 3
static struct assessment_create items[ITEMS];

static void open_case(void)
{
    fixture_open();
    add_unit("office", NULL);
    add_unit("elsewhere", NULL);
    add_employee("ani", "199001012015031001", "office");
    add_employee("budi", "199001012015031002", "elsewhere");
    add_competency("integrity");
    fx.context.today.days = 20000;
    for (int i = 0; i < ITEMS; i++) {
        items[i] = (struct assessment_create){0};
        RECORD_PUT(&items[i], ASSESSMENT_CREATE, external_id, arena_printf(&fx.arena, "key-%d", i));
        RECORD_PUT(&items[i], ASSESSMENT_CREATE, employee_id, by_id("ani"));
        RECORD_PUT(&items[i], ASSESSMENT_CREATE, competency_id, by_ext("integrity"));
        RECORD_PUT(&items[i], ASSESSMENT_CREATE, level, i);
        RECORD_PUT(&items[i], ASSESSMENT_CREATE, method, ASSESSMENT_METHOD_SUPERIOR);
        RECORD_PUT(&items[i], ASSESSMENT_CREATE, assessed_on, (struct date){20000 - i});
    }
    items[1].employee_id = (struct ref){.by = REF_BY_NIP, .key = "199001012015031001"};
    items[2].employee_id = by_ext("ani");
    items[2].competency_id = by_id("integrity");
}

static enum outcome record(struct assessment_decision *ret, int *ret_trips)
{
    struct assessment_batch batch;
    struct uow *u = new_writer();
    enum outcome outcome = assessments_load_for_create(u, items, ITEMS, &batch);
    if (outcome == OUTCOME_OK)
        outcome = assessments_decide_bulk(&batch, &fx.arena, ret, &fx.problem);
    if (outcome == OUTCOME_OK) assessments_apply_create(u, &ret->created);
    outcome = finish(u, outcome);
    *ret_trips = uow_round_trips(u);
    return outcome;
}

static int64_t rows_of(const char *table)
{
    return owner_number("SELECT count(*) FROM %s WHERE organization_id = '%s'", table,
                        uuid_text(fx.organization));
}

START_TEST(a_batch_is_two_round_trips_and_safe_to_repeat)
{
    int trips;
    struct assessment_decision decision;
    ck_assert_int_eq(record(&decision, &trips), OUTCOME_OK);
    ck_assert_uint_eq(decision.created.count, ITEMS);
    ck_assert_int_eq(trips, 2);
    ck_assert_int_eq(rows_of("audit_events"), ITEMS);
    ck_assert_int_eq(rows_of("outbox_events"), ITEMS);
    ck_assert_int_eq(record(&decision, &trips), OUTCOME_OK);
    ck_assert_uint_eq(decision.created.count, 0);
    ck_assert_uint_eq(decision.unchanged, ITEMS);
    ck_assert_int_eq(rows_of("assessments"), ITEMS);
    ck_assert_int_eq(rows_of("audit_events"), ITEMS);
}
END_TEST

START_TEST(other_content_is_refused_and_nothing_is_stored)
{
    int trips;
    struct assessment_decision decision;
    ck_assert_int_eq(record(&decision, &trips), OUTCOME_OK);
    items[0].external_id = "key-new";
    items[2].level = 5;
    ck_assert_int_eq(record(&decision, &trips), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "validation-failed /items/2/external_id");
    ck_assert_int_eq(rows_of("assessments"), ITEMS);
}
END_TEST

START_TEST(r02_who_is_out_of_scope_is_not_found)
{
    int trips;
    struct assessment_decision decision;
    items[1].employee_id = by_id("budi");
    scoped_to("office");
    ck_assert_int_eq(record(&decision, &trips), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /items/1/employee_id");
}
END_TEST

START_TEST(r02_r03_an_assessment_is_read_in_scope_only)
{
    int trips;
    struct assessment read = {0};
    struct assessment_decision decision;
    ck_assert_int_eq(record(&decision, &trips), OUTCOME_OK);
    struct uuid id = decision.created.items[0].id;
    scoped_to("office");
    ck_assert_int_eq(assessments_load(new_reader(), id, &read), OUTCOME_OK);
    ck_assert_str_eq(read.external_id, "key-0");
    scoped_to("elsewhere");
    ck_assert_int_eq(assessments_load(new_reader(), id, &read), OUTCOME_NOT_FOUND);
    fx.context.whole_organization = true;
    fx.context.organization_id = fx.other;
    ck_assert_int_eq(assessments_load(new_reader(), id, &read), OUTCOME_NOT_FOUND);
}
END_TEST

/* The other one's row cannot be seen yet when the items are looked up; the constraint speaks. */
START_TEST(the_same_key_twice_at_once_is_one_row)
{
    int trips;
    struct assessment_decision decision;
    struct committer *other = commit_when_waited_for(arena_printf(
        &fx.arena,
        "INSERT INTO assessments (organization_id, id, external_id, employee_id, competency_id,"
        " level, method, assessed_on, created_at) VALUES ('%s', gen_random_uuid(), 'key-1', '%s',"
        " '%s', 1, 'superior', '2024-10-03', now())",
        uuid_text(fx.organization), uuid_text(id_of("ani")), uuid_text(id_of("integrity"))));
    ck_assert_int_eq(record(&decision, &trips), OUTCOME_CONFLICT);
    ck_assert(committed(other));
    ck_assert_str_eq(violation_of(), "already-exists /external_id");
    ck_assert_int_eq(rows_of("assessments"), 1);
    ck_assert_int_eq(record(&decision, &trips), OUTCOME_OK);
    ck_assert_uint_eq(decision.unchanged, 1);
    ck_assert_int_eq(rows_of("assessments"), ITEMS);
}
END_TEST

START_TEST(evidence_is_append_only_by_grant)
{
    PGconn *pg = app_connection();
    ck_assert_str_eq(sql_on(pg, NULL, "UPDATE assessments SET level = 5"), "42501");
    ck_assert_str_eq(sql_on(pg, NULL, "DELETE FROM assessments"), "42501");
    PQfinish(pg);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("assessments");
    TCase *tests = tcase_create("assessments");
    tcase_add_checked_fixture(tests, open_case, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, a_batch_is_two_round_trips_and_safe_to_repeat);
    tcase_add_test(tests, other_content_is_refused_and_nothing_is_stored);
    tcase_add_test(tests, r02_who_is_out_of_scope_is_not_found);
    tcase_add_test(tests, r02_r03_an_assessment_is_read_in_scope_only);
    tcase_add_test(tests, the_same_key_twice_at_once_is_one_row);
    tcase_add_test(tests, evidence_is_append_only_by_grant);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
