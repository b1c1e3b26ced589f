/* metrics.h - counters of the process in Prometheus text format 0.0.4
 *
 * Invariants: observing takes no lock and allocates nothing; a scrape reads while requests go on,
 * and each histogram stays consistent with its own count (the sum of its buckets).
 * Tests: tests/api/test_metrics.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_METRICS_H
#define BANGKOM_HTTP_METRICS_H

#include <stdint.h>

#include "domain/base/strbuf.h"
#include "domain/base/time.h"

struct metrics;
struct operation;

#define METRICS_CONTENT_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* metrics_new - all zero
 * in   table, count  operations, borrowed for ever: their ids become the label `operation`
 *      started       for process_start_time_seconds
 *      version       of the program, borrowed */
struct metrics *metrics_new(const struct operation *table, int count, struct instant started,
                            const char *version);
void metrics_free(struct metrics *m); /* accepts NULL */

/* metrics_observe - one finished request
 * in      operation    index into the table, or -1: none matched (label operation="none")
 *         status       HTTP status; out of 100..599 it counts as 500
 *         duration_us  from arrival to reply
 * thread  any; m NULL: nothing is counted */
void metrics_observe(struct metrics *m, int operation, int status, int64_t duration_us);

/* metrics_render - requests, durations, memory, start time and build, appended to `out` */
void metrics_render(const struct metrics *m, struct strbuf *out);

enum metric_type { METRIC_COUNTER, METRIC_GAUGE };

/* metrics_value - one family with one sample without labels, with its HELP and TYPE lines; for
 * values that somebody else counts (the pool, the jobs)
 * in   name  complete: bangkom_… */
void metrics_value(struct strbuf *out, enum metric_type type, const char *name, const char *help,
                   int64_t value);

#endif
