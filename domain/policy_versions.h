/* policy_versions.h - rules on the versions of a policy: drafting, reviewing, adopting
 *
 * Must not know: storage, HTTP, what a parameter means (policy_parameters.h does).
 * Tests: tests/domain/test_policy_versions.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_POLICY_VERSIONS_H
#define BANGKOM_DOMAIN_POLICY_VERSIONS_H

#include "contract/policy_versions.h"
#include "domain/policies.h"

/* The draft is made of what the content says. */
struct policy_version_origin {
    bool policy_found;
    struct uuid policy_id;
    int64_t last_number; /* of the policy's versions, 0 when there are none */
};

/* policy_versions_decide_create - the draft to store
 * out    *ret  complete record, version 1, next number; texts borrowed from `in`
 * fails  INVALID /policy_id unknown; days out of order; unknown or bad parameters
 *        FORBIDDEN the caller's role does not cover the whole organization
 * from   POST /v1/policy-versions */
enum outcome policy_versions_decide_create(const struct policy_version_create *in,
                                           const struct policy_version_origin *origin,
                                           const struct policy_facts *facts,
                                           struct policy_version *ret,
                                           struct problem *problem) MUST_USE;

/* policy_versions_decide_replace - the draft with another content
 * in/out *version  as loaded; on OUTCOME_OK changed, with the next version
 * fails  as decide_create | CONFLICT wrong-state: it is no draft any more
 * from   PUT /v1/policy-versions/{policy_version_id} */
enum outcome policy_versions_decide_replace(struct policy_version *version,
                                            const struct policy_version_content *content,
                                            const struct policy_facts *facts,
                                            struct problem *problem) MUST_USE;

/* policy_versions_decide_submit / _withdraw - the next state
 * fails  FORBIDDEN scope | CONFLICT wrong-state
 * from   POST /v1/policy-versions/{policy_version_id}/submit, …/withdraw */
enum outcome policy_versions_decide_submit(struct policy_version *version,
                                           const struct policy_facts *facts,
                                           struct problem *problem) MUST_USE;
enum outcome policy_versions_decide_withdraw(struct policy_version *version,
                                             const struct policy_facts *facts,
                                             struct problem *problem) MUST_USE;

/* What an adoption rests on. */
struct policy_version_adoption {
    struct policy_version *in_force; /* on some day of the version's period */
    size_t in_force_count;
    struct list editors; /* uuids of all who ever changed the version */
};

/* What an adoption ends. */
struct policy_version_ended {
    struct policy_version *version; /* NULL: none is to end */
    enum policy_version_state from; /* its state before */
};

/* policy_versions_decide_adopt - the version in force from its first day on
 * in/out *version   as loaded; adopted on OUTCOME_OK
 *        adoption   of what is in force, the one that is to end is changed: its last day is the
 *                   eve, its state superseded
 * out    *ret_ended which one that is
 * fails  FORBIDDEN scope; own-case: the caller made, ever changed or submitted it (R-01) | CONFLICT
 *        wrong-state; policy-past: it begins before the present year; policy-overlap:
 *        another one begins within its period
 * from   R-20; POST /v1/policy-versions/{policy_version_id}/adopt */
enum outcome policy_versions_decide_adopt(struct policy_version *version,
                                          const struct policy_version_adoption *adoption,
                                          const struct policy_facts *facts,
                                          struct policy_version_ended *ret_ended,
                                          struct problem *problem) MUST_USE;

#endif
