/* test_plans.c - R-30: ceilings hold when two write at once; R-31: the trace from either end
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/plan_items.h"
#include "storage/plans.h"
#include "storage/traces.h"

#include "fixture_needs.h"

#include "domain/base/banned.h"

static void add_plan(const char *state, int ceiling)
{
    owner_run(
        "INSERT INTO plans (organization_id, id, year, name, state, budget_ceiling_rupiah,"
        " created_at, updated_at) VALUES ('%s', '%s', 2027, 'Renbangkom', '%s', %d, now(), now())",
        uuid_text(fx.organization), uuid_text(id_of("plan")), state, ceiling);
}

static const char *item_sql(const char *word, int budget)
{
    return arena_printf(&fx.arena,
                        "INSERT INTO plan_items (organization_id, id, plan_id, unit_id, title,"
                        " budget_rupiah, created_at, updated_at)"
                        " VALUES ('%s', '%s', '%s', '%s', '%s', %d, now(), now())",
                        uuid_text(fx.organization), uuid_text(id_of(word)),
                        uuid_text(id_of("plan")), uuid_text(id_of("section")), word, budget);
}

static enum outcome add_item(int budget)
{
    struct plan_item item;
    struct plan_item_facts facts;
    struct plan_item_create in = {0};
    struct uow *u = new_writer();
    RECORD_PUT(&in, PLAN_ITEM_CREATE, unit_id, by_ext("section"));
    RECORD_PUT(&in, PLAN_ITEM_CREATE, title, "Pelatihan");
    RECORD_PUT(&in, PLAN_ITEM_CREATE, reason, "Wajib");
    RECORD_PUT(&in, PLAN_ITEM_CREATE, budget_rupiah, budget);
    enum outcome outcome = plan_items_load_for_create(u, id_of("plan"), &in, &facts);
    if (outcome == OUTCOME_OK) outcome = plan_items_decide_create(&in, &facts, &item, &fx.problem);
    if (outcome == OUTCOME_OK) {
        plan_items_apply_create(u, &item);
        outcome = plans_check_budget(u, item.plan_id);
    }
    return finish(u, outcome);
}

static int64_t planned_rupiah(void)
{
    return owner_number(
        "SELECT COALESCE(sum(budget_rupiah), 0) FROM plan_items WHERE plan_id = '%s'",
        uuid_text(id_of("plan")));
}

START_TEST(r30_a_ceiling_of_the_unit_above_holds)
{
    add_plaju();
    add_plan("draft", 1000);
    owner_run("INSERT INTO plan_unit_ceilings VALUES ('%s', '%s', '%s', 500)",
              uuid_text(fx.organization), uuid_text(id_of("plan")), uuid_text(id_of("plaju")));
    ck_assert_int_eq(add_item(500), OUTCOME_OK);
    ck_assert_int_eq(add_item(1), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "budget-ceiling");
    ck_assert_str_eq(fx.problem.args[0], "plaju");
    ck_assert_int_eq(planned_rupiah(), 500);
}
END_TEST

START_TEST(r30_the_ceiling_holds_when_two_write_at_once)
{
    add_plaju();
    add_plan("draft", 1000);
    struct committer *other = commit_when_waited_for(
        arena_printf(&fx.arena, "SELECT 1 FROM plans WHERE id = '%s' FOR NO KEY UPDATE; %s",
                     uuid_text(id_of("plan")), item_sql("other", 600)));
    ck_assert_int_eq(add_item(600), OUTCOME_CONFLICT);
    ck_assert(committed(other));
    ck_assert_int_eq(planned_rupiah(), 600);
}
END_TEST

/* ---- */

static enum outcome rename_plan(const char *name)
{
    struct plan plan;
    struct plan_patch patch = {0};
    struct uow *u = new_writer();
    struct plan_caller caller = plans_caller(u);
    bool changed;
    RECORD_PUT(&patch, PLAN_PATCH, name, name);
    plans_want_locked(u, id_of("plan"), &plan);
    enum outcome outcome = uow_sync(u);
    if (outcome == OUTCOME_OK)
        outcome = plans_decide_update(&plan, &patch, &caller, &changed, &fx.problem);
    if (outcome == OUTCOME_OK) plans_apply_update(u, &plan, false);
    return finish(u, outcome);
}

static enum outcome verify_as(const char *word)
{
    struct plan plan;
    struct list editors;
    fx.context.principal_id = id_of(word);
    struct uow *u = new_writer();
    struct plan_caller caller = plans_caller(u);
    enum outcome outcome = plans_load_for_decision(u, id_of("plan"), &plan, &editors);
    if (outcome == OUTCOME_OK)
        outcome = plans_decide(&plan, PLAN_VERIFY, &caller, &editors, &fx.problem);
    if (outcome == OUTCOME_OK) plans_apply_decision(u, &plan, PLAN_STATE_SUBMITTED, NULL);
    return finish(u, outcome);
}

