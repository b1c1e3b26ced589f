/* revisions.h - revision cases as other slices meet them: they bind sessions, evaluations judge
 *
 * Must not know: HTTP, which role may do what, answers of persons: only counts are read, and what
 * is written tells of no answer but the verdict.
 * Tests: tests/storage/test_revisions.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_REVISIONS_H
#define BANGKOM_STORAGE_REVISIONS_H

#include "contract/evaluations.h"
#include "contract/revision_cases.h"
#include "storage/db/uow.h"

/* revisions_want_promises - queue the look-up of what the resolved cases of a training promise of
 * its sessions; records of struct revision_promise, filled by the next sync
 * in    session_id  of which the version counts; NULL: that which is published now
 * from  R-67 */
void revisions_want_promises(struct uow *u, struct ref training_id, const struct uuid *session_id,
                             struct row_set *ret_rows);

/* revisions_judge - what an evaluation of level 1 does to the cases of its training
 *
 * To be called in the transaction that stores an answer, behind it, and in the one that closes an
 * evaluation; sends what was queued before. A response counts once in a dimension, by the mean of
 * its scores there: unfavourable when that is revision.unfavourable_max_score or less.
 * - A case opens when the answers so far fulfil R-65, unless there is one about the dimension, or
 *   the dimension was changed after the session began. Who judges another session of the training
 *   at the same time waits, so that there is one case.
 * - When nobody can answer any more (the evaluation is closed, or all ballots are used) it decides
 *   the resolved cases whose change its session has: verified_effective, inconclusive, or
 *   verified_ineffective, which opens the case again and puts the policy up for revision.
 * Judging again changes nothing.
 * fails  UNAVAILABLE
 * needs  an explicit transaction */
enum outcome revisions_judge(struct uow *u, struct uuid evaluation_id) MUST_USE;

/* revisions_close_due - close the evaluations whose last day is over, and judge each of them
 * out    *ret  how many, and whether there are more
 * fails  UNAVAILABLE
 * needs  an explicit transaction
 * from   R-69; POST /v1/evaluations/close-due */
enum outcome revisions_close_due(struct uow *u, struct evaluations_closed *ret) MUST_USE;

#endif
