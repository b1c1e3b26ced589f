/* fixture_resource.h - requests to the real operations, by a caller whose roles the test chooses
 *
 * On top of fixture_contract.h (requests) and ../storage/fixture_people.h (rows by one word). A
 * suite names the generated tables itself, so that the other suites of the layer do not depend on
 * every handler.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_TESTS_API_FIXTURE_RESOURCE_H
#define BANGKOM_TESTS_API_FIXTURE_RESOURCE_H

#include "../storage/fixture_people.h"
#include "fixture_contract.h"

/* resource_open / resource_close - checked fixture: a database, and a planner over everything */
void resource_open(const struct operation *served_operations, const struct route *served_routes);
void resource_close(void);

/* act_as - the caller holds one role over a unit (NULL: the whole organization) and is a client */
void act_as(enum role_bit role, const char *unit);
/* act_as_employee - the caller is this employee and holds no other role */
void act_as_employee(const char *employee);

/* get, post, patch, put - requests; if_match NULL: no If-Match */
struct reply get(const char *target);
struct reply post(const char *target, const char *body);
struct reply put(const char *target, const char *body);
struct reply patch(const char *target, const char *if_match, const char *body);

/* member_of - a member of the reply's object as text: strings bare, others as JSON */
const char *member_of(const struct reply *reply, const char *name);
/* data_of - that member of every entry of "data", each followed by a comma */
const char *data_of(const struct reply *reply, const char *name);

#endif
