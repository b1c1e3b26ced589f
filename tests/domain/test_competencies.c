/* test_competencies.c - rules on the competency dictionary
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/competencies.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct competency_level levels[5];
static struct competency_create input;
static struct competency stored;
static struct competency_facts facts;

static const struct uuid ours = {{1}}, parent = {{2}}, other = {{3}};

static void open_case(void)
{
    for (int i = 0; i < 5; i++) {
        levels[i] = (struct competency_level){0};
        RECORD_PUT(&levels[i], COMPETENCY_LEVEL, level, i + 1);
    }
    input = (struct competency_create){0};
    RECORD_PUT(&input, COMPETENCY_CREATE, code, "M.1");
    RECORD_PUT(&input, COMPETENCY_CREATE, name, "Integritas");
    RECORD_PUT(&input, COMPETENCY_CREATE, kind, COMPETENCY_KIND_MANAGERIAL);
    RECORD_PUT(&input, COMPETENCY_CREATE, aspect, COMPETENCY_ASPECT_ATTITUDE);
    struct competency_level_list list = {.count = 5, .items = levels};
    RECORD_PUT(&input, COMPETENCY_CREATE, levels, list);
    facts = (struct competency_facts){.whole_organization = true, .id = ours, .now = {1000}};
    stored = (struct competency){0};
    RECORD_PUT(&stored, COMPETENCY, id, ours);
    RECORD_PUT(&stored, COMPETENCY, name, "Integritas");
    RECORD_PUT(&stored, COMPETENCY, version, 4);
}

static void name_parent(struct uuid id, bool found)
{
    facts.parent_named = true;
    facts.parent_found = found;
    facts.parent_id = id;
}

static enum outcome create(struct competency *ret)
{
    return competencies_decide_create(&input, &facts, ret, &problem);
}

static enum outcome update(const struct competency_patch *patch, bool *ret_changed)
{
    return competencies_decide_update(&stored, patch, &facts, ret_changed, &problem);
}

static struct competency_patch move_to(struct uuid id)
{
    struct competency_patch patch = {0};
    struct ref ref = {.by = REF_BY_ID, .id = id};
    RECORD_PUT(&patch, COMPETENCY_PATCH, parent_id, ref);
    return patch;
}

static void expect_violation(const char *pointer, enum violation_rule rule)
{
    ck_assert_uint_ge(problem.violation_count, 1);
    ck_assert_str_eq(problem.violations[0].pointer, pointer);
    ck_assert_int_eq(problem.violations[0].rule, rule);
}

START_TEST(a_competency_is_made_complete)
{
    struct competency made;
    ck_assert_int_eq(create(&made), OUTCOME_OK);
    ck_assert(uuid_equal(made.id, ours));
    ck_assert_str_eq(made.code, "M.1");
    ck_assert_uint_eq(made.levels.count, 5);
    ck_assert_int_eq(made.version, 1);
    ck_assert_int_eq(made.created_at.us, 1000);
    ck_assert_int_eq(made.updated_at.us, 1000);
    ck_assert(!RECORD_HAS(&made, COMPETENCY, parent_id));
}
END_TEST

START_TEST(r02_a_role_over_a_part_does_not_change_what_all_are_measured_by)
{
    struct competency made;
    struct competency_patch patch = {0};
    bool changed;
    facts.whole_organization = false;
    ck_assert_int_eq(create(&made), OUTCOME_FORBIDDEN);
    RECORD_PUT(&patch, COMPETENCY_PATCH, name, "Lain");
    ck_assert_int_eq(update(&patch, &changed), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(problem.code, PROBLEM_FORBIDDEN);
}
END_TEST

START_TEST(a_parent_is_taken_from_the_facts)
{
    struct competency made;
    name_parent(parent, true);
    ck_assert_int_eq(create(&made), OUTCOME_OK);
    ck_assert(RECORD_HAS(&made, COMPETENCY, parent_id));
    ck_assert(uuid_equal(made.parent_id, parent));
}
END_TEST

static const struct {
    const char *what;
    int64_t levels[5];
    const char *first;
    size_t violations;
} disorders[] = {
    {"a level twice", {1, 1, 3, 4, 5}, "/levels/1/level", 1},
    {"from above", {5, 4, 3, 2, 1}, "/levels/0/level", 4},
    {"the last one wrong", {1, 2, 3, 4, 4}, "/levels/4/level", 1},
};

START_TEST(levels_stand_in_order)
{
    struct competency made;
    for (int i = 0; i < 5; i++) levels[i].level = disorders[_i].levels[i];
    ck_assert_int_eq(create(&made), OUTCOME_INVALID);
    expect_violation(disorders[_i].first, RULE_ORDER);
    ck_assert_uint_eq(problem.violation_count, disorders[_i].violations);
}
END_TEST

START_TEST(everything_wrong_is_named_at_once)
{
    struct competency made;
    levels[2].level = 1;
    name_parent(parent, false);
    ck_assert_int_eq(create(&made), OUTCOME_INVALID);
    expect_violation("/parent_id", RULE_REFERENCE);
    ck_assert_uint_eq(problem.violation_count, 2);
}
END_TEST

START_TEST(a_patch_that_says_nothing_new_changes_nothing)
{
    bool changed = true;
    struct competency_patch patch = {0};
    RECORD_PUT(&patch, COMPETENCY_PATCH, name, "Integritas");
    ck_assert_int_eq(update(&patch, &changed), OUTCOME_OK);
    ck_assert(!changed);
}
END_TEST

START_TEST(a_patch_changes_what_it_names)
{
    bool changed = false;
    struct competency_patch patch = {0};
    RECORD_PUT(&patch, COMPETENCY_PATCH, name, "Kerja sama");
    ck_assert_int_eq(update(&patch, &changed), OUTCOME_OK);
    ck_assert(changed);
    ck_assert_str_eq(stored.name, "Kerja sama");
}
END_TEST

START_TEST(patched_levels_stand_in_order)
{
    bool changed;
    struct competency_patch patch = {0};
    struct competency_level_list list = {.count = 5, .items = levels};
    levels[3].level = 2;
    RECORD_PUT(&patch, COMPETENCY_PATCH, levels, list);
    ck_assert_int_eq(update(&patch, &changed), OUTCOME_INVALID);
    expect_violation("/levels/3/level", RULE_ORDER);
}
END_TEST

/* How the parent is before and after, and whether that is a change. */
static const struct {
    const char *what;
    bool had, named, changed;
    struct uuid before, after;
} moves[] = {
    {"below another", true, true, true, {{2}}, {{3}}},
    {"to where it is", true, true, false, {{2}}, {{2}}},
    {"to the top", true, false, true, {{2}}, {{0}}},
    {"from the top", false, true, true, {{0}}, {{3}}},
    {"stays at the top", false, false, false, {{0}}, {{0}}},
};

