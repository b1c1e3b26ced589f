/* competencies.h - rules on the competency dictionary
 *
 * Must not know: storage, HTTP. A circle over several levels cannot be seen from these facts; the
 * database refuses it (constraint competencies_parent_acyclic).
 * Tests: tests/domain/test_competencies.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_COMPETENCIES_H
#define BANGKOM_DOMAIN_COMPETENCIES_H

#include "contract/competencies.h"
#include "domain/base/problem.h"

#define COMPETENCY_LEVELS 5

/* What storage found, and what a new row gets. */
struct competency_facts {
    bool whole_organization; /* the caller's role covers it: the dictionary lies in no unit */
    bool parent_named;       /* the input names a parent */
    bool parent_found;       /* … that exists */
    struct uuid parent_id;   /* … and is this one */
    struct uuid id;          /* of a new competency */
    struct instant now;
};

/* competencies_decide_create - the competency to store
 * out    *ret  complete record, version 1; texts and levels borrowed from `in`
 * fails  FORBIDDEN to roles over a part of the organization (R-02) | INVALID /parent_id unknown |
 * INVALID /levels/N/level not levels 1 to 5 in order
 * from   PermenPANRB 38/2017; POST /v1/competencies */
enum outcome competencies_decide_create(const struct competency_create *in,
                                        const struct competency_facts *facts,
                                        struct competency *ret, struct problem *problem) MUST_USE;

/* competencies_decide_update - the competency as it will be
 * in/out *competency   as loaded; on OUTCOME_OK as it is to be stored (storage counts the version)
 * out    ret_changed   false: the patch says nothing new and nothing is to be stored
 * fails  as competencies_decide_create | CONFLICT the competency itself as parent
 * from   PATCH /v1/competencies/{competency_id} */
enum outcome competencies_decide_update(struct competency *competency,
                                        const struct competency_patch *patch,
                                        const struct competency_facts *facts, bool *ret_changed,
                                        struct problem *problem) MUST_USE;

#endif
