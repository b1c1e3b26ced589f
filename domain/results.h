/* results.h - rules on indicators of performance before and after a session (level 4)
 *
 * Must not know: storage, HTTP. That a figure has its day and that the days are in order is also
 * the database's to say (constraints results_…).
 * Tests: tests/domain/test_results.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_RESULTS_H
#define BANGKOM_DOMAIN_RESULTS_H

#include "contract/results.h"
#include "domain/base/problem.h"

/* What storage found before the decision. */
struct result_facts {
    bool session_found, unit_found; /* the unit within the caller's scope */
    struct uuid session_id, unit_id;
    struct uuid recorded_by; /* the caller; nil: none of ours */
    struct uuid new_id;
    struct instant now;
    struct date today;
};

/* results_judge - fill in change and outcome from the figures
 * from  "not shown" where baseline, target or actual is missing */
void results_judge(struct result *result);

/* results_decide_create - the result to store, judged
 * out    *ret  complete record, version 1; texts borrowed from `in`
 * fails  INVALID session or unit unknown or invisible, a figure without its day or a day without
 *        its figure, a day in the future, days out of order: all of them at once
 * from   R-02; POST /v1/results */
enum outcome results_decide_create(const struct result_create *in, const struct result_facts *facts,
                                   struct result *ret, struct problem *problem) MUST_USE;

/* results_decide_update - the result as it will be, judged
 * in/out *result  as loaded; on OUTCOME_OK changed
 * out    ret_changed  false: the patch says nothing new and nothing is to be stored
 * fails  INVALID as results_decide_create
 * from   PATCH /v1/results/{result_id} */
enum outcome results_decide_update(struct result *result, const struct result_patch *patch,
                                   struct date today, bool *ret_changed,
                                   struct problem *problem) MUST_USE;

#endif
