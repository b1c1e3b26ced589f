/* test_metrics.c - api/http/metrics.c, read back line by line as Prometheus would
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/metrics.h"

#include "api/http/operation.h"
#include "domain/base/arena.h"

#include <check.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct operation table[] = {
    {.id = "units_list"},
    {.id = "odd \"name\" with \\ and\nline"},
    {.id = "units_get"},
};
#define COUNT 3
#define STARTED ((struct instant){INT64_C(1790000000250000)})

static const char *rendered(struct arena *a, const struct metrics *m)
{
    struct strbuf out;
    strbuf_init(&out, a, 1024, 1 << 20);
    metrics_render(m, &out);
    ck_assert(!out.overflow);
    return out.data;
}

/* The value of the sample whose name and labels are `series`, or -1. */
static double sample(const char *text, const char *series)
{
    size_t length = strlen(series);
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        if (*line == '\n') line++;
        if (strncmp(line, series, length) == 0 && line[length] == ' ')
            return strtod(line + length + 1, NULL);
    }
    return -1;
}

START_TEST(requests_are_counted_by_operation_and_status)
{
    arena_auto a;
    arena_init(&a);
    struct metrics *m = metrics_new(table, COUNT, STARTED, "1.2.3");
    for (int i = 0; i < 3; i++) metrics_observe(m, 0, 200, 10);
    metrics_observe(m, 0, 404, 10);
    metrics_observe(m, 2, 200, 10);
    metrics_observe(m, -1, 404, 10);
    metrics_observe(m, COUNT, 405, 10);
    metrics_observe(m, 2, 0, 10);
    metrics_observe(m, 2, 600, 10);
    metrics_observe(NULL, 2, 200, 10);
    const char *text = rendered(&a, m);
    static const struct {
        const char *labels;
        double value;
    } expected[] = {
        {"operation=\"units_list\",status=\"200\"", 3},
        {"operation=\"units_list\",status=\"404\"", 1},
        {"operation=\"units_get\",status=\"200\"", 1},
        {"operation=\"none\",status=\"404\"", 1},
        {"operation=\"none\",status=\"405\"", 1},
        {"operation=\"units_get\",status=\"500\"", 2},
        {"operation=\"units_get\",status=\"404\"", -1},
    };
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const char *series =
            arena_printf(&a, "bangkom_http_requests_total{%s}", expected[i].labels);
        ck_assert_msg(sample(text, series) == expected[i].value, "%s in %s", series, text);
    }
    metrics_free(m);
}
END_TEST

static const struct {
    int64_t us;
    const char *le, *below; /* first bucket that counts it; last that does not */
} durations[] = {
    {-5, "0.0005", NULL},     {0, "0.0005", NULL},       {500, "0.0005", NULL},
    {501, "0.001", "0.0005"}, {1000, "0.001", "0.0005"}, {2500, "0.0025", "0.001"},
    {5001, "0.01", "0.005"},  {24999, "0.025", "0.01"},  {50001, "0.1", "0.05"},
    {250000, "0.25", "0.1"},  {1000000, "1", "0.5"},     {1000001, "2.5", "1"},
    {10000000, "10", "5"},    {10000001, "+Inf", "10"},  {INT64_MAX / 2, "+Inf", "10"},
};

/* A sample of the histogram of units_get; le NULL: none. */
static double part(struct arena *a, const char *text, const char *suffix, const char *le)
{
    const char *label = le == NULL ? "" : arena_printf(a, ",le=\"%s\"", le);
    return sample(text, arena_printf(a,
                                     "bangkom_http_request_duration_seconds_%s{"
                                     "operation=\"units_get\"%s}",
                                     suffix, label));
}

