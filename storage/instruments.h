/* instruments.h - questionnaires in the database
 *
 * Must not know: HTTP, which role may do what. Everybody of the organization finds them.
 * Tests: tests/storage/test_instruments.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_INSTRUMENTS_H
#define BANGKOM_STORAGE_INSTRUMENTS_H

#include "domain/instruments.h"
#include "storage/db/uow.h"

/* instruments_want - queue the look-up of an instrument; filled by the next sync, which fails with
 * NOT_FOUND when there is none */
void instruments_want(struct uow *u, struct uuid instrument_id, bool lock, struct instrument *ret);

/* instruments_load - one instrument
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome instruments_load(struct uow *u, struct uuid instrument_id,
                              struct instrument *ret) MUST_USE;

/* instruments_facts - what the decisions on instruments and their versions need: no round trip */
struct instrument_facts instruments_facts(struct uow *u);

/* instruments_apply_create - queue the decided row with its audit and outbox rows */
void instruments_apply_create(struct uow *u, const struct instrument *instrument);

#endif
