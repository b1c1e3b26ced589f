/* evaluation_close.h - the job "evaluation_close": an evaluation whose last day is over is closed
 * and judged, by whichever server claims the job first
 *
 * Closed by hand before, there is nothing to be done; POST /v1/evaluations/close-due does the same
 * where no server has workers.
 * Must not know: HTTP.
 * Tests: tests/api/test_evaluation_close.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_EVALUATION_CLOSE_H
#define BANGKOM_EVALUATION_CLOSE_H

#include "api/job_run.h"

/* evaluation_close_run - a job_handler
 * fails  UNAVAILABLE, INTERNAL: to be tried again */
enum outcome evaluation_close_run(struct job_run *run, bool *ret_done) MUST_USE;

/* evaluation_close_give_up - a job_surrender: nothing is written, the operation still closes it */
enum outcome evaluation_close_give_up(struct job_run *run) MUST_USE;

#endif
