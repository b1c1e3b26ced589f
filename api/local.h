/* local.h - the operations of the contract, called by commands inside this process
 *
 * For: whoever holds the owner's database URL (seed, client, token) acts through the same
 * operations as everybody else, so that every rule, check and audit row applies. The caller is
 * nobody's client: principal_id is null in what they write, the name is "bangkom".
 * Statements run under the server's role (BANGKOM_DATABASE_ROLE); only making an organization needs
 * the owner's rights.
 * Must not know: what the operations do.
 * Tests: tests/e2e/test_cli.py
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_LOCAL_H
#define BANGKOM_LOCAL_H

#include <stdio.h>

#include "api/http/app.h"
#include "domain/base/uuid.h"

struct arena;
struct json_value;

struct local {
    struct app app;
    struct uuid organization_id;
    const char *authorization; /* what our own verify understands */
    struct uuid acting_for;    /* an employee whose own record is written; nil: nobody */
    struct arena *arena;
};

/* local_open - ready for calls in an organization
 * in     slug  of the organization
 *        name  of the organization, made when there is none of that slug; NULL: do not make it
 * returns enum command_exit; unless COMMAND_OK, why not is said on standard error. local_close in
 *         any case */
int local_open(struct local *ret, struct arena *a, const struct config *config, const char *slug,
               const char *name);
void local_close(struct local *l); /* what local_open opened */

struct local_request {
    const char *method, *target;
    const char *content_type; /* NULL: application/json */
    const char *body;         /* NULL: none */
    size_t length;            /* 0: up to the NUL */
};
struct local_reply {
    int status;
    const char *code; /* of the problem, or NULL */
    const struct json_value *json;
};

/* local_send - one request; the reply lives in `a`, which must be empty */
void local_send(struct local *l, struct arena *a, const struct local_request *request,
                struct local_reply *ret);
/* local_get - the same, without body */
void local_get(struct local *l, struct arena *a, const char *target, struct local_reply *ret);

/* local_explain - what a problem says: its detail, and the first of its violations
 * in  what  the start of the line: what was refused */
void local_explain(FILE *out, const char *what, const struct local_reply *reply);

/* local_segment - a reference or key as one segment of a path */
const char *local_segment(struct arena *a, const char *text);

#endif
