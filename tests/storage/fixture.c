/* fixture.c - see fixture.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "domain/base/strbuf.h"
#include "storage/db/migrate.h"

#include "domain/base/banned.h"

struct fixture fx;

#define MAX_FRESH 32
static char database[64];
static char suite_conninfo[1024];

static const char *server_url(void)
{
    const char *url = getenv("BANGKOM_TEST_DATABASE_URL");
    if (url != NULL && url[0] != '\0') return url;
    fputs("BANGKOM_TEST_DATABASE_URL is not set: see tests/postgres\n", stderr);
    exit(1);
}

static void add_option(struct strbuf *s, const char *keyword, const char *value)
{
    strbuf_text(s, keyword);
    strbuf_text(s, "='");
    for (; *value != '\0'; value++) {
        if (*value == '\'' || *value == '\\') strbuf_char(s, '\\');
        strbuf_char(s, *value);
    }
    strbuf_text(s, "' ");
}

static const char *conninfo_of(struct arena *a, const char *name)
{
    struct strbuf s;
    char *error = NULL;
    PQconninfoOption *options = PQconninfoParse(server_url(), &error);
    if (options == NULL) {
        fprintf(stderr, "BANGKOM_TEST_DATABASE_URL: %s", error);
        exit(1);
    }
    strbuf_init(&s, a, 200, sizeof suite_conninfo - 1);
    for (PQconninfoOption *o = options; o->keyword != NULL; o++)
        if (o->val != NULL && strcmp(o->keyword, "dbname") != 0) add_option(&s, o->keyword, o->val);
    add_option(&s, "dbname", name);
    PQconninfoFree(options);
    return s.data;
}

static void die(const char *what, const char *why)
{
    fprintf(stderr, "fixture: %s: %s\n", what, why);
    exit(1);
}

static void run_or_die(const char *conninfo, const char *sql)
{
    PGconn *pg = PQconnectdb(conninfo);
    if (PQstatus(pg) != CONNECTION_OK) die(conninfo, PQerrorMessage(pg));
    PGresult *result = PQexec(pg, "SET client_min_messages = warning");
    PQclear(result);
    result = PQexec(pg, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) die(sql, PQerrorMessage(pg));
    PQclear(result);
    PQfinish(pg);
}

static void migrate_or_die(struct arena *a)
{
    struct problem problem;
    int applied;
    problem_init(&problem, a);
    if (migrate(suite_conninfo, 0, NULL, &applied, &problem) != OUTCOME_OK)
        die("migrate", problem.internal);
}

/* The database of the suite and those made by fixture_fresh, whose names start alike. */
static void drop_databases(struct arena *a)
{
    PGconn *pg = PQconnectdb(server_url());
    PGresult *names = PQexec(
        pg, arena_printf(a, "SELECT datname FROM pg_database WHERE datname ^@ '%s'", database));
    for (int i = 0; i < PQntuples(names); i++)
        PQclear(PQexec(
            pg, arena_printf(a, "DROP DATABASE \"%s\" WITH (FORCE)", PQgetvalue(names, i, 0))));
    PQclear(names);
    PQfinish(pg);
}

int fixture_main(Suite *suite, const char *owner_sql, bool migrated)
{
    arena_auto a;
    arena_init(&a);
    snprintf(database, sizeof database, "bangkom_test_%d_", (int)getpid());
    snprintf(suite_conninfo, sizeof suite_conninfo, "%s", conninfo_of(&a, database));
    run_or_die(server_url(), arena_printf(&a, "CREATE DATABASE \"%s\"", database));
    if (migrated) migrate_or_die(&a);
    if (owner_sql != NULL) run_or_die(suite_conninfo, owner_sql);

    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    drop_databases(&a);
    return failed ? 1 : 0;
}

const char *fixture_conninfo(const char *name)
{
    return conninfo_of(&fx.arena, name);
}

const char *fixture_fresh(const char *suffix)
{
    const char *name = arena_printf(&fx.arena, "%s%s", database, suffix);
    run_or_die(server_url(),
               arena_printf(&fx.arena, "DROP DATABASE IF EXISTS \"%s\" WITH (FORCE)", name));
    run_or_die(server_url(), arena_printf(&fx.arena, "CREATE DATABASE \"%s\"", name));
    return fixture_conninfo(name);
}

struct uuid random_uuid(void)
{
    uint8_t random[10];
    ck_assert_int_eq(getrandom(random, sizeof random, 0), sizeof random);
    return uuid_v7(INT64_C(1767225600000), random);
}

const char *uuid_text(struct uuid id)
{
    char text[UUID_TEXT_LENGTH + 1];
    uuid_format(id, text);
    return arena_text(&fx.arena, text);
}

static void add_organization(struct uuid id)
{
    const char *text = uuid_text(id);
    owner_run("INSERT INTO organizations (id, slug, name) VALUES ('%s', 'o%s', 'Instansi %s')",
              text, text, text);
}

struct db *fixture_db(struct db_options options)
{
    if (options.conninfo == NULL) options.conninfo = suite_conninfo;
    if (options.role == NULL) options.role = "bangkom_app";
    if (options.size == 0) options.size = 4;
    if (options.connect_timeout_s == 0) options.connect_timeout_s = 5;
    /* a slow machine is no failure */
    if (options.statement_timeout_ms == 0) options.statement_timeout_ms = 60000;
    if (options.lease_wait_ms == 0) options.lease_wait_ms = 5000;
    return db_new(&options);
}

