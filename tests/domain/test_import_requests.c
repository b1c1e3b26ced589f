/* test_import_requests.c - what callers may do with an import, by its state
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/import_requests.h"

#include <check.h>

#include "domain/base/banned.h"

static struct arena arena;
static struct problem problem;

static void open_problem(void)
{
    arena_init(&arena);
    problem_init(&problem, &arena);
}

static void close_problem(void)
{
    arena_done(&arena);
}

static struct import receiving(void)
{
    struct import_create create = {0};
    RECORD_PUT(&create, IMPORT_CREATE, format, IMPORT_FORMAT_CSV);
    return import_requests_create(&create, (struct uuid){{1}}, (struct uuid){{2}},
                                  (struct instant){3});
}

START_TEST(only_a_role_over_everything)
{
    ck_assert_int_eq(import_requests_check_caller(true, &problem), OUTCOME_OK);
    ck_assert_int_eq(import_requests_check_caller(false, &problem), OUTCOME_FORBIDDEN);
}
END_TEST

START_TEST(a_new_import_receives)
{
    struct import import = receiving();
    ck_assert_int_eq(import.state, IMPORT_STATE_RECEIVING);
    ck_assert_int_eq(import.format, IMPORT_FORMAT_CSV);
    ck_assert(RECORD_HAS(&import, IMPORT, rows_warned));
    ck_assert_int_eq(import_requests_put_part(&import, 1, &problem), OUTCOME_OK);
    ck_assert_int_eq(import_requests_put_part(&import, 0, &problem), OUTCOME_INVALID);
}
END_TEST

START_TEST(all_parts_must_be_there)
{
    struct import import = receiving();
    ck_assert_int_eq(import_requests_start(&import, 0, 0, 0, &problem), OUTCOME_CONFLICT);
    ck_assert_int_eq(problem.code, PROBLEM_IMPORT_INCOMPLETE);
    ck_assert_int_eq(import_requests_start(&import, 2, 3, 9, &problem), OUTCOME_CONFLICT);
    ck_assert_int_eq(import_requests_start(&import, 3, 3, 9, &problem), OUTCOME_OK);
    ck_assert_int_eq(import.state, IMPORT_STATE_QUEUED);
    ck_assert_int_eq(import.byte_count, 9);
}
END_TEST

START_TEST(a_started_one_takes_no_more)
{
    struct import import = receiving();
    ck_assert_int_eq(import_requests_start(&import, 1, 1, 9, &problem), OUTCOME_OK);
    ck_assert_int_eq(import_requests_put_part(&import, 1, &problem), OUTCOME_CONFLICT);
    ck_assert_int_eq(problem.code, PROBLEM_IMPORT_STATE);
    ck_assert_int_eq(import_requests_start(&import, 1, 1, 9, &problem), OUTCOME_CONFLICT);
    ck_assert_int_eq(import_requests_cancel(&import, (struct instant){4}, &problem), OUTCOME_OK);
    ck_assert_int_eq(import.finished_at.us, 4);
    ck_assert_int_eq(import_requests_cancel(&import, (struct instant){4}, &problem),
                     OUTCOME_CONFLICT);
}
END_TEST

static struct import failed(enum import_failure failure)
{
    struct import import = receiving();
    RECORD_PUT(&import, IMPORT, state, IMPORT_STATE_FAILED);
    RECORD_PUT(&import, IMPORT, failure, failure);
    RECORD_PUT(&import, IMPORT, finished_at, (struct instant){4});
    return import;
}

START_TEST(what_failed_with_a_good_file_may_go_on)
{
    static const enum import_failure kept[] = {IMPORT_FAILURE_INTERNAL, IMPORT_FAILURE_CRASHED};
    struct import import = failed(kept[_i]);
    ck_assert_int_eq(import_requests_put_part(&import, 1, &problem), OUTCOME_CONFLICT);
    ck_assert_int_eq(import_requests_start(&import, 1, 1, 9, &problem), OUTCOME_OK);
    ck_assert_int_eq(import.state, IMPORT_STATE_QUEUED);
    ck_assert(!RECORD_HAS(&import, IMPORT, failure));
    ck_assert(!RECORD_HAS(&import, IMPORT, finished_at));
    import = failed(kept[_i]);
    ck_assert_int_eq(import_requests_cancel(&import, (struct instant){5}, &problem), OUTCOME_OK);
    ck_assert_int_eq(import_requests_start(&import, 1, 1, 9, &problem), OUTCOME_CONFLICT);
}
END_TEST

START_TEST(what_failed_by_its_file_is_over)
{
    static const enum import_failure over[] = {IMPORT_FAILURE_UNREADABLE,
                                               IMPORT_FAILURE_RECORD_TOO_LONG};
    struct import import = failed(over[_i]);
    ck_assert_int_eq(import_requests_start(&import, 1, 1, 9, &problem), OUTCOME_CONFLICT);
    ck_assert_int_eq(problem.code, PROBLEM_IMPORT_STATE);
    ck_assert_int_eq(import_requests_cancel(&import, (struct instant){5}, &problem),
                     OUTCOME_CONFLICT);
}
END_TEST

START_TEST(a_content_type_tells_the_format)
{
    ck_assert_int_eq(import_requests_format("text/csv"), IMPORT_FORMAT_CSV);
    ck_assert_int_eq(import_requests_format("application/json"), IMPORT_FORMAT_JSON);
    ck_assert_int_eq(import_requests_format("application/x-ndjson"), IMPORT_FORMAT_NDJSON);
    ck_assert_int_eq(import_requests_format("application/octet-stream"), 0);
    ck_assert_int_eq(import_requests_format(NULL), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("import_requests");
    TCase *tests = tcase_create("import_requests");
    tcase_add_checked_fixture(tests, open_problem, close_problem);
    tcase_add_test(tests, only_a_role_over_everything);
    tcase_add_test(tests, a_new_import_receives);
    tcase_add_test(tests, all_parts_must_be_there);
    tcase_add_test(tests, a_started_one_takes_no_more);
    tcase_add_loop_test(tests, what_failed_with_a_good_file_may_go_on, 0, 2);
    tcase_add_loop_test(tests, what_failed_by_its_file_is_over, 0, 2);
    tcase_add_test(tests, a_content_type_tells_the_format);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