START_TEST(a_competency_moves)
{
    bool changed;
    struct competency_patch patch = move_to(moves[_i].after);
    if (!moves[_i].named) RECORD_CLEAR(&patch, COMPETENCY_PATCH, parent_id);
    if (moves[_i].had) RECORD_PUT(&stored, COMPETENCY, parent_id, moves[_i].before);
    if (moves[_i].named) name_parent(moves[_i].after, true);
    ck_assert_int_eq(update(&patch, &changed), OUTCOME_OK);
    ck_assert_msg(changed == moves[_i].changed, "%s", moves[_i].what);
    ck_assert_int_eq(RECORD_HAS(&stored, COMPETENCY, parent_id), moves[_i].named);
    if (moves[_i].named) ck_assert(uuid_equal(stored.parent_id, moves[_i].after));
}
END_TEST

START_TEST(nothing_is_its_own_parent)
{
    bool changed;
    struct competency_patch patch = move_to(ours);
    name_parent(ours, true);
    ck_assert_int_eq(update(&patch, &changed), OUTCOME_CONFLICT);
    ck_assert_int_eq(problem.code, PROBLEM_COMPETENCY_CYCLE);
}
END_TEST

START_TEST(an_unknown_new_parent_is_refused)
{
    bool changed;
    struct competency_patch patch = move_to(other);
    name_parent(other, false);
    ck_assert_int_eq(update(&patch, &changed), OUTCOME_INVALID);
    ck_assert_int_eq(problem.code, PROBLEM_REFERENCE_NOT_FOUND);
    expect_violation("/parent_id", RULE_REFERENCE);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("competencies");
    tcase_add_checked_fixture(tests, open_case, NULL);
    tcase_add_test(tests, a_competency_is_made_complete);
    tcase_add_test(tests, r02_a_role_over_a_part_does_not_change_what_all_are_measured_by);
    tcase_add_test(tests, a_parent_is_taken_from_the_facts);
    tcase_add_loop_test(tests, levels_stand_in_order, 0, 3);
    tcase_add_test(tests, everything_wrong_is_named_at_once);
    tcase_add_test(tests, a_patch_that_says_nothing_new_changes_nothing);
    tcase_add_test(tests, a_patch_changes_what_it_names);
    tcase_add_test(tests, patched_levels_stand_in_order);
    tcase_add_loop_test(tests, a_competency_moves, 0, 5);
    tcase_add_test(tests, nothing_is_its_own_parent);
    tcase_add_test(tests, an_unknown_new_parent_is_refused);
    return run_case(tests, "competencies");
}
