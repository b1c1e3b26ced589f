/* connection.c - see connection.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/db/connection.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "storage/db/errors.h"

#include "domain/base/banned.h"

/* A connection that was in use this recently is taken to be alive without asking the kernel. */
#define TRUSTED_IDLE_MS 1000
#define DEFAULT_SETUP_MS 10000

int64_t monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What stands before dbname is a default that the connection string may override; what stands
 * behind overrides the connection string. */
static PGconn *connect_to(const struct db_options *options)
{
    char timeout[16];
    snprintf(timeout, sizeof timeout, "%d", options->connect_timeout_s);
    const char *const keys[] = {"fallback_application_name",
                                "keepalives_idle",
                                "keepalives_interval",
                                "keepalives_count",
                                "dbname",
                                "connect_timeout",
                                "client_encoding",
                                NULL};
    const char *const values[] = {"bangkom",         "30",    "10",   "3",
                                  options->conninfo, timeout, "UTF8", NULL};
    return PQconnectdbParams(keys, values, 1);
}

/* The session as every statement expects it. client_connection_check_interval ends the query of a
 * client that has gone; jit costs more than it gives on short statements, and so does memoize: its
 * table is made for the rows of a whole organization where a page of them is read. */
static const char setup_sql[] =
    "SELECT set_config('search_path', 'bangkom', false), set_config('timezone', $5, false),"
    " set_config('statement_timeout', $1, false), set_config('lock_timeout', $2, false),"
    " set_config('idle_in_transaction_session_timeout', $3, false),"
    " set_config('client_connection_check_interval', '5s', false), set_config('jit', 'off', false),"
    " set_config('enable_memoize', 'off', false),"
    " set_config('role', coalesce($4, 'none'), false)";

/* In POSIX the sign says how far UTC is east of the zone. */
static void write_time_zone(char *ret, size_t size, int offset_minutes)
{
    int distance = abs(offset_minutes);
    snprintf(ret, size, "UTC%c%02d:%02d", offset_minutes < 0 ? '+' : '-', distance / 60,
             distance % 60);
}

static bool send_setup(struct connection *c, const struct db_options *options)
{
    static const char *const fixed[][2] = {
        {CONNECTION_BEGIN, "BEGIN"},
        {CONNECTION_TENANT, "SELECT set_config('bangkom.organization_id', $1, false)"},
        {CONNECTION_TENANT_HERE, "SELECT set_config('bangkom.organization_id', $1, true)"},
        {CONNECTION_COMMIT, "COMMIT"},
        {CONNECTION_ROLLBACK, "ROLLBACK"},
    };
    static const Oid text[] = {25, 25, 25, 25, 25};
    char statement[16], lock[16], idle[16], time_zone[32];
    int statement_ms = options->statement_timeout_ms;
    snprintf(statement, sizeof statement, "%d", statement_ms);
    snprintf(lock, sizeof lock, "%d", statement_ms / 2);
    snprintf(idle, sizeof idle, "%d", statement_ms > 5000 ? 2 * statement_ms : 10000);
    write_time_zone(time_zone, sizeof time_zone, options->time_zone_offset_minutes);
    const char *const values[] = {statement, lock, idle, options->role, time_zone};

    if (!PQsendQueryParams(c->pg, setup_sql, 5, text, values, NULL, NULL, 0)) return false;
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        if (!PQsendPrepare(c->pg, fixed[i][0], fixed[i][1], 0, NULL)) return false;
    return connection_sync(c);
}

/* Storage does not write to the log, and libpq would write notices to stderr. */
static void ignore_notice(void *nobody, const PGresult *notice)
{
    (void)nobody;
    (void)notice;
}

static enum outcome setup_session(struct connection *c, const struct db_options *options,
                                  struct problem *problem)
{
    int wait_ms =
        options->connect_timeout_s > 0 ? 1000 * options->connect_timeout_s : DEFAULT_SETUP_MS;
    int64_t deadline_ms = monotonic_ms() + wait_ms;
    PQsetNoticeReceiver(c->pg, ignore_notice, NULL);
    if (PQsetnonblocking(c->pg, 1) != 0 || !PQenterPipelineMode(c->pg) || !send_setup(c, options))
        return error_unavailable(problem, "set up: %s", PQerrorMessage(c->pg));
    for (;;) {
        PGresult *result;
        enum received received = connection_receive(c, deadline_ms, &result);
        if (received == RECEIVED_LATE) return error_unavailable(problem, "set up: no answer");
        if (received == RECEIVED_LOST)
            return error_unavailable(problem, "set up: %s", PQerrorMessage(c->pg));
        ExecStatusType status = PQresultStatus(result);
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK &&
            status != PGRES_PIPELINE_SYNC) {
            enum outcome outcome =
                error_unavailable(problem, "set up: %s", PQresultErrorMessage(result));
            PQclear(result);
            return outcome;
        }
        PQclear(result);
        if (status == PGRES_PIPELINE_SYNC) return OUTCOME_OK;
    }
}

