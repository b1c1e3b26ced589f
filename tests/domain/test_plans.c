/* test_plans.c - who changes and decides on a plan, what it must have and may cost
 * Rules
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/plans.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct plan_caller caller_of(const char *id, bool whole)
{
    return (struct plan_caller){.id = word_id(id), .whole_organization = whole, .now = {.us = 9}};
}

static struct plan_unit_ceiling ceilings[2];
static struct plan_unit_ceiling_list ceilings_of(const char *first, const char *second)
{
    RECORD_PUT(&ceilings[0], PLAN_UNIT_CEILING, unit_id, word_id(first));
    RECORD_PUT(&ceilings[0], PLAN_UNIT_CEILING, budget_ceiling_rupiah, 100);
    RECORD_PUT(&ceilings[1], PLAN_UNIT_CEILING, unit_id, word_id(second));
    RECORD_PUT(&ceilings[1], PLAN_UNIT_CEILING, budget_ceiling_rupiah, 200);
    return (struct plan_unit_ceiling_list){.count = 2, .items = ceilings};
}

static enum outcome create(bool whole, const char *second, struct plan *ret)
{
    struct plan_create in = {0};
    struct plan_caller caller = caller_of("planner", whole);
    RECORD_PUT(&in, PLAN_CREATE, year, 2026);
    RECORD_PUT(&in, PLAN_CREATE, budget_ceiling_rupiah, 1000);
    if (second != NULL) RECORD_PUT(&in, PLAN_CREATE, unit_ceilings, ceilings_of("a", second));
    return plans_decide_create(&in, &caller, word_id("plan"), ret, &problem);
}

START_TEST(a_plan_begins_as_a_draft)
{
    struct plan plan;
    ck_assert_int_eq(create(true, NULL, &plan), OUTCOME_OK);
    ck_assert_int_eq(plan.state, PLAN_STATE_DRAFT);
    ck_assert_uint_eq(plan.unit_ceilings.count, 0);
    ck_assert(RECORD_HAS(&plan, PLAN, unit_ceilings));
    ck_assert_int_eq(create(true, "b", &plan), OUTCOME_OK);
    ck_assert_uint_eq(plan.unit_ceilings.count, 2);
    ck_assert_int_eq(create(true, "a", &plan), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /unit_ceilings/1/unit_id duplicate");
}
END_TEST

START_TEST(r02_a_role_over_a_part_makes_no_plan)
{
    struct plan plan;
    ck_assert_int_eq(create(false, NULL, &plan), OUTCOME_FORBIDDEN);
}
END_TEST

static enum outcome update(enum plan_state state, bool whole, const char *name, const char *second)
{
    struct plan plan = {0};
    struct plan_patch patch = {0};
    struct plan_caller caller = caller_of("planner", whole);
    bool changed = false;
    problem_init(&problem, &scratch);
    RECORD_PUT(&plan, PLAN, state, state);
    RECORD_PUT(&plan, PLAN, name, "Renbangkom");
    RECORD_PUT(&plan, PLAN, version, 1);
    RECORD_PUT(&patch, PLAN_PATCH, name, name);
    if (second != NULL) RECORD_PUT(&patch, PLAN_PATCH, unit_ceilings, ceilings_of("a", second));
    enum outcome outcome = plans_decide_update(&plan, &patch, &caller, &changed, &problem);
    if (outcome == OUTCOME_OK) ck_assert_int_eq(plan.version, changed ? 2 : 1);
    return changed ? OUTCOME_OK : outcome == OUTCOME_OK ? OUTCOME_STALE : outcome;
}

START_TEST(a_draft_is_edited_and_nothing_else)
{
    ck_assert_int_eq(update(PLAN_STATE_DRAFT, true, "Lain", NULL), OUTCOME_OK);
    ck_assert_int_eq(update(PLAN_STATE_DRAFT, true, "Renbangkom", NULL), OUTCOME_STALE); /* same */
    ck_assert_int_eq(update(PLAN_STATE_DRAFT, true, "Renbangkom", "b"), OUTCOME_OK);
    ck_assert_int_eq(update(PLAN_STATE_DRAFT, true, "Lain", "a"), OUTCOME_INVALID);
    ck_assert_int_eq(update(PLAN_STATE_DRAFT, false, "Lain", NULL), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(update(PLAN_STATE_ADOPTED, true, "Lain", NULL), OUTCOME_CONFLICT);
}
END_TEST

