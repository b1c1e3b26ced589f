/* units.h - units in the database
 *
 * Must not know: HTTP, which role may do what. Only units in the scope of the unit of work are
 * found.
 * Tests: tests/storage/test_units.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_UNITS_H
#define BANGKOM_STORAGE_UNITS_H

#include "domain/units.h"
#include "storage/db/uow.h"

/* units_load - one unit
 * fails  NOT_FOUND absent or out of scope (R-02) | UNAVAILABLE */
enum outcome units_load(struct uow *u, struct ref unit_id, struct unit *ret) MUST_USE;

/* units_load_for_create - what units_decide_create needs: one round trip
 * in  parent  NULL when the input names none */
enum outcome units_load_for_create(struct uow *u, const struct ref *parent,
                                   struct unit_facts *ret_facts) MUST_USE;

/* units_load_for_update - the unit, locked until the end of the transaction, and the facts of its
 * new parent (NULL when the input names none): one round trip
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome units_load_for_update(struct uow *u, struct ref unit_id, const struct ref *parent,
                                   struct unit *ret_unit, struct unit_facts *ret_facts) MUST_USE;

/* units_want - queue the look-up of a unit that an input refers to; filled by the next sync */
void units_want(struct uow *u, struct ref unit_id, bool lock, struct unit *ret, bool *ret_found);

/* units_apply_create / units_apply_update - queue the decided row with its audit and outbox rows */
void units_apply_create(struct uow *u, const struct unit *unit);
void units_apply_update(struct uow *u, struct unit *unit);

#endif
