/* test_problem.c - the first code wins, violations accumulate up to a cap
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/problem.h"

#include <string.h>

#include "fixture.h"

#include "domain/base/banned.h"

static struct problem p;

static void start(void)
{
    memset(&p, 0xff, sizeof p);
    problem_init(&p, &memory);
}

START_TEST(nothing_is_wrong_at_first)
{
    ck_assert_int_eq(problem_outcome(&p), OUTCOME_OK);
    ck_assert_int_eq(p.code, PROBLEM_NONE);
    ck_assert_uint_eq(p.violation_count, 0);
    ck_assert_uint_eq(p.violations_dropped, 0);
    ck_assert_int_eq(p.retry_after_s, 0);
    ck_assert_ptr_null(p.args[0]);
    ck_assert_ptr_null(p.extension_json);
    ck_assert_ptr_null(p.internal);
    ck_assert_uint_eq(memory.used_bytes, 0);
}
END_TEST

static const struct {
    enum problem_code code;
    enum outcome outcome;
} codes[] = {
    {PROBLEM_VALIDATION_FAILED, OUTCOME_INVALID},
    {PROBLEM_UNAUTHENTICATED, OUTCOME_UNAUTHENTICATED},
    {PROBLEM_FORBIDDEN, OUTCOME_FORBIDDEN},
    {PROBLEM_NOT_FOUND, OUTCOME_NOT_FOUND},
    {PROBLEM_CONFLICT, OUTCOME_CONFLICT},
    {PROBLEM_UNIT_CYCLE, OUTCOME_CONFLICT},
};

START_TEST(a_code_has_the_outcome_of_the_catalogue)
{
    ck_assert_int_eq(problem_raise(&p, codes[_i].code, NULL, NULL, NULL), codes[_i].outcome);
    ck_assert_int_eq(problem_outcome(&p), codes[_i].outcome);
    ck_assert_int_eq(p.code, codes[_i].code);
}
END_TEST

START_TEST(every_row_of_the_catalogue_is_complete)
{
    const struct problem_definition *row = &problem_definitions[_i];
    ck_assert_int_ne(row->outcome, OUTCOME_OK);
    ck_assert(row->status >= 400 && row->status <= 599);
    const char *const texts[] = {row->code,      row->title_id,  row->title_en, row->detail_id,
                                 row->detail_en, row->remedy_id, row->remedy_en};
    for (size_t i = 0; i < LENGTH(texts); i++) ck_assert_msg(texts[i][0] != '\0', "%s", row->code);
    ck_assert_int_eq(problem_raise(&p, (enum problem_code)_i, NULL, NULL, NULL), row->outcome);
}
END_TEST

START_TEST(every_rule_has_its_texts)
{
    const struct rule_definition *row = &rule_definitions[_i];
    ck_assert_str_ne(row->name, "");
    ck_assert_str_ne(row->detail_id, "");
    ck_assert_str_ne(row->detail_en, "");
}
END_TEST

START_TEST(the_first_code_wins)
{
    problem_raise(&p, PROBLEM_NOT_FOUND, "a", NULL, "c");
    ck_assert_int_eq(problem_raise(&p, PROBLEM_FORBIDDEN, "x", "y", "z"), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(p.code, PROBLEM_NOT_FOUND);
    ck_assert_str_eq(p.args[0], "a");
    ck_assert_ptr_null(p.args[1]);
    ck_assert_str_eq(p.args[2], "c");
}
END_TEST

START_TEST(texts_are_copied)
{
    char text[] = "abc", pointer[] = "/name";
    problem_raise(&p, PROBLEM_CONFLICT, text, text, text);
    problem_violation(&p, VIOLATION_IN_BODY, pointer, RULE_DATE_RANGE, text, text);
    text[0] = pointer[1] = '-';
    for (int i = 0; i < PROBLEM_MAX_ARGS; i++) ck_assert_str_eq(p.args[i], "abc");
    ck_assert_str_eq(p.violations[0].pointer, "/name");
    ck_assert_str_eq(p.violations[0].args[0], "abc");
    ck_assert_str_eq(p.violations[0].args[1], "abc");
    ck_assert_ptr_null(p.violations[0].args[2]);
}
END_TEST

static const struct {
    enum violation_in in;
    enum problem_code code;
} places[] = {
    {VIOLATION_IN_BODY, PROBLEM_VALIDATION_FAILED},
    {VIOLATION_IN_QUERY, PROBLEM_INVALID_PARAMETER},
    {VIOLATION_IN_PATH, PROBLEM_INVALID_PARAMETER},
    {VIOLATION_IN_HEADER, PROBLEM_INVALID_PARAMETER},
};

START_TEST(a_violation_sets_the_code_of_its_place)
{
    ck_assert_int_eq(problem_violation(&p, places[_i].in, "/limit", RULE_MAX, "100", NULL),
                     OUTCOME_INVALID);
    ck_assert_int_eq(p.code, places[_i].code);
    ck_assert_uint_eq(p.violation_count, 1);
    ck_assert_int_eq(p.violations[0].in, places[_i].in);
    ck_assert_int_eq(p.violations[0].rule, RULE_MAX);
    ck_assert_str_eq(p.violations[0].pointer, "/limit");
    ck_assert_str_eq(p.violations[0].args[0], "100");
    ck_assert_ptr_null(p.violations[0].args[1]);
    problem_violation(&p, VIOLATION_IN_BODY, "/b", RULE_NULL, NULL, NULL);
    problem_violation(&p, VIOLATION_IN_QUERY, "/q", RULE_NULL, NULL, NULL);
    ck_assert_int_eq(p.code, places[_i].code);
    ck_assert_uint_eq(p.violation_count, 3);
}
END_TEST

START_TEST(a_violation_goes_under_the_code_that_is_there)
{
    problem_raise(&p, PROBLEM_ALREADY_EXISTS, NULL, NULL, NULL);
    ck_assert_int_eq(problem_violation(&p, VIOLATION_IN_BODY, "/nip", RULE_UNIQUE, NULL, NULL),
                     OUTCOME_CONFLICT);
    ck_assert_int_eq(p.code, PROBLEM_ALREADY_EXISTS);
    ck_assert_uint_eq(p.violation_count, 1);
}
END_TEST

START_TEST(violations_over_the_cap_are_counted_only)
{
    for (int i = 0; i < PROBLEM_MAX_VIOLATIONS + 7; i++) {
        const char *pointer = arena_printf(&memory, "/%d", i);
        ck_assert_int_eq(
            problem_violation(&p, VIOLATION_IN_BODY, pointer, RULE_REQUIRED, NULL, NULL),
            OUTCOME_INVALID);
        ck_assert_uint_eq(p.violation_count + p.violations_dropped, (size_t)i + 1);
    }
    ck_assert_uint_eq(p.violation_count, 100);
    ck_assert_uint_eq(p.violations_dropped, 7);
    for (int i = 0; i < PROBLEM_MAX_VIOLATIONS; i++)
        ck_assert_str_eq(p.violations[i].pointer, arena_printf(&memory, "/%d", i));
}
END_TEST

static enum outcome tried(enum outcome outcome, bool *ret_passed)
{
    *ret_passed = false;
    TRY(outcome);
    *ret_passed = true;
    return OUTCOME_OK;
}

START_TEST(try_leaves_unless_all_is_well)
{
    bool passed;
    ck_assert_int_eq(tried(OUTCOME_OK, &passed), OUTCOME_OK);
    ck_assert(passed);
    ck_assert_int_eq(tried(OUTCOME_STALE, &passed), OUTCOME_STALE);
    ck_assert(!passed);
}
END_TEST

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_case("problem", &suite);
    tcase_add_checked_fixture(tests, start, NULL);
    tcase_add_test(tests, nothing_is_wrong_at_first);
    tcase_add_loop_test(tests, a_code_has_the_outcome_of_the_catalogue, 0, LENGTH(codes));
    tcase_add_loop_test(tests, every_row_of_the_catalogue_is_complete, 1, PROBLEM_CODE_COUNT);
    tcase_add_loop_test(tests, every_rule_has_its_texts, 1, VIOLATION_RULE_COUNT);
    tcase_add_test(tests, the_first_code_wins);
    tcase_add_test(tests, texts_are_copied);
    tcase_add_loop_test(tests, a_violation_sets_the_code_of_its_place, 0, LENGTH(places));
    tcase_add_test(tests, a_violation_goes_under_the_code_that_is_there);
    tcase_add_test(tests, violations_over_the_cap_are_counted_only);
    tcase_add_test(tests, try_leaves_unless_all_is_well);
    return fixture_run(suite);
}
