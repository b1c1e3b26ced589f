/* log_sink.h - where lines of the log go: at once, or several in one write under load
 *
 * Invariants: a line is written whole and once, in the order of its arrival; one write(2) has at
 * most LOG_LINE_BYTES, which a pipe takes undivided, so lines of several threads and processes
 * never mix. A sink that holds lines writes the first after a pause at once and the ones behind it
 * within LOG_SINK_HOLD_MS; a process that is killed loses at most those. What cannot be written is
 * counted and dropped.
 * Tests: tests/api/test_log.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_LOG_SINK_H
#define BANGKOM_HTTP_LOG_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOG_SINK_HOLD_MS 20

struct log_sink;

/* log_sink_new - lines go to `fd`, which stays the caller's, each with a write of its own */
struct log_sink *log_sink_new(int fd);

/* log_sink_hold - from now on lines may be held; starts the thread that writes them
 * returns false when there is no thread to be had: lines then go on leaving at once */
bool log_sink_hold(struct log_sink *sink);

/* log_sink_free - writes what is held and ends the thread; accepts NULL */
void log_sink_free(struct log_sink *sink);

/* log_sink_put - one line with its newline, at most LOG_LINE_BYTES
 * in      at_once  true: it and what is held before it are written before this returns
 * thread  any */
void log_sink_put(struct log_sink *sink, const char *line, size_t length, bool at_once);

/* log_sink_dropped - lines that could not be written since the start */
uint64_t log_sink_dropped(const struct log_sink *sink);

#endif
