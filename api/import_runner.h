/* import_runner.h - an import while it is worked off; private to import_run.c, import_read.c and
 * import_write.c
 *
 * Tests: tests/api/test_import_run.c, test_import_interrupted.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_IMPORT_RUNNER_H
#define BANGKOM_IMPORT_RUNNER_H

#include "api/import_file.h"
#include "api/job_run.h"
#include "domain/imports.h"

/* Rows that were read together, and how that ended. */
struct import_batch {
    struct import_runner *runner; /* whose file it is read from */
    struct arena arena;           /* of everything below */
    struct import_row *rows;
    size_t count;
    enum split split; /* why there are no more; SPLIT_RECORD: it is full */
    enum outcome outcome;
    struct problem problem;
};

/* One batch is written while the next one is read: the writer leaves alone what is the reader's. */
struct import_runner {
    struct job_run *run;
    struct uow_context context;
    struct import_work work; /* as stored */
    struct arena header;     /* of the columns, and of the texts of `work` */
    struct import_columns columns;
    struct import_batch batches[2];
    struct import_batch *batch; /* the one that is written */

    /* the reader's */
    struct import_file file;
    struct uow_context reading;
    int64_t rows_read;

    bool lost; /* the job or the import is no longer ours */
};

/* import_write_batch - write what the rows of r->batch mean, each with how far the work is, in one
 * transaction or two
 * out    r->work  as stored then; r->lost: nothing more may be written
 * fails  UNAVAILABLE | INTERNAL; what is wrong with rows is written down, not returned */
enum outcome import_write_batch(struct import_runner *r) MUST_USE;

#endif
