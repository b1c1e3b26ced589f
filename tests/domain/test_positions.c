/* test_positions.c - rules on positions and on what they require
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/positions.h"

#include <string.h>

#include "fixture_problem.h"

#include "domain/base/banned.h"

static const struct position_facts everywhere = {.whole_organization = true, .now = {1000}};
static const struct position_facts somewhere = {.now = {1000}};

static struct position_create new_position(void)
{
    struct position_create in = {0};
    RECORD_PUT(&in, POSITION_CREATE, name, "Camat");
    RECORD_PUT(&in, POSITION_CREATE, kind, POSITION_KIND_STRUCTURAL);
    RECORD_PUT(&in, POSITION_CREATE, echelon_code, "31");
    return in;
}

START_TEST(a_new_position_is_complete)
{
    struct position position;
    struct position_create in = new_position();
    struct position_facts facts = everywhere;
    facts.new_id = word_id("new");
    ck_assert_int_eq(positions_decide_create(&in, &facts, &position, &problem), OUTCOME_OK);
    ck_assert(uuid_equal(position.id, word_id("new")));
    ck_assert_str_eq(position.name, "Camat");
    ck_assert_int_eq(position.kind, POSITION_KIND_STRUCTURAL);
    ck_assert_str_eq(position.echelon_code, "31");
    ck_assert_int_eq(position.version, 1);
    ck_assert_int_eq(position.created_at.us, 1000);
    ck_assert_int_eq(position.updated_at.us, 1000);
    ck_assert(!RECORD_HAS(&position, POSITION, external_id));
}
END_TEST

START_TEST(a_patch_is_merged)
{
    bool changed = true;
    struct position position;
    struct position_create in = new_position();
    struct position_patch patch = {0};
    ck_assert_int_eq(positions_decide_create(&in, &everywhere, &position, &problem), OUTCOME_OK);
    RECORD_PUT(&patch, POSITION_PATCH, name, "Camat");
    ck_assert_int_eq(positions_decide_update(&position, &patch, &everywhere, &changed, &problem),
                     OUTCOME_OK);
    ck_assert(!changed);
    record_mark(&patch, FIELD_POSITION_PATCH_echelon_code, false);
    ck_assert_int_eq(positions_decide_update(&position, &patch, &everywhere, &changed, &problem),
                     OUTCOME_OK);
    ck_assert(changed && !RECORD_HAS(&position, POSITION, echelon_code));
}
END_TEST

START_TEST(r02_positions_need_a_role_over_everything)
{
    bool changed;
    struct position position;
    struct position_create in = new_position();
    struct position_patch patch = {0};
    ck_assert_int_eq(positions_decide_create(&in, &somewhere, &position, &problem),
                     OUTCOME_FORBIDDEN);
    ck_assert_int_eq(positions_decide_update(&position, &patch, &somewhere, &changed, &problem),
                     OUTCOME_FORBIDDEN);
    ck_assert_str_eq(problem_text(), "forbidden");
}
END_TEST

/* ---- standards */

#define MAX_ITEMS 4
static struct standard_competency found[MAX_ITEMS];
static struct position_standard_input items[MAX_ITEMS];

static struct standard_facts standard_facts(void)
{
    return (struct standard_facts){.whole_organization = true,
                                   .position_id = word_id("position"),
                                   .competencies = found,
                                   .today = day_of("2026-07-01"),
                                   .now = {1000}};
}

