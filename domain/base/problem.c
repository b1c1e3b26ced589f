/* problem.c - see problem.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/problem.h"

#include <stdbool.h>
#include <string.h>

#include "domain/base/banned.h"

#define FIRST_CAPACITY 4

void problem_init(struct problem *p, struct arena *a)
{
    *p = (struct problem){.arena = a};
}

enum outcome problem_outcome(const struct problem *p)
{
    return p->code == PROBLEM_NONE ? OUTCOME_OK : problem_definitions[p->code].outcome;
}

enum outcome problem_raise(struct problem *p, enum problem_code code, const char *arg0,
                           const char *arg1, const char *arg2)
{
    if (p->code != PROBLEM_NONE) return problem_outcome(p);
    p->code = code;
    p->args[0] = arena_text(p->arena, arg0);
    p->args[1] = arena_text(p->arena, arg1);
    p->args[2] = arena_text(p->arena, arg2);
    return problem_outcome(p);
}

static void grow(struct problem *p)
{
    size_t capacity = p->violation_capacity == 0 ? FIRST_CAPACITY : 2 * p->violation_capacity;
    struct violation *violations = ARENA_ARRAY(p->arena, capacity, struct violation);
    if (p->violation_count > 0)
        memcpy(violations, p->violations, p->violation_count * sizeof *violations);
    p->violations = violations;
    p->violation_capacity = capacity;
}

enum outcome problem_violation(struct problem *p, enum violation_in in, const char *pointer,
                               enum violation_rule rule, const char *arg0, const char *arg1)
{
    /* gate: parameters: a violation is these five facts, and callers name them in a line */
    bool in_body = in == VIOLATION_IN_BODY;
    problem_raise(p, in_body ? PROBLEM_VALIDATION_FAILED : PROBLEM_INVALID_PARAMETER, NULL, NULL,
                  NULL);
    if (p->violation_count == PROBLEM_MAX_VIOLATIONS) {
        p->violations_dropped++;
        return problem_outcome(p);
    }
    if (p->violation_count == p->violation_capacity) grow(p);
    p->violations[p->violation_count++] = (struct violation){
        .in = in,
        .pointer = arena_text(p->arena, pointer),
        .rule = rule,
        .args = {arena_text(p->arena, arg0), arena_text(p->arena, arg1)},
    };
    return problem_outcome(p);
}
