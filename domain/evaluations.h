/* evaluations.h - rules on opening and closing the judgement of a session
 *
 * Must not know: storage, HTTP, what is answered (domain/answers.h) or shown of it
 * (domain/disclosure.h).
 * Tests: tests/domain/test_evaluations.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_EVALUATIONS_H
#define BANGKOM_DOMAIN_EVALUATIONS_H

#include "contract/evaluations.h"
#include "domain/base/problem.h"

/* What storage found before level 1 of a session is opened. */
struct evaluation_facts {
    bool whole_organization; /* the caller's role covers the whole organization */
    struct uuid session_id;
    bool completed;      /* the session is */
    bool has_instrument; /* a version of some instrument is published: the next member */
    struct uuid instrument_version_id;
    int64_t open_days; /* parameter evaluation.open_days on `today` */
    struct uuid new_id;
    struct instant now;
    struct date today;
};

/* evaluations_decide_open - level 1 as it will be stored, answered from today on for open_days
 * out    *ret  what is stored of it; names and counts have no value
 * fails  FORBIDDEN without a role over everything | CONFLICT session-not-completed, no-instrument
 * from  ; POST /v1/evaluations, and completing a session */
enum outcome evaluations_decide_open(const struct evaluation_facts *facts, struct evaluation *ret,
                                     struct problem *problem) MUST_USE;

/* An evaluation on its way to being closed. */
struct evaluation_closing {
    enum evaluation_state state; /* today's: closed from the day after closes_on */
    struct date closes_on;
};

/* evaluations_decide_close - nobody answers any more
 * in/out *closing  on OUTCOME_OK closed, with a last day that is not after today
 * fails  FORBIDDEN without a role over everything | CONFLICT wrong-state: it is closed
 * from   R-02; POST /v1/evaluations/{evaluation_id}/close */
enum outcome evaluations_decide_close(struct evaluation_closing *closing, bool whole_organization,
                                      struct date today, struct problem *problem) MUST_USE;

/* evaluations_decide_close_due - may what is over be closed?
 * fails  FORBIDDEN without a role over everything
 * from   R-02; POST /v1/evaluations/close-due */
enum outcome evaluations_decide_close_due(bool whole_organization,
                                          struct problem *problem) MUST_USE;

#endif
