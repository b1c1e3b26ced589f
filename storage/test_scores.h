/* test_scores.h - scores of tests in the database: added and read, never changed
 *
 * Must not know: HTTP, which role may do what.
 * Tests: tests/api/test_sessions.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_TEST_SCORES_H
#define BANGKOM_STORAGE_TEST_SCORES_H

#include "domain/test_scores.h"
#include "storage/db/uow.h"

/* test_scores_load - what each item of a sheet names
 * in/out ret  session and recorder are set by the caller (attendances_load_session) */
enum outcome test_scores_load(struct uow *u, const struct test_score_sheet *in,
                              struct test_score_sheet_facts *ret) MUST_USE;

/* test_scores_apply - queue the scores with their audit and outbox rows */
void test_scores_apply(struct uow *u, const struct test_score_row_list *rows);

#endif
