/* jobs.h - the table of jobs: queue, claim, keep, give back, finish
 *
 * A job is held through its number of claims: a worker whose lease ran out and whose job was
 * claimed by another holds nothing any more, and each statement of it touches no row.
 * Must not know: what a job does (api/jobs.c), threads.
 * Tests: tests/storage/test_jobs.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_JOBS_H
#define BANGKOM_STORAGE_JOBS_H

#include "storage/db/uow.h"

struct job {
    struct uuid organization_id, id, resource_id;
    const char *kind;
    int64_t attempts; /* this one included; counted anew whenever the work got on */
    int64_t lost;     /* attempts before this one, since the work got on, whose process died */
    int64_t claims;
};

/* jobs_queue - queue the writing of a job for a resource; a second one of the same kind does
 * nothing, unless the first has failed for good: then it is started again */
void jobs_queue(struct uow *u, const char *kind, struct uuid resource_id);

/* jobs_queue_on - the same; nobody claims it before a day begins in the organization's zone */
void jobs_queue_on(struct uow *u, const char *kind, struct uuid resource_id, struct date day);

/* jobs_claim - take the job that has waited longest, of any tenant, and commit
 * in   u  for write, without a tenant
 * out  *ret_found  false: nothing is waiting; else *ret, which lives in the arena of u */
enum outcome jobs_claim(struct uow *u, int64_t lease_s, struct job *ret, bool *ret_found) MUST_USE;

/* jobs_extend - queue the renewal of a lease; *ret_held says after the next sync whether it still
 * was
 * the caller's, who must commit nothing otherwise */
void jobs_extend(struct uow *u, const struct job *job, int64_t lease_s, bool *ret_held);

/* jobs_advance - the same, in a transaction that gets the work on: what went wrong before no longer
 * counts as attempts */
void jobs_advance(struct uow *u, const struct job *job, int64_t lease_s, bool *ret_held);

/* jobs_beat - queue the renewal of a lease from outside of the work, whose transaction it leaves
 * alone */
void jobs_beat(struct uow *u, const struct job *job, int64_t lease_s);

/* jobs_finish - queue the end of a job
 * in   error  why it failed for good; NULL: it succeeded */
void jobs_finish(struct uow *u, const struct job *job, const char *error);

/* jobs_give_back - queue the return of a job to the queue
 * in   wait_s  nobody claims it before
 *      error   what went wrong, which counts as an attempt; NULL: nothing did */
void jobs_give_back(struct uow *u, const struct job *job, int64_t wait_s, const char *error);

#endif