START_TEST(a_duration_falls_into_its_bucket)
{
    arena_auto a;
    arena_init(&a);
    struct metrics *m = metrics_new(table, COUNT, STARTED, "1");
    metrics_observe(m, 2, 200, durations[_i].us);
    const char *text = rendered(&a, m);
    ck_assert(part(&a, text, "bucket", durations[_i].le) == 1);
    if (durations[_i].below != NULL) ck_assert(part(&a, text, "bucket", durations[_i].below) == 0);
    ck_assert(part(&a, text, "bucket", "+Inf") == 1);
    ck_assert(part(&a, text, "count", NULL) == 1);
    double expected = durations[_i].us < 0 ? 0 : (double)durations[_i].us / 1e6;
    ck_assert_double_eq_tol(part(&a, text, "sum", NULL), expected, 1e-6 * (1 + expected));
    metrics_free(m);
}
END_TEST

START_TEST(labels_are_escaped)
{
    arena_auto a;
    arena_init(&a);
    struct metrics *m = metrics_new(table, COUNT, STARTED, "1\"\\\n");
    metrics_observe(m, 1, 200, 1);
    const char *text = rendered(&a, m);
    ck_assert(sample(text, "bangkom_http_requests_total{operation=\"odd \\\"name\\\" with \\\\ "
                           "and\\nline\",status=\"200\"}") == 1);
    ck_assert(sample(text, "bangkom_build_info{version=\"1\\\"\\\\\\n\"}") == 1);
    metrics_free(m);
}
END_TEST

START_TEST(the_process_is_described)
{
    arena_auto a;
    arena_init(&a);
    struct metrics *m = metrics_new(table, COUNT, STARTED, "1.2.3");
    const char *text = rendered(&a, m);
    ck_assert(sample(text, "bangkom_build_info{version=\"1.2.3\"}") == 1);
    ck_assert(sample(text, "process_start_time_seconds") == 1790000000.25);
    ck_assert(sample(text, "process_resident_memory_bytes") > 100000);
    ck_assert(sample(text, "process_cpu_seconds_total") > 0);
    metrics_free(m);
}
END_TEST

START_TEST(values_of_others_are_whole_families)
{
    arena_auto a;
    arena_init(&a);
    struct strbuf out;
    strbuf_init(&out, &a, 16, 1024);
    metrics_value(&out, METRIC_COUNTER, "bangkom_x_total", "What.", INT64_C(9007199254740993));
    metrics_value(&out, METRIC_GAUGE, "bangkom_y", "Else.", -1);
    ck_assert_str_eq(out.data, "# HELP bangkom_x_total What.\n# TYPE bangkom_x_total counter\n"
                               "bangkom_x_total 9007199254740993\n"
                               "# HELP bangkom_y Else.\n# TYPE bangkom_y gauge\nbangkom_y -1\n");
}
END_TEST

static bool is_name(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length &&
           (strchr("_:", text[i]) || (text[i] >= 'a' && text[i] <= 'z') ||
            (text[i] >= 'A' && text[i] <= 'Z') || (i > 0 && text[i] >= '0' && text[i] <= '9')))
        i++;
    return i == length && length > 0;
}

/* The rules of the text format: HELP, then TYPE, then the samples of that family and no others;
 * each family once; counters end in _total; a last line feed. */
static void check_format(struct arena *a, const char *text)
{
    char seen[4096] = "|";
    const char *family = "", *type = "";
    ck_assert(text[strlen(text) - 1] == '\n');
    for (const char *line = text; *line != '\0'; line = strchr(line, '\n') + 1) {
        if (strncmp(line, "# HELP ", 7) == 0) {
            family = arena_copy(a, line + 7, strcspn(line + 7, " "));
            ck_assert_msg(!strstr(seen, arena_printf(a, "|%s|", family)), "%s twice", family);
            size_t used = strlen(seen);
            snprintf(seen + used, sizeof seen - used, "%s|", family);
            type = "";
        } else if (strncmp(line, "# TYPE ", 7) == 0) {
            size_t length = strlen(family);
            ck_assert_msg(strncmp(line + 7, family, length) == 0, "%s", line);
            type = arena_copy(a, line + 8 + length, strcspn(line + 8 + length, "\n"));
            bool counter = strcmp(type, "counter") == 0;
            bool total = length > 6 && strcmp(family + length - 6, "_total") == 0;
            ck_assert_msg(counter == total, "%s", family);
        } else {
            size_t length = strcspn(line, "{ \n");
            ck_assert_msg(is_name(line, length) && *type != '\0', "%s", line);
            ck_assert_msg(strncmp(line, family, strlen(family)) == 0, "%s in %s", line, family);
            size_t suffix = length - strlen(family);
            ck_assert_msg(suffix == 0 || strcmp(type, "histogram") == 0, "%s", line);
        }
    }
}

