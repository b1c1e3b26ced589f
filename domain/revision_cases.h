/* revision_cases.h - rules on what people do with revision cases
 *
 * open -> in_progress -> resolved; waived, for a time, from where it holds a training. How a case
 * opens by rule and how it ends is revision_judgement.h's.
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_revision_cases.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_REVISION_CASES_H
#define BANGKOM_DOMAIN_REVISION_CASES_H

#include "contract/revision_cases.h"
#include "domain/trainings.h"

/* What storage found before a case is opened by hand. */
struct revision_open_facts {
    struct registry_facts registry;
    bool training_found, session_found; /* session_found: one of this training */
    struct training training;
    struct uuid session_id, session_version_id; /* with session_found */
};

/* revision_cases_decide_create - a case opened by hand, without evidence of answers
 * out    *ret  complete row; texts borrowed from `in`
 * fails  FORBIDDEN | INVALID /training_id, /session_id unknown
 * from   POST /v1/revision-cases */
enum outcome revision_cases_decide_create(const struct revision_case_input *in,
                                          const struct revision_open_facts *facts,
                                          struct revision_row *ret,
                                          struct problem *problem) MUST_USE;

/* revision_cases_decide_start - somebody takes the case up
 * fails  FORBIDDEN | CONFLICT wrong-state
 * from   POST /v1/revision-cases/{revision_case_id}/start */
enum outcome revision_cases_decide_start(struct revision_case *found,
                                         const struct registry_facts *facts,
                                         struct problem *problem) MUST_USE;

/* What was changed, as a caller says, and as storage compared it. */
struct revision_act {
    const struct revision_action_input *in;
    const struct revision_case_facts *changes;
};

/* revision_cases_decide_act - a change that was made because of the case; takes an open one up, and
 * adds to what binds the sessions of a resolved one
 * in     act->changes  which kinds of change the input's members really are, as storage compared
 *                      them
 * out    *ret     the action to store
 * fails  FORBIDDEN | CONFLICT wrong-state | INVALID at the member that the kind names: it is
 *        missing (required), or no change against what was judged (real-change)
 * from   R-67; POST /v1/revision-cases/{revision_case_id}/actions */
enum outcome revision_cases_decide_act(struct revision_case *found, const struct revision_act *act,
                                       const struct registry_facts *facts,
                                       struct revision_action_row *ret,
                                       struct problem *problem) MUST_USE;

/* revision_cases_decide_resolve - the changes are made; the next evaluation judges them
 * in     actions_since  how many were recorded since the case opened, the last time
 * fails  FORBIDDEN | CONFLICT wrong-state, case-unchanged
 * from   R-67; POST /v1/revision-cases/{revision_case_id}/resolve */
enum outcome revision_cases_decide_resolve(struct revision_case *found, const char *change_summary,
                                           int64_t actions_since,
                                           const struct registry_facts *facts,
                                           struct problem *problem) MUST_USE;

/* Until when at most a case may be waived today. */
struct revision_waiver_limit {
    struct date today;
    int64_t max_days; /* parameter revision.waiver_max_days */
};
/* revision_cases_decide_waive - the training goes on unchanged for a time
 * fails  FORBIDDEN, own-case: who opened it (R-01) | CONFLICT wrong-state | INVALID /waived_until
 *        not after today, or later than the limit
 * from   R-67; POST /v1/revision-cases/{revision_case_id}/waive */
enum outcome revision_cases_decide_waive(struct revision_case *found,
                                         const struct revision_waiver *in,
                                         const struct revision_waiver_limit *limit,
                                         const struct registry_facts *facts,
                                         struct problem *problem) MUST_USE;

#endif
