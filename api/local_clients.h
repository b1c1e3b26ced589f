/* local_clients.h - what commands do with clients and their roles, through the operations
 * Tests: tests/e2e/test_cli.py
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_LOCAL_CLIENTS_H
#define BANGKOM_LOCAL_CLIENTS_H

#include "api/local.h"

/* local_each_client - call each(cookie, client) for every client, revoked ones included
 * returns enum command_exit; unless COMMAND_OK, why not is said on standard error */
int local_each_client(struct local *l, void (*each)(void *cookie, const struct json_value *client),
                      void *cookie);

struct local_client {
    const char *id, *name; /* NULL: there is none */
    bool revoked;
};

/* local_find_client - by its name
 * out  *ret in `a`
 * returns enum command_exit; unless COMMAND_OK, why not is said on standard error */
int local_find_client(struct local *l, struct arena *a, const char *name, struct local_client *ret);

/* What is granted to whom. */
struct local_grant {
    const char *bearer; /* "client_id" or "employee_id" */
    const char *key;    /* the bearer's id or reference */
    const char *role;
    const char *unit; /* a reference, or NULL: the whole organization */
};
/* local_grant - give a role
 * out  *ret in `a`, which must be empty: 201, or already-exists when it is held already */
void local_grant(struct local *l, struct arena *a, const struct local_grant *grant,
                 struct local_reply *ret);

#endif
