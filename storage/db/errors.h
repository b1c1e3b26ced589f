/* errors.h - what a failure of the database means to a caller; private to storage/db
 *
 * The one place that knows SQLSTATEs and looks up constraint names. Texts of the database go to
 * problem->internal alone; they never carry the DETAIL line, which quotes data.
 * Tests: tests/storage/test_errors.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DB_ERRORS_H
#define BANGKOM_DB_ERRORS_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "domain/base/problem.h"

/* error_of_result - raise the problem that a failed result stands for
 * in   what  name of the statement, for the log
 * out  ret_retryable  true: serialization failure or deadlock; may be NULL */
enum outcome error_of_result(const PGresult *result, const char *what, struct problem *problem,
                             bool *ret_retryable);

/* error_ends_session - the failure means that the connection is of no more use: the server is
 * stopping, or what it has prepared no longer fits the schema */
bool error_ends_session(const PGresult *result);

/* error_unavailable - the database cannot be asked now; formatted text for the log */
enum outcome error_unavailable(struct problem *problem, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* error_internal - a mistake of ours; formatted text for the log */
enum outcome error_internal(struct problem *problem, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* constraint_meaning - what breaking a constraint means, or NULL: nobody said */
const struct constraint_meaning *constraint_meaning(const char *constraint);

#endif
