/* imports.h - imports in the database: their files, their progress, and what their batches write
 *
 * Must not know: HTTP, formats. Callers make sure that only those who cover the whole organization
 * get here.
 * Tests: tests/api/test_import_run.c, test_import_interrupted.c, tests/e2e/test_imports.py
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_IMPORTS_H
#define BANGKOM_STORAGE_IMPORTS_H

#include "domain/import_batch.h"
#include "storage/db/uow.h"

#define IMPORT_JOB "import"

/* ---- receiving */

/* imports_load - one import, with lock until the end of the transaction
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome imports_load(struct uow *u, struct uuid import_id, bool lock,
                          struct import *ret) MUST_USE;

/* What of the file is there. */
struct import_file_facts {
    int64_t part_count, last_number, byte_count;
};
/* imports_load_for_start - the import, locked, and its file: one round trip */
enum outcome imports_load_for_start(struct uow *u, struct uuid import_id, struct import *ret,
                                    struct import_file_facts *ret_file) MUST_USE;

/* imports_apply_create - queue the insertion of an import and its audit and outbox rows */
void imports_apply_create(struct uow *u, const struct import *import);

/* imports_store_part - store a part in place of one that has its number, and read what was stored
 * */
enum outcome imports_store_part(struct uow *u, struct uuid import_id, int64_t number,
                                struct bytes body, struct import_part *ret) MUST_USE;

/* imports_apply_start - queue the change to queued, the places of the parts and the job
 * in/out  import  gets its next version */
void imports_apply_start(struct uow *u, struct import *import);

/* imports_apply_cancel - queue the change to cancelled and the end of the parts; like the above */
void imports_apply_cancel(struct uow *u, struct import *import);

/* ---- working off */

/* imports_load_work - what a worker goes on from; *ret_found false: there is no such import */
enum outcome imports_load_work(struct uow *u, struct uuid import_id, struct import_work *ret,
                               bool *ret_found) MUST_USE;

/* imports_begin - queue the change to running; restart: forget what an earlier attempt reported */
void imports_begin(struct uow *u, struct uuid import_id, bool restart);

/* imports_load_part - the bytes of a part of the file, from one of them on
 * out   *ret_found  false: the file has no such byte */
enum outcome imports_load_part(struct uow *u, struct uuid import_id, int64_t position,
                               struct bytes *ret, bool *ret_found) MUST_USE;

/* What is stored of the keys of a batch. */
struct import_sets {
    struct row_set units, positions, employees;
};
/* imports_want_turn - queue: waiting for this organization's turn, which lasts until the end of
 * the transaction */
void imports_want_turn(struct uow *u);
/* imports_want_batch - queue: what is stored of the keys */
void imports_want_batch(struct uow *u, const struct import_keys *keys,
                        struct import_sets *ret_sets);
/* imports_want_lock - queue: the import, locked until the end of the transaction */
void imports_want_lock(struct uow *u, struct uuid import_id, struct import_work *ret_work);
/* imports_facts - the sets as facts, after the sync that filled them; borrows from them */
struct import_facts imports_facts(const struct import_sets *sets);

/* imports_want_preview - instead of imports_want_batch in a dry run: what would be stored */
void imports_want_preview(struct uow *u, struct uuid import_id, const struct import_keys *keys,
                          struct import_sets *ret_sets);
/* imports_apply_preview - queue what a dry run would have stored of units, positions and the
 * employees of the first share; kept until the import ends */
void imports_apply_preview(struct uow *u, struct uuid import_id,
                           const struct import_changes *changes);

/* How many rows were to be updated, and how many the updates found as they had been read. */
struct import_tally {
    int64_t expected, units, positions, employees;
};
/* imports_apply_org - queue the changes of units and positions with their audit and outbox rows
 * in/out  tally  starts as {0}; complete after the next sync */
void imports_apply_org(struct uow *u, const struct import_changes *changes,
                       struct import_tally *tally);
/* imports_apply_share - the same for the employees of a share */
void imports_apply_share(struct uow *u, const struct import_share *share,
                         struct import_tally *tally);
/* imports_missed - whether an update found its row changed by somebody else meanwhile */
bool imports_missed(const struct import_tally *tally);

/* imports_apply_progress - queue how far the work is, and what was found wrong in rows of it */
void imports_apply_progress(struct uow *u, const struct import_work *work,
                            const struct import_row *rows, size_t count);

/* imports_apply_end - queue the end: completed (failure 0) or failed; previews go, and the parts
 * where it cannot be started again */
void imports_apply_end(struct uow *u, struct uuid import_id, enum import_failure failure);

/* imports_drop_previews - queue that they go */
void imports_drop_previews(struct uow *u, struct uuid import_id);

#endif
