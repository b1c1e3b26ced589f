/* test_errors.c - storage/db/errors.h: what SQLSTATEs and constraints mean
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <string.h>

#include "storage/db/errors.h"

#include "domain/base/banned.h"

static const struct {
    const char *state;
    enum problem_code code;
    bool retryable, ends_session;
} states[] = {
    {"08006", PROBLEM_UNAVAILABLE, false, true},
    {"0A000", PROBLEM_INTERNAL_ERROR, false, true},
    {"22007", PROBLEM_INVALID_PARAMETER, false, false},
    {"22012", PROBLEM_INTERNAL_ERROR, false, false},
    {"23502", PROBLEM_INTERNAL_ERROR, false, false},
    {"23503", PROBLEM_CONFLICT, false, false},
    {"23505", PROBLEM_CONFLICT, false, false},
    {"23514", PROBLEM_INTERNAL_ERROR, false, false},
    {"23P01", PROBLEM_CONFLICT, false, false},
    {"25006", PROBLEM_UNAVAILABLE, false, true},
    {"25P03", PROBLEM_UNAVAILABLE, false, true},
    {"26000", PROBLEM_UNAVAILABLE, false, true},
    {"40001", PROBLEM_UNAVAILABLE, true, false},
    {"40P01", PROBLEM_UNAVAILABLE, true, false},
    {"42501", PROBLEM_INTERNAL_ERROR, false, false},
    {"42P01", PROBLEM_INTERNAL_ERROR, false, false},
    {"53300", PROBLEM_UNAVAILABLE, false, false},
    {"55P03", PROBLEM_UNAVAILABLE, false, false},
    {"57014", PROBLEM_UNAVAILABLE, false, false},
    {"57P01", PROBLEM_UNAVAILABLE, false, true},
    {"XX000", PROBLEM_INTERNAL_ERROR, false, false},
};

/* A failed result as PostgreSQL makes it; the DETAIL must never show up anywhere. */
static PGresult *failed(const char *state, const char *constraint)
{
    const char *sql = arena_printf(
        &fx.arena,
        "DO $$ BEGIN RAISE EXCEPTION 'as told' USING ERRCODE = '%s', CONSTRAINT = '%s',"
        " DETAIL = 'a secret'; END $$",
        state, constraint);
    PGresult *result = PQexec(fx.owner, sql);
    ck_assert_int_eq(PQresultStatus(result), PGRES_FATAL_ERROR);
    return result;
}

START_TEST(states_have_meanings)
{
    PGresult *result = failed(states[_i].state, "");
    bool retryable = !states[_i].retryable;
    enum outcome outcome = error_of_result(result, "unit_insert", &fx.problem, &retryable);
    ck_assert_int_eq(fx.problem.code, states[_i].code);
    ck_assert_int_eq(outcome, problem_definitions[states[_i].code].outcome);
    ck_assert_int_eq(retryable, states[_i].retryable);
    ck_assert_int_eq(error_ends_session(result), states[_i].ends_session);
    ck_assert_int_eq(fx.problem.retry_after_s, outcome == OUTCOME_UNAVAILABLE ? 1 : 0);
    ck_assert_uint_eq(fx.problem.violation_count, 0);
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, "unit_insert"));
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, states[_i].state));
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, "as told"));
    ck_assert_ptr_null(strstr(fx.problem.internal, "secret"));
    PQclear(result);
}
END_TEST

START_TEST(every_constraint_meaning_is_found_and_used)
{
    ck_assert_uint_gt(constraint_meaning_count, 0);
    for (int i = 0; i < constraint_meaning_count; i++) {
        const struct constraint_meaning *m = &constraint_meanings[i];
        struct problem problem;
        problem_init(&problem, &fx.arena);
        if (i > 0) ck_assert_int_lt(strcmp(m[-1].constraint, m->constraint), 0);
        PGresult *result = failed("23505", m->constraint);
        enum outcome outcome = error_of_result(result, "unit_insert", &problem, NULL);
        PQclear(result);
        ck_assert_ptr_eq(constraint_meaning(m->constraint), m);
        ck_assert_int_eq(problem.code, m->code);
        ck_assert_int_eq(outcome, problem_definitions[m->code].outcome);
        ck_assert_uint_eq(problem.violation_count, m->pointer == NULL ? 0 : 1);
        if (m->pointer == NULL) continue;
        ck_assert_str_eq(problem.violations[0].pointer, m->pointer);
        ck_assert_int_eq(problem.violations[0].rule, m->rule);
    }
    ck_assert_ptr_null(constraint_meaning("nobody_named_it"));
    ck_assert_ptr_null(constraint_meaning(NULL));
}
END_TEST

/* A meaning of a constraint that no migration makes is a typing mistake in x-constraints. */
START_TEST(every_constraint_meaning_names_a_constraint)
{
    for (int i = 0; i < constraint_meaning_count; i++) {
        const char *name = constraint_meanings[i].constraint;
        int64_t found =
            owner_number("SELECT (SELECT count(*) FROM pg_constraint WHERE conname = '%s')"
                         " + (SELECT count(*) FROM pg_indexes WHERE indexname = '%s')"
                         " + (SELECT count(*) FROM pg_proc WHERE prosrc LIKE '%%''%s''%%')",
                         name, name, name);
        ck_assert_msg(found > 0, "no constraint is called %s", name);
    }
}
END_TEST

START_TEST(the_first_problem_wins)
{
    problem_raise(&fx.problem, PROBLEM_NOT_FOUND, NULL, NULL, NULL);
    ck_assert_int_eq(error_unavailable(&fx.problem, "%s", "first"), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(error_internal(&fx.problem, "second"), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(fx.problem.code, PROBLEM_NOT_FOUND);
    ck_assert_str_eq(fx.problem.internal, "first");
    ck_assert_int_eq(fx.problem.retry_after_s, 0);
}
END_TEST

START_TEST(only_the_first_line_is_kept)
{
    error_internal(&fx.problem, "one\ntwo");
    ck_assert_str_eq(fx.problem.internal, "one");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("errors");
    TCase *tests = tcase_create("errors");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_add_loop_test(tests, states_have_meanings, 0, (int)LENGTH(states));
    tcase_add_test(tests, every_constraint_meaning_is_found_and_used);
    tcase_add_test(tests, every_constraint_meaning_names_a_constraint);
    tcase_add_test(tests, the_first_problem_wins);
    tcase_add_test(tests, only_the_first_line_is_kept);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
