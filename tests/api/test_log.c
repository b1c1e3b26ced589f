/* test_log.c - what api/http/log.c writes, read back through a pipe with a real JSON parser
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/log.h"
#include "api/http/log_sink.h"

#include <check.h>
#include <fcntl.h>
#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Everything that one call wrote, as text. */
struct captured {
    int fds[2];
    char text[3 * LOG_LINE_BYTES];
};

static void capture(struct captured *c)
{
    ck_assert_int_eq(pipe(c->fds), 0);
}

static const char *captured(struct captured *c)
{
    close(c->fds[1]);
    ssize_t length = read(c->fds[0], c->text, sizeof c->text - 1);
    ck_assert_int_ge(length, 0);
    c->text[length] = '\0';
    close(c->fds[0]);
    return c->text;
}

static json_t *parsed(const char *line)
{
    json_error_t error;
    size_t length = strlen(line);
    ck_assert_msg(length > 0 && length <= LOG_LINE_BYTES, "%zu bytes", length);
    ck_assert_ptr_eq(strchr(line, '\n'), line + length - 1);
    json_t *json = json_loads(line, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(json != NULL, "%s: %.200s", error.text, line);
    return json;
}

static json_t *logged(const struct request_log *request)
{
    struct captured c;
    capture(&c);
    struct logger *logger = logger_new(c.fds[1], true, LOG_LEVEL_INFO);
    log_request(logger, request);
    logger_free(logger);
    return parsed(captured(&c));
}

static const char *text_of(const json_t *json, const char *key)
{
    return json_string_value(json_object_get(json, key));
}

START_TEST(a_request_says_everything_it_knows)
{
    struct request_log request = {
        .at = {INT64_C(1790000000123456)},
        .request_id = "r-1",
        .traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        .method = "PATCH",
        .route = "/v1/units/{unit_id}",
        .operation = "units_update",
        .status = 412,
        .code = "stale-version",
        .organization_id = {{0x01, 0x99}},
        .principal_id = {{0x02}},
        .duration_us = 1234,
        .round_trips = 2,
        .reply_bytes = 321,
        .address = "192.0.2.7",
        .error = "version 4",
    };
    json_t *json = logged(&request);
    const char *expected =
        "{\"ts\":\"2026-09-21T14:13:20.123456Z\",\"level\":\"info\",\"msg\":\"request\","
        "\"request_id\":\"r-1\","
        "\"traceparent\":\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\","
        "\"method\":\"PATCH\",\"route\":\"/v1/units/{unit_id}\",\"operation\":\"units_update\","
        "\"status\":412,\"code\":\"stale-version\","
        "\"organization_id\":\"01990000-0000-0000-0000-000000000000\","
        "\"principal_id\":\"02000000-0000-0000-0000-000000000000\","
        "\"ms\":1.234,\"round_trips\":2,\"bytes\":321,\"address\":\"192.0.2.7\","
        "\"error\":\"version 4\"}";
    char *text = json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(4));
    ck_assert_str_eq(text, expected);
    free(text);
    json_decref(json);
}
END_TEST

START_TEST(what_is_not_known_is_left_out)
{
    struct request_log request = {.method = "GET", .status = 404};
    json_t *json = logged(&request);
    static const char *const absent[] = {"request_id",   "traceparent", "route",
                                         "operation",    "code",        "organization_id",
                                         "principal_id", "address",     "error"};
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
        ck_assert_msg(json_object_get(json, absent[i]) == NULL, "%s", absent[i]);
    ck_assert_str_eq(text_of(json, "ts"), "1970-01-01T00:00:00.000000Z");
    ck_assert_int_eq(json_integer_value(json_object_get(json, "status")), 404);
    json_decref(json);
}
END_TEST

static const struct {
    int status;
    bool requests;
    const char *level; /* NULL: no line */
} levels[] = {
    {200, true, "info"}, {404, true, "info"}, {500, true, "error"},  {503, true, "warning"},
    {200, false, NULL},  {429, false, NULL},  {500, false, "error"}, {503, false, "warning"},
    {0, true, "info"},   {-1, true, "info"},
};

START_TEST(the_level_follows_the_status)
{
    struct captured c;
    capture(&c);
    struct logger *logger = logger_new(c.fds[1], levels[_i].requests, LOG_LEVEL_ERROR);
    log_request(logger, &(struct request_log){.status = levels[_i].status});
    logger_free(logger);
    const char *line = captured(&c);
    if (levels[_i].level == NULL) {
        ck_assert_str_eq(line, "");
        return;
    }
    json_t *json = parsed(line);
    ck_assert_str_eq(text_of(json, "level"), levels[_i].level);
    json_decref(json);
}
END_TEST

