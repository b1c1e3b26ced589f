/* import_run.h - the job "import": the rows of a file, batch by batch, into units, positions,
 * employees
 *
 * Each batch is one transaction with what it writes, how far it got and what was wrong in it, so
 * work that
 * ends anywhere goes on behind the last batch and does nothing twice. A dry run decides the same
 * and writes
 * none of it; it starts over when it is taken up again.
 * Must not know: HTTP.
 * Tests: tests/api/test_import_run.c, tests/e2e/test_imports.py
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_IMPORT_RUN_H
#define BANGKOM_IMPORT_RUN_H

#include "api/job_run.h"

/* import_run - a job_handler
 * fails  UNAVAILABLE, INTERNAL: to be tried again */
enum outcome import_run(struct job_run *run, bool *ret_done) MUST_USE;

/* import_give_up - a job_surrender: the import failed for good */
enum outcome import_give_up(struct job_run *run) MUST_USE;

#endif
