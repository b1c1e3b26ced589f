/* share.h - one round trip for the brief reads of several threads; private to storage/db
 *
 * For: under load most of what a small read costs is the way to PostgreSQL and back: system calls
 * and a change of process on either side, the begin and the end of a transaction. Reads that come
 * while another is under way therefore line up, and the first in the line takes the others along;
 * where more come than that, another trip is made beside it (options.shared_trips at most). Where
 * nobody waits each read goes at once, alone.
 * Invariants: only what neither writes nor locks and is brief (STATEMENT_BRIEF) shares a trip; each
 * read keeps its own organization; the failure of one takes from the others nothing but time;
 * nobody stands in the line for longer than options.share_patience_ms.
 * Tests: tests/storage/test_share.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DB_SHARE_H
#define BANGKOM_DB_SHARE_H

#include "storage/db/trip.h"

/* share_trip - run `t`, as it is or with those of other threads
 * returns false when nothing came of it, through the line, a lost connection or the failure of
 *         another: to be made alone, which then says why if it fails again */
bool share_trip(struct db *db, struct trip *t);

#endif