START_TEST(the_text_keeps_the_rules_of_the_format)
{
    arena_auto a;
    arena_init(&a);
    struct metrics *m = metrics_new(table, COUNT, STARTED, "1.2.3");
    check_format(&a, rendered(&a, m));
    for (int i = -1; i < COUNT; i++) metrics_observe(m, i, 200 + i, 100 * i);
    check_format(&a, rendered(&a, m));
    metrics_free(m);
}
END_TEST

#define THREADS 6
#define EACH 20000
struct race {
    struct metrics *metrics;
    atomic_bool stop;
};

static void *observe(void *cookie)
{
    struct race *race = cookie;
    for (int i = 0; i < EACH; i++) metrics_observe(race->metrics, i % COUNT, 200, i);
    return NULL;
}

/* While others count: buckets never decrease along `le`, and the last one is the count. */
static void *scrape(void *cookie)
{
    struct race *race = cookie;
    while (!atomic_load(&race->stop)) {
        arena_auto a;
        arena_init(&a);
        const char *text = rendered(&a, race->metrics);
        double inf = sample(text, "bangkom_http_request_duration_seconds_bucket{"
                                  "operation=\"units_get\",le=\"+Inf\"}");
        double ten = sample(text, "bangkom_http_request_duration_seconds_bucket{"
                                  "operation=\"units_get\",le=\"0.01\"}");
        double count =
            sample(text, "bangkom_http_request_duration_seconds_count{operation=\"units_get\"}");
        if (inf != count || ten > inf) return cookie;
    }
    return NULL;
}

START_TEST(threads_lose_no_count)
{
    arena_auto a;
    arena_init(&a);
    struct race race = {.metrics = metrics_new(table, COUNT, STARTED, "1")};
    pthread_t threads[THREADS], scraper;
    void *inconsistent;
    pthread_create(&scraper, NULL, scrape, &race);
    for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, observe, &race);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    atomic_store(&race.stop, true);
    pthread_join(scraper, &inconsistent);
    ck_assert_ptr_null(inconsistent);
    const char *text = rendered(&a, race.metrics);
    double all =
        sample(text, "bangkom_http_requests_total{operation=\"units_list\",status=\"200\"}") +
        sample(text, "bangkom_http_requests_total{operation=\"units_get\",status=\"200\"}") +
        sample(text, "bangkom_http_requests_total{operation=\"odd \\\"name\\\" with \\\\ "
                     "and\\nline\",status=\"200\"}");
    ck_assert(all == THREADS * EACH);
    metrics_free(race.metrics);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("metrics");
    TCase *tests = tcase_create("metrics");
    tcase_add_test(tests, requests_are_counted_by_operation_and_status);
    tcase_add_loop_test(tests, a_duration_falls_into_its_bucket, 0,
                        sizeof durations / sizeof durations[0]);
    tcase_add_test(tests, labels_are_escaped);
    tcase_add_test(tests, the_process_is_described);
    tcase_add_test(tests, values_of_others_are_whole_families);
    tcase_add_test(tests, the_text_keeps_the_rules_of_the_format);
    tcase_add_test(tests, threads_lose_no_count);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
