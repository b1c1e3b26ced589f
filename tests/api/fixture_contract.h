/* fixture_contract.h - a small contract by hand, so that the suites of api/http depend on no
 * resource
 *
 * Widgets have a member of every kind. Handlers do what the test tells them (struct told) and note
 * what they were given.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_TESTS_API_FIXTURE_CONTRACT_H
#define BANGKOM_TESTS_API_FIXTURE_CONTRACT_H

#include <check.h>
#include <stdbool.h>

#include "api/config.h"
#include "api/http/dispatch.h"

enum color { COLOR_RED = 1, COLOR_GREEN, COLOR_DARK_BLUE };

struct part {
    struct presence has;
    const char *name;
    int64_t weight;
};
struct part_list {
    size_t count;
    struct part *items;
    const char *raw_json;
};
struct widget {
    struct presence has;
    const char *name;
    int64_t count;
    int64_t size;
    bool active;
    enum color color;
    struct uuid key;
    struct date made_on;
    struct instant seen_at;
    struct ref owner;
    struct ref keeper;
    struct part main_part;
    struct part_list parts;
    struct list tags;
    struct list keys;
    struct list owners;
    const char *extra;
    const char *secret;
    int64_t version;
    const char *slash;
};
extern const struct record part_record, widget_record;
int widget_field(const char *name); /* index; the test fails when there is none */

/* Query of a list, as the generator makes it. */
enum widgets_sort { WIDGETS_SORT_NAME = 1, WIDGETS_SORT_NAME_DESC, WIDGETS_SORT_SEEN_AT };
struct widgets_query {
    struct presence has;
    enum color color;
    const char *name;
    int64_t limit;
    const char *cursor;
    enum widgets_sort sort;
    const char *after_text;
    struct uuid after_id;
};
extern const struct record widgets_query_record;

struct widget_path {
    struct presence has;
    struct ref widget_id;
};
extern const struct record widget_path_record;

/* The operations, in the order of the table. */
enum widget_operation {
    WIDGETS_LIST,   /* GET    /v1/widgets              planner, auditor; CSV */
    WIDGETS_CREATE, /* POST   /v1/widgets              planner; idempotent */
    WIDGETS_BULK,   /* POST   /v1/widgets/bulk         any; idempotent, 64 bytes at most */
    WIDGETS_GET,    /* GET    /v1/widgets/{widget_id}  any */
    WIDGETS_UPDATE, /* PATCH  /v1/widgets/{widget_id}  any; If-Match, merge-patch */
    WIDGETS_DELETE, /* DELETE /v1/widgets/{widget_id}  any; 204 */
    WIDGETS_KEYS, /* POST   /v1/widgets/{widget_id}/keys  any; idempotent, the reply has a secret */
    WIDGETS_PHOTO, /* PUT    /v1/widgets/{widget_id}/photo any; raw text/plain or image/png */
    WIDGETS_FORM,  /* POST   /form                    public; form */
    WIDGETS_PAGE,  /* GET    /page                    public; application/json or text/html */
    WIDGET_OPERATIONS
};
extern const struct contract widget_contract;
extern const struct contract *contract_in_use;

/* What handlers shall do and what they saw. */
struct told {
    enum outcome (*handler)(struct request *rq, void *in); /* NULL: reply_record with a widget */
    int calls;
    const struct operation *operation; /* of the last call */
    struct widget body;
    struct widgets_query query;
    struct widget_path path;
};
extern struct told told;

/* An application without a database, and a caller. */
struct caller {
    const char *token; /* what Authorization must be; NULL: nobody gets in */
    struct principal principal;
};
extern struct caller caller;
extern struct config config;
extern struct app app;

/* fixture_contract_open / _close - checked fixture: app, config, caller (a planner of the whole
 * organization, "Bearer good") and the arena `memory` */
void fixture_contract_open(void);
void fixture_contract_close(void);
extern struct arena memory;

/* fixture_contract_case - a test case with the fixture above, in a suite of its own
 * fixture_contract_run - run it; for main() */
TCase *fixture_contract_case(const char *name, Suite **ret_suite);
int fixture_contract_run(Suite *suite);

/* send_request - dispatch one request over the contract in use: widget_contract, until a suite sets
 * another one in its own fixture
 * in   headers  "Name: value\nName: value", or NULL; Authorization is added when there is none
 *      body     NULL: none */
struct reply send_request(const char *method, const char *target, const char *headers,
                          const char *body);
/* body_of - the body of a reply, NUL-terminated */
const char *body_of(const struct reply *reply);
/* problem_of - "CODE in:pointer rule | in:pointer rule" of a problem reply, in `memory` */
const char *problem_of(const struct reply *reply);
/* header_of - a header of a reply, or "" */
const char *header_of(const struct reply *reply, const char *name);

#endif
