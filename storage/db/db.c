/* db.c - see db.h and pool.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/db/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "storage/db/errors.h"
#include "storage/db/migrate.h"
#include "storage/db/pool.h"

#include "domain/base/banned.h"

#define BACK_OFF_MS 500
/* The server gives up a statement at the statement timeout; one that hangs as a whole is given up
 * by us this much later. Nothing is cancelled then: PQcancel would wait for the same server, and
 * the server ends the query of a closed connection by itself. */
#define ANSWER_MARGIN_MS 1000
/* Far more than a brief read takes: who still waits is behind one that is not brief this time. */
#define SHARE_PATIENCE_MS 20
/* Every prepared variant costs the server memory; callers choose the variants by their filters. */
#define MAX_PREPARED 500

struct db *db_new(const struct db_options *options)
{
    if (options->conninfo == NULL || options->size < 1 || options->size > 1000) abort();
    struct db *db = calloc(1, sizeof *db);
    if (db == NULL) abort();
    arena_init(&db->arena);
    db->options = *options;
    db->options.conninfo = arena_text(&db->arena, options->conninfo);
    db->options.role = arena_text(&db->arena, options->role);
    db->idle = ARENA_ARRAY(&db->arena, (size_t)options->size, struct connection *);
    if (db->options.shared_trips < 1) db->options.shared_trips = 1;
    if (db->options.share_patience_ms < 1) db->options.share_patience_ms = SHARE_PATIENCE_MS;
    db->line_end = &db->line;
    variants_init(&db->variants);
    pthread_mutex_init(&db->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&db->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return db;
}

void db_free(struct db *db)
{
    if (db == NULL) return;
    if (db->leased != 0) abort();
    while (db->idle_count > 0) connection_close(db->idle[--db->idle_count]);
    pthread_cond_destroy(&db->changed);
    pthread_mutex_destroy(&db->lock);
    variants_done(&db->variants);
    arena_done(&db->arena);
    free(db);
}

/* Lock held. A connection leaves the pool for good. */
static void forget(struct db *db)
{
    db->leased--;
    db->open--;
    pthread_cond_broadcast(&db->changed);
}

/* Lock held, room for one more: connects without the lock. */
static enum outcome take_new(struct db *db, struct connection **ret, struct problem *problem)
{
    if (db->failing && (db->probing || monotonic_ms() < db->retry_at_ms))
        return error_unavailable(problem, "%s", db->failure);
    bool probing = db->failing;
    if (probing) db->probing = true;
    db->open++;
    db->leased++;
    pthread_mutex_unlock(&db->lock);

    enum outcome outcome = connection_open(&db->options, ret, problem);

    pthread_mutex_lock(&db->lock);
    if (probing) db->probing = false;
    db->failing = outcome != OUTCOME_OK;
    db->stats.connects++;
    if (outcome == OUTCOME_OK) return OUTCOME_OK;
    db->stats.connect_failures++;
    db->retry_at_ms = monotonic_ms() + BACK_OFF_MS;
    snprintf(db->failure, sizeof db->failure, "%s", problem->internal);
    forget(db);
    return outcome;
}

/* Lock held, some idle: takes out the newest that this thread used last, or else the newest. A
 * thread and its server process then tend to stay on one processor, whose caches know both:
 * measured under load, a tenth of the CPU of a read by id. */
static struct connection *pick_idle(struct db *db)
{
    pthread_t self = pthread_self();
    int at = db->idle_count - 1;
    while (at >= 0 && !pthread_equal(db->idle[at]->user, self)) at--;
    if (at < 0) at = db->idle_count - 1;
    struct connection *c = db->idle[at];
    db->idle_count--;
    memmove(db->idle + at, db->idle + at + 1, (size_t)(db->idle_count - at) * sizeof *db->idle);
    c->user = self;
    return c;
}

/* Lock held: an idle connection that still lives, or NULL. */
static struct connection *take_idle(struct db *db)
{
    while (db->idle_count > 0) {
        struct connection *c = pick_idle(db);
        db->leased++;
        if (connection_alive(c)) return c;
        forget(db);
        connection_close(c);
    }
    return NULL;
}

/* Lock held: waits for a change until the deadline; false: it has passed. */
static bool wait_until(struct db *db, int64_t deadline_ms)
{
    struct timespec until = {.tv_sec = (time_t)(deadline_ms / 1000),
                             .tv_nsec = (long)(deadline_ms % 1000) * 1000000};
    pthread_cond_timedwait(&db->changed, &db->lock, &until);
    return monotonic_ms() < deadline_ms;
}

enum outcome db_take(struct db *db, struct connection **ret, struct problem *problem)
{
    enum outcome outcome = OUTCOME_OK;
    int64_t deadline_ms = 0;
    pthread_mutex_lock(&db->lock);
    for (;;) {
        *ret = take_idle(db);
        if (*ret != NULL) break;
        if (db->open < db->options.size) {
            outcome = take_new(db, ret, problem);
            break;
        }
        if (deadline_ms == 0) deadline_ms = monotonic_ms() + db->options.lease_wait_ms;
        if (!wait_until(db, deadline_ms)) {
            db->stats.lease_timeouts++;
            outcome = error_unavailable(problem, "all %d connections are in use", db->open);
            break;
        }
    }
    pthread_mutex_unlock(&db->lock);
    return outcome;
}

bool db_fit(const struct connection *c)
{
    return PQstatus(c->pg) == CONNECTION_OK && PQtransactionStatus(c->pg) == PQTRANS_IDLE &&
           c->prepared_count <= MAX_PREPARED;
}

int64_t db_deadline_ms(const struct db *db)
{
    int timeout_ms = db->options.statement_timeout_ms;
    return timeout_ms > 0 ? monotonic_ms() + timeout_ms + ANSWER_MARGIN_MS : 0;
}

void db_count_queries(struct db *db, struct connection *c)
{
    db->stats.queries += c->queries;
    c->queries = 0;
}

void db_give(struct db *db, struct connection *c)
{
    if (!db_fit(c)) {
        db_discard(db, c, false);
        return;
    }
    c->suspect = false;
    c->idle_since_ms = monotonic_ms();
    pthread_mutex_lock(&db->lock);
    db_count_queries(db, c);
    db->idle[db->idle_count++] = c;
    db->leased--;
    pthread_cond_signal(&db->changed);
    pthread_mutex_unlock(&db->lock);
}

void db_discard(struct db *db, struct connection *c, bool lost)
{
    pthread_mutex_lock(&db->lock);
    db_count_queries(db, c);
    for (int i = 0; lost && i < db->idle_count; i++) db->idle[i]->suspect = true;
    forget(db);
    pthread_mutex_unlock(&db->lock);
    connection_close(c);
}

struct db_stats db_stats(struct db *db)
{
    pthread_mutex_lock(&db->lock);
    struct db_stats stats = db->stats;
    stats.open = db->open;
    stats.leased = db->leased;
    pthread_mutex_unlock(&db->lock);
    return stats;
}