static void open_arena(void)
{
    arena_init(&fx.arena);
    problem_init(&fx.problem, &fx.arena);
    fx.conninfo = suite_conninfo;
}

void fixture_open(void)
{
    open_arena();
    fx.owner = PQconnectdb(suite_conninfo);
    ck_assert_msg(PQstatus(fx.owner) == CONNECTION_OK, "%s", PQerrorMessage(fx.owner));
    owner_run("SET search_path = bangkom; SET timezone = 'UTC'; SET client_min_messages = warning");
    fx.organization = random_uuid();
    fx.other = random_uuid();
    if (owner_number("SELECT count(*) FROM pg_tables WHERE tablename = 'organizations'") == 1) {
        add_organization(fx.organization);
        add_organization(fx.other);
    }
    fx.db = fixture_db((struct db_options){.size = 4});
    fx.context = (struct uow_context){
        .organization_id = fx.organization,
        .principal_id = random_uuid(),
        .principal_name = "Uji",
        .whole_organization = true,
        .now = {INT64_C(1767225600000000)},
        .today = {20454},
        .operation = "test",
        .request_id = "r-1",
    };
}

void fixture_close(void)
{
    arena_done(&fx.arena);
    db_free(fx.db);
    PQfinish(fx.owner);
}

const char *sql_on(PGconn *pg, PGresult **ret, const char *sql)
{
    static char state[6];
    PGresult *result = PQexec(pg, sql);
    const char *found = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    ExecStatusType status = PQresultStatus(result);
    bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    snprintf(state, sizeof state, "%s", good ? "00000" : found == NULL ? "08006" : found);
    if (ret != NULL && good) *ret = result;
    else PQclear(result);
    return state;
}

static PGresult *owner_query(const char *format, va_list args)
    __attribute__((format(printf, 1, 0)));
static PGresult *owner_query(const char *format, va_list args)
{
    PGresult *result = NULL;
    char *sql = NULL;
    size_t length = 0;
    FILE *text = open_memstream(&sql, &length);
    vfprintf(text, format, args);
    fclose(text);
    const char *state = sql_on(fx.owner, &result, sql);
    ck_assert_msg(result != NULL, "%s: %s in %s", state, PQerrorMessage(fx.owner), sql);
    free(sql);
    return result;
}

void owner_run(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    PQclear(owner_query(format, args));
    va_end(args);
}

static const char *first_value(PGresult *result)
{
    bool none = PQntuples(result) == 0 || PQgetisnull(result, 0, 0);
    const char *text = none ? NULL : arena_text(&fx.arena, PQgetvalue(result, 0, 0));
    PQclear(result);
    return text;
}

const char *owner_text(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = first_value(owner_query(format, args));
    va_end(args);
    return text;
}

int64_t owner_number(const char *format, ...)
{
    int64_t number = 0;
    va_list args;
    va_start(args, format);
    const char *text = first_value(owner_query(format, args));
    va_end(args);
    ck_assert_msg(text != NULL && parse_i64(text, INT64_MIN, INT64_MAX, &number), "no number: %s",
                  format);
    return number;
}

/* What tests/storage/rows/NAME.sql says; NULL: there is no such file. */
static const char *rows_of_migration(int number)
{
    const char *path =
        arena_printf(&fx.arena, "%s/%s.sql", FIXTURE_ROWS, migrations[number - 1].name);
    FILE *file = fopen(path, "r");
    if (file == NULL) return NULL;
    struct strbuf text;
    strbuf_init(&text, &fx.arena, 4096, 1 << 20);
    for (int c = getc(file); c != EOF; c = getc(file)) strbuf_char(&text, (char)c);
    fclose(file);
    return text.data;
}

/* The rows name the organization by pg_temp.org() and ids by pg_temp.id('word'). */
void populate(PGconn *pg, struct uuid organization, int from, int up_to)
{
    const char *org = uuid_text(organization);
    const char *setup =
        arena_printf(&fx.arena,
                     "SET search_path = bangkom;"
                     "CREATE OR REPLACE FUNCTION pg_temp.org() RETURNS uuid IMMUTABLE LANGUAGE sql "
                     "AS $$ SELECT '%s'::uuid $$;"
                     "CREATE OR REPLACE FUNCTION pg_temp.id(word text) RETURNS uuid IMMUTABLE "
                     "LANGUAGE sql AS $$ SELECT md5('%s' || word)::uuid $$",
                     org, org);
    ck_assert_msg(strcmp(sql_on(pg, NULL, setup), "00000") == 0, "%s", PQerrorMessage(pg));
    for (int n = from; n <= up_to; n++) {
        const char *rows = rows_of_migration(n);
        ck_assert_msg(rows != NULL, "tests/storage/rows has nothing for %s",
                      migrations[n - 1].name);
        ck_assert_msg(strcmp(sql_on(pg, NULL, rows), "00000") == 0, "rows of migration %d: %s", n,
                      PQerrorMessage(pg));
    }
}