/* ---- decisions */

static const struct {
    enum plan_state from;
    enum plan_action action;
    const char *caller;
    bool part;
    int to; /* 0: refused */
    const char *problem;
} decisions[] = {
    {PLAN_STATE_DRAFT, PLAN_SUBMIT, "author", false, PLAN_STATE_SUBMITTED, ""},
    {PLAN_STATE_DRAFT, PLAN_SUBMIT, "author", true, 0, "forbidden"},
    {PLAN_STATE_DRAFT, PLAN_ADOPT, "x", false, 0, "wrong-state"},
    {PLAN_STATE_SUBMITTED, PLAN_VERIFY, "x", false, PLAN_STATE_VERIFIED, ""},
    {PLAN_STATE_SUBMITTED, PLAN_VERIFY, "submitter", false, 0, "own-case"},
    {PLAN_STATE_SUBMITTED, PLAN_VERIFY, "first-editor", false, 0, "own-case"},
    {PLAN_STATE_VERIFIED, PLAN_VALIDATE, "last-editor", false, 0, "own-case"},
    {PLAN_STATE_VALIDATED, PLAN_ADOPT, "first-editor", false, 0, "own-case"},
    {PLAN_STATE_SUBMITTED, PLAN_RETURN_TO_DRAFT, "first-editor", false, PLAN_STATE_DRAFT, ""},
    {PLAN_STATE_VERIFIED, PLAN_VALIDATE, "x", false, PLAN_STATE_VALIDATED, ""},
    {PLAN_STATE_VERIFIED, PLAN_VALIDATE, "author", false, 0, "own-case"},
    {PLAN_STATE_VALIDATED, PLAN_ADOPT, "x", false, PLAN_STATE_ADOPTED, ""},
    {PLAN_STATE_VALIDATED, PLAN_ADOPT, "submitter", false, 0, "own-case"},
    {PLAN_STATE_VALIDATED, PLAN_RETURN_TO_DRAFT, "submitter", false, PLAN_STATE_DRAFT, ""},
    {PLAN_STATE_ADOPTED, PLAN_RETURN_TO_DRAFT, "x", false, 0, "wrong-state"},
};

START_TEST(r01_a_decision_needs_its_state_and_another_person)
{
    struct plan plan = {0};
    struct uuid ids[] = {word_id("first-editor"), word_id("last-editor")};
    struct list editors = {.count = 2, .items = ids};
    struct plan_caller caller = caller_of(decisions[_i].caller, !decisions[_i].part);
    RECORD_PUT(&plan, PLAN, state, decisions[_i].from);
    RECORD_PUT(&plan, PLAN, created_by, word_id("author"));
    if (decisions[_i].from != PLAN_STATE_DRAFT)
        RECORD_PUT(&plan, PLAN, submitted_by, word_id("submitter"));
    enum outcome outcome = plans_decide(&plan, decisions[_i].action, &caller, &editors, &problem);
    ck_assert_str_eq(problem_text(), decisions[_i].problem);
    ck_assert_int_eq(outcome == OUTCOME_OK, decisions[_i].to != 0);
    if (outcome != OUTCOME_OK) return;
    ck_assert_int_eq((int)plan.state, decisions[_i].to);
    ck_assert_int_eq(RECORD_HAS(&plan, PLAN, submitted_by), plan.state != PLAN_STATE_DRAFT);
}
END_TEST

/* ---- */

static struct plan_item_elements complete(void)
{
    struct plan_item_elements item = {.id = word_id("i")};
    RECORD_PUT(&item, PLAN_ITEM_ELEMENTS, competency_id, word_id("c"));
    RECORD_PUT(&item, PLAN_ITEM_ELEMENTS, target_people, 14);
    RECORD_PUT(&item, PLAN_ITEM_ELEMENTS, form_id, 3);
    RECORD_PUT(&item, PLAN_ITEM_ELEMENTS, partner_id, word_id("p"));
    RECORD_PUT(&item, PLAN_ITEM_ELEMENTS, scheduled_from, day_of("2026-03-01"));
    RECORD_PUT(&item, PLAN_ITEM_ELEMENTS, curriculum_standard, "LAN");
    RECORD_PUT(&item, PLAN_ITEM_ELEMENTS, budget_rupiah, 0);
    RECORD_PUT(&item, PLAN_ITEM_ELEMENTS, reason, "Wajib");
    return item;
}

