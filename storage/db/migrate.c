/* migrate.c - see migrate.h
 *
 * Its own plain connection: migrations are scripts of many commands, run as the owner, without the
 * pool's time-outs.
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/db/migrate.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

#include "domain/base/text.h"
#include "storage/db/errors.h"

#include "domain/base/banned.h"

/* Any number that nobody else locks: "bangkom" in ASCII. */
#define LOCK_KEY "27691674527035245"

/* A migration that waits for a lock holds up everybody behind it; better to fail and be tried
 * again. */
static const char prepare_sql[] =
    "SET client_min_messages = warning; SET client_encoding = 'UTF8'; SET timezone = 'UTC';"
    "SELECT pg_advisory_lock(" LOCK_KEY ");"
    "SET lock_timeout = '10s';"
    "CREATE SCHEMA IF NOT EXISTS bangkom;"
    "SET search_path = bangkom;"
    "CREATE TABLE IF NOT EXISTS bangkom.schema_migrations ("
    " number integer NOT NULL,"
    " name text NOT NULL,"
    " sha256 text NOT NULL,"
    " applied_at timestamptz NOT NULL DEFAULT now(),"
    " CONSTRAINT schema_migrations_pkey PRIMARY KEY (number))";

static void finish(PGconn **pg)
{
    PQfinish(*pg);
}
static void clear(PGresult **result)
{
    PQclear(*result);
}
#define pg_auto __attribute__((cleanup(finish))) PGconn
#define result_auto __attribute__((cleanup(clear))) PGresult

static bool good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static enum outcome execute(PGconn *pg, const char *sql, const char *what, struct problem *problem)
{
    result_auto *result = PQexec(pg, sql);
    return good(result) ? OUTCOME_OK : error_of_result(result, what, problem, NULL);
}

static enum outcome refuse(struct problem *problem, const char *number, const char *name,
                           const char *why)
{
    if (problem->internal == NULL)
        problem->internal =
            arena_printf(problem->arena, "migration %s (%s) is recorded but %s", number, name, why);
    return problem_raise(problem, PROBLEM_CONFLICT, NULL, NULL, NULL);
}

/* Recorded migrations must be ours, from the first on, without gaps and unchanged. */
static enum outcome check_recorded(PGconn *pg, int *ret_recorded, struct problem *problem)
{
    result_auto *rows =
        PQexec(pg, "SELECT number, name, sha256 FROM bangkom.schema_migrations ORDER BY number");
    if (!good(rows)) return error_of_result(rows, "schema_migrations", problem, NULL);
    int count = PQntuples(rows);
    for (int i = 0; i < count; i++) {
        const char *number = PQgetvalue(rows, i, 0);
        const char *name = PQgetvalue(rows, i, 1);
        int64_t n = 0;
        parse_i64(number, 0, INT32_MAX, &n);
        if (i >= migration_count) return refuse(problem, number, name, "unknown to this program");
        if (n != migrations[i].number) return refuse(problem, number, name, "out of order");
        if (strcmp(PQgetvalue(rows, i, 2), migrations[i].sha256) != 0)
            return refuse(problem, number, name, "was changed since");
    }
    *ret_recorded = count;
    return OUTCOME_OK;
}

static enum outcome record_applied(PGconn *pg, const struct migration *m, struct problem *problem)
{
    char number[16];
    snprintf(number, sizeof number, "%d", m->number);
    const char *const values[] = {number, m->name, m->sha256};
    result_auto *result = PQexecParams(
        pg, "INSERT INTO bangkom.schema_migrations (number, name, sha256) VALUES ($1, $2, $3)", 3,
        NULL, values, NULL, NULL, 0);
    return good(result) ? OUTCOME_OK : error_of_result(result, m->name, problem, NULL);
}

static enum outcome apply(PGconn *pg, const struct migration *m, struct problem *problem)
{
    TRY(execute(pg, "BEGIN; SET LOCAL search_path = bangkom", m->name, problem));
    TRY(execute(pg, m->sql, m->name, problem));
    TRY(record_applied(pg, m, problem));
    return execute(pg, "COMMIT", m->name, problem);
}

enum outcome migrate(const char *conninfo, int up_to, void (*report)(const char *name),
                     int *ret_applied, struct problem *problem)
{
    pg_auto *pg = PQconnectdb(conninfo);
    int recorded = 0;
    int last = up_to > 0 && up_to < migration_count ? up_to : migration_count;
    *ret_applied = 0;
    if (PQstatus(pg) != CONNECTION_OK)
        return error_unavailable(problem, "connect: %s", PQerrorMessage(pg));
    TRY(execute(pg, prepare_sql, "preparing the schema", problem));
    TRY(check_recorded(pg, &recorded, problem));
    for (int i = recorded; i < last; i++) {
        if (report != NULL) report(migrations[i].name);
        TRY(apply(pg, &migrations[i], problem));
        (*ret_applied)++;
    }
    return OUTCOME_OK;
}