/* An input whose items name these competencies ("" is unknown) and require levels 1, 2, … */
static struct position_standards_input require(const char *const codes[], size_t count)
{
    struct position_standards_input in = {0};
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct position_standard_input){.required_level = (int64_t)i + 1};
        found[i] =
            (struct standard_competency){codes[i][0] != '\0', word_id(codes[i]), codes[i], "Nama"};
    }
    in.items = (struct position_standard_input_list){.count = count, .items = items};
    record_mark(&in, FIELD_POSITION_STANDARDS_INPUT_items, true);
    return in;
}
#define REQUIRE(...)                                                                               \
    require((const char *const[]){__VA_ARGS__},                                                    \
            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static enum outcome decide(const struct position_standards_input *in,
                           const struct standard_facts *facts, struct standard_decision *ret)
{
    return positions_decide_standard(&scratch, in, facts, ret, &problem);
}

START_TEST(a_standard_holds_from_today_and_is_shown_by_code)
{
    struct standard_decision decision;
    struct position_standards_input in = REQUIRE("M.2", "M.1");
    struct standard_facts facts = standard_facts();
    ck_assert_int_eq(decide(&in, &facts, &decision), OUTCOME_OK);
    ck_assert_int_eq(decision.valid_from.days, day_of("2026-07-01").days);
    ck_assert(uuid_equal(decision.position_id, word_id("position")));
    ck_assert_uint_eq(decision.rows.count, 2);
    ck_assert_uint_eq(decision.shown.data.count, 2);
    const struct position_standard *first = &decision.shown.data.items[0];
    ck_assert_str_eq(first->competency_code, "M.1");
    ck_assert_str_eq(first->competency_name, "Nama");
    ck_assert_int_eq(first->required_level, 2);
    ck_assert_int_eq(first->valid_from.days, decision.valid_from.days);
    ck_assert(!RECORD_HAS(first, POSITION_STANDARD, valid_until));
    const struct position_standard_row *row = &decision.rows.items[1];
    ck_assert(uuid_equal(row->competency_id, word_id("M.2")));
    ck_assert(uuid_equal(row->position_id, word_id("position")));
    ck_assert_int_eq(row->required_level, 1);
    ck_assert_int_eq(row->created_at.us, 1000);
}
END_TEST

START_TEST(a_standard_that_is_in_force_anyway_changes_nothing)
{
    struct standard_decision decision;
    struct position_standard in_force[2];
    struct position_standards_input in = REQUIRE("M.2", "M.1");
    struct standard_facts facts = standard_facts();
    memset(in_force, 0, sizeof in_force);
    for (int i = 0; i < 2; i++) { /* by code */
        RECORD_PUT(&in_force[i], POSITION_STANDARD, competency_id, word_id(i == 0 ? "M.1" : "M.2"));
        RECORD_PUT(&in_force[i], POSITION_STANDARD, required_level, i == 0 ? 2 : 1);
        RECORD_PUT(&in_force[i], POSITION_STANDARD, valid_from, day_of("2025-01-01"));
    }
    facts.in_force = (struct position_standard_list){.count = 2, .items = in_force};
    ck_assert_int_eq(decide(&in, &facts, &decision), OUTCOME_OK);
    ck_assert(!decision.changed);
    ck_assert_int_eq(decision.shown.data.items[0].valid_from.days, day_of("2025-01-01").days);
    in_force[0].required_level = 3;
    ck_assert_int_eq(decide(&in, &facts, &decision), OUTCOME_OK);
    ck_assert(decision.changed);
    in_force[0].required_level = 2;
    in_force[1].competency_id = word_id("M.3");
    ck_assert_int_eq(decide(&in, &facts, &decision), OUTCOME_OK);
    ck_assert(decision.changed);
    facts.in_force.count = 1;
    ck_assert_int_eq(decide(&in, &facts, &decision), OUTCOME_OK);
    ck_assert(decision.changed);
}
END_TEST

START_TEST(a_standard_may_require_nothing)
{
    struct standard_decision decision;
    struct position_standards_input in = require(NULL, 0);
    struct standard_facts facts = standard_facts();
    ck_assert_int_eq(decide(&in, &facts, &decision), OUTCOME_OK);
    ck_assert_uint_eq(decision.rows.count, 0);
    ck_assert(RECORD_HAS(&decision.shown, POSITION_STANDARDS, data));
}
END_TEST

START_TEST(unknown_and_repeated_competencies_are_all_named)
{
    struct standard_decision decision;
    struct position_standards_input in = REQUIRE("M.1", "", "M.1", "");
    struct standard_facts facts = standard_facts();
    ck_assert_int_eq(decide(&in, &facts, &decision), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(),
                     "reference-not-found /items/1/competency_id reference |"
                     " /items/2/competency_id duplicate | /items/3/competency_id reference");
}
END_TEST

START_TEST(a_repeated_competency_is_a_violation)
{
    struct standard_decision decision;
    struct position_standards_input in = REQUIRE("M.1", "M.1");
    struct standard_facts facts = standard_facts();
    ck_assert_int_eq(decide(&in, &facts, &decision), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /items/1/competency_id duplicate");
}
END_TEST

static const struct {
    const char *newest, *valid_from, *says;
} days[] = {
    {NULL, "2020-01-01", ""},         {"2026-01-01", "2026-01-02", ""},
    {"2026-01-01", "2026-01-01", ""}, {"2026-01-01", "2025-12-31", "conflict /valid_from order"},
    {"2026-01-01", NULL, ""},         {"2026-08-01", NULL, "conflict /valid_from order"},
};

START_TEST(a_standard_does_not_begin_before_the_last_change)
{
    struct standard_decision decision;
    struct position_standards_input in = REQUIRE("M.1");
    struct standard_facts facts = standard_facts();
    facts.has_newest = days[_i].newest != NULL;
    if (facts.has_newest) facts.newest = day_of(days[_i].newest);
    if (days[_i].valid_from != NULL)
        RECORD_PUT(&in, POSITION_STANDARDS_INPUT, valid_from, day_of(days[_i].valid_from));
    bool good = days[_i].says[0] == '\0';
    ck_assert_int_eq(decide(&in, &facts, &decision), good ? OUTCOME_OK : OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), days[_i].says);
}
END_TEST

START_TEST(r02_standards_need_a_role_over_everything)
{
    struct standard_decision decision;
    struct position_standards_input in = REQUIRE("M.1");
    struct standard_facts facts = standard_facts();
    facts.whole_organization = false;
    ck_assert_int_eq(decide(&in, &facts, &decision), OUTCOME_FORBIDDEN);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("positions");
    tcase_add_test(tests, a_new_position_is_complete);
    tcase_add_test(tests, a_patch_is_merged);
    tcase_add_test(tests, r02_positions_need_a_role_over_everything);
    tcase_add_test(tests, a_standard_holds_from_today_and_is_shown_by_code);
    tcase_add_test(tests, a_standard_that_is_in_force_anyway_changes_nothing);
    tcase_add_test(tests, a_standard_may_require_nothing);
    tcase_add_test(tests, unknown_and_repeated_competencies_are_all_named);
    tcase_add_test(tests, a_repeated_competency_is_a_violation);
    tcase_add_loop_test(tests, a_standard_does_not_begin_before_the_last_change, 0,
                        (int)(sizeof days / sizeof days[0]));
    tcase_add_test(tests, r02_standards_need_a_role_over_everything);
    return run_case(tests, "positions");
}
