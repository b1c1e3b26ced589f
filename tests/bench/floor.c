/* floor.c - the least that GET /v1/units/{id} and GET /v1/units?limit=20 can cost in C
 *
 * A raw libmicrohttpd epoll pool with one libpq connection a thread and prepared statements with
 * binary results, the JSON written by hand into one buffer. Nothing is checked: no token, no roles,
 * no row-level security, no log, no counters. tests/bench/run compares the server with it.
 *   bench_floor PORT THREADS CONNINFO ORGANIZATION_ID
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/time.h"
#include "domain/base/uuid.h"

#include <endian.h>
#include <libpq-fe.h>
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS                                                                                    \
    "u.id, u.external_id, u.name, u.kind, u.parent_id, u.version, u.created_at, u.updated_at"
#define GET_SQL "SELECT " COLUMNS " FROM bangkom.units u WHERE u.organization_id = $1 AND u.id = $2"
#define LIST_SQL                                                                                   \
    "SELECT " COLUMNS " FROM bangkom.units u WHERE u.organization_id = $1 "                        \
    "ORDER BY u.name, u.id LIMIT $2"
#define LIMIT 20
#define PG_EPOCH_US INT64_C(946684800000000) /* 2000-01-01 */
#define UUID_OID 2950
#define INT8_OID 20

static const char *conninfo;
static struct uuid organization;

static _Thread_local PGconn *connection;
static _Thread_local char text[65536]; /* 21 units of at most 1.5 KB */
static _Thread_local size_t length;

static void put(const char *bytes, size_t count)
{
    if (length + count > sizeof text) abort();
    memcpy(text + length, bytes, count);
    length += count;
}

static void put_text(const char *bytes)
{
    put(bytes, strlen(bytes));
}

static void put_string(const char *value)
{
    put("\"", 1);
    for (; *value != '\0'; value++) {
        if (*value == '"' || *value == '\\') put("\\", 1);
        if ((unsigned char)*value < 0x20) abort(); /* the bench's data has none */
        put(value, 1);
    }
    put("\"", 1);
}

static int64_t read_int8(const char *value)
{
    uint64_t bits;
    memcpy(&bits, value, sizeof bits);
    return (int64_t)be64toh(bits);
}

static void put_uuid(const char *value)
{
    struct uuid id;
    char buffer[UUID_TEXT_LENGTH + 1];
    memcpy(id.bytes, value, sizeof id.bytes);
    uuid_format(id, buffer);
    put_string(buffer);
}

static void put_instant(const char *value)
{
    char buffer[INSTANT_TEXT_LENGTH + 1];
    instant_format((struct instant){read_int8(value) + PG_EPOCH_US}, buffer);
    put_string(buffer);
}

static void put_integer(const char *value)
{
    char buffer[24];
    snprintf(buffer, sizeof buffer, "%lld", (long long)read_int8(value));
    put_text(buffer);
}

static const struct {
    const char *key;
    void (*put)(const char *value);
} members[] = {
    {"{\"id\":", put_uuid},
    {",\"external_id\":", put_string},
    {",\"name\":", put_string},
    {",\"kind\":", put_string},
    {",\"parent_id\":", put_uuid},
    {",\"version\":", put_integer},
    {",\"created_at\":", put_instant},
    {",\"updated_at\":", put_instant},
};

static void put_unit(const PGresult *rows, int row)
{
    for (int i = 0; i < (int)(sizeof members / sizeof members[0]); i++) {
        put_text(members[i].key);
        if (PQgetisnull(rows, row, i)) put_text("null");
        else members[i].put(PQgetvalue(rows, row, i));
    }
    put("}", 1);
}

static void connect_once(void)
{
    static const Oid get_types[] = {UUID_OID, UUID_OID}, list_types[] = {UUID_OID, INT8_OID};
    if (connection != NULL) return;
    connection = PQconnectdb(conninfo);
    PQclear(PQprepare(connection, "get", GET_SQL, 2, get_types));
    PQclear(PQprepare(connection, "list", LIST_SQL, 2, list_types));
}

static PGresult *execute(const char *statement, const void *second, int second_length)
{
    const char *values[] = {(const char *)organization.bytes, second};
    const int lengths[] = {sizeof organization.bytes, second_length}, formats[] = {1, 1};
    connect_once();
    PGresult *rows = PQexecPrepared(connection, statement, 2, values, lengths, formats, 1);
    if (PQresultStatus(rows) == PGRES_TUPLES_OK) return rows;
    fputs(PQresultErrorMessage(rows), stderr);
    abort();
}

static int answer_get(const char *id_text)
{
    struct uuid id;
    if (!uuid_parse(id_text, &id)) return 400;
    PGresult *rows = execute("get", id.bytes, sizeof id.bytes);
    int status = PQntuples(rows) == 1 ? 200 : 404;
    if (status == 200) put_unit(rows, 0);
    PQclear(rows);
    return status;
}

static int answer_list(void)
{
    uint64_t limit = htobe64(LIMIT + 1);
    PGresult *rows = execute("list", &limit, sizeof limit);
    int count = PQntuples(rows);
    put_text("{\"data\":[");
    for (int i = 0; i < count && i < LIMIT; i++) {
        if (i > 0) put(",", 1);
        put_unit(rows, i);
    }
    put_text("],\"next_cursor\":");
    if (count > LIMIT) put_uuid(PQgetvalue(rows, LIMIT - 1, 0));
    else put_text("null");
    put("}", 1);
    PQclear(rows);
    return 200;
}

static enum MHD_Result answer(void *cookie, struct MHD_Connection *client, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_length, void **state)
{
    /* gate: parameters: the callback's type is libmicrohttpd's */
    static int seen;
    (void)cookie, (void)method, (void)version, (void)upload, (void)upload_length;
    if (*state == NULL) {
        *state = &seen;
        return MHD_YES;
    }
    length = 0;
    int status = strcmp(url, "/v1/units") == 0         ? answer_list()
                 : strncmp(url, "/v1/units/", 10) == 0 ? answer_get(url + 10)
                                                       : 404;
    struct MHD_Response *response =
        MHD_create_response_from_buffer(length, text, MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(response, "Content-Type", "application/json");
    enum MHD_Result result = MHD_queue_response(client, (unsigned)status, response);
    MHD_destroy_response(response);
    return result;
}

int main(int argc, char **argv)
{
    sigset_t stop;
    int signal_number;
    if (argc != 5 || !uuid_parse(argv[4], &organization)) {
        fputs("usage: bench_floor PORT THREADS CONNINFO ORGANIZATION_ID\n", stderr);
        return 2;
    }
    conninfo = argv[3];
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigprocmask(SIG_BLOCK, &stop, NULL);
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)strtoul(argv[1], NULL, 10), NULL, NULL, answer,
        NULL, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)strtoul(argv[2], NULL, 10),
        MHD_OPTION_CONNECTION_LIMIT, 4096U, MHD_OPTION_END);
    if (daemon == NULL) return 1;
    sigwait(&stop, &signal_number);
    MHD_stop_daemon(daemon);
    return 0;
}
