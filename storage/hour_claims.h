/* hour_claims.h - claims for JP in the database
 *
 * Must not know: HTTP, which role may do what. Only claims of employees in the scope of the unit of
 * work are found.
 * Tests: tests/storage/test_hour_claims.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_HOUR_CLAIMS_H
#define BANGKOM_STORAGE_HOUR_CLAIMS_H

#include "domain/hour_claims.h"
#include "storage/db/uow.h"

/* hour_claims_load - one claim
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome hour_claims_load(struct uow *u, struct uuid id, struct hour_claim *ret) MUST_USE;

/* hour_claims_load_for_create - what hour_claims_decide_create needs
 * fails  UNAVAILABLE */
enum outcome hour_claims_load_for_create(struct uow *u, const struct hour_claim_create *in,
                                         struct hour_claim_facts *ret) MUST_USE;

/* hour_claims_load_for_decision - the claim, locked, and then, with the employee locked too,
 * what is credited near it
 * fails  NOT_FOUND | UNAVAILABLE
 * needs  an explicit transaction */
enum outcome hour_claims_load_for_decision(struct uow *u, struct uuid id, struct hour_claim *ret,
                                           struct hour_claim_facts *ret_facts) MUST_USE;

/* hour_claims_apply_create / hour_claims_apply_decision - queue the decided row with its trail
 * in     reason    NULL: none was given
 *        decision  entries of the ledger, NULL: none */
void hour_claims_apply_create(struct uow *u, const struct hour_claim *claim);
void hour_claims_apply_decision(struct uow *u, const struct hour_claim *claim, const char *reason,
                                const struct hour_decision *decision);

#endif
