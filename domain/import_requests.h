/* import_requests.h - what callers may do with an import, and when
 *
 * Only someone whose role covers the whole organization: a file may name any unit, and its errors
 * and counts
 * tell about all of them.
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_import_requests.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_IMPORT_REQUESTS_H
#define BANGKOM_DOMAIN_IMPORT_REQUESTS_H

#include "contract/imports.h"
#include "domain/base/problem.h"

/* import_requests_check_caller - fails FORBIDDEN unless the role covers everything; from R-02 */
enum outcome import_requests_check_caller(bool whole_organization,
                                          struct problem *problem) MUST_USE;

/* import_requests_create - an empty import that waits for its parts */
struct import import_requests_create(const struct import_create *in, struct uuid id,
                                     struct uuid caller, struct instant now);

/* import_requests_format - what a content type says about the format; 0: nothing */
enum import_format import_requests_format(const char *content_type);

/* import_requests_put_part - whether a part may be stored
 * fails  CONFLICT it is no longer receiving | INVALID the part is empty */
enum outcome import_requests_put_part(const struct import *import, size_t length,
                                      struct problem *problem) MUST_USE;

/* import_requests_keeps_file - whether an import that failed like that can be started again */
bool import_requests_keeps_file(enum import_failure failure);

/* import_requests_start - the import as it is queued, for the first time or again
 * in   part_count, last_number, byte_count  of what was received
 * fails  CONFLICT neither receiving nor failed with its file kept; no part, or one is missing */
enum outcome import_requests_start(struct import *import, int64_t part_count, int64_t last_number,
                                   int64_t byte_count, struct problem *problem) MUST_USE;

/* import_requests_cancel - the import as it is stopped
 * fails  CONFLICT it has ended, and its file is gone */
enum outcome import_requests_cancel(struct import *import, struct instant now,
                                    struct problem *problem) MUST_USE;

#endif
