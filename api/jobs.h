/* jobs.h - slow work off the request threads: workers over the table jobs
 *
 * A worker claims one job at a time (FOR UPDATE SKIP LOCKED, with a lease that it renews), does it
 * in batches that each commit what they did together with how far they got, and marks it done. The
 * job of a crashed process is claimed again when its lease has run out, and goes on where the last
 * batch ended. A job that kills every process that claims it, or fails again and again, without
 * getting on is given up: failed, with the reason in last_error and in the log, until somebody
 * queues it again.
 * Must not know: HTTP.
 * Tests: tests/storage/test_jobs.c, tests/e2e/test_imports.py
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_JOBS_H
#define BANGKOM_JOBS_H

#include <stdbool.h>

#include "domain/base/problem.h"

struct app;
struct jobs;

/* jobs_new - start `workers` threads (0: none; other processes may do the work) */
struct jobs *jobs_new(struct app *app, int workers);
/* jobs_free - let each worker finish the batch it is at, give its job back to the queue, join;
 * accepts NULL */
void jobs_free(struct jobs *jobs);
/* jobs_wake - a job may have been queued: look now, not at the next tick; accepts NULL */
void jobs_wake(struct jobs *jobs);
/* jobs_run_next - claim one waiting job and do all of it in the calling thread
 * out    *ret_ran  false: nothing was waiting
 * fails  UNAVAILABLE */
enum outcome jobs_run_next(struct app *app, bool *ret_ran, struct problem *problem) MUST_USE;

#endif
