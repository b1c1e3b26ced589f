/* positions.h - positions and what they require, in the database
 *
 * Must not know: HTTP, which role may do what. Positions have no scope: everybody of the
 * organization finds them.
 * Tests: tests/storage/test_positions.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_POSITIONS_H
#define BANGKOM_STORAGE_POSITIONS_H

#include "domain/positions.h"
#include "storage/db/uow.h"

/* positions_load - one position
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome positions_load(struct uow *u, struct ref position_id, struct position *ret) MUST_USE;

/* positions_facts - what positions_decide_create needs: no round trip */
struct position_facts positions_facts(struct uow *u);

/* positions_load_for_update - the position, locked until the end of the transaction, and the facts:
 * one round trip
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome positions_load_for_update(struct uow *u, struct ref position_id, struct position *ret,
                                       struct position_facts *ret_facts) MUST_USE;

/* positions_want - queue the look-up of a position that an input refers to; filled by the
 * next sync */
void positions_want(struct uow *u, struct ref position_id, bool lock, struct position *ret,
                    bool *ret_found);

/* positions_apply_create / positions_apply_update - queue the decided row with its audit and
 * outbox rows */
void positions_apply_create(struct uow *u, const struct position *position);
void positions_apply_update(struct uow *u, struct position *position);

/* ---- standards */

/* positions_load_standard - what a position requires on a day: one round trip
 * fails  NOT_FOUND no such position | UNAVAILABLE */
enum outcome positions_load_standard(struct uow *u, struct ref position_id, struct date as_of,
                                     struct position_standards *ret) MUST_USE;

/* positions_load_for_standard - what positions_decide_standard needs; the position stays locked
 * until the end of the transaction, so that replacements happen one after the other: one round trip
 * fails  NOT_FOUND no such position | UNAVAILABLE */
enum outcome positions_load_for_standard(struct uow *u, struct ref position_id,
                                         const struct position_standards_input *in,
                                         struct standard_facts *ret_facts) MUST_USE;

/* positions_apply_standard - queue the decided standard with its audit and outbox rows */
void positions_apply_standard(struct uow *u, struct standard_decision *decision);

#endif
