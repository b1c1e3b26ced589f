/* import_read.h - the batches of an import, read in the thread that writes or ahead of it
 *
 * Reads the file and makes rows of its records; nothing is written. A batch may be read while
 * another one is written, but never two at once, and the first one, which may hold the header,
 * before anything is written.
 * Tests: tests/api/test_import_run.c, test_import_interrupted.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_IMPORT_READ_H
#define BANGKOM_IMPORT_READ_H

#include <pthread.h>

#include "api/import_runner.h"

/* import_read_batch - what comes next in the file, at most 2,000 rows
 * out    *ret  what was in it before is gone; how it went is asked with import_read_end */
void import_read_batch(struct import_batch *ret);

/* import_read_begin - the same in a thread of its own, which the caller joins before it looks at
 * *ret
 * returns false: there is no thread to be had, nothing was read */
bool import_read_begin(struct import_batch *ret, pthread_t *ret_thread);

/* import_read_end - how reading a batch went, the problem as that of the run
 * fails  UNAVAILABLE | NOT_FOUND a part went away: the import was cancelled */
enum outcome import_read_end(const struct import_batch *b) MUST_USE;

#endif
