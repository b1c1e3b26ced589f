/* partners.h - partners and their accreditations in the database
 *
 * Must not know: HTTP, which role may do what. Partners have no scope.
 * Tests: tests/storage/test_partners.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_PARTNERS_H
#define BANGKOM_STORAGE_PARTNERS_H

#include "domain/partners.h"
#include "storage/db/uow.h"

/* partners_load - one partner
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome partners_load(struct uow *u, struct ref partner_id, struct partner *ret) MUST_USE;

/* partners_want - queue the look-up of a partner that an input refers to; filled by the next
 * sync */
void partners_want(struct uow *u, struct ref partner_id, bool lock, struct partner *ret,
                   bool *ret_found);

/* partners_load_for_update - the partner, locked until the end of the transaction: one round trip
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome partners_load_for_update(struct uow *u, struct ref partner_id,
                                      struct partner *ret) MUST_USE;

/* partners_apply_create / _update / _move - queue the decided row with its audit and outbox rows,
 * and its history of states
 * in  from    state before the move
 *     reason  why */
void partners_apply_create(struct uow *u, const struct partner *partner);
void partners_apply_update(struct uow *u, const struct partner *partner);
void partners_apply_move(struct uow *u, const struct partner *partner, enum activity_state from,
                         const char *reason);

/* accreditations_load - one accreditation of a partner
 * fails  NOT_FOUND absent, or another partner's | UNAVAILABLE */
enum outcome accreditations_load(struct uow *u, struct ref partner_id, struct uuid id,
                                 struct accreditation *ret) MUST_USE;

/* accreditations_apply_create - queue the decided row with its audit and outbox rows */
void accreditations_apply_create(struct uow *u, const struct accreditation *accreditation);

#endif