START_TEST(r01_everybody_who_changed_the_plan_or_an_item_is_barred)
{
    add_plaju();
    add_plan("draft", 1000);
    fx.context.principal_id = id_of("items");
    ck_assert_int_eq(add_item(1), OUTCOME_OK);
    ck_assert_int_eq(add_item(1), OUTCOME_OK);
    fx.context.principal_id = id_of("first");
    ck_assert_int_eq(rename_plan("Satu"), OUTCOME_OK);
    fx.context.principal_id = id_of("last");
    ck_assert_int_eq(rename_plan("Dua"), OUTCOME_OK);
    owner_run("UPDATE plans SET state = 'submitted' WHERE id = '%s'", uuid_text(id_of("plan")));
    ck_assert_int_eq(verify_as("items"), OUTCOME_FORBIDDEN);
    ck_assert_str_eq(violation_of(), "own-case");
    ck_assert_int_eq(verify_as("first"), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(verify_as("last"), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(verify_as("somebody"), OUTCOME_OK);
}
END_TEST

/* ---- adoption and the trace */

static void add_linked_need(const char *employee, const char *state)
{
    owner_run("INSERT INTO needs (organization_id, id, needs_analysis_id, unit_id, employee_id,"
              " competency_id, source, required_level, current_level, gap, state, priority,"
              " priority_terms, created_at, updated_at)"
              " VALUES ('%s', '%s', '%s', '%s', '%s', '%s', 'competency_gap', 3, 0, -3, '%s', 5000,"
              " '{}', now(), now())",
              uuid_text(fx.organization), uuid_text(id_of(employee)), uuid_text(id_of("akpk")),
              uuid_text(id_of("section")), uuid_text(id_of(employee)), uuid_text(id_of("project")),
              state);
    owner_run("INSERT INTO plan_item_needs VALUES ('%s', '%s', '%s')", uuid_text(fx.organization),
              uuid_text(id_of("item")), uuid_text(id_of(employee)));
}

START_TEST(r30_adoption_plans_the_validated_needs)
{
    struct plan plan = {0};
    struct list editors;
    add_plaju();
    add_plan("validated", 1000);
    owner_run("%s", item_sql("item", 1));
    add_linked_need("ani", "validated");
    add_linked_need("budi", "dropped");
    struct uow *u = new_writer();
    ck_assert_int_eq(plans_load_for_decision(u, id_of("plan"), &plan, &editors), OUTCOME_OK);
    struct plan_caller caller = plans_caller(u);
    ck_assert_int_eq(plans_decide(&plan, PLAN_ADOPT, &caller, &editors, &fx.problem), OUTCOME_OK);
    plans_apply_decision(u, &plan, PLAN_STATE_VALIDATED, NULL);
    ck_assert_int_eq(finish(u, OUTCOME_OK), OUTCOME_OK);
    ck_assert_str_eq(need_text("ani", "state"), "planned");
    ck_assert_str_eq(need_text("budi", "state"), "dropped");
}
END_TEST

START_TEST(r31_the_trace_reads_the_same_from_either_end)
{
    struct trace from_need, from_item;
    add_plaju();
    add_plan("adopted", 1000);
    owner_run("%s", item_sql("item", 1));
    add_linked_need("ani", "planned");
    ck_assert_int_eq(traces_load_of_need(new_reader(), id_of("ani"), &from_need), OUTCOME_OK);
    ck_assert_int_eq(traces_load_of_plan_item(new_reader(), id_of("item"), &from_item), OUTCOME_OK);
    ck_assert_uint_eq(from_need.links.count, 1);
    ck_assert_uint_eq(from_item.links.count, 1);
    const struct trace_link *one = from_need.links.items, *other = from_item.links.items;
    ck_assert(uuid_equal(one->plan_item_id, id_of("item")));
    ck_assert(uuid_equal(other->need_id, one->need_id));
    ck_assert_int_eq(one->level_now, 1);
    ck_assert_int_eq(one->gap_now, -2);
    ck_assert(from_need.complete && !RECORD_HAS(one, TRACE_LINK, session_id));
}
END_TEST

START_TEST(r02_a_trace_out_of_scope_is_not_found)
{
    struct trace trace;
    add_plaju();
    add_plan("adopted", 1000);
    owner_run("%s", item_sql("item", 1));
    add_linked_need("ani", "planned");
    add_unit("elsewhere", NULL);
    scoped_to("elsewhere");
    ck_assert_int_eq(traces_load_of_need(new_reader(), id_of("ani"), &trace), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(traces_load_of_plan_item(new_reader(), id_of("item"), &trace),
                     OUTCOME_NOT_FOUND);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plans");
    TCase *tests = tcase_create("plans");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, r30_a_ceiling_of_the_unit_above_holds);
    tcase_add_test(tests, r30_the_ceiling_holds_when_two_write_at_once);
    tcase_add_test(tests, r01_everybody_who_changed_the_plan_or_an_item_is_barred);
    tcase_add_test(tests, r30_adoption_plans_the_validated_needs);
    tcase_add_test(tests, r31_the_trace_reads_the_same_from_either_end);
    tcase_add_test(tests, r02_a_trace_out_of_scope_is_not_found);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
