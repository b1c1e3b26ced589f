/* observations.h - what leaders saw at work, in the database: added and read, never changed
 *
 * Only participants who serve today in the scope of the unit of work are found: whoever leads them
 * now, whoever did then.
 * Must not know: HTTP, which role may do what.
 * Tests: tests/storage/test_observations.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_OBSERVATIONS_H
#define BANGKOM_STORAGE_OBSERVATIONS_H

#include "domain/observations.h"
#include "storage/db/uow.h"

/* observations_load - one observation
 * fails  NOT_FOUND absent, or of a participant out of scope | UNAVAILABLE */
enum outcome observations_load(struct uow *u, struct uuid id, struct observation *ret) MUST_USE;

/* observations_load_for_create - what observations_decide_create needs: one round trip
 * out    *ret  lives in the arena of `u` */
enum outcome observations_load_for_create(struct uow *u, const struct observation_create *in,
                                          struct observation_facts *ret) MUST_USE;

/* observations_apply_create - queue the decided row with its audit and outbox rows */
void observations_apply_create(struct uow *u, const struct observation *observation);

#endif
