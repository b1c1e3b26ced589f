/* needs_analyses.h - rules on the yearly cycle of a needs analysis
 *
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_needs_analyses.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_NEEDS_ANALYSES_H
#define BANGKOM_DOMAIN_NEEDS_ANALYSES_H

#include "contract/needs.h"
#include "contract/needs_analyses.h"
#include "domain/base/problem.h"

/* The steps of the cycle, as in the paths, and what is only possible at some of them. */
enum needs_analysis_action {
    NEEDS_ANALYSIS_START_VERIFICATION = 1,
    NEEDS_ANALYSIS_START_VALIDATION,
    NEEDS_ANALYSIS_ADOPT,
    NEEDS_ANALYSIS_CLOSE,
    NEEDS_ANALYSIS_GENERATE, /* this and those below keep the state */
    NEEDS_ANALYSIS_VERIFY_ALL,
    NEEDS_ANALYSIS_VALIDATE_ALL,
};

/* What storage found before the decision. */
struct needs_analysis_facts {
    struct uuid caller_id; /* the client or employee who asks */
    struct instant now;
    /* for creating */
    bool unit_found; /* the unit exists within the caller's scope */
    struct uuid unit_id;
    const char *unit_name;
    struct uuid new_id;
    /* for the steps: needs of the analysis in these states */
    int64_t proposed, verified;
};

/* needs_analyses_decide_create - the analysis to store, in inventory
 * fails  INVALID /unit_id unknown or out of scope
 * from   R-02; POST /v1/needs-analyses */
enum outcome needs_analyses_decide_create(const struct needs_analysis_create *in,
                                          const struct needs_analysis_facts *facts,
                                          struct needs_analysis *ret,
                                          struct problem *problem) MUST_USE;

/* needs_analyses_decide - the analysis after a step of the cycle
 * in/out *analysis  on OUTCOME_OK in its next state with the next version
 * fails  CONFLICT wrong-state; needs-undecided before validation and adoption | FORBIDDEN the
 *        author adopts
 * from   R-01; POST /v1/needs-analyses/{needs_analysis_id}/… */
enum outcome needs_analyses_decide(struct needs_analysis *analysis,
                                   enum needs_analysis_action action,
                                   const struct needs_analysis_facts *facts,
                                   struct problem *problem) MUST_USE;

/* needs_analyses_allow - whether an analysis in this state takes what keeps it there: new needs
 * (NEEDS_ANALYSIS_GENERATE), verifying and validating (…_ALL, whether one or all)
 * fails  CONFLICT wrong-state */
enum outcome needs_analyses_allow(enum needs_analysis_state state,
                                  enum needs_analysis_action action,
                                  struct problem *problem) MUST_USE;

#endif
