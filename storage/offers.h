/* offers.h - what partners offer, in the database
 *
 * Must not know: HTTP, which role may do what. Offers have no scope.
 * Tests: tests/storage/test_partners.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_OFFERS_H
#define BANGKOM_STORAGE_OFFERS_H

#include "domain/offers.h"
#include "storage/db/uow.h"

/* offers_load - one offer
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome offers_load(struct uow *u, struct uuid offer_id, struct offer *ret) MUST_USE;

/* offers_load_for_create - what offers_decide_create needs: one round trip */
enum outcome offers_load_for_create(struct uow *u, const struct offer_create *in,
                                    struct offer_facts *ret_facts) MUST_USE;

/* offers_load_for_update - the offer, locked until the end of the transaction: one round trip
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome offers_load_for_update(struct uow *u, struct uuid offer_id,
                                    struct offer *ret) MUST_USE;

/* offers_apply_create / offers_apply_update - queue the decided row with its audit and outbox
 * rows */
void offers_apply_create(struct uow *u, const struct offer *offer);
void offers_apply_update(struct uow *u, const struct offer *offer);

#endif