static const struct {
    int field;
    int64_t needs, unvalidated;
    const char *violation;
} lacking[] = {
    {-1, 0, 0, NULL},
    {FIELD_PLAN_ITEM_ELEMENTS_competency_id, 0, 0, "competency_id required"},
    {FIELD_PLAN_ITEM_ELEMENTS_target_people, 0, 0, "target_people required"},
    {FIELD_PLAN_ITEM_ELEMENTS_target_people, 3, 0, NULL}, /* the needs say who */
    {FIELD_PLAN_ITEM_ELEMENTS_form_id, 0, 0, "form_id required"},
    {FIELD_PLAN_ITEM_ELEMENTS_partner_id, 0, 0, "organiser required"},
    {FIELD_PLAN_ITEM_ELEMENTS_scheduled_from, 0, 0, "scheduled_from required"},
    {FIELD_PLAN_ITEM_ELEMENTS_curriculum_standard, 0, 0, "curriculum_standard required"},
    {FIELD_PLAN_ITEM_ELEMENTS_budget_rupiah, 0, 0, "budget_rupiah required"},
    {FIELD_PLAN_ITEM_ELEMENTS_reason, 0, 0, "need_ids need-or-reason"},
    {FIELD_PLAN_ITEM_ELEMENTS_reason, 1, 0, NULL},
    {-1, 2, 1, "need_ids need-validated"},
};

START_TEST(r30_each_missing_element_is_named)
{
    struct plan_item_elements item = complete();
    item.need_count = lacking[_i].needs;
    item.unvalidated_count = lacking[_i].unvalidated;
    if (lacking[_i].field >= 0) record_mark(&item, lacking[_i].field, false);
    enum outcome outcome = plans_check_elements(&item, 1, &problem);
    if (lacking[_i].violation == NULL) {
        ck_assert_int_eq(outcome, OUTCOME_OK);
        return;
    }
    ck_assert_int_eq(outcome, OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), arena_printf(&scratch,
                                                  "plan-incomplete /items/69000000-0000-0000-0000-"
                                                  "000000000000/%s",
                                                  lacking[_i].violation));
}
END_TEST

START_TEST(r30_a_plan_without_items_is_incomplete)
{
    ck_assert_int_eq(plans_check_elements(NULL, 0, &problem), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "plan-incomplete /items min-items");
}
END_TEST

START_TEST(r30_the_ceiling_that_is_exceeded_is_named)
{
    struct plan_total totals[3] = {{.ceiling_rupiah = 100, .total_rupiah = 100},
                                   {.ceiling_rupiah = 50, .total_rupiah = 49}};
    ck_assert_int_eq(plans_check_totals(totals, 2, &problem), OUTCOME_OK);
    RECORD_PUT(&totals[2], PLAN_TOTAL, unit_name, "Plaju");
    totals[2].ceiling_rupiah = 10;
    totals[2].total_rupiah = 11;
    ck_assert_int_eq(plans_check_totals(totals, 3, &problem), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "budget-ceiling");
    ck_assert_str_eq(problem.args[0], "Plaju");
    ck_assert_str_eq(problem.args[2], "11");
    problem_init(&problem, &scratch);
    totals[0].total_rupiah = 101;
    ck_assert_int_eq(plans_check_totals(totals, 3, &problem), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem.args[1], "100");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("plans");
    tcase_add_test(tests, a_plan_begins_as_a_draft);
    tcase_add_test(tests, r02_a_role_over_a_part_makes_no_plan);
    tcase_add_test(tests, a_draft_is_edited_and_nothing_else);
    tcase_add_loop_test(tests, r01_a_decision_needs_its_state_and_another_person, 0,
                        sizeof decisions / sizeof decisions[0]);
    tcase_add_loop_test(tests, r30_each_missing_element_is_named, 0,
                        sizeof lacking / sizeof lacking[0]);
    tcase_add_test(tests, r30_a_plan_without_items_is_incomplete);
    tcase_add_test(tests, r30_the_ceiling_that_is_exceeded_is_named);
    return run_case(tests, "plans");
}
