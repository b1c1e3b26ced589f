/* test_conflicting.c - the record that is in the way
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/conflicting.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

START_TEST(the_first_record_in_the_way_is_named_and_escaped)
{
    conflicting_put(&problem, "session", word_id("s"), "Aula \"A\"");
    conflicting_put(&problem, "agreement", word_id("a"), "PKS-1");
    ck_assert_str_eq(problem.extension_json,
                     "\"conflicting\":{\"kind\":\"session\",\"id\":"
                     "\"73000000-0000-0000-0000-000000000000\",\"name\":\"Aula \\\"A\\\"\"}");
    ck_assert_int_eq(problem_outcome(&problem), OUTCOME_OK);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("conflicting");
    tcase_add_test(tests, the_first_record_in_the_way_is_named_and_escaped);
    return run_case(tests, "conflicting");
}
