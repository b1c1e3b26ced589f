/* statement.h - a named SQL statement, generated from storage/sql/NAME.sql by openapi/gen.py
 *
 * A statement is a row of tokens: literal SQL, a parameter, or the start and end of a part that is
 * there only under a condition (an optional filter, a sort order). The set of true conditions is
 * the variant; each variant is prepared once per connection under the name NAME.MASK. Values are
 * always bound, never pasted.
 * Tests: tests/storage/test_catalogue.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DB_STATEMENT_H
#define BANGKOM_DB_STATEMENT_H

#include "domain/base/record.h"

/* What the unit of work knows by itself; written :@name in SQL.
 * (1) The condition @scope: the caller does not see the whole organization. */
enum context_param {
    CONTEXT_NONE = 0,
    CONTEXT_ORGANIZATION_ID, /* :@organization_id  uuid */
    CONTEXT_PRINCIPAL_ID,    /* :@principal_id     uuid */
    CONTEXT_PRINCIPAL_NAME,  /* :@principal_name   text */
    CONTEXT_SCOPE,           /* :@scope            uuid[] roots of the caller's subtrees (1) */
    CONTEXT_SELF,       /* :@self             uuid of the caller's own employee record, or null */
    CONTEXT_NOW,        /* :@now              timestamptz, the request's time */
    CONTEXT_TODAY,      /* :@today            date in the organization's zone */
    CONTEXT_OPERATION,  /* :@operation        text, operationId */
    CONTEXT_REQUEST_ID, /* :@request_id       text */
};

struct statement_param {
    enum context_param context; /* or CONTEXT_NONE: the field below */
    enum kind kind;
    int16_t field; /* index into in->fields */
};

enum token_kind { TOKEN_TEXT, TOKEN_PARAM, TOKEN_IF, TOKEN_END };
struct statement_token {
    enum token_kind kind;
    const char *text; /* TOKEN_TEXT */
    int16_t index;    /* TOKEN_PARAM: into params; TOKEN_IF: into conditions */
};

/* True when: field >= 0 and equals < 0: the field holds a value; equals >= 0: the enum value, or
 * the `by` of a reference, is that number (absent counts as 0); context CONTEXT_SCOPE: see
 * above. */
struct statement_condition {
    int16_t field;
    int16_t equals;
    enum context_param context;
    bool negated; /* written !name */
};

enum statement_flag {
    STATEMENT_WRITES = 1,     /* INSERT, UPDATE, DELETE or a function with effects */
    STATEMENT_GLOBAL = 2,     /* reads no tenant table: no tenant setting needed */
    STATEMENT_SEQSCAN_OK = 4, /* -- plan: seqscan REASON */
    STATEMENT_OWNER = 8,      /* for commands: the server's role is refused it */
    STATEMENT_BRIEF = 16,     /* reads a few pages of an index: may share a round trip */
};

struct statement {
    const char *name;
    uint16_t number; /* 0..statement_count-1, its place in per-connection tables */
    uint16_t flags;
    const struct record *in;  /* fields that :name may mean, or NULL */
    const struct record *out; /* columns of a row by name, or NULL */
    const struct statement_token *tokens;
    uint16_t token_count;
    const struct statement_param *params;
    uint16_t param_count;
    const struct statement_condition *conditions; /* at most 16 */
    uint16_t condition_count;
};

/* All statements, by number; generated. */
extern const struct statement *const statements[];
extern const uint16_t statement_count;

/* What the names of database constraints mean to a caller; generated from errors.yaml and the
 * resources' x-constraints. Sorted by name. */
#include "domain/base/problem.h"
struct constraint_meaning {
    const char *constraint;
    enum problem_code code; /* e.g. PROBLEM_ALREADY_EXISTS */
    const char *pointer;    /* of the violation, or NULL when the code says it all */
    enum violation_rule rule;
};
extern const struct constraint_meaning constraint_meanings[];
extern const uint16_t constraint_meaning_count;

#endif