enum outcome connection_open(const struct db_options *options, struct connection **ret,
                             struct problem *problem)
{
    struct connection *c = calloc(1, sizeof *c);
    if (c == NULL) abort();
    c->user = pthread_self();
    c->pg = connect_to(options);
    enum outcome outcome = OUTCOME_OK;
    if (PQstatus(c->pg) != CONNECTION_OK)
        outcome = error_unavailable(problem, "connect: %s", PQerrorMessage(c->pg));
    else outcome = setup_session(c, options, problem);
    if (outcome != OUTCOME_OK) {
        connection_close(c);
        return outcome;
    }
    *ret = c;
    return OUTCOME_OK;
}

void connection_close(struct connection *c)
{
    if (c == NULL) return;
    /* PQfinish says good-bye to the server; in the middle of an exchange nobody may be
     * listening. */
    if (c->unsent && PQsocket(c->pg) >= 0) shutdown(PQsocket(c->pg), SHUT_RDWR);
    PQfinish(c->pg);
    free(c->prepared);
    free(c);
}

bool connection_alive(const struct connection *c)
{
    char byte;
    if (!c->suspect && monotonic_ms() - c->idle_since_ms < TRUSTED_IDLE_MS) return true;
    ssize_t got = recv(PQsocket(c->pg), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

uint8_t *connection_prepared(struct connection *c, unsigned serial)
{
    if (serial >= c->prepared_capacity) {
        unsigned capacity = c->prepared_capacity == 0 ? 64 : c->prepared_capacity;
        while (capacity <= serial) capacity *= 2;
        uint8_t *grown = realloc(c->prepared, capacity);
        if (grown == NULL) abort();
        memset(grown + c->prepared_capacity, PREPARED_NOT, capacity - c->prepared_capacity);
        c->prepared = grown;
        c->prepared_capacity = capacity;
    }
    return &c->prepared[serial];
}

static bool flush(struct connection *c)
{
    int left = PQflush(c->pg);
    c->unsent = left > 0;
    return left >= 0;
}

bool connection_sync(struct connection *c)
{
    return PQpipelineSync(c->pg) == 1 && flush(c);
}

/* What poll may wait: -1 for ever, 0 when the deadline has passed. */
static int left_ms(int64_t deadline_ms)
{
    if (deadline_ms == 0) return -1;
    int64_t left = deadline_ms - monotonic_ms();
    if (left <= 0) return 0;
    return left > 60000 ? 60000 : (int)left;
}

/* Waiting for both directions: a server that blocks on its own answers would else never read the
 * rest of a long pipeline. */
static enum received wait_for_input(struct connection *c, int64_t deadline_ms)
{
    struct pollfd fd = {.fd = PQsocket(c->pg), .events = c->unsent ? POLLIN | POLLOUT : POLLIN};
    int wait_ms = left_ms(deadline_ms);
    if (fd.fd < 0) return RECEIVED_LOST; /* poll would wait for nobody */
    if (wait_ms == 0) return RECEIVED_LATE;
    int ready = poll(&fd, 1, wait_ms);
    if (ready < 0 && errno != EINTR) return RECEIVED_LOST;
    if (ready <= 0) return RECEIVED; /* ask again: the deadline decides */
    if ((fd.revents & POLLOUT) && !flush(c)) return RECEIVED_LOST;
    if ((fd.revents & ~POLLOUT) && !PQconsumeInput(c->pg)) return RECEIVED_LOST;
    return RECEIVED;
}

enum received connection_receive(struct connection *c, int64_t deadline_ms, PGresult **ret)
{
    /* In pipeline mode a NULL stands between the results of two commands: never two of them, unless
     * the pipeline is empty, which is the caller's mistake and treated as a lost connection. */
    for (int nulls = 0; nulls < 2; nulls++) {
        while (PQisBusy(c->pg)) {
            enum received received = wait_for_input(c, deadline_ms);
            if (received != RECEIVED) return received;
        }
        *ret = PQgetResult(c->pg);
        if (*ret != NULL) return RECEIVED;
    }
    return RECEIVED_LOST;
}
