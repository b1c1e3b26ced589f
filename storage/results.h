/* results.h - indicators before and after a session, in the database
 *
 * Only those of units in the scope of the unit of work are found.
 * Must not know: HTTP, which role may do what.
 * Tests: tests/storage/test_results.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_RESULTS_H
#define BANGKOM_STORAGE_RESULTS_H

#include "domain/results.h"
#include "storage/db/uow.h"

/* results_load - one result, judged
 * in     lock  until the end of the transaction
 * fails  NOT_FOUND absent, or of a unit out of scope | UNAVAILABLE */
enum outcome results_load(struct uow *u, struct uuid id, bool lock, struct result *ret) MUST_USE;

/* results_load_for_create - what results_decide_create needs: one round trip */
enum outcome results_load_for_create(struct uow *u, const struct result_create *in,
                                     struct result_facts *ret) MUST_USE;

/* results_apply_create / results_apply_update - queue the decided row with its audit and outbox
 * rows */
void results_apply_create(struct uow *u, const struct result *result);
void results_apply_update(struct uow *u, struct result *result);

#endif
