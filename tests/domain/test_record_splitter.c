/* test_record_splitter.c - files cut into records, whole and at every byte
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/record_splitter.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/base/banned.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define MARK "\xEF\xBB\xBF"

static const char *const split_names[] = {
    [SPLIT_END] = "END", [SPLIT_BROKEN] = "BROKEN", [SPLIT_TOO_LONG] = "TOO LONG"};

static const struct {
    const char *what;
    enum import_format format;
    const char *text;
    const char *says; /* records in <>, headers in [], and how it ended */
} files[] = {
    {"no items", IMPORT_FORMAT_JSON, " [ ] ", "END"},
    {"two items", IMPORT_FORMAT_JSON, MARK "[{\"a\":1} , {\"b\":[2,3]}]\n",
     "<{\"a\":1}><{\"b\":[2,3]}>END"},
    {"brackets and quotes in strings", IMPORT_FORMAT_JSON, "[{\"a\":\"}]\\\"[\"}]",
     "<{\"a\":\"}]\\\"[\"}>END"},
    {"items that are no objects", IMPORT_FORMAT_JSON, "[1,\"x\",null,[2]]",
     "<1><\"x\"><null><[2]>END"},
    {"SIASN's reply", IMPORT_FORMAT_JSON,
     "{\"code\": 1, \"x\": {\"data\": 2}, \"data\": [{}], \"count\": 1}", "<{}>END"},
    {"a reply with a list that is not data", IMPORT_FORMAT_JSON, "{\"list\":[1],\"data\":[2]}",
     "<2>END"},
    {"a reply without data", IMPORT_FORMAT_JSON, "{\"code\":1}", "BROKEN"},
    {"a reply whose data is no list", IMPORT_FORMAT_JSON, "{\"data\":{}}", "BROKEN"},
    {"a reply without a colon", IMPORT_FORMAT_JSON, "{\"data\"[]}", "BROKEN"},
    {"a reply without names", IMPORT_FORMAT_JSON, "{1:[]}", "BROKEN"},
    {"nothing", IMPORT_FORMAT_JSON, "", "BROKEN"},
    {"only a mark", IMPORT_FORMAT_JSON, MARK, "BROKEN"},
    {"a word", IMPORT_FORMAT_JSON, "true", "BROKEN"},
    {"no comma", IMPORT_FORMAT_JSON, "[{} {}]", "<{}>BROKEN"},
    {"a comma too many", IMPORT_FORMAT_JSON, "[{},]", "<{}>BROKEN"},
    {"not closed", IMPORT_FORMAT_JSON, "[{},{\"a\":\"", "<{}>BROKEN"},
    {"not closed behind a comma", IMPORT_FORMAT_JSON, "[{},", "<{}>BROKEN"},
    {"something behind the array", IMPORT_FORMAT_JSON, "[{}] x", "<{}>BROKEN"},
    {"no lines", IMPORT_FORMAT_NDJSON, "\n\r\n", "END"},
    {"lines", IMPORT_FORMAT_NDJSON, MARK "{\"a\":\"\\n\"}\r\n\n{\"b\":1}",
     "<{\"a\":\"\\n\"}><{\"b\":1}>END"},
    {"rows", IMPORT_FORMAT_CSV, MARK "a,b\r\n1,\"x\ny\"\r\n\r\n2,z", "[a,b]<1,\"x\ny\"><2,z>END"},
    {"rows with doubled quotes", IMPORT_FORMAT_CSV, "a\n\"\"\"\n\"\"\"\nb\n",
     "[a]<\"\"\"\n\"\"\"><b>END"},
    {"a quote that is not closed", IMPORT_FORMAT_CSV, "a\n\"b\nc", "[a]<\"b\nc>END"},
};

/* Reads a file whose bytes arrive `step` at a time, forgetting everything but the splitter's
 * number. */
static const char *read_file(enum import_format format, const char *text, size_t step)
{
    static char says[2000];
    struct record_splitter s = {.format = format};
    size_t length = strlen(text), at = 0, end = 0;
    says[0] = '\0';
    for (;;) {
        struct slice record;
        size_t used = 0;
        struct record_splitter again = {.format = format, .state = s.state};
        struct window window = {text + at, end - at, end == length};
        enum split found = record_split(&again, window, &record, &used);
        if (found == SPLIT_MORE) {
            ck_assert_uint_lt(end, length);
            ck_assert_int_eq(again.state, s.state);
            end = end + step < length ? end + step : length;
            continue;
        }
        size_t used_up = strlen(says);
        if (found != SPLIT_RECORD && found != SPLIT_HEADER) {
            snprintf(says + used_up, sizeof says - used_up, "%s", split_names[found]);
            return says;
        }
        const char *around = found == SPLIT_HEADER ? "[]" : "<>";
        snprintf(says + used_up, sizeof says - used_up, "%c%.*s%c", around[0], (int)record.length,
                 record.bytes, around[1]);
        s = again;
        at += used;
    }
}

START_TEST(a_file_falls_into_its_records)
{
    size_t length = strlen(files[_i].text);
    for (size_t step = length + 1; step >= 1; step--)
        ck_assert_msg(strcmp(read_file(files[_i].format, files[_i].text, step), files[_i].says) ==
                          0,
                      "%s, %zu bytes at a time: %s", files[_i].what, step,
                      read_file(files[_i].format, files[_i].text, step));
}
END_TEST

static const struct {
    enum import_format format;
    const char *begin;
} endless[] = {
    {IMPORT_FORMAT_JSON, "[{\"a\":\""},
    {IMPORT_FORMAT_JSON, "{\"a\":\""},
    {IMPORT_FORMAT_NDJSON, "{\"a\":\""},
    {IMPORT_FORMAT_CSV, "\""},
};

START_TEST(a_record_has_a_limit)
{
    size_t length = RECORD_MAX_BYTES + 100;
    char *text = malloc(length);
    size_t begin = strlen(endless[_i].begin), used;
    struct record_splitter s = {.format = endless[_i].format};
    struct slice record;
    memset(text, 'x', length);
    memcpy(text, endless[_i].begin, begin);
    struct window window = {text, length, false};
    ck_assert_int_eq(record_split(&s, window, &record, &used), SPLIT_TOO_LONG);
    window.length = RECORD_MAX_BYTES / 2;
    ck_assert_int_eq(record_split(&s, window, &record, &used), SPLIT_MORE);
    free(text);
}
END_TEST

START_TEST(a_whole_record_has_the_same_limit)
{
    size_t length = RECORD_MAX_BYTES + 2, used;
    char *text = malloc(length);
    struct record_splitter s = {.format = IMPORT_FORMAT_NDJSON};
    struct slice record;
    memset(text, 'x', length);
    text[length - 1] = '\n';
    struct window window = {text, length, true};
    ck_assert_int_eq(record_split(&s, window, &record, &used), SPLIT_TOO_LONG);
    window.bytes++;
    window.length--;
    ck_assert_int_eq(record_split(&s, window, &record, &used), SPLIT_RECORD);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("record_splitter");
    TCase *tests = tcase_create("record_splitter");
    tcase_add_loop_test(tests, a_file_falls_into_its_records, 0, (int)LENGTH(files));
    tcase_add_loop_test(tests, a_record_has_a_limit, 0, (int)LENGTH(endless));
    tcase_add_test(tests, a_whole_record_has_the_same_limit);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
