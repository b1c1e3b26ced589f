/* uow.c - see uow.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/db/uow.h"

#include <string.h>

#include "storage/db/errors.h"
#include "storage/db/pool.h"
#include "storage/db/share.h"
#include "storage/db/trip.h"

#include "domain/base/banned.h"

#define ROLLBACK_MS 2000
#define FIRST_QUEUE 8
#define DAY_US (86400 * INT64_C(1000000))

struct guard {
    enum outcome (*check)(void *cookie); /* NULL: none */
    void *cookie;
    size_t at; /* it looks at what the items before this one gave */
};

struct uow {
    struct arena *arena;
    struct db *db;
    struct uow_context context;
    struct problem *problem;
    struct connection *connection; /* leased while a transaction is open */
    struct queued *queue;
    size_t count, capacity;
    struct guard guard;
    enum outcome failed; /* the first failure, which sticks */
    bool writes, began, finished, retryable;
    int round_trips;
    char tenant[UUID_TEXT_LENGTH + 1]; /* empty: none */
};

/* Gives the connection back outside any transaction, or not at all. */
static void release(struct uow *u)
{
    struct connection *c = u->connection;
    u->connection = NULL;
    if (c == NULL) return;
    if (PQtransactionStatus(c->pg) == PQTRANS_IDLE) {
        db_give(u->db, c);
        return;
    }
    u->round_trips++;
    if (trip_rollback(c, monotonic_ms() + ROLLBACK_MS)) db_give(u->db, c);
    else db_discard(u->db, c, true);
}

static enum outcome fail(struct uow *u, enum outcome outcome)
{
    u->failed = outcome;
    u->count = 0;
    u->guard.check = NULL;
    release(u);
    return outcome;
}

static void release_with_arena(void *uow)
{
    release(uow);
}

struct uow *uow_new(struct arena *a, struct db *db, const struct uow_context *context,
                    struct problem *problem)
{
    struct uow *u = ARENA_NEW(a, struct uow);
    u->arena = a;
    u->db = db;
    u->context = *context;
    u->problem = problem;
    if (!uuid_is_nil(context->organization_id)) uuid_format(context->organization_id, u->tenant);
    arena_on_done(a, release_with_arena, u);
    return u;
}

void uow_for_write(struct uow *u)
{
    u->writes = true;
}

/* What may not be queued: mistakes of ours, each of which would else show as wrong data. */
static const char *refusal(const struct uow *u, const struct statement *s)
{
    if (u->finished) return "queued after the end of its unit of work";
    if (u->tenant[0] == '\0' && !(s->flags & STATEMENT_GLOBAL)) return "needs a tenant";
    if ((s->flags & STATEMENT_WRITES) && !u->writes) return "writes without uow_for_write";
    return NULL;
}

static struct queued *next_slot(struct uow *u)
{
    if (u->count == u->capacity) {
        size_t capacity = u->capacity == 0 ? FIRST_QUEUE : 2 * u->capacity;
        struct queued *grown = ARENA_ARRAY(u->arena, capacity, struct queued);
        if (u->count > 0) memcpy(grown, u->queue, u->count * sizeof *grown);
        u->queue = grown;
        u->capacity = capacity;
    }
    return memset(&u->queue[u->count], 0, sizeof *u->queue);
}

/* Parameters are bound now, so that the struct they come from may go. NULL: the unit has failed. */
static struct queued *enqueue(struct uow *u, const struct statement *s, const void *in)
{
    if (u->failed != OUTCOME_OK) return NULL;
    const char *mistake = refusal(u, s);
    if (mistake != NULL) {
        fail(u, error_internal(u->problem, "%s: %s", s->name, mistake));
        return NULL;
    }
    struct queued *q = next_slot(u);
    q->variant = variant_of(&u->db->variants, s, variant_mask(s, &u->context, in));
    mistake = variant_bind(u->arena, q->variant, &u->context, in, &q->binding);
    if (mistake != NULL) {
        fail(u, error_internal(u->problem, "%s", mistake));
        return NULL;
    }
    u->count++;
    return q;
}

void uow_want(struct uow *u, const struct statement *s, const void *in, void *ret, bool *ret_found)
{
    struct queued *q = enqueue(u, s, in);
    if (q == NULL) return;
    q->wanted = WANTED_ONE;
    q->ret = ret;
    q->ret_found = ret_found;
}

void uow_want_rows(struct uow *u, const struct statement *s, const void *in, struct row_set *ret)
{
    struct queued *q = enqueue(u, s, in);
    if (q == NULL) return;
    q->wanted = WANTED_ROWS;
    q->ret_rows = ret;
}

void uow_write(struct uow *u, const struct statement *s, const void *in, int64_t *ret_rows)
{
    struct queued *q = enqueue(u, s, in);
    if (q == NULL) return;
    q->wanted = WANTED_COUNT;
    q->ret_count = ret_rows;
}

void uow_guard(struct uow *u, enum outcome (*check)(void *cookie), void *cookie)
{
    if (u->failed == OUTCOME_OK) u->guard = (struct guard){check, cookie, u->count};
}

static void prepare_trip(struct uow *u, struct trip *t, size_t count, bool commits)
{
    *t = (struct trip){
        .variants = &u->db->variants,
        .arena = u->arena,
        .items = u->queue,
        .count = count,
        .tenant = u->began ? NULL : u->tenant,
        .begins = u->writes && !u->began,
        .commits = commits,
    };
}

/* Whether others may wait for what is queued, and it for others (share.h). */
static bool is_brief(const struct uow *u, size_t count)
{
    if (u->writes) return false;
    for (size_t i = 0; i < count; i++)
        if (!(u->queue[i].variant->statement->flags & STATEMENT_BRIEF)) return false;
    return true;
}

