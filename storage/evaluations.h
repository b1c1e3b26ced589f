/* evaluations.h - the judgement of sessions in the database: opened, read, closed
 *
 * Must not know: HTTP, which role may do what; what was answered is storage/answers.h's. Everybody
 * of the organization finds evaluations; who may still answer is found in scope only.
 * Tests: tests/storage/test_evaluations.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_EVALUATIONS_H
#define BANGKOM_STORAGE_EVALUATIONS_H

#include "domain/evaluations.h"
#include "storage/db/uow.h"

/* evaluations_load - one evaluation, with how many were invited and have answered
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome evaluations_load(struct uow *u, struct uuid evaluation_id,
                              struct evaluation *ret) MUST_USE;

/* evaluations_open_level1 - what completing a session does in its own unit of work: opens level 1
 * with the newest published version of an instrument, and gives a ballot to everybody whose
 * enrolment says attended, passed or failed when the unit of work commits. What was queued before,
 * such as those states, is sent by it: one round trip.
 * out    ret_opened  false: no version of any instrument is published, and nothing was done; POST
 *                    /v1/evaluations opens it later
 * fails  CONFLICT (at the commit) the session has one already | UNAVAILABLE
 * from   R-60 */
enum outcome evaluations_open_level1(struct uow *u, struct uuid session_id,
                                     bool *ret_opened) MUST_USE;

/* evaluations_correct_ballots - queue, behind corrected states of enrolments, that an open level 1
 * of the session can be answered by whoever attended and by nobody else. What was answered stays,
 * and once all have answered nobody is added: one answer more would show in the figures.
 * from   */
void evaluations_correct_ballots(struct uow *u, struct uuid session_id);

/* evaluations_load_for_open - what evaluations_decide_open needs, with the session locked
 * fails  INVALID /session_id there is no such session | UNAVAILABLE */
enum outcome evaluations_load_for_open(struct uow *u, struct ref session_id,
                                       struct evaluation_facts *ret) MUST_USE;

/* The job that closes an evaluation on the day after its last one; its resource is the evaluation.
 */
#define EVALUATION_CLOSE_JOB "evaluation_close"

/* evaluations_apply_open - queue the decided evaluation with its ballots, audit, outbox, history,
 * and the job that will close it */
void evaluations_apply_open(struct uow *u, const struct evaluation *evaluation);

/* An evaluation to be closed, with its number of changes so far. */
struct evaluation_to_close {
    struct uuid id;
    int64_t version;
    struct evaluation_closing closing;
};
struct evaluations_to_close {
    struct evaluation_to_close *items;
    size_t count;
};

/* evaluations_load_for_close - locked against answers until the end of the transaction
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome evaluations_load_for_close(struct uow *u, struct uuid evaluation_id,
                                        struct evaluation_to_close *ret) MUST_USE;

/* evaluations_apply_close - queue what evaluations_decide_close made of it */
void evaluations_apply_close(struct uow *u, const struct evaluation_to_close *closed);

#define EVALUATIONS_MAX_DUE 20 /* at a time, as the contract says */

/* evaluations_load_due - those that are open though their last day is over, the longest first,
 * locked until the end of the transaction; what was queued before is sent by it
 * in     only       NULL: whichever; else this one, if it is due
 * out    *ret       at most EVALUATIONS_MAX_DUE, in the arena, decided to be closed
 *        *ret_more  whether there are more
 * fails  UNAVAILABLE */
enum outcome evaluations_load_due(struct uow *u, const struct uuid *only,
                                  struct evaluations_to_close *ret, bool *ret_more) MUST_USE;

/* evaluations_load_ballots - what the caller may still answer
 * fails  UNAVAILABLE */
enum outcome evaluations_load_ballots(struct uow *u, struct ballots *ret) MUST_USE;

#endif
