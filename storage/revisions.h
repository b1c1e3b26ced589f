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
#include "domain/revision_judgement.h"
#include "storage/db/uow.h"

/* revisions_want_promises - queue the look-up of what the resolved cases of a training promise of
 * its sessions; records of struct revision_promise, filled by the next sync
 * in    session_id  of which the version counts; NULL: that which is published now
 * from  R-67 */
void revisions_want_promises(struct uow *u, struct ref training_id, const struct uuid *session_id,
                             struct row_set *ret_rows);

/* What judging an evaluation needs to know, asked along with something else. */
struct revisions_asked {
    bool found; /* false: not of level 1, nothing is to be judged */
    struct revision_judged judged;
    struct row_set tallies, live;
};

/* revisions_want - queue the look-up of what revisions_judge_answer needs, for an answer of the
 * caller that is not stored yet, behind the lock of the evaluation; who judges another session of
 * the training at the same time waits from the next sync on */
void revisions_want(struct uow *u, struct uuid evaluation_id, struct revisions_asked *ret);

/* revisions_judge_answer - queue what an answer does to the cases of its training, as
 * revisions_judge says; the answer itself may be queued before or after. Only the last answer of an
 * evaluation takes another round trip, if a resolved case waits for its verdict.
 * in/out *asked  what such a round trip found is put into it
 * fails  UNAVAILABLE
 * needs  an explicit transaction */
enum outcome revisions_judge_answer(struct uow *u, struct revisions_asked *asked,
                                    const struct revision_scores *answer) MUST_USE;

/* revisions_judge - what an evaluation of level 1 does to the cases of its training
 *
 * To be called in the transaction that closes an evaluation, behind it; sends what was queued
 * before. A response counts once in a dimension, which has one question for a score: unfavourable
 * when the score is revision.unfavourable_max_score or less.
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
 * in     only  NULL: whichever; else this one, if it is due
 * out    *ret  how many, and whether there are more
 * fails  UNAVAILABLE
 * needs  an explicit transaction
 * from   R-69; POST /v1/evaluations/close-due, and the job EVALUATION_CLOSE_JOB */
enum outcome revisions_close_due(struct uow *u, const struct uuid *only,
                                 struct evaluations_closed *ret) MUST_USE;

#endif
