/* errors.c - see errors.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/db/errors.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "storage/db/statement.h"

#include "domain/base/banned.h"

#define RETRY_AFTER_S 1
#define INTERNAL_TEXT_BYTES 512

/* First row whose text starts the SQLSTATE wins; codes of Appendix A of the PostgreSQL manual. */
static const struct state_meaning {
    const char *prefix;
    enum problem_code code;
    bool retryable;
    bool ends_session;
} state_meanings[] = {
    {"08", PROBLEM_UNAVAILABLE, false, true},       /* connection exceptions */
    {"0A000", PROBLEM_INTERNAL_ERROR, false, true}, /* cached plan must not change result type */
    {"22007", PROBLEM_INVALID_PARAMETER, false,
     false}, /* a forged cursor: all else is bound typed */
    {"22008", PROBLEM_INVALID_PARAMETER, false, false}, /* … */
    {"22P02", PROBLEM_INVALID_PARAMETER, false, false}, /* … */
    {"23503", PROBLEM_CONFLICT, false, false},          /* foreign key */
    {"23505", PROBLEM_CONFLICT, false, false},          /* unique */
    {"23P01", PROBLEM_CONFLICT, false, false},          /* exclusion */
    {"25006", PROBLEM_UNAVAILABLE, false, true}, /* read-only: this server became a standby */
    {"26000", PROBLEM_UNAVAILABLE, false, true}, /* what we prepared is gone: a pooler in between */
    {"40001", PROBLEM_UNAVAILABLE, true, false}, /* serialization failure */
    {"40P01", PROBLEM_UNAVAILABLE, true, false}, /* deadlock */
    {"53", PROBLEM_UNAVAILABLE, false, false},   /* insufficient resources */
    {"55P03", PROBLEM_UNAVAILABLE, false, false}, /* lock timeout */
    {"57014", PROBLEM_UNAVAILABLE, false, false}, /* statement timeout */
    {"57", PROBLEM_UNAVAILABLE, false, true},     /* the server is stopping */
    {"25P03", PROBLEM_UNAVAILABLE, false, true},  /* idle in transaction for too long */
    {"", PROBLEM_INTERNAL_ERROR, false, false},
};

static const struct state_meaning *state_meaning(const PGresult *result)
{
    /* Without a state the text is libpq's own: the connection broke. */
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (state == NULL) state = "08006";
    const struct state_meaning *m = state_meanings;
    while (strncmp(state, m->prefix, strlen(m->prefix)) != 0) m++;
    return m;
}

static int compare_constraint(const void *key, const void *row)
{
    return strcmp(key, ((const struct constraint_meaning *)row)->constraint);
}

const struct constraint_meaning *constraint_meaning(const char *constraint)
{
    if (constraint == NULL) return NULL;
    return bsearch(constraint, constraint_meanings, constraint_meaning_count,
                   sizeof constraint_meanings[0], compare_constraint);
}

static void note(struct problem *problem, const char *text)
{
    if (problem->internal != NULL) return;
    char *copy = arena_copy(problem->arena, text, strlen(text));
    size_t length = strcspn(copy, "\n");
    copy[length] = '\0'; /* libpq's messages end in, or go on after, a newline */
    problem->internal = copy;
}

static enum outcome raise(struct problem *problem, enum problem_code code)
{
    enum outcome outcome = problem_raise(problem, code, NULL, NULL, NULL);
    if (outcome == OUTCOME_UNAVAILABLE && problem->retry_after_s == 0)
        problem->retry_after_s = RETRY_AFTER_S;
    return outcome;
}

static const char *field_or(const PGresult *result, int code, const char *otherwise)
{
    const char *text = PQresultErrorField(result, code);
    return text == NULL ? otherwise : text;
}

enum outcome error_of_result(const PGresult *result, const char *what, struct problem *problem,
                             bool *ret_retryable)
{
    const struct state_meaning *state = state_meaning(result);
    const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    const struct constraint_meaning *meaning = constraint_meaning(constraint);
    char text[INTERNAL_TEXT_BYTES];
    snprintf(text, sizeof text, "%s: %s %s: %s", what, field_or(result, PG_DIAG_SQLSTATE, "lost"),
             constraint == NULL ? "-" : constraint,
             field_or(result, PG_DIAG_MESSAGE_PRIMARY, PQresultErrorMessage(result)));
    note(problem, text);
    if (ret_retryable != NULL) *ret_retryable = state->retryable;
    if (meaning == NULL) return raise(problem, state->code);
    enum outcome outcome = raise(problem, meaning->code);
    if (meaning->pointer == NULL) return outcome;
    return problem_violation(problem, VIOLATION_IN_BODY, meaning->pointer, meaning->rule, NULL,
                             NULL);
}

bool error_ends_session(const PGresult *result)
{
    return state_meaning(result)->ends_session;
}

enum outcome error_unavailable(struct problem *problem, const char *format, ...)
{
    char text[INTERNAL_TEXT_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    note(problem, text);
    return raise(problem, PROBLEM_UNAVAILABLE);
}

enum outcome error_internal(struct problem *problem, const char *format, ...)
{
    char text[INTERNAL_TEXT_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    note(problem, text);
    return raise(problem, PROBLEM_INTERNAL_ERROR);
}
