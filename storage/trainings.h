/* trainings.h - training programmes in the database
 *
 * Must not know: HTTP, which role may do what. Trainings have no scope: everybody of the
 * organization finds them.
 * Tests: tests/storage/test_trainings.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_TRAININGS_H
#define BANGKOM_STORAGE_TRAININGS_H

#include "domain/trainings.h"
#include "storage/db/uow.h"

/* trainings_load_forms - the national forms: one round trip
 * fails  UNAVAILABLE */
enum outcome trainings_load_forms(struct uow *u, struct training_forms *ret) MUST_USE;

/* trainings_load - one training
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome trainings_load(struct uow *u, struct ref training_id, struct training *ret) MUST_USE;

/* trainings_want - queue the look-up of a training that an input refers to; filled by the next
 * sync */
void trainings_want(struct uow *u, struct ref training_id, bool lock, struct training *ret,
                    bool *ret_found);

/* trainings_load_for_create - what trainings_decide_create needs: one round trip */
enum outcome trainings_load_for_create(struct uow *u, const struct training_create *in,
                                       struct training_facts *ret_facts) MUST_USE;

/* trainings_load_for_update - the training, locked until the end of the transaction: one round trip
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome trainings_load_for_update(struct uow *u, struct ref training_id,
                                       struct training *ret) MUST_USE;

/* trainings_apply_create / trainings_apply_update / trainings_apply_move - queue the decided row
 * with its audit and outbox rows, and its history of states
 * in  from    state before the move
 *     reason  why */
void trainings_apply_create(struct uow *u, const struct training *training);
void trainings_apply_update(struct uow *u, const struct training *training);
void trainings_apply_move(struct uow *u, const struct training *training, enum training_state from,
                          const char *reason);

#endif
