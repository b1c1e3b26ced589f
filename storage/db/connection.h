/* connection.h - one connection to PostgreSQL in pipeline mode; private to storage/db
 *
 * For: opening with our session settings, and sending and receiving without ever waiting longer
 * than a deadline. Who uses it when is the pool's business (pool.h), what is sent that of trip.h.
 * Tests: tests/storage/test_db.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DB_CONNECTION_H
#define BANGKOM_DB_CONNECTION_H

#include <libpq-fe.h>
#include <pthread.h>

#include "domain/base/uuid.h"
#include "storage/db/db.h"

/* Statements that every connection has prepared under these names. */
#define CONNECTION_BEGIN "begin"
#define CONNECTION_TENANT "tenant"           /* $1 text: the organization's id, or empty */
#define CONNECTION_TENANT_HERE "tenant_here" /* the same for the open transaction only */
#define CONNECTION_COMMIT "commit"
#define CONNECTION_ROLLBACK "rollback"

enum prepared_state { PREPARED_NOT = 0, PREPARED_SENT, PREPARED_READY };

struct connection {
    PGconn *pg;
    pthread_t user;                    /* the thread that had it last */
    uint8_t *prepared;                 /* enum prepared_state by variant serial */
    unsigned prepared_capacity;        /* entries in `prepared` */
    unsigned prepared_count;           /* how many are ready on the server */
    bool unsent;                       /* libpq's output buffer was not emptied by the last flush */
    bool suspect;                      /* another connection was lost since this one became idle */
    char tenant[UUID_TEXT_LENGTH + 1]; /* as the session has it; empty: none */
    int64_t idle_since_ms;
    uint64_t queries; /* statements sent since the pool last asked */
};

/* monotonic_ms - a clock for deadlines */
int64_t monotonic_ms(void);

/* connection_open - connect, set the session up, prepare the statements above: waits at most the
 * connect timeout for each
 * fails  UNAVAILABLE (problem->internal says why) */
enum outcome connection_open(const struct db_options *options, struct connection **ret,
                             struct problem *problem) MUST_USE;

/* connection_close - accepts NULL; does not wait for a server that hangs */
void connection_close(struct connection *c);

/* connection_alive - whether the server has neither closed nor said anything since the last result;
 * asks the kernel only, and only where there is reason for doubt */
bool connection_alive(const struct connection *c);

/* connection_prepared - the state of a variant by its serial; writable until the next call */
uint8_t *connection_prepared(struct connection *c, unsigned serial);

/* connection_sync - end the pipeline and send what the kernel takes at once
 * returns false when the connection is lost */
bool connection_sync(struct connection *c);

enum received { RECEIVED, RECEIVED_LOST, RECEIVED_LATE };
/* connection_receive - the next result of the pipeline, which the caller clears
 * in   deadline_ms  of monotonic_ms; 0: none
 * out  *ret  never NULL on RECEIVED */
enum received connection_receive(struct connection *c, int64_t deadline_ms, PGresult **ret);

#endif
