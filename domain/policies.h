/* policies.h - rules on policies as a whole
 *
 * Must not know: storage, HTTP, versions.
 * Tests: tests/domain/test_policies.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_POLICIES_H
#define BANGKOM_DOMAIN_POLICIES_H

#include "contract/policies.h"
#include "domain/base/problem.h"

/* What storage knows before a decision on a policy or one of its versions. */
struct policy_facts {
    struct instant now;
    struct date today;
    struct uuid caller_id;
    bool whole_organization; /* the caller's role covers the whole organization */
    struct uuid new_id;      /* of a record to be made */
};

/* policies_check_scope - a policy is about everybody: so must be the role of who writes it
 * fails  FORBIDDEN
 * from   R-02 */
enum outcome policies_check_scope(const struct policy_facts *facts,
                                  struct problem *problem) MUST_USE;

/* policies_decide_create - the policy to store
 * out    *ret  complete record, version 1; texts borrowed from `in`
 * fails  FORBIDDEN see policies_check_scope
 * from   POST /v1/policies */
enum outcome policies_decide_create(const struct policy_create *in,
                                    const struct policy_facts *facts, struct policy *ret,
                                    struct problem *problem) MUST_USE;

/* policies_decide_update - the policy as it will be
 * in/out *policy  as loaded; on OUTCOME_OK changed, with the next version when anything differs
 * out    ret_changed  false: the patch says nothing new and nothing is to be stored
 * fails  FORBIDDEN see policies_check_scope
 * from   PATCH /v1/policies/{policy_id} */
enum outcome policies_decide_update(struct policy *policy, const struct policy_patch *patch,
                                    const struct policy_facts *facts, bool *ret_changed,
                                    struct problem *problem) MUST_USE;

#endif
