/* import_runner.h - an import while it is worked off; private to import_run.c and import_write.c
 *
 * Tests: tests/api/test_import_run.c, test_import_interrupted.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_IMPORT_RUNNER_H
#define BANGKOM_IMPORT_RUNNER_H

#include "api/import_file.h"
#include "api/job_run.h"
#include "domain/imports.h"

struct import_runner {
    struct job_run *run;
    struct uow_context context;
    struct import_work work; /* as stored */
    struct import_file file;
    struct arena header; /* of the columns, and of the texts of `work` */
    struct import_columns columns;
    struct arena batch;
    struct import_row *rows; /* of the batch being read */
    size_t count;
    bool lost; /* the job or the import is no longer ours */
};

/* import_write_batch - write what rows [0, count) mean, each with how far the work is, in one
 * transaction or two
 * out    r->work  as stored then; r->lost: nothing more may be written
 * fails  UNAVAILABLE | INTERNAL; what is wrong with rows is written down, not returned */
enum outcome import_write_batch(struct import_runner *r) MUST_USE;

#endif
