/* metrics.c - see metrics.h
 *
 * Counters are relaxed atomics: each is exact, and together they are as new as the scrape. What is
 * counted for two operations lies kilobytes apart, so their threads do not share cache lines.
 * Format: https://prometheus.io/docs/instrumenting/exposition_formats/
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/metrics.h"

#include "api/http/operation.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "domain/base/banned.h"

/* Upper bounds of the histogram's buckets; behind them comes +Inf. */
static const struct {
    int64_t us;
    const char *le; /* the same in seconds */
} bounds[] = {
    {500, "0.0005"},  {1000, "0.001"},  {2500, "0.0025"}, {5000, "0.005"},  {10000, "0.01"},
    {25000, "0.025"}, {50000, "0.05"},  {100000, "0.1"},  {250000, "0.25"}, {500000, "0.5"},
    {1000000, "1"},   {2500000, "2.5"}, {5000000, "5"},   {10000000, "10"},
};
#define BOUND_COUNT (sizeof bounds / sizeof bounds[0])

#define STATUS_FIRST 100
#define STATUS_COUNT 500
#define STATUS_UNKNOWN 500

struct series {
    atomic_uint_fast64_t sum_us;
    atomic_uint_fast64_t buckets[BOUND_COUNT + 1];
    atomic_uint_fast64_t statuses[STATUS_COUNT];
};

struct metrics {
    const struct operation *operations;
    int count;
    struct instant started;
    const char *version;
    struct series *series; /* count + 1; the last stands for "none matched" */
};

struct metrics *metrics_new(const struct operation *table, int count, struct instant started,
                            const char *version)
{
    struct metrics *m = calloc(1, sizeof *m);
    if (m == NULL) abort();
    m->operations = table;
    m->count = count;
    m->started = started;
    m->version = version;
    m->series = calloc((size_t)count + 1, sizeof *m->series);
    if (m->series == NULL) abort();
    return m;
}

void metrics_free(struct metrics *m)
{
    if (m == NULL) return;
    free(m->series);
    free(m);
}

static void add(atomic_uint_fast64_t *counter, uint64_t value)
{
    atomic_fetch_add_explicit(counter, value, memory_order_relaxed);
}

static uint64_t get(const atomic_uint_fast64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void metrics_observe(struct metrics *m, int operation, int status, int64_t duration_us)
{
    size_t bucket = 0;
    if (m == NULL) return;
    if (operation < 0 || operation >= m->count) operation = m->count;
    if (status < STATUS_FIRST || status >= STATUS_FIRST + STATUS_COUNT) status = STATUS_UNKNOWN;
    if (duration_us < 0) duration_us = 0;
    while (bucket < BOUND_COUNT && duration_us > bounds[bucket].us) bucket++;
    struct series *s = &m->series[operation];
    add(&s->buckets[bucket], 1);
    add(&s->sum_us, (uint64_t)duration_us);
    add(&s->statuses[status - STATUS_FIRST], 1);
}

/* A label's value: backslash, quote and line feed are escaped. */
static void put_label(struct strbuf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\\' || *text == '"') strbuf_char(out, '\\');
        if (*text == '\n') strbuf_text(out, "\\n");
        else strbuf_char(out, *text);
    }
}

static void put_family(struct strbuf *out, const char *type, const char *name, const char *help)
{
    strbuf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void metrics_value(struct strbuf *out, enum metric_type type, const char *name, const char *help,
                   int64_t value)
{
    put_family(out, type == METRIC_COUNTER ? "counter" : "gauge", name, help);
    strbuf_printf(out, "%s %lld\n", name, (long long)value);
}

static const char *operation_label(const struct metrics *m, int operation)
{
    return operation < m->count ? m->operations[operation].id : "none";
}

static void render_requests(const struct metrics *m, struct strbuf *out)
{
    put_family(out, "counter", "bangkom_http_requests_total", "Finished requests.");
    for (int i = 0; i <= m->count; i++) {
        for (int status = 0; status < STATUS_COUNT; status++) {
            uint64_t n = get(&m->series[i].statuses[status]);
            if (n == 0) continue;
            strbuf_text(out, "bangkom_http_requests_total{operation=\"");
            put_label(out, operation_label(m, i));
            strbuf_printf(out, "\",status=\"%d\"} %llu\n", status + STATUS_FIRST,
                          (unsigned long long)n);
        }
    }
}

static void put_sample(struct strbuf *out, const char *suffix, const char *operation,
                       const char *le)
{
    strbuf_printf(out, "bangkom_http_request_duration_seconds%s{operation=\"", suffix);
    put_label(out, operation);
    if (le != NULL) strbuf_printf(out, "\",le=\"%s", le);
    strbuf_text(out, "\"} ");
}

static void render_histogram(const struct series *s, const char *operation, struct strbuf *out)
{
    uint64_t total = 0;
    uint64_t counts[BOUND_COUNT + 1];
    for (size_t i = 0; i <= BOUND_COUNT; i++) {
        counts[i] = get(&s->buckets[i]);
        total += counts[i];
    }
    if (total == 0) return;
    total = 0;
    for (size_t i = 0; i <= BOUND_COUNT; i++) {
        total += counts[i];
        put_sample(out, "_bucket", operation, i < BOUND_COUNT ? bounds[i].le : "+Inf");
        strbuf_printf(out, "%llu\n", (unsigned long long)total);
    }
    uint64_t sum = get(&s->sum_us);
    put_sample(out, "_sum", operation, NULL);
    strbuf_printf(out, "%llu.%06llu\n", (unsigned long long)(sum / 1000000),
                  (unsigned long long)(sum % 1000000));
    put_sample(out, "_count", operation, NULL);
    strbuf_printf(out, "%llu\n", (unsigned long long)total);
}

static void render_durations(const struct metrics *m, struct strbuf *out)
{
    put_family(out, "histogram", "bangkom_http_request_duration_seconds",
               "Time from the arrival of a request to its reply.");
    for (int i = 0; i <= m->count; i++) render_histogram(&m->series[i], operation_label(m, i), out);
}

/* Resident memory by /proc/self/statm, whose second number is pages; 0 where there is no /proc. */
static int64_t resident_bytes(void)
{
    long total, resident = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (f == NULL) return 0;
    if (fscanf(f, "%ld %ld", &total, &resident) != 2) resident = 0;
    fclose(f);
    return (int64_t)resident * sysconf(_SC_PAGESIZE);
}

static void put_seconds(struct strbuf *out, const char *type, const char *name, const char *help,
                        int64_t us)
{
    put_family(out, type, name, help);
    strbuf_printf(out, "%s %lld.%06lld\n", name, (long long)(us / 1000000),
                  (long long)(us % 1000000));
}

static void render_process(const struct metrics *m, struct strbuf *out)
{
    struct timespec cpu = {0};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    put_seconds(out, "counter", "process_cpu_seconds_total", "User and system CPU time.",
                (int64_t)cpu.tv_sec * 1000000 + cpu.tv_nsec / 1000);
    metrics_value(out, METRIC_GAUGE, "process_resident_memory_bytes", "Resident memory.",
                  resident_bytes());
    put_seconds(out, "gauge", "process_start_time_seconds", "Start since the Unix epoch.",
                m->started.us);
    put_family(out, "gauge", "bangkom_build_info", "Constantly 1; the version is in the label.");
    strbuf_text(out, "bangkom_build_info{version=\"");
    put_label(out, m->version);
    strbuf_text(out, "\"} 1\n");
}

void metrics_render(const struct metrics *m, struct strbuf *out)
{
    render_requests(m, out);
    render_durations(m, out);
    render_process(m, out);
}
