/* job_beat.h - the lease of a running job, renewed by a thread while the work waits or computes
 *
 * So a lease can be short: a crashed process is missed after seconds, a slow batch is not.
 * Must not know: what a job does.
 * Tests: tests/api/test_import_interrupted.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_JOB_BEAT_H
#define BANGKOM_JOB_BEAT_H

#include <pthread.h>

#include "storage/jobs.h"

struct app;

struct job_beat {
    struct app *app;
    const struct job *job;
    int64_t period_ms, lease_s;
    pthread_t thread;
    bool started;
    pthread_mutex_t lock; /* of the next one */
    bool stopping;
    pthread_cond_t changed;
};

/* job_beat_start - renew the lease every period_ms until job_beat_stop
 * in   app, job, period_ms and lease_s of *b are set; app and job outlive it. Without a thread to
 *      be had the job has only the lease that its batches renew */
void job_beat_start(struct job_beat *b);
/* job_beat_stop - returns when no statement of it is under way any more */
void job_beat_stop(struct job_beat *b);

#endif
