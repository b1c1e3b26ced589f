/* fixture_people.c - see fixture_people.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_people.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domain/base/banned.h"

/* ---- words */

struct uuid id_of(const char *word)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    struct uuid id = fx.organization;
    for (const char *c = word; *c != '\0'; c++)
        hash = (hash ^ (uint8_t)*c) * UINT64_C(1099511628211);
    for (size_t i = 0; i < sizeof hash; i++) id.bytes[i] = (uint8_t)(hash >> (8 * i));
    return id;
}

struct ref by_id(const char *word)
{
    return (struct ref){.by = REF_BY_ID, .id = id_of(word)};
}

struct ref by_ext(const char *word)
{
    return (struct ref){.by = REF_BY_EXT, .key = word};
}

/* ---- rows */

static const char *id_text(const char *word)
{
    if (word == NULL) return "NULL";
    return arena_printf(&fx.arena, "'%s'", uuid_text(id_of(word)));
}

static const char *organization(void)
{
    return uuid_text(fx.organization);
}

void add_unit(const char *word, const char *parent)
{
    owner_run(
        "INSERT INTO units (organization_id, id, external_id, name, kind, parent_id, created_at,"
        " updated_at) VALUES ('%s', %s, '%s', '%s', 'agency', %s, now(), now())",
        organization(), id_text(word), word, word, id_text(parent));
}

void add_position(const char *word)
{
    owner_run("INSERT INTO positions (organization_id, id, external_id, name, kind, created_at,"
              " updated_at) VALUES ('%s', %s, '%s', '%s', 'functional', now(), now())",
              organization(), id_text(word), word, word);
}

void add_competency(const char *word)
{
    owner_run(
        "INSERT INTO competencies (organization_id, id, external_id, code, name, kind, aspect,"
        " levels, created_at, updated_at) VALUES ('%s', %s, '%s', '%s', '%s', 'technical',"
        " 'skill', '[1,2,3,4,5]', now(), now())",
        organization(), id_text(word), word, word, word);
}

void add_employee(const char *word, const char *nip, const char *unit)
{
    owner_run(
        "INSERT INTO employees (organization_id, id, external_id, nip, name, kind, unit_id,"
        " created_at, updated_at) VALUES ('%s', %s, '%s', '%s', '%s', 'pns', %s, now(), now())",
        organization(), id_text(word), word, nip, word, id_text(unit));
}

void add_crowd(const char *unit, int count)
{
    owner_run("INSERT INTO employees (organization_id, id, nip, name, kind, unit_id, created_at,"
              " updated_at) SELECT '%s', gen_random_uuid(), '3' || lpad(n::text, 17, '0'),"
              " 'crowd' || lpad(n::text, 4, '0'), (ARRAY['pns', 'pppk'])[1 + n %% 2], %s, now(),"
              " now() FROM generate_series(1, %d) n",
              organization(), id_text(unit), count);
    owner_run("ANALYZE employees");
}

/* ---- units of work */

struct uow *new_reader(void)
{
    problem_init(&fx.problem, &fx.arena);
    return uow_new(&fx.arena, fx.db, &fx.context, &fx.problem);
}

struct uow *new_writer(void)
{
    struct uow *u = new_reader();
    uow_for_write(u);
    return u;
}

enum outcome finish(struct uow *u, enum outcome so_far)
{
    enum outcome outcome = so_far == OUTCOME_OK ? uow_commit(u) : so_far;
    if (outcome != OUTCOME_OK) uow_rollback(u);
    return outcome;
}

void scoped_to(const char *unit)
{
    struct uuid *root = ARENA_NEW(&fx.arena, struct uuid);
    *root = id_of(unit);
    fx.context.whole_organization = false;
    fx.context.scope = root;
    fx.context.scope_count = 1;
}

const char *violation_of(void)
{
    if (problem_outcome(&fx.problem) == OUTCOME_OK) return "";
    const char *code = problem_definitions[fx.problem.code].code;
    if (fx.problem.violation_count == 0) return code;
    return arena_printf(&fx.arena, "%s %s", code, fx.problem.violations[0].pointer);
}

/* ---- connections of their own */

PGconn *app_connection(void)
{
    PGconn *pg = PQconnectdb(fx.conninfo);
    run_on(pg,
           "SET search_path = bangkom; SET timezone = 'UTC'; SET ROLE bangkom_app;"
           "SET lock_timeout = '20s'; SET bangkom.organization_id = '%s'",
           organization());
    return pg;
}

void run_on(PGconn *pg, const char *format, ...)
{
    char sql[4096];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(sql, sizeof sql, format, args);
    va_end(args);
    ck_assert_int_lt(length, (int)sizeof sql);
    const char *state = sql_on(pg, NULL, sql);
    ck_assert_msg(strcmp(state, "00000") == 0, "%s %s in %s", state, PQerrorMessage(pg), sql);
}

#define LOOKS 500
#define LOOK_US 10000

bool is_blocked(PGconn *pg)
{
    for (int i = 0; i < LOOKS; i++, usleep(LOOK_US))
        if (owner_number("SELECT cardinality(pg_blocking_pids(%d))", PQbackendPID(pg)) > 0)
            return true;
    return false;
}

const char *end_of(PGconn *pg)
{
    static char state[6];
    snprintf(state, sizeof state, "00000");
    for (PGresult *result = PQgetResult(pg); result != NULL; result = PQgetResult(pg)) {
        const char *found = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        if (found != NULL) snprintf(state, sizeof state, "%s", found);
        PQclear(result);
    }
    return state;
}

/* ---- a transaction in a thread */

struct committer {
    pthread_t thread;
    PGconn *pg, *watch;
    bool good;
};

/* Nothing of Check in here: it is not the test's thread. */
static bool somebody_waits(struct committer *c)
{
    char sql[200];
    snprintf(sql, sizeof sql,
             "SELECT 1 FROM pg_stat_activity WHERE %d = ANY (pg_blocking_pids(pid))",
             PQbackendPID(c->pg));
    PGresult *rows = PQexec(c->watch, sql);
    bool found = PQntuples(rows) > 0;
    PQclear(rows);
    return found;
}

static void *wait_and_commit(void *cookie)
{
    struct committer *c = cookie;
    bool waited = false;
    for (int i = 0; i < LOOKS && !waited; i++, usleep(LOOK_US)) waited = somebody_waits(c);
    PGresult *result = PQexec(c->pg, "COMMIT");
    c->good = waited && PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    return NULL;
}

struct committer *commit_when_waited_for(const char *sql)
{
    struct committer *c = ARENA_NEW(&fx.arena, struct committer);
    c->pg = app_connection();
    c->watch = PQconnectdb(fx.conninfo);
    run_on(c->pg, "BEGIN; %s", sql);
    ck_assert_int_eq(pthread_create(&c->thread, NULL, wait_and_commit, c), 0);
    return c;
}

bool committed(struct committer *committer)
{
    pthread_join(committer->thread, NULL);
    PQfinish(committer->pg);
    PQfinish(committer->watch);
    return committer->good;
}
