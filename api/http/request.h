/* request.h - one request as a handler sees it, and the replies a handler can give
 *
 * A handler is `enum outcome units_create(struct request *rq, struct units_create_call *in)`,
 * declared by the generator. It loads through rq->uow, decides by a pure domain function, applies,
 * and gives one reply. It never commits: the dispatcher commits when the handler returned
 * OUTCOME_OK and only then sends; on any other outcome it rolls back and renders rq->problem.
 * Must not know: ulfius, jansson, libpq.
 * Tests: tests/api/
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_REQUEST_H
#define BANGKOM_HTTP_REQUEST_H

#include "domain/base/arena.h"
#include "domain/base/json_write.h"
#include "domain/base/problem.h"
#include "storage/db/uow.h"
#include "api/http/operation.h"
#include "api/http/principal.h"

struct app; /* what the process shares: configuration, db, caches, metrics (http/app.h) */

enum language { LANGUAGE_ID = 0, LANGUAGE_EN = 1 };

struct header {
    const char *name, *value;
};
#define REPLY_MAX_HEADERS 24
struct reply {
    int status; /* 0: not given yet */
    const char *content_type;
    struct strbuf body;
    const char
        *static_body; /* instead of body: constant bytes that outlive the process's requests */
    size_t static_length;
    struct header headers[REPLY_MAX_HEADERS];
    int header_count;
};

struct request {
    struct app *app;
    struct arena *arena;
    struct problem *problem;
    struct uow *uow; /* of this request; leases nothing until the first sync */
    const struct operation *operation;
    const struct principal *principal; /* NULL on public operations */
    enum language language;
    struct instant now;
    struct date today; /* in the zone of BANGKOM_TIME_ZONE_OFFSET_MINUTES */
    const char *request_id;
    const char *path;     /* of the target as sent, without the query */
    const char *query;    /* of the target as sent, without the '?', or NULL */
    const char *raw_body; /* as sent; NUL-terminated where the operation takes it raw */
    size_t raw_body_length;
    const char *content_type; /* of the request, without parameters, lower case, or NULL */
    const char
        *if_match; /* a readable list of tags or "*"; never NULL for operations with x-if-match;
                               request_check_version compares it */
    const char *if_none_match;
    const char *idempotency_key;
    const char
        *authorization; /* header, on public operations only: OAuth clients authenticate so */
    const char *client_address;
    bool accepts_csv;       /* the caller prefers text/csv and the operation can give it */
    const char *reply_type; /* the one of operation->reply_types that Accept prefers */
    bool accepts_gzip;      /* Accept-Encoding names gzip (or *) with a q above 0 */
    struct reply reply;
    void (*after_work)(struct request *rq, struct uuid subject); /* see request_after_work */
    struct uuid after_work_subject;
};

/* request_after_work - have `call` called once when the handler said OK and its work was committed,
 * or failed to be: for what the process remembers and must not read again before the commit. One
 * per request. */
void request_after_work(struct request *rq, void (*call)(struct request *rq, struct uuid subject),
                        struct uuid subject);

/* request_uuid - a fresh UUIDv7 at the request's time */
struct uuid request_uuid(struct request *rq);

/* reply_record - the operation's success status with one record; ETag when version >= 0; answers
 * 304 by If-None-Match on reads */
enum outcome reply_record(struct request *rq, const struct record *record, const void *object,
                          int64_t version);
/* reply_created - 201 with Location: {path of the request}/{id} */
enum outcome reply_created(struct request *rq, const struct record *record, const void *object,
                           struct uuid id, int64_t version);
/* reply_accepted - 202 with Location (NULL: none) */
enum outcome reply_accepted(struct request *rq, const struct record *record, const void *object,
                            const char *location, int64_t version);
/* reply_empty - 204 */
enum outcome reply_empty(struct request *rq);
/* reply_text - any other body, by reference: text lives as long as the request's arena */
enum outcome reply_text(struct request *rq, int status, const char *content_type, const char *text,
                        size_t length);
/* reply_header - add a header, or replace the one of that name (Vary grows instead); both texts
 * live as long as the request's arena */
void reply_header(struct request *rq, const char *name, const char *value);

/* reply_list - run a list statement and answer {"data":[…],"next_cursor":…}
 * in  query  the operation's query struct: has members limit, cursor and, where the contract
 *            declares x-sort, sort; the statement's `in` is the same record, and the generator gave
 *            it the hidden members after_text / after_id, which this call fills from the cursor
 * The statement fetches :limit rows; this call asks for one more to know whether a next page
 * exists. As text/csv where the caller prefers that and the operation has it; the next page is then
 * in Link. */
enum outcome reply_list(struct request *rq, const struct statement *s, void *query);

/* reply_list_each - the same, with `each` called on every row before it is written (NULL: on none)
 * */
enum outcome reply_list_each(struct request *rq, const struct statement *s, void *query,
                             void (*each)(struct request *rq, void *row));

/* reply_table - a report: one record whose member `data` holds its rows, computed by a rule; as
 * text/csv, where the caller prefers that and the operation has it, only the rows */
enum outcome reply_table(struct request *rq, const struct record *record, const void *object);

/* request_check_version - OUTCOME_OK when If-Match names `version` (or *), or was not sent; else
 * STALE */
enum outcome request_check_version(struct request *rq, int64_t version) MUST_USE;

#endif