static const struct {
    const char *in, *out;
} texts[] = {
    {"plain", "plain"},
    {"", ""},
    {"a \"quoted\" \\ word", "a \"quoted\" \\ word"},
    {"two\nlines\tand\x01\x1f\x7f", "two\nlines\tand\x01\x1f\x7f"},
    {"Musi \xe2\x80\x93 \xf0\x9f\x8c\x8a", "Musi \xe2\x80\x93 \xf0\x9f\x8c\x8a"},
    {"latin \xe9 and \xff", "latin \xef\xbf\xbd and \xef\xbf\xbd"},
    {"cut \xe2\x80", "cut \xef\xbf\xbd\xef\xbf\xbd"},
    {"surrogate \xed\xa0\x80", "surrogate \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    {"overlong \xc0\xaf", "overlong \xef\xbf\xbd\xef\xbf\xbd"},
};

START_TEST(any_bytes_become_valid_json)
{
    json_t *json = logged(&(struct request_log){.status = 500, .error = texts[_i].in});
    ck_assert_str_eq(text_of(json, "error"), texts[_i].out);
    json_decref(json);
}
END_TEST

/* `count` times `piece` */
static const char *repeated(const char *piece, size_t count)
{
    size_t length = strlen(piece);
    char *text = calloc(count, length + 1);
    for (size_t i = 0; i < count; i++) memcpy(text + i * length, piece, length);
    return text;
}

static const char *const pieces[] = {"x", "\x01", "\"", "\xe2\x82\xac", "\xf0\x9f\x8c\x8a", "\xff"};

START_TEST(too_long_a_line_is_clipped_and_stays_whole)
{
    const char *text = repeated(pieces[_i], 20000);
    struct request_log request = {.request_id = text,
                                  .traceparent = text,
                                  .method = text,
                                  .route = text,
                                  .operation = text,
                                  .status = 500,
                                  .code = text,
                                  .organization_id = {{1}},
                                  .principal_id = {{1}},
                                  .duration_us = INT64_MAX,
                                  .round_trips = 2147483647,
                                  .reply_bytes = INT64_MAX,
                                  .address = text,
                                  .error = text};
    json_t *json = logged(&request);
    static const char *const clipped[] = {"request_id", "route", "address", "error"};
    for (size_t i = 0; i < sizeof clipped / sizeof clipped[0]; i++) {
        const char *value = text_of(json, clipped[i]);
        ck_assert_ptr_nonnull(value);
        ck_assert_str_eq(value + strlen(value) - 3, "\xe2\x80\xa6");
    }
    json_decref(json);
    free((void *)(uintptr_t)text);
}
END_TEST

START_TEST(an_event_has_its_members)
{
    struct captured c;
    capture(&c);
    struct logger *logger = logger_new(c.fds[1], false, LOG_LEVEL_INFO);
    log_event(logger, LOG_LEVEL_WARNING, "database away", "reason", "refused", "host", (char *)NULL,
              "since", "now", NULL);
    logger_free(logger);
    json_t *json = parsed(captured(&c));
    ck_assert_str_eq(text_of(json, "level"), "warning");
    ck_assert_str_eq(text_of(json, "msg"), "database away");
    ck_assert_str_eq(text_of(json, "reason"), "refused");
    ck_assert_ptr_null(json_object_get(json, "host"));
    ck_assert_str_eq(text_of(json, "since"), "now");
    ck_assert_str_ne(text_of(json, "ts"), "1970-01-01T00:00:00.000000Z");
    json_decref(json);
}
END_TEST

START_TEST(an_event_that_is_too_long_closes)
{
    const char *text = repeated("x", 5000);
    struct captured c;
    capture(&c);
    struct logger *logger = logger_new(c.fds[1], false, LOG_LEVEL_INFO);
    log_event(logger, LOG_LEVEL_INFO, text, "a", text, "b", text, "c", text, "d", text, NULL);
    logger_free(logger);
    json_t *json = parsed(captured(&c));
    ck_assert_ptr_nonnull(json_object_get(json, "a"));
    ck_assert_ptr_null(json_object_get(json, "d"));
    json_decref(json);
    free((void *)(uintptr_t)text);
}
END_TEST

START_TEST(events_below_the_level_are_not_written)
{
    struct captured c;
    capture(&c);
    struct logger *logger = logger_new(c.fds[1], true, LOG_LEVEL_WARNING);
    log_event(logger, LOG_LEVEL_INFO, "quiet", NULL);
    log_event(NULL, LOG_LEVEL_ERROR, "nobody", NULL);
    log_request(NULL, &(struct request_log){.status = 500});
    logger_free(logger);
    ck_assert_str_eq(captured(&c), "");
}
END_TEST

START_TEST(what_cannot_be_written_is_counted)
{
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    ck_assert_int_ge(full, 0);
    struct logger *logger = logger_new(full, true, LOG_LEVEL_INFO);
    ck_assert_uint_eq(logger_dropped(logger), 0);
    log_request(logger, &(struct request_log){.status = 200});
    log_event(logger, LOG_LEVEL_ERROR, "lost", NULL);
    ck_assert_uint_eq(logger_dropped(logger), 2);
    logger_free(logger);
    close(full);
}
END_TEST

#define THREADS 8
#define LINES 400

static void *write_lines(void *cookie)
{
    struct logger *logger = cookie;
    const char *filler = repeated("\xc3\xa9", 400);
    for (int i = 0; i < LINES; i++)
        log_request(logger,
                    &(struct request_log){.status = 200, .request_id = "r", .error = filler});
    free((void *)(uintptr_t)filler);
    return NULL;
}

static int count_whole_lines(int fd)
{
    int count = 0;
    char *line = NULL;
    size_t capacity = 0;
    FILE *lines = fdopen(fd, "r");
    while (getline(&line, &capacity, lines) > 0) {
        json_decref(parsed(line));
        count++;
    }
    free(line);
    fclose(lines);
    return count;
}

static void *reader(void *cookie)
{
    int *fd = cookie;
    *fd = count_whole_lines(*fd);
    return NULL;
}

START_TEST(lines_of_threads_do_not_mix)
{
    bool holds = _i == 1;
    int fds[2];
    pthread_t writers[THREADS], reading;
    ck_assert_int_eq(pipe(fds), 0);
    int count = fds[0];
    struct logger *logger = logger_new(fds[1], true, LOG_LEVEL_INFO);
    if (holds) ck_assert(logger_hold(logger));
    pthread_create(&reading, NULL, reader, &count);
    for (int i = 0; i < THREADS; i++) pthread_create(&writers[i], NULL, write_lines, logger);
    for (int i = 0; i < THREADS; i++) pthread_join(writers[i], NULL);
    ck_assert_uint_eq(logger_dropped(logger), 0);
    logger_free(logger);
    close(fds[1]);
    pthread_join(reading, NULL);
    ck_assert_int_eq(count, THREADS * LINES);
}
END_TEST

#define HELD_LINES 200

/* The lines that wait in the pipe, and how many writes brought them: of a pipe of packets, a read
 * gives one. */
static int drained_lines(int fd, int *ret_writes)
{
    char text[LOG_LINE_BYTES];
    int lines = 0;
    *ret_writes = 0;
    for (ssize_t length; (length = read(fd, text, sizeof text)) > 0; (*ret_writes)++)
        for (ssize_t i = 0; i < length; i++) lines += text[i] == '\n';
    return lines;
}

/* The first after a pause leaves at once, those behind it together and soon; a failure takes with
 * it what is held, and so does the end. */
START_TEST(held_lines_share_writes)
{
    const struct timespec pause = {.tv_nsec = 10 * LOG_SINK_HOLD_MS * 1000000L};
    const struct request_log request = {.status = 200, .request_id = "r"};
    int fds[2], writes, lines = 0;
    ck_assert_int_eq(pipe2(fds, O_DIRECT | O_NONBLOCK), 0);
    struct logger *logger = logger_new(fds[1], true, LOG_LEVEL_INFO);
    ck_assert(logger_hold(logger));
    log_request(logger, &request);
    ck_assert_int_eq(drained_lines(fds[0], &writes), 1);
    for (int i = 0; i < HELD_LINES; i++) log_request(logger, &request);
    for (int i = 0; i < 100 && lines < HELD_LINES; i++) {
        int more;
        nanosleep(&pause, NULL);
        lines += drained_lines(fds[0], &more);
        writes += more;
    }
    ck_assert_int_eq(lines, HELD_LINES);
    ck_assert_int_lt(writes, HELD_LINES);
    for (int i = 0; i < 3; i++) log_request(logger, &request);
    log_request(logger, &(struct request_log){.status = 500});
    ck_assert_int_eq(drained_lines(fds[0], &writes), 4);
    log_request(logger, &request);
    log_request(logger, &request);
    logger_free(logger);
    ck_assert_int_eq(drained_lines(fds[0], &writes), 2);
    close(fds[0]);
    close(fds[1]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("log");
    TCase *tests = tcase_create("log");
    tcase_add_test(tests, a_request_says_everything_it_knows);
    tcase_add_test(tests, what_is_not_known_is_left_out);
    tcase_add_loop_test(tests, the_level_follows_the_status, 0, sizeof levels / sizeof levels[0]);
    tcase_add_loop_test(tests, any_bytes_become_valid_json, 0, sizeof texts / sizeof texts[0]);
    tcase_add_loop_test(tests, too_long_a_line_is_clipped_and_stays_whole, 0,
                        sizeof pieces / sizeof pieces[0]);
    tcase_add_test(tests, held_lines_share_writes);
    tcase_add_test(tests, an_event_has_its_members);
    tcase_add_test(tests, an_event_that_is_too_long_closes);
    tcase_add_test(tests, events_below_the_level_are_not_written);
    tcase_add_test(tests, what_cannot_be_written_is_counted);
    tcase_add_loop_test(tests, lines_of_threads_do_not_mix, 0, 2);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
