/* agreements.h - agreements with partners in the database
 *
 * Must not know: HTTP, which role may do what. Agreements have no scope.
 * Tests: tests/storage/test_agreements.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_AGREEMENTS_H
#define BANGKOM_STORAGE_AGREEMENTS_H

#include "domain/agreements.h"
#include "storage/db/uow.h"

/* agreements_load - one agreement
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome agreements_load(struct uow *u, struct uuid agreement_id,
                             struct agreement *ret) MUST_USE;

/* agreements_load_for_create - what agreements_decide_create needs: one round trip */
enum outcome agreements_load_for_create(struct uow *u, const struct agreement_create *in,
                                        struct agreement_facts *ret_facts) MUST_USE;

/* agreements_load_for_update - the agreement, locked until the end of the transaction: one round
 * trip
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome agreements_load_for_update(struct uow *u, struct uuid agreement_id,
                                        struct agreement *ret) MUST_USE;

/* agreements_want_usage - queue the look-up of an agreement and of the sessions that use its quota.
 * The agreement stays locked until the end of the transaction, so that the quota holds whoever
 * schedules at the same time
 * in      except_session_id  not counted; NULL: all are
 * returns filled by the next sync; in the arena */
const struct agreement_usage *agreements_want_usage(struct uow *u, struct uuid agreement_id,
                                                    const struct uuid *except_session_id);

/* agreements_apply_create / agreements_apply_terminate - queue the decided row with its audit and
 * outbox rows, and its history of states
 * in  reason  why */
void agreements_apply_create(struct uow *u, const struct agreement *agreement);
void agreements_apply_terminate(struct uow *u, const struct agreement *agreement,
                                const char *reason);

#endif
