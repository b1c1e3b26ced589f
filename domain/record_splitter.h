/* record_splitter.h - the bytes of an import file, cut into records
 *
 * Works on a window of the file that the caller slides: what is left of a record at its end is
 * simply
 * looked at again when more bytes are there. So all that is remembered between records is one small
 * number, which can be stored, and work can go on in another process at any record.
 * Must not know: what is in a record, where bytes come from.
 * Tests: tests/domain/test_record_splitter.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_RECORD_SPLITTER_H
#define BANGKOM_DOMAIN_RECORD_SPLITTER_H

#include <stdbool.h>
#include <stddef.h>

#include "contract/imports.h"

/* A longer record is taken for a file that is broken, e.g. by a quote that is never closed. */
#define RECORD_MAX_BYTES 65536

/* Where in the file reading stands; stored as a number, so never renumbered. */
enum splitter_state {
    SPLITTER_START = 0,   /* nothing was read */
    SPLITTER_RECORDS = 1, /* between two lines or rows */
    SPLITTER_FIRST = 2,   /* behind the [ of the array */
    SPLITTER_NEXT = 3,    /* behind an item of the array */
    SPLITTER_TAIL = 4,    /* behind the array: white space may follow */
    SPLITTER_IN_OBJECT =
        8, /* added: the array is a member of an object, whose rest is not looked at */
};

struct record_splitter {
    enum import_format format;
    int state; /* enum splitter_state */
};

/* A window of the file: the bytes from where the splitter stands on. */
struct window {
    const char *bytes;
    size_t length;
    bool is_last; /* nothing follows it in the file */
};

enum split {
    SPLIT_RECORD,   /* a record */
    SPLIT_HEADER,   /* the header row of a CSV file */
    SPLIT_MORE,     /* a longer window is needed; nothing was used */
    SPLIT_END,      /* the file is read */
    SPLIT_BROKEN,   /* the file is not what its format says, here */
    SPLIT_TOO_LONG, /* this record is longer than RECORD_MAX_BYTES */
};

/* A record: bytes of the window, without separators and line ends. */
struct slice {
    const char *bytes;
    size_t length;
};

/* record_split - the next record
 * out  *ret_record  on SPLIT_RECORD and SPLIT_HEADER
 *      *ret_used    how many bytes of the window are done with, on those two and SPLIT_END
 * The splitter moves on by those bytes and stays as it is on every other answer. */
enum split record_split(struct record_splitter *s, struct window window, struct slice *ret_record,
                        size_t *ret_used);

#endif
