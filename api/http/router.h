/* router.h - from path segments to the operation of the contract
 *
 * A walk over the generated trie: a literal wins over a parameter, and a literal that leads nowhere
 * gives way to the parameter beside it. The first path of the contract that fits decides: if it
 * does not have the method, that is 405, as OpenAPI reads concrete before templated paths.
 * Tests: tests/api/test_router.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_ROUTER_H
#define BANGKOM_HTTP_ROUTER_H

#include "api/http/operation.h"
#include "api/http/target.h"

struct routing {
    const struct route *route; /* NULL: no such path */
    int operation;             /* of the method; -1: the path does not have it */
    int value_count;
    const char
        *values[TARGET_MAX_SEGMENTS]; /* of the parameters, in order, borrowed from the target */
};

/* router_method - METHOD_COUNT for a method that no operation has; HEAD is GET */
enum http_method router_method(const char *method);

/* router_find - out  *ret, always complete */
void router_find(const struct route *table, const struct target *target, enum http_method method,
                 struct routing *ret);

/* router_allow - the value of Allow for a path, e.g. "GET, HEAD, PATCH, OPTIONS" */
const char *router_allow(struct arena *a, const struct route *route);

#endif
