/* instructors.h - who teaches, in the database
 *
 * Must not know: HTTP, which role may do what. Instructors have no scope.
 * Tests: tests/storage/test_partners.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_INSTRUCTORS_H
#define BANGKOM_STORAGE_INSTRUCTORS_H

#include "domain/instructors.h"
#include "storage/db/uow.h"

/* instructors_want - queue the look-up of an instructor that an input refers to; filled by the next
 * sync */
void instructors_want(struct uow *u, struct ref instructor_id, bool lock, struct instructor *ret,
                      bool *ret_found);

/* instructors_load - one instructor
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome instructors_load(struct uow *u, struct ref instructor_id,
                              struct instructor *ret) MUST_USE;

/* instructors_load_for_create - what instructors_decide_create needs: one round trip */
enum outcome instructors_load_for_create(struct uow *u, const struct instructor_input *in,
                                         struct instructor_facts *ret_facts) MUST_USE;

/* instructors_load_for_update - the instructor, locked until the end of the transaction, and the
 * competencies that the input names (in NULL: none): one round trip
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome instructors_load_for_update(struct uow *u, struct ref instructor_id,
                                         const struct instructor_change *in, struct instructor *ret,
                                         struct instructor_facts *ret_facts) MUST_USE;

/* instructors_apply_create / instructors_apply_update - write what was decided and read the
 * instructor with its expertise as it is now: one round trip, the trail is queued
 * in/out  decision->instructor
 * fails   CONFLICT already-exists | UNAVAILABLE */
enum outcome instructors_apply_create(struct uow *u, struct instructor_decision *decision) MUST_USE;
enum outcome instructors_apply_update(struct uow *u, struct instructor_decision *decision) MUST_USE;

/* instructors_apply_move - queue the decided state with its trail
 * in  from    state before the move
 *     reason  why */
void instructors_apply_move(struct uow *u, const struct instructor *instructor,
                            enum activity_state from, const char *reason);

#endif
