/* problem.h - what went wrong, in catalogue codes; rendered at the edge in the caller's language
 *
 * The codes and rules are generated from openapi/errors.yaml (contract/problem_codes.h).
 * Untouched on success; the first code wins, violations accumulate under it.
 * Tests: tests/domain/test_problem.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_BASE_PROBLEM_H
#define BANGKOM_BASE_PROBLEM_H

#include <stddef.h>

#include "domain/base/arena.h"
#include "domain/base/outcome.h"
#include "contract/problem_codes.h" /* enum problem_code, enum violation_rule */

#define PROBLEM_MAX_ARGS 3
#define PROBLEM_MAX_VIOLATIONS 100

enum violation_in { VIOLATION_IN_BODY, VIOLATION_IN_QUERY, VIOLATION_IN_PATH, VIOLATION_IN_HEADER };

struct violation {
    enum violation_in in;
    const char *pointer; /* RFC 6901, into the body, or /name of the parameter */
    enum violation_rule rule;
    const char *args[PROBLEM_MAX_ARGS]; /* fill {0} {1} {2} of the rule's texts */
};

struct problem {
    struct arena *arena;
    enum problem_code code;             /* 0: none yet */
    const char *args[PROBLEM_MAX_ARGS]; /* fill {0} {1} {2} of the code's detail texts */
    struct violation *violations;
    size_t violation_count; /* at most PROBLEM_MAX_VIOLATIONS; what follows is only counted */
    size_t violations_dropped;
    size_t violation_capacity;
    const char *extension_json; /* further members, e.g. "\"conflicting\":{…}", or NULL */
    int retry_after_s;          /* > 0: sent as Retry-After */
    const char *internal;       /* for the log only, never sent: SQLSTATE, constraint, errno text */
};

/* problem_init - no problem yet; texts will live in `a` */
void problem_init(struct problem *p, struct arena *a);

/* problem_raise - record `code` unless one is recorded already
 * in     args  texts for {0}.. of the detail, copied; pass NULL for unused ones
 * returns the outcome that the catalogue gives the recorded code, so that a rule can
 *         `return problem_raise(problem, PROBLEM_UNIT_CYCLE, name, NULL, NULL);` */
enum outcome problem_raise(struct problem *p, enum problem_code code, const char *arg0,
                           const char *arg1, const char *arg2);

/* problem_violation - add one violation; texts are copied. The code becomes
 * PROBLEM_VALIDATION_FAILED for the body and PROBLEM_INVALID_PARAMETER elsewhere if none is set.
 * returns the outcome of the recorded code */
enum outcome problem_violation(struct problem *p, enum violation_in in, const char *pointer,
                               enum violation_rule rule, const char *arg0, const char *arg1);

/* problem_outcome - OUTCOME_OK while nothing is recorded */
enum outcome problem_outcome(const struct problem *p);

/* Catalogue rows, generated. */
struct problem_definition {
    const char *code; /* kebab-case: the type URI is /problems/{code} */
    enum outcome outcome;
    int status; /* HTTP status */
    const char *title_id, *title_en;
    const char *detail_id, *detail_en;
    const char *remedy_id, *remedy_en; /* what to do about it */
};
struct rule_definition {
    const char *name; /* e.g. "required", "max-length" */
    const char *detail_id, *detail_en;
};
extern const struct problem_definition problem_definitions[]; /* by enum problem_code; [0] unused */
extern const struct rule_definition rule_definitions[]; /* by enum violation_rule; [0] unused */

#endif
