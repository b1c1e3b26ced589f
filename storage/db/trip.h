/* trip.h - one round trip: a pipeline of statements up to one Sync; private to storage/db
 *
 * For: sending [BEGIN] [tenant] statements [COMMIT] at once and reading every answer in order,
 * whatever fails in between. What a failure means for the unit of work is uow.c's business. The
 * reads of several units of work may travel together (share.h): one trip each, behind one another.
 * Tests: tests/storage/test_uow.c, test_share.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DB_TRIP_H
#define BANGKOM_DB_TRIP_H

#include "storage/db/connection.h"
#include "storage/db/variant.h"

/* A statement with its parameters, waiting to be sent. */
enum wanted { WANTED_ONE, WANTED_ROWS, WANTED_COUNT };
struct queued {
    struct variant *variant;
    struct binding binding;
    enum wanted wanted;
    bool prepares;            /* this trip prepares the variant first */
    void *ret;                /* WANTED_ONE: the struct, or NULL */
    bool *ret_found;          /* WANTED_ONE: NULL makes no row a failure */
    struct row_set *ret_rows; /* WANTED_ROWS */
    int64_t *ret_count;       /* WANTED_COUNT, or NULL */
};

enum trip_end {
    TRIP_DONE,    /* every statement was answered */
    TRIP_FAILED,  /* `error` at `at`; what stood before it was answered */
    TRIP_UNREAD,  /* the row of `at` does not fit its struct: `mistake` */
    TRIP_MISSING, /* all answered, but `at` gave no row and had to */
    TRIP_LOST,    /* the connection is gone: `mistake`; to be discarded */
    TRIP_LATE,    /* no answer before the deadline; to be discarded */
    TRIP_SKIPPED, /* not run, because a trip before it failed */
};

struct trip {
    struct variants *variants;
    struct arena *arena;
    struct queued *items;
    size_t count;
    const char *tenant; /* text of the organization's id, or NULL: the transaction has it already */
    bool begins, commits;
    struct trip *next; /* what travels with it; only where neither begins nor commits */

    enum trip_end end;
    PGresult *error;     /* TRIP_FAILED; the caller clears it */
    size_t at;           /* index into items; count: BEGIN, the setting or COMMIT */
    const char *mistake; /* in the arena */

    struct connection *connection; /* the rest is trip.c's own */
    int64_t deadline_ms;
    bool sets_tenant;
};

/* trip_run - send and receive the first trip and what travels with it; fills what the items want,
 * from the first to the one that failed, and the `end` of every trip. The trips of the others are
 * written to as well, arenas included: their threads wait until this one is done
 * in  deadline_ms  of monotonic_ms; 0: none */
void trip_run(struct connection *c, struct trip *first, int64_t deadline_ms);

/* trip_rollback - end the open transaction; false: the connection is of no more use */
bool trip_rollback(struct connection *c, int64_t deadline_ms);

#endif
