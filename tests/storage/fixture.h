/* fixture.h - a migrated database of a suite's own, and what the storage suites share
 *
 * The database is made once per program (fixture_main) from BANGKOM_TEST_DATABASE_URL, a
 * superuser's URL (tests/postgres start DIR prints one). Every test then opens its own connections,
 * because Check forks, and gets two fresh organizations, so that tests do not see each other's
 * rows.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_TESTS_STORAGE_FIXTURE_H
#define BANGKOM_TESTS_STORAGE_FIXTURE_H

#include <check.h>
#include <libpq-fe.h>

#include "storage/db/uow.h"

struct fixture {
    const char *conninfo; /* of the suite's database, as its owner */
    PGconn *owner;
    struct db *db; /* as bangkom_app, 4 connections */
    struct uuid organization, other;
    struct arena arena; /* of the test */
    struct problem problem;
    struct uow_context context; /* acts for `organization`, sees the whole of it */
};
extern struct fixture fx;

/* fixture_main - make the database, run the suite, drop the database; for main()
 * in   owner_sql  run once after the migrations, or NULL
 *      migrated   false: the database stays empty and tests migrate by themselves */
int fixture_main(Suite *suite, const char *owner_sql, bool migrated);

/* fixture_open / fixture_close - checked fixture of every test case on a migrated database */
void fixture_open(void);
void fixture_close(void);
/* fixture_db - another pool on the suite's database with other options; NULL and 0 take the
 * defaults */
struct db *fixture_db(struct db_options options);

/* fixture_conninfo - connection string of another database of the same server, in the test's
 * arena */
const char *fixture_conninfo(const char *database);
/* fixture_fresh - an empty database with a name of its own and its connection string; dropped at
 * the end */
const char *fixture_fresh(const char *suffix);

/* owner_run - SQL as the owner; the test fails when it fails */
void owner_run(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* owner_text - the first column of the first row, or NULL; owner_number - the same as a number */
const char *owner_text(const char *format, ...) __attribute__((format(printf, 1, 2)));
int64_t owner_number(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* sql_on - the same on any connection; returns the SQLSTATE, "00000" on success */
const char *sql_on(PGconn *pg, PGresult **ret, const char *sql);

const char *uuid_text(struct uuid id); /* in the test's arena */
struct uuid random_uuid(void);

/* populate - one row at least in every table of migrations 1..up_to, for one organization; rows of
 * migration n are in tests/storage/rows and are required for every migration; each is written for
 * the schema as it was after its migration, so that later ones are tried on a populated older
 * one */
void populate(PGconn *pg, struct uuid organization, int from, int up_to);

/* Statements by hand. */
#define T(sql)                                                                                     \
    {                                                                                              \
        .kind = TOKEN_TEXT, .text = (sql)                                                          \
    }
#define P(param)                                                                                   \
    {                                                                                              \
        .kind = TOKEN_PARAM, .index = (param)                                                      \
    }
#define IF(condition)                                                                              \
    {                                                                                              \
        .kind = TOKEN_IF, .index = (condition)                                                     \
    }
#define END                                                                                        \
    {                                                                                              \
        .kind = TOKEN_END                                                                          \
    }
#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#endif
