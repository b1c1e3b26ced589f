/* test_plan_items.c - items of draft plans
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/plan_items.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct plan_item_targets targets;
static struct uuid needs[2];

static struct plan_item_facts facts_of(enum plan_state state)
{
    return (struct plan_item_facts){.plan_state = state,
                                    .plan_id = word_id("plan"),
                                    .targets = &targets,
                                    .new_id = word_id("item"),
                                    .now = {.us = 3}};
}

static void open_case(void)
{
    targets = (struct plan_item_targets){0};
    RECORD_PUT(&targets, PLAN_ITEM_TARGETS, unit_id, word_id("section"));
    RECORD_PUT(&targets, PLAN_ITEM_TARGETS, unit_name, "Seksi");
    needs[0] = word_id("n1");
    needs[1] = word_id("n2");
}

static struct plan_item_create input(void)
{
    struct plan_item_create in = {0};
    struct list list = {.count = 2, .items = needs};
    RECORD_PUT(&in, PLAN_ITEM_CREATE, unit_id, (struct ref){.by = REF_BY_ID});
    RECORD_PUT(&in, PLAN_ITEM_CREATE, title, "Manajemen Proyek");
    RECORD_PUT(&in, PLAN_ITEM_CREATE, need_ids, list);
    return in;
}

static enum outcome create(const struct plan_item_create *in, struct plan_item *ret)
{
    struct plan_item_facts facts = facts_of(PLAN_STATE_DRAFT);
    problem_init(&problem, &scratch);
    return plan_items_decide_create(in, &facts, ret, &problem);
}

START_TEST(an_item_answers_needs)
{
    struct plan_item item;
    struct plan_item_create in = input();
    struct plan_item_facts facts = facts_of(PLAN_STATE_SUBMITTED);
    ck_assert_int_eq(create(&in, &item), OUTCOME_OK);
    ck_assert(uuid_equal(item.unit_id, word_id("section")));
    ck_assert(uuid_equal(item.plan_id, word_id("plan")));
    ck_assert_str_eq(item.unit_name, "Seksi");
    ck_assert_uint_eq(item.need_ids.count, 2);
    ck_assert_int_eq(plan_items_decide_create(&in, &facts, &item, &problem), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "wrong-state");
}
END_TEST

START_TEST(r30_without_needs_it_states_a_reason)
{
    struct plan_item item;
    struct plan_item_create in = input();
    in.need_ids = (struct list){0};
    RECORD_CLEAR(&in, PLAN_ITEM_CREATE, need_ids);
    ck_assert_int_eq(create(&in, &item), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /need_ids need-or-reason");
    RECORD_PUT(&in, PLAN_ITEM_CREATE, reason, "Wajib");
    ck_assert_int_eq(create(&in, &item), OUTCOME_OK);
    ck_assert(RECORD_HAS(&item, PLAN_ITEM, need_ids));
}
END_TEST

START_TEST(r02_references_must_be_found)
{
    struct plan_item item;
    struct plan_item_create in = input();
    RECORD_PUT(&in, PLAN_ITEM_CREATE, training_id, (struct ref){.by = REF_BY_ID});
    RECORD_PUT(&targets, PLAN_ITEM_TARGETS, unknown_need, 1);
    ck_assert_int_eq(create(&in, &item), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(),
                     "reference-not-found /training_id reference | /need_ids/1 reference");
    in = input();
    RECORD_CLEAR(&targets, PLAN_ITEM_TARGETS, unknown_need);
    needs[1] = needs[0];
    ck_assert_int_eq(create(&in, &item), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /need_ids/1 duplicate");
}
END_TEST

static const struct {
    const char *from, *until, *problem;
} schedules[] = {
    {"2026-03-01", "2026-03-01", ""},
    {"2026-03-01", "2026-02-28", "validation-failed /scheduled_until order"},
    {"2026-03-01", NULL, "validation-failed /scheduled_until required"},
    {NULL, "2026-03-01", "validation-failed /scheduled_from required"},
};

START_TEST(a_schedule_is_whole)
{
    struct plan_item item;
    struct plan_item_create in = input();
    if (schedules[_i].from != NULL)
        RECORD_PUT(&in, PLAN_ITEM_CREATE, scheduled_from, day_of(schedules[_i].from));
    if (schedules[_i].until != NULL)
        RECORD_PUT(&in, PLAN_ITEM_CREATE, scheduled_until, day_of(schedules[_i].until));
    (void)!create(&in, &item);
    ck_assert_str_eq(problem_text(), schedules[_i].problem);
}
END_TEST

/* ---- patches */

