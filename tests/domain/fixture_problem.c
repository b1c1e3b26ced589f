/* fixture_problem.c - see fixture_problem.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_problem.h"

#include <string.h>

#include "domain/base/strbuf.h"

#include "domain/base/banned.h"

struct arena scratch;
struct problem problem;

void fixture_problem_open(void)
{
    arena_init(&scratch);
    problem_init(&problem, &scratch);
}

void fixture_problem_close(void)
{
    arena_done(&scratch);
}

const char *problem_text(void)
{
    struct strbuf text;
    if (problem_outcome(&problem) == OUTCOME_OK) return "";
    strbuf_init(&text, &scratch, 100, 10000);
    strbuf_text(&text, problem_definitions[problem.code].code);
    for (size_t i = 0; i < problem.violation_count; i++)
        strbuf_printf(&text, "%s%s %s", i == 0 ? " " : " | ", problem.violations[i].pointer,
                      rule_definitions[problem.violations[i].rule].name);
    return text.data;
}

struct uuid word_id(const char *word)
{
    struct uuid id = {0};
    size_t length = strlen(word);
    memcpy(id.bytes, word, length < sizeof id.bytes ? length : sizeof id.bytes);
    return id;
}

struct date day_of(const char *text)
{
    struct date date = {0};
    ck_assert_msg(date_parse(text, &date), "%s is no day", text);
    return date;
}

int run_case(TCase *tests, const char *name)
{
    Suite *suite = suite_create(name);
    tcase_add_checked_fixture(tests, fixture_problem_open, fixture_problem_close);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
