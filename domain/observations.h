/* observations.h - rules on what leaders see at work after a session (level 3)
 *
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_observations.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_OBSERVATIONS_H
#define BANGKOM_DOMAIN_OBSERVATIONS_H

#include "contract/observations.h"
#include "domain/base/problem.h"

/* What storage found before the decision. */
struct observation_facts {
    const struct observation_target *target; /* the participant only within the caller's scope */
    struct uuid self;                        /* the caller's own employee record, nil if none */
    struct uuid new_id;
    struct instant now;
    struct date today;
};

/* observations_decide_create - the observation to store
 * out    *ret  complete record; texts borrowed from `in`
 * fails  FORBIDDEN the caller is no employee, or the participant
 *        INVALID participation or competency unknown or invisible, or the participant was not there
 *        CONFLICT too-early: the months have not passed, or the session has no last day
 * from  ; POST /v1/observations */
enum outcome observations_decide_create(const struct observation_create *in,
                                        const struct observation_facts *facts,
                                        struct observation *ret, struct problem *problem) MUST_USE;

#endif