static enum outcome patch_with(struct plan_item_patch *patch, struct plan_item *item,
                               bool *ret_changed)
{
    struct plan_item_create in = input();
    struct plan_item_facts facts = facts_of(PLAN_STATE_DRAFT);
    RECORD_PUT(&targets, PLAN_ITEM_TARGETS, competency_id, word_id("project"));
    RECORD_PUT(&in, PLAN_ITEM_CREATE, competency_id, (struct ref){.by = REF_BY_ID});
    ck_assert_int_eq(create(&in, item), OUTCOME_OK);
    return plan_items_decide_update(item, patch, &facts, ret_changed, &problem);
}

static void patch_needs(struct plan_item_patch *patch, const char *only)
{
    static struct uuid named[1];
    *patch = (struct plan_item_patch){0};
    if (only != NULL) named[0] = word_id(only);
    RECORD_PUT(patch, PLAN_ITEM_PATCH, need_ids,
               ((struct list){.count = only == NULL ? 0 : 1, .items = named}));
}

START_TEST(r02_needs_out_of_sight_stay_with_the_item)
{
    struct plan_item item;
    struct plan_item_patch patch;
    struct uuid hidden[] = {word_id("n2")};
    bool changed;
    RECORD_PUT(&targets, PLAN_ITEM_TARGETS, hidden_need_ids,
               ((struct list){.count = 1, .items = hidden}));
    patch_needs(&patch, "n1"); /* all that the caller sees */
    ck_assert_int_eq(patch_with(&patch, &item, &changed), OUTCOME_OK);
    ck_assert(!changed);
    ck_assert_uint_eq(item.need_ids.count, 2);
    patch_needs(&patch, NULL);
    ck_assert_int_eq(patch_with(&patch, &item, &changed), OUTCOME_OK);
    ck_assert(changed);
    ck_assert_uint_eq(item.need_ids.count, 1);
    ck_assert(uuid_equal(((struct uuid *)item.need_ids.items)[0], word_id("n2")));
    patch_needs(&patch, "n2"); /* named although not seen */
    ck_assert_int_eq(patch_with(&patch, &item, &changed), OUTCOME_OK);
    ck_assert_uint_eq(item.need_ids.count, 1);
}
END_TEST

START_TEST(a_patch_changes_what_it_names)
{
    struct plan_item item;
    struct plan_item_patch patch = {0};
    bool changed;
    RECORD_PUT(&patch, PLAN_ITEM_PATCH, unit_id, (struct ref){.by = REF_BY_ID});
    ck_assert_int_eq(patch_with(&patch, &item, &changed), OUTCOME_OK);
    ck_assert(!changed);
    ck_assert_int_eq(item.version, 1);
    RECORD_CLEAR(&patch, PLAN_ITEM_PATCH, competency_id);
    ck_assert_int_eq(patch_with(&patch, &item, &changed), OUTCOME_OK);
    ck_assert(changed && !RECORD_HAS(&item, PLAN_ITEM, competency_id));
    ck_assert_int_eq(item.version, 2);
}
END_TEST

START_TEST(r30_a_patch_leaves_no_item_without_need_or_reason)
{
    struct plan_item item;
    struct plan_item_patch patch = {0};
    struct plan_item_facts facts = facts_of(PLAN_STATE_ADOPTED);
    bool changed;
    RECORD_PUT(&patch, PLAN_ITEM_PATCH, need_ids, (struct list){0});
    ck_assert_int_eq(patch_with(&patch, &item, &changed), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /need_ids need-or-reason");
    problem_init(&problem, &scratch);
    ck_assert_int_eq(plan_items_decide_update(&item, &patch, &facts, &changed, &problem),
                     OUTCOME_CONFLICT);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("plan_items");
    tcase_add_checked_fixture(tests, open_case, NULL);
    tcase_add_test(tests, an_item_answers_needs);
    tcase_add_test(tests, r30_without_needs_it_states_a_reason);
    tcase_add_test(tests, r02_references_must_be_found);
    tcase_add_loop_test(tests, a_schedule_is_whole, 0, 4);
    tcase_add_test(tests, r02_needs_out_of_sight_stay_with_the_item);
    tcase_add_test(tests, a_patch_changes_what_it_names);
    tcase_add_test(tests, r30_a_patch_leaves_no_item_without_need_or_reason);
    return run_case(tests, "plan_items");
}
