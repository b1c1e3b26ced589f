/* db.h - the connections to PostgreSQL: a fixed pool, leased one at a time
 *
 * For: what request threads and workers need at once, opened lazily, replaced when broken.
 * Invariants: a connection goes back to the pool only when idle and outside a transaction; after a
 * failed connect the pool fails fast for a short back-off instead of queueing threads.
 * Must not know: resources, HTTP.
 * Tests: tests/storage/test_db.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DB_DB_H
#define BANGKOM_DB_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "domain/base/outcome.h"
#include "domain/base/problem.h"

struct db; /* the pool; one per process */
struct db_lease;

struct db_options {
    const char *conninfo; /* libpq connection string or URI */
    /* SET ROLE after connect, or NULL: the login role is used as it is */
    const char *role;
    int size; /* connections at most */
    int connect_timeout_s;
    int statement_timeout_ms;
    int lease_wait_ms; /* how long a lease may wait for a free connection */
    /* Brief reads share round trips (share.h): so many at once, 0: one … */
    int shared_trips;
    int share_patience_ms; /* … and who has waited so long for one goes alone; 0: 20 ms */
    /* Of the organization, east of UTC: a time's day in statements (::date) is its day there. */
    int time_zone_offset_minutes;
};

/* db_new - a pool; connects nothing yet. Never fails but for wrong options (aborts) */
struct db *db_new(const struct db_options *options);
/* db_free - closes all; every lease must have been given back; accepts NULL */
void db_free(struct db *db);

/* db_ready - one round trip: connected, and every migration of this program is applied (newer ones
 * do not matter: in a rolling upgrade the old servers go on)
 * fails  UNAVAILABLE (problem->internal says why) */
enum outcome db_ready(struct db *db, struct problem *problem) MUST_USE;

enum db_state {
    DB_READY,
    DB_NOT_MIGRATED, /* connected, but the schema is older than the program or cannot be read */
    DB_AWAY,         /* no connection */
};
/* db_state - like db_ready, telling apart what is missing; problem is raised unless DB_READY */
enum db_state db_state(struct db *db, struct problem *problem);

struct db_stats {
    int open, leased;
    int waiting; /* brief reads that wait for the next shared round trip */
    uint64_t connects, connect_failures, lease_timeouts, queries;
};
/* db_stats - what is open now, and counts since db_new */
struct db_stats db_stats(struct db *db);

#endif
