/* test_separation.c - R-01: nobody decides on their own case
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/separation.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static const struct {
    const char *actor, *first, *second, *problem;
} cases[] = {
    {"ani", "budi", "citra", ""},
    {"ani", "ani", "citra", "own-case"},
    {"ani", "budi", "ani", "own-case"},
    {"ani", "", "", ""},
    {"", "", "", ""}, /* the system, and nobody */
};

START_TEST(r01_none_of_the_parties_decides)
{
    struct uuid parties[] = {word_id(cases[_i].first), word_id(cases[_i].second)};
    enum outcome outcome = separation_check(word_id(cases[_i].actor), parties, 2, &problem);
    ck_assert_str_eq(problem_text(), cases[_i].problem);
    ck_assert_int_eq(outcome, cases[_i].problem[0] == '\0' ? OUTCOME_OK : OUTCOME_FORBIDDEN);
}
END_TEST

static const struct {
    const char *actor, *problem;
} of_authors[] = {
    {"maker", "own-case"},       {"submitter", "own-case"}, {"first-editor", "own-case"},
    {"last-editor", "own-case"}, {"somebody", ""},          {"", ""},
};

START_TEST(r01_no_author_decides_however_long_ago)
{
    struct uuid editors[] = {word_id("first-editor"), word_id("last-editor")};
    struct separation_authors authors = {
        word_id("maker"), word_id("submitter"), {.count = 2, .items = editors}};
    (void)!separation_check_authors(word_id(of_authors[_i].actor), &authors, &problem);
    ck_assert_str_eq(problem_text(), of_authors[_i].problem);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("separation");
    tcase_add_loop_test(tests, r01_none_of_the_parties_decides, 0, 5);
    tcase_add_loop_test(tests, r01_no_author_decides_however_long_ago, 0, 6);
    return run_case(tests, "separation");
}
