/* uow.h - unit of work: one transaction, one connection, as few round trips as the work allows
 *
 * How it is used:
 *   uow_init(&uow, db, &context, arena, problem);          leases nothing
 *   uow_want(&uow, &sql_unit_get, &in, &unit, &found);     queued
 *   uow_want_rows(&uow, &sql_unit_children, &in, &rows);   queued
 *   TRY(uow_sync(&uow));                                   BEGIN, tenant setting and both: one
 *   round trip …decide… uow_write(&uow, &sql_unit_insert, &unit);              queued
 *   TRY(uow_commit(&uow));                                 writes and COMMIT: one round trip
 * Without uow_for_write the sync is one implicit read transaction (no BEGIN, no COMMIT).
 * Invariants: the first failure sticks, rolls back at once and gives the connection back:
 * everything later returns the same outcome. Only an open explicit transaction holds a connection;
 * a reader holds none between its round trips. Text in rows lives in the arena (the PGresult is
 * tied to it). Parameters are read when queued: the `in` struct may go, its texts live until the
 * next sync or commit, and so does what ret points at.
 * Tests: tests/storage/test_uow.c, test_uow_failures.c, test_uow_forget.c, test_rls.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DB_UOW_H
#define BANGKOM_DB_UOW_H

#include "storage/db/db.h"
#include "storage/db/statement.h"

/* Who acts, for which tenant, when. Borrowed texts live as long as the unit of work. */
struct uow_context {
    struct uuid organization_id; /* nil: no tenant; only STATEMENT_GLOBAL statements work */
    struct uuid principal_id;
    const char *principal_name;
    bool whole_organization;  /* else only the subtrees below */
    const struct uuid *scope; /* roots of the subtrees the caller's roles cover */
    size_t scope_count;
    struct uuid self; /* own employee record, nil if none */
    struct instant now;
    struct date today;
    const char *operation; /* operationId, or the job's name */
    const char *request_id;
};

struct row_set {
    const struct record *record;
    size_t count;
    void *items; /* count structs of record->size, in the arena */
};

struct uow; /* opaque; lives in the arena */

/* uow_new - a unit of work that has not touched the database; freed with the arena (which rolls
 * back what was not committed and gives the connection back) */
struct uow *uow_new(struct arena *a, struct db *db, const struct uow_context *context,
                    struct problem *problem);

/* uow_for_write - from here on the work is one explicit transaction; call before the first sync */
void uow_for_write(struct uow *u);

/* uow_want - queue a statement that gives at most one row
 * in   `in` described by s->in (NULL when the statement has no fields)
 * out  at the next sync: *ret (described by s->out) when there is a row; *ret_found says so;
 *      ret_found NULL: no row is PROBLEM_NOT_FOUND */
void uow_want(struct uow *u, const struct statement *s, const void *in, void *ret, bool *ret_found);

/* uow_want_rows - queue a statement that gives any number of rows */
void uow_want_rows(struct uow *u, const struct statement *s, const void *in, struct row_set *ret);

/* uow_write - queue a statement whose rows nobody wants; out, where not NULL, gets the number of
 * rows it touched at the next sync */
void uow_write(struct uow *u, const struct statement *s, const void *in, int64_t *ret_rows);

/* uow_guard - have `check(cookie)` called once, after the next sync has filled what was queued
 * before it and before that sync returns; its outcome, when not OK, becomes the sync's (and
 * sticks). The dispatcher uses it to look at the idempotency key in the handler's first round
 * trip. */
void uow_guard(struct uow *u, enum outcome (*check)(void *cookie), void *cookie);

/* uow_sync - send what is queued and read the answers: one round trip
 * fails  NOT_FOUND | CONFLICT or INVALID by the constraint's meaning | UNAVAILABLE | INTERNAL */
enum outcome uow_sync(struct uow *u) MUST_USE;

/* uow_commit - uow_sync with COMMIT behind; after it nothing more may be queued.
 * Does nothing when nothing was queued and no transaction is open. What can still refuse the work,
 * a guard or a wanted row without ret_found, is asked in a round trip before that of COMMIT. */
enum outcome uow_commit(struct uow *u) MUST_USE;

/* uow_rollback - forget the transaction and what is queued, give the connection back */
void uow_rollback(struct uow *u);

/* uow_retryable - the failure was a serialization failure or a deadlock: the whole work may be
 * done once more from the start with a new unit of work */
bool uow_retryable(const struct uow *u);

/* uow_writes - whether it is (or was) an explicit transaction */
bool uow_writes(const struct uow *u);

/* uow_round_trips - so far, for tests and the log */
int uow_round_trips(const struct uow *u);

/* uow_forget_caller - from here on the system itself acts, over the whole organization, at the
 * first moment of the day (UTC): what is queued later tells neither who asked nor when. The
 * parameters of what is queued already stay. */
void uow_forget_caller(struct uow *u);

/* uow_context - who acts, for which tenant, when: as uow_new was given it */
const struct uow_context *uow_context(const struct uow *u);
/* uow_arena - where rows and texts live */
struct arena *uow_arena(struct uow *u);
/* uow_problem - where failures are recorded */
struct problem *uow_problem(struct uow *u);

#endif
