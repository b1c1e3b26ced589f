/* trip.c - see trip.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/db/trip.h"

#include <string.h>

#include "domain/base/banned.h"

static bool send_prepare(struct trip *t, struct queued *q)
{
    const struct variant *v = q->variant;
    uint8_t *state = connection_prepared(t->connection, v->serial);
    q->prepares = *state == PREPARED_NOT;
    if (!q->prepares) return true;
    *state = PREPARED_SENT;
    return PQsendPrepare(t->connection->pg, v->name, v->sql, v->param_count, v->types) == 1;
}

static bool send_statement(struct trip *t, struct queued *q)
{
    const struct variant *v = q->variant;
    if (!send_prepare(t, q)) return false;
    return PQsendQueryPrepared(t->connection->pg, v->name, v->param_count, q->binding.values,
                               q->binding.lengths, v->formats, 1) == 1;
}

static bool send_fixed(struct connection *c, const char *name, const char *argument)
{
    return PQsendQueryPrepared(c->pg, name, argument == NULL ? 0 : 1, &argument, NULL, NULL, 1) ==
           1;
}

/* Everything of one trip but the Sync. */
static bool send_trip(struct trip *t)
{
    if (t->begins && !send_fixed(t->connection, CONNECTION_BEGIN, NULL)) return false;
    const char *setting = t->begins ? CONNECTION_TENANT_HERE : CONNECTION_TENANT;
    if (t->sets_tenant && !send_fixed(t->connection, setting, t->tenant)) return false;
    for (size_t i = 0; i < t->count; i++)
        if (!send_statement(t, &t->items[i])) return false;
    t->connection->queries += t->count;
    return !t->commits || send_fixed(t->connection, CONNECTION_COMMIT, NULL);
}

/* Which of the trips has to say whose it is: those that another organization travels before. */
static void prepare(struct connection *c, struct trip *first, int64_t deadline_ms)
{
    const char *tenant = c->tenant;
    for (struct trip *t = first; t != NULL; t = t->next) {
        t->connection = c;
        t->deadline_ms = deadline_ms;
        t->end = TRIP_DONE;
        t->sets_tenant = t->tenant != NULL && strcmp(t->tenant, tenant) != 0;
        if (t->sets_tenant) tenant = t->tenant;
    }
}

static bool send_all(struct connection *c, struct trip *first)
{
    for (struct trip *t = first; t != NULL; t = t->next)
        if (!send_trip(t)) return false;
    return connection_sync(c);
}

/* The state of the trip while answers come in; a later failure never hides an earlier one. */
static void fail_at(struct trip *t, enum trip_end how, size_t at)
{
    if (t->end != TRIP_DONE) return;
    t->end = how;
    t->at = at;
}

/* Nothing more will be heard of this trip and of those behind it. */
static void lose(struct trip *from, enum received received)
{
    for (struct trip *t = from; t != NULL; t = t->next) {
        PQclear(t->error);
        t->error = NULL;
        t->mistake = arena_text(t->arena, PQerrorMessage(t->connection->pg));
        t->end = received == RECEIVED_LATE ? TRIP_LATE : TRIP_LOST;
    }
}

/* A result that is the answer of a statement that ran; the others are recorded and cleared. */
static bool succeeded(struct trip *t, size_t at, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_PIPELINE_SYNC)
        return true;
    if (status != PGRES_PIPELINE_ABORTED && t->error == NULL) {
        t->error = result;
        t->end =
            TRIP_FAILED; /* also over a row that does not fit: the transaction is what counts */
        t->at = at;
        return false;
    }
    if (t->error == NULL) fail_at(t, TRIP_SKIPPED, at);
    PQclear(result);
    return false;
}

static void clear_result(void *result)
{
    PQclear(result);
}

/* Rows [0, rows) into an array of structs; false: recorded as TRIP_UNREAD. */
static bool read_rows(struct trip *t, const struct queued *q, PGresult *result, int rows,
                      void *items)
{
    const struct record *record = q->variant->statement->out;
    const char *field = NULL;
    const struct columns *columns = variant_columns(t->variants, q->variant, result, &field);
    for (int i = 0; columns != NULL && field == NULL && i < rows; i++)
        field =
            columns_read(t->arena, columns, result, i, (char *)items + (size_t)i * record->size);
    if (columns != NULL && columns->borrows) arena_on_done(t->arena, clear_result, result);
    else PQclear(result);
    if (field != NULL)
        t->mistake =
            arena_printf(t->arena, "%s: column %s has a type or value that its field cannot take",
                         q->variant->name, field);
    return field == NULL;
}

static int64_t touched_rows(PGresult *result)
{
    int64_t rows = 0;
    parse_i64(PQcmdTuples(result), 0, INT64_MAX, &rows);
    return rows;
}

