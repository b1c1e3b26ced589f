/* import_requests.c - see import_requests.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/import_requests.h"

#include <string.h>

#include "domain/base/banned.h"

enum outcome import_requests_check_caller(bool whole_organization, struct problem *problem)
{
    if (whole_organization) return OUTCOME_OK;
    return problem_raise(problem, PROBLEM_FORBIDDEN, NULL, NULL, NULL);
}

struct import import_requests_create(const struct import_create *in, struct uuid id,
                                     struct uuid caller, struct instant now)
{
    static const int counters[] = {
        FIELD_IMPORT_part_count,  FIELD_IMPORT_byte_count,     FIELD_IMPORT_bytes_done,
        FIELD_IMPORT_rows_done,   FIELD_IMPORT_rows_created,   FIELD_IMPORT_rows_updated,
        FIELD_IMPORT_rows_failed, FIELD_IMPORT_rows_unchanged, FIELD_IMPORT_rows_warned,
    };
    struct import import = {0};
    record_copy(&import_record, &import, &import_create_record, in);
    for (size_t i = 0; i < sizeof counters / sizeof counters[0]; i++)
        record_mark(&import, counters[i], true);
    RECORD_PUT(&import, IMPORT, id, id);
    RECORD_PUT(&import, IMPORT, state, IMPORT_STATE_RECEIVING);
    if (!uuid_is_nil(caller)) /* else an operator at the command line */
        RECORD_PUT(&import, IMPORT, created_by, caller);
    RECORD_PUT(&import, IMPORT, version, 1);
    RECORD_PUT(&import, IMPORT, created_at, now);
    RECORD_PUT(&import, IMPORT, updated_at, now);
    return import;
}

enum import_format import_requests_format(const char *content_type)
{
    static const struct {
        const char *type;
        enum import_format format;
    } formats[] = {
        {"application/json", IMPORT_FORMAT_JSON},
        {"application/x-ndjson", IMPORT_FORMAT_NDJSON},
        {"text/csv", IMPORT_FORMAT_CSV},
    };
    for (size_t i = 0; content_type != NULL && i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(formats[i].type, content_type) == 0) return formats[i].format;
    return 0;
}

static enum outcome check_state(bool fits, struct problem *problem)
{
    if (fits) return OUTCOME_OK;
    return problem_raise(problem, PROBLEM_IMPORT_STATE, NULL, NULL, NULL);
}

enum outcome import_requests_put_part(const struct import *import, size_t length,
                                      struct problem *problem)
{
    TRY(check_state(import->state == IMPORT_STATE_RECEIVING, problem));
    if (length > 0) return OUTCOME_OK;
    return problem_violation(problem, VIOLATION_IN_BODY, "", RULE_MIN_LENGTH, "1", NULL);
}

bool import_requests_keeps_file(enum import_failure failure)
{
    return failure == IMPORT_FAILURE_INTERNAL || failure == IMPORT_FAILURE_CRASHED;
}

/* The file is as it should be; it was the work that did not get on. */
static bool can_go_on(const struct import *import)
{
    return import->state == IMPORT_STATE_FAILED && import_requests_keeps_file(import->failure);
}

enum outcome import_requests_start(struct import *import, int64_t part_count, int64_t last_number,
                                   int64_t byte_count, struct problem *problem)
{
    TRY(check_state(import->state == IMPORT_STATE_RECEIVING || can_go_on(import), problem));
    if (part_count == 0 || part_count != last_number)
        return problem_raise(problem, PROBLEM_IMPORT_INCOMPLETE, NULL, NULL, NULL);
    RECORD_PUT(import, IMPORT, state, IMPORT_STATE_QUEUED);
    RECORD_CLEAR(import, IMPORT, failure);
    RECORD_CLEAR(import, IMPORT, finished_at);
    RECORD_PUT(import, IMPORT, part_count, part_count);
    RECORD_PUT(import, IMPORT, byte_count, byte_count);
    return OUTCOME_OK;
}

enum outcome import_requests_cancel(struct import *import, struct instant now,
                                    struct problem *problem)
{
    TRY(check_state(import->state <= IMPORT_STATE_RUNNING || can_go_on(import), problem));
    RECORD_PUT(import, IMPORT, state, IMPORT_STATE_CANCELLED);
    RECORD_PUT(import, IMPORT, finished_at, now);
    return OUTCOME_OK;
}
