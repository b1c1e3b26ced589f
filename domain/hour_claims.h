/* hour_claims.h - rules on claims for learning outside our own sessions
 *
 * submitted -> verified | rejected | withdrawn; verified -> reversed.
 * Must not know: storage, HTTP. That one activity is claimed once and credited once is also the
 * database's to say (hour_claims_once, hour_entries_once).
 * Tests: tests/domain/test_hour_claims.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_HOUR_CLAIMS_H
#define BANGKOM_DOMAIN_HOUR_CLAIMS_H

#include "domain/hour_conversion.h"

/* What storage found before the decision. */
struct hour_claim_facts {
    struct uuid new_id;      /* of a claim to be made */
    struct uuid employee_id; /* as found in what the caller may see; nil: not found */
    struct uuid caller_id;   /* nil: the system itself */
    struct uuid self;        /* the caller's own employee record, nil if none */
    struct instant now;
    struct date today;
    struct hour_conversion_facts conversion;
    const struct hour_entry *live; /* the claim's credit that is not reversed, or NULL */
    struct hour_recording recording;
};

/* hour_claims_decide_create - the claim to store
 * in     a     takes the activity_key and what the conversion needs
 * out    *ret  complete record, version 1; texts borrowed from `in`
 * fails  INVALID /employee_id unknown or out of scope | /took_place_until before the first day, in
 *        the future, or more than a year after the first | what hour_conversion_count refuses
 * from   R-50; POST /v1/hour-claims */
enum outcome hour_claims_decide_create(const struct hour_claim_create *in,
                                       const struct hour_claim_facts *facts, struct arena *a,
                                       struct hour_claim *ret, struct problem *problem) MUST_USE;

/* hour_claims_decide_verify - the claim as verified, and its credit
 * fails  CONFLICT wrong-state | hours-already-credited with the entry that is in the way in the
 *        member conflicting | FORBIDDEN own-case | INVALID see hour_conversion_count
 * from  ; POST /v1/hour-claims/{hour_claim_id}/verify */
enum outcome hour_claims_decide_verify(struct hour_claim *claim,
                                       const struct hour_claim_facts *facts, struct arena *a,
                                       struct hour_decision *ret, struct problem *problem) MUST_USE;

/* hour_claims_decide_reject - the claim as rejected
 * fails  CONFLICT wrong-state | FORBIDDEN own-case
 * from   R-01; POST /v1/hour-claims/{hour_claim_id}/reject */
enum outcome hour_claims_decide_reject(struct hour_claim *claim, const char *reason,
                                       const struct hour_claim_facts *facts,
                                       struct problem *problem) MUST_USE;

/* hour_claims_decide_withdraw - the claim as withdrawn
 * fails  CONFLICT wrong-state | FORBIDDEN neither about the caller nor submitted by the caller
 * from   POST /v1/hour-claims/{hour_claim_id}/withdraw */
enum outcome hour_claims_decide_withdraw(struct hour_claim *claim,
                                         const struct hour_claim_facts *facts,
                                         struct problem *problem) MUST_USE;

/* hour_claims_decide_reverse - the claim as reversed, and the entry that takes its credit back
 * fails  CONFLICT wrong-state | FORBIDDEN own-case
 * from  ; POST /v1/hour-claims/{hour_claim_id}/reverse */
enum outcome hour_claims_decide_reverse(struct hour_claim *claim, const char *reason,
                                        const struct hour_claim_facts *facts,
                                        struct hour_decision *ret,
                                        struct problem *problem) MUST_USE;

#endif
