/* pool.h - the inside of struct db: connections to lease and the variants of statements;
 * private to storage/db
 *
 * Tests: tests/storage/test_db.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DB_POOL_H
#define BANGKOM_DB_POOL_H

#include <pthread.h>

#include "storage/db/connection.h"
#include "storage/db/variant.h"

struct seat; /* share.c */

struct db {
    struct db_options options; /* texts in `arena` */
    struct variants variants;

    pthread_mutex_t lock; /* everything below */
    pthread_cond_t changed;
    struct connection **idle; /* a thread gets its last one again, or else the newest */
    int idle_count;
    int open; /* idle, leased or being connected */
    int leased;
    int sharing;                   /* shared round trips under way (share.h) */
    struct seat *line, **line_end; /* brief reads that wait for the next one, oldest first */
    bool failing;                  /* the last attempt to connect failed */
    bool probing;                  /* … and one thread tries again; the others fail at once */
    int64_t retry_at_ms;
    char failure[200]; /* what the last attempt said */
    struct db_stats stats;
    struct arena arena;
};

/* db_take - a connection that is idle, outside a transaction; waits at most options.lease_wait_ms
 * fails  UNAVAILABLE */
enum outcome db_take(struct db *db, struct connection **ret, struct problem *problem) MUST_USE;

/* db_fit - whether a connection may be used again: idle, outside a transaction, not full */
bool db_fit(const struct connection *c);

/* db_deadline_ms - when an answer that is asked for now is late (monotonic_ms); 0: never */
int64_t db_deadline_ms(const struct db *db);

/* db_count_queries - into the statistics; lock held */
void db_count_queries(struct db *db, struct connection *c);

/* db_give - take it back; it is closed when it is not idle or has prepared too much */
void db_give(struct db *db, struct connection *c);

/* db_discard - close it; with `lost` the idle ones are looked at before they are leased again */
void db_discard(struct db *db, struct connection *c, bool lost);

#endif