/* One round trip of its own. A connection that turns out to be dead is replaced and the trip made
 * once more where nothing can have been done yet: in the first trip of a transaction, unless it
 * also commits. */
static enum outcome travel_alone(struct uow *u, struct trip *t, size_t count, bool commits)
{
    bool again = !u->began && !commits;
    for (;; again = false) {
        if (u->connection == NULL) TRY(db_take(u->db, &u->connection, u->problem));
        prepare_trip(u, t, count, commits);
        u->round_trips++;
        trip_run(u->connection, t, db_deadline_ms(u->db));
        bool ended = t->end == TRIP_FAILED && error_ends_session(t->error);
        if (t->end != TRIP_LOST && t->end != TRIP_LATE && !ended) return OUTCOME_OK;
        db_discard(u->db, u->connection, t->end != TRIP_LATE);
        u->connection = NULL;
        if (!again || t->end == TRIP_LATE) return OUTCOME_OK;
        PQclear(t->error);
    }
}

static enum outcome travel(struct uow *u, struct trip *t, size_t count, bool commits)
{
    if (!is_brief(u, count)) return travel_alone(u, t, count, commits);
    prepare_trip(u, t, count, commits);
    if (!share_trip(u->db, t)) return travel_alone(u, t, count, commits);
    u->round_trips++;
    return OUTCOME_OK;
}

static enum outcome judge(struct uow *u, const struct trip *t)
{
    const char *what = t->at < t->count ? t->items[t->at].variant->name : "transaction";
    switch (t->end) {
    case TRIP_DONE: return OUTCOME_OK;
    case TRIP_FAILED: return error_of_result(t->error, what, u->problem, &u->retryable);
    case TRIP_UNREAD: return error_internal(u->problem, "%s", t->mistake);
    case TRIP_MISSING: return problem_raise(u->problem, PROBLEM_NOT_FOUND, NULL, NULL, NULL);
    case TRIP_LOST: return error_unavailable(u->problem, "connection lost: %s", t->mistake);
    case TRIP_LATE: return error_unavailable(u->problem, "%s: the server does not answer", what);
    case TRIP_SKIPPED:
        break; /* share_trip does not let it through, and alone nobody stands before */
    }
    return error_internal(u->problem, "%s: unknown end", what);
}

/* Calls the guard if what it looks at was answered; it speaks before any failure behind it. */
static enum outcome ask_guard(struct uow *u, const struct trip *t, size_t count)
{
    struct guard guard = u->guard;
    bool stopped = t->end == TRIP_FAILED || t->end == TRIP_UNREAD;
    size_t answered = stopped ? t->at : count;
    if (t->end == TRIP_LOST || t->end == TRIP_LATE) return OUTCOME_OK;
    if (guard.check == NULL || guard.at > answered) return OUTCOME_OK;
    u->guard.check = NULL;
    return guard.check(guard.cookie);
}

/* The first `count` queued statements, and COMMIT. */
static enum outcome run(struct uow *u, size_t count, bool commits)
{
    struct trip t = {.end = TRIP_DONE};
    if (u->failed != OUTCOME_OK) return u->failed;
    if (count > 0 || commits) {
        enum outcome taken = travel(u, &t, count, commits);
        if (taken != OUTCOME_OK) return fail(u, taken);
        u->began = u->writes;
    }
    enum outcome outcome = ask_guard(u, &t, count);
    if (outcome == OUTCOME_OK) outcome = judge(u, &t);
    PQclear(t.error);
    if (outcome != OUTCOME_OK) return fail(u, outcome);

    u->count -= count;
    if (u->count > 0) memmove(u->queue, u->queue + count, u->count * sizeof *u->queue);
    if (!u->writes) release(u); /* a reader holds nothing between its round trips */
    return OUTCOME_OK;
}

enum outcome uow_sync(struct uow *u)
{
    return run(u, u->count, false);
}

/* Whether a row that has to be there is still asked for. */
static bool may_miss(const struct uow *u)
{
    for (size_t i = 0; i < u->count; i++)
        if (u->queue[i].wanted == WANTED_ONE && u->queue[i].ret_found == NULL) return true;
    return false;
}

enum outcome uow_commit(struct uow *u)
{
    /* What can still refuse the work has to speak before COMMIT is sent. */
    if (u->failed == OUTCOME_OK && u->guard.check != NULL) TRY(run(u, u->guard.at, false));
    if (!u->writes || may_miss(u)) TRY(run(u, u->count, false));
    if (u->writes && (u->count > 0 || u->began) && !u->finished) TRY(run(u, u->count, true));
    if (u->failed != OUTCOME_OK) return u->failed;
    u->finished = true;
    release(u);
    return OUTCOME_OK;
}

void uow_rollback(struct uow *u)
{
    u->count = 0;
    u->guard.check = NULL;
    u->finished = true;
    release(u);
}

bool uow_retryable(const struct uow *u)
{
    return u->retryable;
}

bool uow_writes(const struct uow *u)
{
    return u->writes;
}

int uow_round_trips(const struct uow *u)
{
    return u->round_trips;
}

void uow_forget_caller(struct uow *u)
{
    int64_t since_midnight = ((u->context.now.us % DAY_US) + DAY_US) % DAY_US;
    u->context = (struct uow_context){.organization_id = u->context.organization_id,
                                      .whole_organization = true,
                                      .now = {u->context.now.us - since_midnight},
                                      .today = u->context.today,
                                      .operation = u->context.operation};
}

const struct uow_context *uow_context(const struct uow *u)
{
    return &u->context;
}

struct arena *uow_arena(struct uow *u)
{
    return u->arena;
}

struct problem *uow_problem(struct uow *u)
{
    return u->problem;
}
