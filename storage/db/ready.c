/* ready.c - whether the database can serve this program; see db.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/db/errors.h"
#include "storage/db/migrate.h"
#include "storage/db/uow.h"

#include "domain/base/banned.h"

struct applied {
    struct presence has;
    int64_t count;
};
static const struct field applied_fields[] = {
    {.name = "count", .kind = KIND_INTEGER, .offset = offsetof(struct applied, count)},
};
static const struct record applied_record = {"applied", applied_fields, 1, sizeof(struct applied)};

/* Newer migrations than ours do not count: a rolling upgrade migrates first, and the old servers go
 * on until they are replaced. */
static const struct statement_token applied_tokens[] = {
    {.kind = TOKEN_TEXT,
     .text = "SELECT count(*) AS count FROM schema_migrations WHERE number <= "},
    {.kind = TOKEN_PARAM, .index = 0},
};
static const struct statement_param applied_params[] = {{.kind = KIND_INTEGER, .field = 0}};
static const struct statement sql_applied = {
    .name = "migrations_applied",
    .flags = STATEMENT_GLOBAL,
    .in = &applied_record,
    .out = &applied_record,
    .tokens = applied_tokens,
    .token_count = 2,
    .params = applied_params,
    .param_count = 1,
};

enum db_state db_state(struct db *db, struct problem *problem)
{
    struct uow_context nobody = {.operation = "ready"};
    struct applied in = {.has = {.value = 1}, .count = migration_count};
    struct applied found = {.count = 0};
    arena_auto a;
    arena_init(&a);
    /* Its own problem: whatever goes wrong here means "not ready", also a table that is not
     * there. */
    struct problem inner;
    problem_init(&inner, &a);
    struct uow *u = uow_new(&a, db, &nobody, &inner);
    uow_want(u, &sql_applied, &in, &found, NULL);
    enum outcome outcome = uow_sync(u);
    if (outcome != OUTCOME_OK) {
        error_unavailable(problem, "%s", inner.internal);
        return outcome == OUTCOME_UNAVAILABLE ? DB_AWAY : DB_NOT_MIGRATED;
    }
    if (found.count == migration_count) return DB_READY;
    error_unavailable(problem, "%d of %d migrations are applied", (int)found.count,
                      migration_count);
    return DB_NOT_MIGRATED;
}

enum outcome db_ready(struct db *db, struct problem *problem)
{
    return db_state(db, problem) == DB_READY ? OUTCOME_OK : problem_outcome(problem);
}
