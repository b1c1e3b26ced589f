/* outcome.h - the one closed set of results that every layer returns
 *
 * For: telling a caller what happened without strings, errno or exceptions.
 * Must not know: HTTP, SQL. Which HTTP status an outcome becomes is decided by
 * openapi/errors.yaml; which SQLSTATE becomes which outcome by storage/db/errors.c.
 * Tests: tests/domain/test_problem.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_BASE_OUTCOME_H
#define BANGKOM_BASE_OUTCOME_H

enum outcome {
    OUTCOME_OK = 0,
    OUTCOME_INVALID,               /* the caller's input breaks the contract or a rule on input */
    OUTCOME_UNAUTHENTICATED,       /* nobody we know */
    OUTCOME_FORBIDDEN,             /* known, but no role of theirs allows the operation */
    OUTCOME_NOT_FOUND,             /* absent, or outside the caller's subtree */
    OUTCOME_CONFLICT,              /* the state of the data refuses it */
    OUTCOME_STALE,                 /* If-Match names an older version */
    OUTCOME_PRECONDITION_REQUIRED, /* If-Match is missing */
    OUTCOME_TOO_LARGE,             /* body over its cap */
    OUTCOME_UNSUPPORTED,           /* media type or method the contract does not have */
    OUTCOME_LIMITED,               /* too many requests */
    OUTCOME_UNAVAILABLE,           /* the database is away or overloaded: try again */
    OUTCOME_INTERNAL,              /* our fault */
};

#define MUST_USE __attribute__((warn_unused_result))

/* TRY - leave the function with the outcome of `expression` unless it is OUTCOME_OK */
#define TRY(expression)                                                                            \
    do {                                                                                           \
        enum outcome try_outcome_ = (expression);                                                  \
        if (try_outcome_ != OUTCOME_OK) return try_outcome_;                                       \
    } while (0)

#endif
