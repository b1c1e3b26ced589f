/* migrate.h - bring a database to the schema this program was built for
 *
 * Migrations are the numbered files of storage/migrations, embedded at build time, forward-only,
 * each in its own transaction, all under one advisory lock, recorded with their SHA-256 in
 * bangkom.schema_migrations; a recorded file that changed since is refused.
 * Tests: tests/storage/test_migrate.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DB_MIGRATE_H
#define BANGKOM_DB_MIGRATE_H

#include "domain/base/problem.h"

struct migration {
    int number;       /* from 1, without gaps */
    const char *name; /* file name without .sql */
    const char *sql;
    const char *sha256; /* hexadecimal, of sql */
};
/* generated from storage/migrations */
extern const struct migration migrations[];
extern const int migration_count;

/* migrate - apply what is missing up to and with `up_to` (0: all)
 * in     conninfo  a role that may create schemas and roles (the owner)
 * out    ret_applied  how many were applied now
 * report (may be NULL) is called before each with its name
 * fails  UNAVAILABLE no connection | CONFLICT changed or unknown recorded migration | INTERNAL */
enum outcome migrate(const char *conninfo, int up_to, void (*report)(const char *name),
                     int *ret_applied, struct problem *problem) MUST_USE;

#endif
