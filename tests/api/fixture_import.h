/* fixture_import.h - sending imports of invented people and working them off in the test's process
 *
 * Each suite that uses it has a database of its own (fixture.h).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_TESTS_API_FIXTURE_IMPORT_H
#define BANGKOM_TESTS_API_FIXTURE_IMPORT_H

#include "../storage/fixture.h"
#include "api/http/app.h"
#include "contract/imports.h"

extern struct app import_app;

/* import_open - fixture_open, and an app that uses its database */
void import_open(void);

struct import_sending {
    enum import_format format;
    bool dry_run;
    const char *text;
    size_t length;     /* 0: strlen */
    size_t part_bytes; /* 0: one part */
};

/* import_send - send a file and start it; its job is left to whoever claims it */
struct uuid import_send(struct import_sending s);
struct import import_read(struct uuid id);
/* import_run_jobs - work off all jobs that wait */
void import_run_jobs(void);
/* import_do - send, work off, read */
struct import import_do(struct import_sending s);

/* import_check - that it is completed with these counts */
void import_check(const struct import *i, int64_t created, int64_t updated, int64_t unchanged,
                  int64_t failed);
/* import_check_people - that so many employees are stored, each written, audited and announced
 * once */
void import_check_people(int64_t count);
/* import_count - rows of a table of the test's organization */
int64_t import_count(const char *table);

/* import_people - `count` invented people in units of ten, as a JSON array */
const char *import_people(int from, int count, const char *rank);

#endif
