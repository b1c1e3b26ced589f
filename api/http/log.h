/* log.h - JSON lines for the operator: one per request, and rare events of the process
 *
 * Invariants: a line is at most LOG_LINE_BYTES bytes and is never cut (log_sink.h); nothing is
 * allocated; a line that cannot be written is counted and dropped.
 * Must not be given: bodies, tokens, secrets, names of persons.
 * Tests: tests/api/test_log.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_LOG_H
#define BANGKOM_HTTP_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "domain/base/time.h"
#include "domain/base/uuid.h"

struct logger;

/* One line with its newline; PIPE_BUF of Linux: what a pipe takes undivided. */
#define LOG_LINE_BYTES 4096

enum log_level { LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR };

/* What is told about a finished request. Texts may be NULL: the member is left out. */
struct request_log {
    struct instant at; /* when the request arrived */
    const char *request_id;
    const char *traceparent; /* as received, when valid */
    const char *method;
    const char *route;     /* path template of the operation; NULL: none matched */
    const char *operation; /* operationId */
    int status;
    const char *code;            /* of the problem that was answered */
    struct uuid organization_id; /* nil: not authenticated */
    struct uuid principal_id;
    int64_t duration_us;
    int round_trips;      /* to the database */
    uint64_t reply_bytes; /* of the body */
    const char *address;  /* of the client */
    const char *error;    /* problem->internal: never sent to the client */
};

/* logger_new - lines go to `fd`, which stays the caller's
 * in   requests  false: log_request is silent but for replies of 500 and above
 *      level     events below it are not written */
struct logger *logger_new(int fd, bool requests, enum log_level level);
void logger_free(struct logger *logger); /* accepts NULL */

/* logger_hold - from now on several lines about requests may leave together, within 20 ms; events
 * and failures (500 and above) still leave at once, with all that came before them
 * returns false when no thread can be started: lines go on leaving one by one */
bool logger_hold(struct logger *logger);

/* log_request - one line about a request; level error from 500 on (503: warning), else info
 * in      logger  NULL: nothing is written
 * thread  any */
void log_request(struct logger *logger, const struct request_log *request);

/* log_event - one line about the process: {"ts":…,"level":…,"msg":…,KEY:VALUE,…}
 * in      the texts KEY, VALUE, KEY, VALUE, …, NULL; keys are ours (snake_case literals), a NULL
 *         value leaves its member out; logger NULL: nothing is written
 * thread  any */
void log_event(struct logger *logger, enum log_level level, const char *msg, ...)
    __attribute__((sentinel));

/* logger_dropped - lines that could not be written since the start */
uint64_t logger_dropped(const struct logger *logger);

#endif