static bool deliver_one(struct trip *t, const struct queued *q, PGresult *result)
{
    const struct record *record = q->variant->statement->out;
    if (q->ret != NULL && record != NULL) {
        memset(q->ret, 0, record->size);
        return read_rows(t, q, result, 1, q->ret);
    }
    PQclear(result);
    return true;
}

static bool deliver_rows(struct trip *t, const struct queued *q, PGresult *result, int rows)
{
    const struct record *record = q->variant->statement->out;
    *q->ret_rows = (struct row_set){.record = record, .count = (size_t)rows};
    if (rows == 0) {
        PQclear(result);
        return true;
    }
    q->ret_rows->items = arena_alloc_array(t->arena, (size_t)rows, record->size);
    return read_rows(t, q, result, rows, q->ret_rows->items);
}

/* Takes the result of a statement that ran. */
static void deliver(struct trip *t, size_t at, PGresult *result)
{
    const struct queued *q = &t->items[at];
    int rows = PQntuples(result);
    bool read = true;
    if (q->wanted == WANTED_ROWS) {
        read = deliver_rows(t, q, result, rows);
    } else if (q->wanted == WANTED_ONE && rows > 0) {
        read = deliver_one(t, q, result);
    } else {
        if (q->ret_count != NULL) *q->ret_count = touched_rows(result);
        PQclear(result);
    }
    if (!read) fail_at(t, TRIP_UNREAD, at);
    if (q->wanted != WANTED_ONE) return;
    if (q->ret_found != NULL) *q->ret_found = rows > 0;
    else if (rows == 0) fail_at(t, TRIP_MISSING, at);
}

/* The answer of a statement whose rows mean nothing: BEGIN, the setting, COMMIT, a preparation. */
static enum received receive_plain(struct trip *t, size_t at, bool *ret_ok)
{
    PGresult *result;
    enum received received = connection_receive(t->connection, t->deadline_ms, &result);
    if (received != RECEIVED) return received;
    *ret_ok = succeeded(t, at, result);
    if (*ret_ok) PQclear(result);
    return RECEIVED;
}

static enum received receive_preparation(struct trip *t, size_t at)
{
    bool ok = false;
    enum received received = receive_plain(t, at, &ok);
    *connection_prepared(t->connection, t->items[at].variant->serial) =
        ok ? PREPARED_READY : PREPARED_NOT;
    if (ok) t->connection->prepared_count++;
    return received;
}

static enum received receive_statement(struct trip *t, size_t at)
{
    PGresult *result;
    enum received received = RECEIVED;
    if (t->items[at].prepares) received = receive_preparation(t, at);
    if (received != RECEIVED) return received;
    received = connection_receive(t->connection, t->deadline_ms, &result);
    if (received == RECEIVED && succeeded(t, at, result)) deliver(t, at, result);
    return received;
}

static enum received receive_trip(struct trip *t)
{
    bool ok;
    enum received received = RECEIVED;
    int before = (t->begins ? 1 : 0) + (t->sets_tenant ? 1 : 0);
    int after = (t->commits ? 1 : 0) + (t->next == NULL ? 1 : 0); /* the Sync is the very last */
    for (int i = 0; received == RECEIVED && i < before; i++)
        received = receive_plain(t, t->count, &ok);
    for (size_t i = 0; received == RECEIVED && i < t->count; i++)
        received = receive_statement(t, i);
    for (int i = 0; received == RECEIVED && i < after; i++)
        received = receive_plain(t, t->count, &ok);
    return received;
}

/* What a reader sets stays for the next one, unless a trip failed: then the server has taken it
 * back with everything else up to the Sync. */
static void remember_tenant(struct connection *c, const struct trip *first)
{
    const char *tenant = NULL;
    for (const struct trip *t = first; t != NULL; t = t->next) {
        if (t->begins || t->error != NULL) return;
        if (t->sets_tenant) tenant = t->tenant;
    }
    if (tenant != NULL) memcpy(c->tenant, tenant, strlen(tenant) + 1);
}

void trip_run(struct connection *c, struct trip *first, int64_t deadline_ms)
{
    prepare(c, first, deadline_ms);
    if (!send_all(c, first)) {
        lose(first, RECEIVED_LOST);
        return;
    }
    for (struct trip *t = first; t != NULL; t = t->next) {
        enum received received = receive_trip(t);
        if (received == RECEIVED) continue;
        lose(t, received);
        return;
    }
    remember_tenant(c, first);
}

bool trip_rollback(struct connection *c, int64_t deadline_ms)
{
    bool ok = true;
    struct trip t = {.connection = c, .deadline_ms = deadline_ms};
    if (!send_fixed(c, CONNECTION_ROLLBACK, NULL) || !connection_sync(c)) return false;
    for (int i = 0; ok && i < 2; i++) /* ROLLBACK and the Sync */
        if (receive_plain(&t, 0, &ok) != RECEIVED) return false;
    PQclear(t.error);
    return ok;
}
