/* alternatives.h - what could be tried instead for a training under revision, ranked
 *
 * score = sum of term * weight / sum of weights over the terms that are known, in basis points and
 * rounded half up: the weight of an unknown term is shared by the others in proportion. Judgements
 * are those of the scorecards (domain/scorecards.h); nothing is counted here again.
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_alternatives.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_ALTERNATIVES_H
#define BANGKOM_DOMAIN_ALTERNATIVES_H

#include "contract/alternatives.h"
#include "domain/scorecards.h"

#define ALTERNATIVES_MAX_ROWS 100       /* of a reply, as the contract says */
#define ALTERNATIVES_MAX_CANDIDATES 500 /* partners, and as many instructors, that are ranked */

/* What the database found. The judgements of one kind are looked up by id, of methods by name. */
struct alternatives_facts {
    struct alternative_rules rules;
    struct alternative_candidate_list partners, instructors;
    struct alternative_used_method_list used; /* methods of the judged version */
    struct scorecard_sums_list partner_sums, instructor_sums, method_sums;
    int64_t prior; /* m of scorecards_shrink */
};

/* alternatives_ids - the ids of candidates, a list of struct uuid in `a` */
struct list alternatives_ids(struct arena *a, const struct alternative_candidate_list *candidates);

/* alternatives_rank - all candidates and all methods that the judged version does not use, by score
 * (those without one last), then by kind, name and id
 * in   facts  more than ALTERNATIVES_MAX_CANDIDATES of a kind: the rest is cut off
 * out  *ret   at most ALTERNATIVES_MAX_ROWS in `a`, names borrowed; truncated says when some were
 *             cut off here or before
 * from R-68 */
void alternatives_rank(struct arena *a, const struct alternatives_facts *facts,
                       struct alternatives *ret);

#endif
