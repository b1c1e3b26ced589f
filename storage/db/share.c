/* share.c - see share.h
 *
 * A thread that waits has a seat in the line, on its stack. Who calls it has taken the seat out of
 * the line before, under the lock, and does not look at it after: the thread may be gone.
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/db/share.h"

#include <errno.h>
#include <semaphore.h>
#include <stdlib.h>
#include <time.h>

#include "storage/db/errors.h"
#include "storage/db/pool.h"

#include "domain/base/banned.h"

/* Another trip beside one that is under way is worth it for so many and the one that comes. */
#define WORTH_A_TRIP 2
/* The most that one takes along: bounds what the last of them waits for. */
#define MAX_COMPANY 31

struct seat {
    struct trip *trip;
    struct seat *behind;
    sem_t called;
    bool leads;                    /* else somebody took it along, and it is over */
    struct connection *connection; /* where it leads: of the trip that has ended, or NULL */
};

/* ---- the line; lock held */

static void line_up(struct db *db, struct seat *seat)
{
    *db->line_end = seat;
    db->line_end = &seat->behind;
    db->stats.waiting++;
}

static struct seat *take_first(struct db *db)
{
    struct seat *first = db->line;
    if (first == NULL) return NULL;
    db->line = first->behind;
    if (db->line == NULL) db->line_end = &db->line;
    first->behind = NULL;
    db->stats.waiting--;
    return first;
}

/* Whether it was still there. */
static bool step_out(struct db *db, struct seat *seat)
{
    struct seat **at = &db->line;
    while (*at != NULL && *at != seat) at = &(*at)->behind;
    if (*at == NULL) return false;
    *at = seat->behind;
    if (*at == NULL) db->line_end = at;
    db->stats.waiting--;
    return true;
}

/* ---- waiting */

static void wait_for_call(struct seat *seat)
{
    while (sem_wait(&seat->called) != 0) {
    } /* interrupted by a signal */
}

/* False: not called in time. */
static bool wait_patiently(struct seat *seat, int64_t patience_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    int64_t ns = until.tv_nsec + patience_ms * 1000000;
    until.tv_sec += (time_t)(ns / 1000000000);
    until.tv_nsec = (long)(ns % 1000000000);
    int failed;
    do {
        failed = sem_timedwait(&seat->called, &until);
    } while (failed != 0 && errno == EINTR);
    return failed == 0;
}

/* Until somebody calls; false: the thread has left the line instead. */
static bool wait_in_line(struct db *db, struct seat *seat)
{
    if (wait_patiently(seat, db->options.share_patience_ms)) return true;
    pthread_mutex_lock(&db->lock);
    bool left = step_out(db, seat);
    pthread_mutex_unlock(&db->lock);
    if (!left) wait_for_call(seat); /* it is under way, or is to lead */
    return !left;
}

/* ---- leading */

static void take_along(struct db *db, struct seat *leader)
{
    struct seat *last = leader;
    pthread_mutex_lock(&db->lock);
    for (int i = 0; i < MAX_COMPANY && db->line != NULL; i++) {
        last->behind = take_first(db);
        last->trip->next = last->behind->trip;
        last = last->behind;
    }
    pthread_mutex_unlock(&db->lock);
}

/* The connection, if the next trip can be made on it; else it is given back or closed. */
static struct connection *keep_fit(struct db *db, struct connection *c, const struct trip *first)
{
    bool lost = false, late = false;
    for (const struct trip *t = first; t != NULL; t = t->next) {
        lost = lost || t->end == TRIP_LOST || (t->error != NULL && error_ends_session(t->error));
        late = late || t->end == TRIP_LATE;
    }
    if (lost || late) db_discard(db, c, lost);
    else if (db_fit(c)) return c;
    else db_give(db, c);
    return NULL;
}

/* The next in the line leads, on the same connection; where nobody waits it is given back. */
static void pass_on(struct db *db, struct connection *c)
{
    pthread_mutex_lock(&db->lock);
    struct seat *next = take_first(db);
    if (next == NULL) db->sharing--;
    else if (c != NULL) db_count_queries(db, c);
    pthread_mutex_unlock(&db->lock);
    if (next != NULL) {
        next->leads = true;
        next->connection = c;
        sem_post(&next->called);
    } else if (c != NULL) {
        db_give(db, c);
    }
}

static void lose_all(struct trip *first)
{
    for (struct trip *t = first; t != NULL; t = t->next) t->end = TRIP_LOST;
}

static void lead(struct db *db, struct seat *leader)
{
    struct trip *first = leader->trip;
    struct connection *c = leader->connection;
    struct problem unsaid; /* who then travels alone says it */
    problem_init(&unsaid, first->arena);
    take_along(db, leader);
    if (c != NULL || db_take(db, &c, &unsaid) == OUTCOME_OK) {
        trip_run(c, first, db_deadline_ms(db));
        c = keep_fit(db, c, first);
    } else {
        lose_all(first);
    }
    pass_on(db, c);
    for (struct seat *seat = leader->behind, *behind; seat != NULL; seat = behind) {
        behind = seat->behind;
        sem_post(&seat->called);
    }
}

/* ---- all of it */

/* Whether the caller may lead at once; else its seat is in the line. */
static bool may_lead(struct db *db, struct seat *seat)
{
    pthread_mutex_lock(&db->lock);
    bool leads = db->sharing == 0 ||
                 (db->sharing < db->options.shared_trips && db->stats.waiting >= WORTH_A_TRIP);
    if (leads) db->sharing++;
    else line_up(db, seat);
    pthread_mutex_unlock(&db->lock);
    return leads;
}

/* False: the thread has left the line. */
static bool run(struct db *db, struct seat *seat)
{
    if (may_lead(db, seat)) lead(db, seat);
    else if (!wait_in_line(db, seat)) return false;
    else if (seat->leads) lead(db, seat);
    return true;
}

bool share_trip(struct db *db, struct trip *t)
{
    struct seat seat = {.trip = t};
    sem_init(&seat.called, 0, 0);
    bool made = run(db, &seat);
    sem_destroy(&seat.called);
    if (made && t->end == TRIP_FAILED && error_ends_session(t->error)) {
        PQclear(t->error);
        return false;
    }
    return made && t->end != TRIP_LOST && t->end != TRIP_SKIPPED;
}
