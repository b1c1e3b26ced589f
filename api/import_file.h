/* import_file.h - the parts of an import as one file, read record by record in bounded memory
 *
 * Holds a window of one part and what was left of a record of the one before. Each part is fetched
 * in a
 * unit of work of its own.
 * Must not know: what is in a record.
 * Tests: tests/api/test_import_run.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_IMPORT_FILE_H
#define BANGKOM_IMPORT_FILE_H

#include "domain/record_splitter.h"
#include "storage/db/uow.h"

struct import_file {
    struct db *db;
    const struct uow_context *context;
    struct uuid import_id;
    int64_t byte_count;
    struct record_splitter splitter;
    struct arena windows[2]; /* the window lives in one; the next one is made in the other */
    int current;
    const char *bytes;
    size_t length, used;
    int64_t start; /* where in the file `bytes` begins */
};

/* import_file_open - go on at byte `position` of the file, where the splitter stands */
void import_file_open(struct import_file *f, int64_t position, struct record_splitter splitter);
/* import_file_close - give the windows back */
void import_file_close(struct import_file *f);
/* import_file_position - where reading goes on */
int64_t import_file_position(const struct import_file *f);

/* import_file_next - the next record
 * out    *ret_split   never SPLIT_MORE
 *        *ret_record  until the next call
 * fails  UNAVAILABLE | NOT_FOUND a part went away: the import was cancelled */
enum outcome import_file_next(struct import_file *f, struct slice *ret_record,
                              enum split *ret_split, struct problem *problem) MUST_USE;

#endif
