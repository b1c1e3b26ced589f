/* hour_conversion.h - JP of learning outside our own sessions, by the table hours.conversion
 *
 * A row of the table says, for one national form, how JP come about: by the programme's own JP
 * (which the certificate states; abroad with a surcharge), or by a figure for each day, session,
 * activity or semester. Where the certificate states its JP, they are used instead of that figure.
 * Caps hold in both cases:
 * - max_per_month counts units over all credits of the form in the month; what is above counts
 *   nothing, so a claim must lie within one month there.
 * - a daily maximum holds over all credits of the form on that day. A claim's JP lie evenly on its
 *   days, so that the sum of the credits does not depend on which claim came first. Where the table
 *   has no maximum for international learning, the national one with the surcharge holds.
 * Figures are hundredths of a JP; a surcharge and a part are rounded half up to a hundredth.
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_hour_conversion.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_HOUR_CONVERSION_H
#define BANGKOM_DOMAIN_HOUR_CONVERSION_H

#include "contract/hour_claims.h"
#include "domain/base/problem.h"
#include "domain/hours.h"

/* What storage found. */
struct hour_conversion_facts {
    const char *conversion; /* JSON text of hours.conversion on the last day */
    const struct hour_neighbour *neighbours; /* the employee's credits in the claim's days and
                                                month */
    size_t neighbour_count;
};

/* hour_conversion_count - JP of a claim
 * in     claim  its form, scope, days, and what the certificate states
 *        a      takes the terms
 * out    *ret   written only on OUTCOME_OK; jp may be 0 where the caps leave nothing
 * fails  INVALID /form_id, /scope the table has no figure | /stated_jp needed for the programme's
 *        own JP | /quantity more days than the activity has | /took_place_until in another month,
 *        where a monthly maximum holds
 * from  ; domain-facts 1.6 */
enum outcome hour_conversion_count(const struct hour_claim *claim,
                                   const struct hour_conversion_facts *facts, struct arena *a,
                                   struct hour_credit *ret, struct problem *problem) MUST_USE;

#endif
