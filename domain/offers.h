/* offers.h - rules on what partners offer
 *
 * That a partner has one offer for a training on any day is held by the database (offers_overlap).
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_offers.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_OFFERS_H
#define BANGKOM_DOMAIN_OFFERS_H

#include "contract/offers.h"
#include "domain/partners.h"
#include "domain/trainings.h"

/* What storage found. */
struct offer_facts {
    struct registry_facts registry;
    bool partner_found, training_found;
    struct partner partner;
    struct training training;
};

/* offers_decide_create - the offer to store
 * out    *ret  complete record; texts borrowed from the facts
 * fails  FORBIDDEN | INVALID partner or training unknown, ends before it begins | CONFLICT
 *        wrong-state: the partner is inactive or the training retired
 * from   POST /v1/offers */
enum outcome offers_decide_create(const struct offer_create *in, const struct offer_facts *facts,
                                  struct offer *ret, struct problem *problem) MUST_USE;

/* offers_decide_update - the offer as it will be
 * in/out *offer        as loaded; on OUTCOME_OK as it is to be stored
 * out    *ret_changed  false: the patch says nothing new
 * fails  FORBIDDEN | INVALID ends before it begins
 * from   PATCH /v1/offers/{offer_id} */
enum outcome offers_decide_update(struct offer *offer, const struct offer_patch *patch,
                                  const struct registry_facts *facts, bool *ret_changed,
                                  struct problem *problem) MUST_USE;

#endif
