/* job_run.h - one run of one job, as its handler sees it
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_JOB_RUN_H
#define BANGKOM_JOB_RUN_H

#include <stdatomic.h>

#include "storage/jobs.h"

/* A job whose process does not renew its lease for so long is taken for that of a crashed one; a
 * thread renews it so often (job_beat.h). */
#define JOB_LEASE_S 15
#define JOB_BEAT_MS 5000

struct app;

struct job_run {
    struct app *app;
    const struct job *job;
    const atomic_bool *stopping; /* end at the next batch */
    struct problem *problem;     /* in an arena that lives as long as the run */
    bool advanced;               /* set by the handler: something was committed with jobs_advance */
    bool crashed;                /* given up because its processes died, one after the other */
};

/* job_now - the present time */
struct instant job_now(void);

/* A handler does a job batch by batch, each committing jobs_advance with it.
 * out  *ret_done  false: it stopped before the end, or the job is held by another by now */
typedef enum outcome job_handler(struct job_run *run, bool *ret_done);
/* What is to be written when a job failed for good. */
typedef enum outcome job_surrender(struct job_run *run);

#endif
