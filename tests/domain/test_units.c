/* test_units.c - rules on the tree of units
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/units.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct unit_facts facts_of(const char *parent)
{
    struct unit_facts facts = {.new_id = word_id("new"), .now = {1000}, .whole_organization = true};
    facts.parent_named = parent != NULL;
    facts.parent_found = parent != NULL;
    if (parent != NULL) facts.parent_id = word_id(parent);
    return facts;
}

static struct unit_create new_unit(void)
{
    struct unit_create in = {0};
    RECORD_PUT(&in, UNIT_CREATE, name, "Kecamatan Contoh");
    RECORD_PUT(&in, UNIT_CREATE, kind, UNIT_KIND_SUBDISTRICT);
    return in;
}

static struct unit stored_unit(const char *parent)
{
    struct unit unit = {0};
    struct unit_create in = new_unit();
    struct unit_facts facts = facts_of(parent);
    facts.new_id = word_id("unit");
    ck_assert_int_eq(units_decide_create(&in, &facts, &unit, &problem), OUTCOME_OK);
    return unit;
}

START_TEST(a_new_unit_is_complete)
{
    struct unit unit = stored_unit("parent");
    ck_assert(uuid_equal(unit.id, word_id("unit")));
    ck_assert(uuid_equal(unit.parent_id, word_id("parent")));
    ck_assert_str_eq(unit.name, "Kecamatan Contoh");
    ck_assert_int_eq(unit.kind, UNIT_KIND_SUBDISTRICT);
    ck_assert_int_eq(unit.version, 1);
    ck_assert_int_eq(unit.created_at.us, 1000);
    ck_assert_int_eq(unit.updated_at.us, 1000);
    ck_assert(RECORD_HAS(&unit, UNIT, parent_id) && RECORD_HAS(&unit, UNIT, version));
    ck_assert(!RECORD_HAS(&unit, UNIT, external_id));
}
END_TEST

START_TEST(an_unknown_parent_is_refused)
{
    struct unit unit;
    struct unit_create in = new_unit();
    struct unit_facts facts = facts_of("parent");
    facts.parent_found = false;
    ck_assert_int_eq(units_decide_create(&in, &facts, &unit, &problem), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "reference-not-found /parent_id reference");
}
END_TEST

START_TEST(r02_a_root_needs_a_role_over_everything)
{
    struct unit unit = stored_unit(NULL);
    struct unit_create in = new_unit();
    struct unit_facts facts = facts_of(NULL);
    ck_assert(!RECORD_HAS(&unit, UNIT, parent_id));
    facts.whole_organization = false;
    ck_assert_int_eq(units_decide_create(&in, &facts, &unit, &problem), OUTCOME_FORBIDDEN);
    ck_assert_str_eq(problem_text(), "forbidden");
}
END_TEST

START_TEST(a_patch_that_says_nothing_new_changes_nothing)
{
    bool changed = true;
    struct unit unit = stored_unit("parent");
    struct unit_patch patch = {0};
    struct unit_facts none = facts_of(NULL), same = facts_of("parent");
    ck_assert_int_eq(units_decide_update(&unit, &patch, &none, &changed, &problem), OUTCOME_OK);
    ck_assert(!changed);
    RECORD_PUT(&patch, UNIT_PATCH, name, "Kecamatan Contoh");
    record_mark(&patch, FIELD_UNIT_PATCH_parent_id, true);
    ck_assert_int_eq(units_decide_update(&unit, &patch, &same, &changed, &problem), OUTCOME_OK);
    ck_assert(!changed);
    ck_assert(uuid_equal(unit.parent_id, word_id("parent")));
}
END_TEST

START_TEST(members_are_merged)
{
    bool changed = false;
    struct unit unit = stored_unit("parent");
    struct unit_patch patch = {0};
    struct unit_facts none = facts_of(NULL);
    RECORD_PUT(&patch, UNIT_PATCH, name, "Kecamatan Baru");
    ck_assert_int_eq(units_decide_update(&unit, &patch, &none, &changed, &problem), OUTCOME_OK);
    ck_assert(changed);
    ck_assert_str_eq(unit.name, "Kecamatan Baru");
    ck_assert(uuid_equal(unit.parent_id, word_id("parent")));
}
END_TEST

static enum outcome move(struct unit *unit, const char *to, bool whole, bool *ret_changed)
{
    struct unit_patch patch = {0};
    struct unit_facts facts = facts_of(to);
    facts.whole_organization = whole;
    record_mark(&patch, FIELD_UNIT_PATCH_parent_id, to != NULL);
    return units_decide_update(unit, &patch, &facts, ret_changed, &problem);
}

START_TEST(a_unit_moves)
{
    bool changed = false;
    struct unit unit = stored_unit("parent");
    ck_assert_int_eq(move(&unit, "other", false, &changed), OUTCOME_OK);
    ck_assert(changed && uuid_equal(unit.parent_id, word_id("other")));
    ck_assert_int_eq(move(&unit, NULL, true, &changed), OUTCOME_OK);
    ck_assert(changed && !RECORD_HAS(&unit, UNIT, parent_id));
    ck_assert_int_eq(move(&unit, NULL, true, &changed), OUTCOME_OK);
    ck_assert(!changed);
    ck_assert_int_eq(move(&unit, "parent", false, &changed), OUTCOME_OK);
    ck_assert(changed && uuid_equal(unit.parent_id, word_id("parent")));
}
END_TEST

START_TEST(a_unit_is_not_its_own_parent)
{
    bool changed;
    struct unit unit = stored_unit("parent");
    ck_assert_int_eq(move(&unit, "unit", true, &changed), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "unit-cycle");
}
END_TEST

START_TEST(r02_a_unit_becomes_a_root_by_a_role_over_everything)
{
    bool changed;
    struct unit unit = stored_unit("parent");
    ck_assert_int_eq(move(&unit, NULL, false, &changed), OUTCOME_FORBIDDEN);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("units");
    tcase_add_test(tests, a_new_unit_is_complete);
    tcase_add_test(tests, an_unknown_parent_is_refused);
    tcase_add_test(tests, r02_a_root_needs_a_role_over_everything);
    tcase_add_test(tests, a_patch_that_says_nothing_new_changes_nothing);
    tcase_add_test(tests, members_are_merged);
    tcase_add_test(tests, a_unit_moves);
    tcase_add_test(tests, a_unit_is_not_its_own_parent);
    tcase_add_test(tests, r02_a_unit_becomes_a_root_by_a_role_over_everything);
    return run_case(tests, "units");
}
