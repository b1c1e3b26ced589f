/* agreements.h - rules on agreements with partners, and what they cover
 *
 * Both ends of an agreement's period belong to it: what happens on valid_until is covered, what
 * happens the day after is not.
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_agreements.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_AGREEMENTS_H
#define BANGKOM_DOMAIN_AGREEMENTS_H

#include "contract/agreements.h"
#include "domain/registry.h"
#include "domain/transitions.h"

/* ---- what an agreement covers */

/* Why it does not cover a session; several may hold. */
enum agreement_reason {
    AGREEMENT_TERMINATED = 1,
    AGREEMENT_SCOPE = 2, /* the training is not among those named */
    AGREEMENT_DATES = 4, /* a day lies before valid_from or after valid_until */
    AGREEMENT_QUOTA = 8, /* as many sessions as it allows are held already */
};

/* A session that is to be held under an agreement. */
struct agreement_use {
    struct uuid training_id;
    const struct date *days; /* in the organization's zone */
    size_t day_count;        /* 0: the session only measures demand, dates are not asked */
    int64_t sessions_held;   /* under the agreement: not cancelled, without this one */
};

/* What storage found of an agreement that a session is to be held under. */
struct agreement_usage {
    bool found;
    struct agreement agreement;
    struct agreement_standing standing; /* sessions_held is for struct agreement_use */
};

/* agreements_uncovered - the reasons for which an agreement does not cover a session
 * returns 0: it covers it; else enum agreement_reason, or-ed
 * from   R-40 */
unsigned agreements_uncovered(const struct agreement *agreement, const struct agreement_use *use);

/* agreements_name_reasons - "scope, dates" in the arena, for texts of problems */
const char *agreements_name_reasons(struct arena *a, unsigned reasons);

/* ---- recording agreements */

/* What storage found. */
struct agreement_facts {
    struct registry_facts registry;
    bool partner_found;
    struct uuid partner_id;
    const char *partner_name;
    bool partner_active;
    const struct uuid *trainings; /* by training_ids of the input; nil: unknown */
    bool renewed_found;           /* the agreement that the input renews */
    struct agreement renewed;
};

/* agreements_decide_create - the agreement to store; a renewal leaves the earlier one as it is
 * out    *ret  complete record; texts borrowed from `in` and the facts, training_ids from the facts
 * fails  FORBIDDEN | INVALID partner, training or renewed agreement unknown, ends before it begins,
 *        a training twice, renews another partner's, ends no later than what it renews |
 *        CONFLICT the partner is inactive
 * from   POST /v1/agreements */
enum outcome agreements_decide_create(const struct agreement_create *in,
                                      const struct agreement_facts *facts, struct agreement *ret,
                                      struct problem *problem) MUST_USE;

/* agreements_decide_terminate - end it before its day; final
 * in/out *agreement  as loaded; on OUTCOME_OK as it is to be stored
 * fails  FORBIDDEN | CONFLICT wrong-state
 * from   POST /v1/agreements/{agreement_id}/terminate */
enum outcome agreements_decide_terminate(struct agreement *agreement,
                                         const struct registry_facts *facts,
                                         struct problem *problem) MUST_USE;

#endif
