/* test_policy_parameters.c - what a policy may say about parameters
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/policy_parameters.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

#define P "validation-failed /parameters"
static const struct {
    const char *json, *says;
} examples[] = {
    {"{}", ""},
    {"{\"hours.pns_floor_jp\":24}", ""},
    {"{\"hours.pns_floor_jp\":0}", ""},
    {"{\"hours.pns_floor_jp\":-1}", P "/hours.pns_floor_jp min"},
    {"{\"hours.pns_floor_jp\":401}", P "/hours.pns_floor_jp max"},
    {"{\"hours.pns_floor_jp\":20.5}", P "/hours.pns_floor_jp type"},
    {"{\"hours.pns_floor_jp\":\"20\"}", P "/hours.pns_floor_jp type"},
    {"{\"hours.pns_floor_jp\":null}", P "/hours.pns_floor_jp type"},
    {"{\"evaluation.k_anonymity\":2}", P "/evaluation.k_anonymity min"},
    {"{\"no.such_key\":1}", P "/no.such_key unknown"},
    {"{\"a/b~c\":1}", P "/a~1b~0c unknown"},
    {"{\"x\":1,\"hours.pns_floor_jp\":true}", P "/x unknown | /parameters/hours.pns_floor_jp type"},
    {"{\"revision.confidence\":0.8}", ""},
    {"{\"revision.confidence\":0.801}", P "/revision.confidence format"},
    {"{\"revision.confidence\":1}", P "/revision.confidence max"},
    {"{\"revision.confidence\":0.49}", P "/revision.confidence min"},
    {"{\"revision.confidence\":[]}", P "/revision.confidence type"},
    {"{\"competency.aging_rule\":\"best\"}", ""},
    {"{\"competency.aging_rule\":\"oldest\"}", P "/competency.aging_rule enum"},
    {"{\"competency.aging_rule\":1}", P "/competency.aging_rule type"},
    {"{\"seats.weights\":{\"need_priority\":60,\"waiting\":30,\"hours_shortfall\":10}}", ""},
    {"{\"seats.weights\":{\"need_priority\":60,\"waiting\":30,\"hours_shortfall\":11}}",
     P "/seats.weights sum"},
    {"{\"seats.weights\":{\"need_priority\":70,\"waiting\":30}}", P "/seats.weights required"},
    {"{\"seats.weights\":{}}", P "/seats.weights required"},
    {"{\"seats.weights\":{\"need_priority\":101,\"waiting\":\"x\",\"luck\":1}}",
     P "/seats.weights/need_priority max | /parameters/seats.weights/waiting type"
       " | /parameters/seats.weights/luck unknown"},
    {"{\"seats.weights\":7}", P "/seats.weights type"},
    {"{\"hours.conversion\":[{\"form_id\":9,\"basis\":\"day\",\"national_jp\":4}]}", ""},
    {"{\"hours.conversion\":{}}", P "/hours.conversion type"},
    {"{\"hours.conversion\":[]}", P "/hours.conversion min-items"},
    {"{\"hours.conversion\":[3]}", P "/hours.conversion/0 type"},
    {"{\"hours.conversion\":[{\"form_id\":9}]}", P "/hours.conversion/0/basis required"},
    {"{\"hours.conversion\":[{\"form_id\":26,\"basis\":\"hour\",\"x\":1}]}",
     P "/hours.conversion/0/form_id max | /parameters/hours.conversion/0/basis enum"
       " | /parameters/hours.conversion/0/x unknown"},
    {"{\"hours.conversion\":[{\"form_id\":9,\"basis\":\"day\"},{\"basis\":\"day\",\"form_id\":9}]}",
     P "/hours.conversion/1 duplicate"},
};

START_TEST(each_value_by_its_shape_and_range)
{
    enum outcome outcome = policy_parameters_check(examples[_i].json, &problem);
    ck_assert_str_eq(problem_text(), examples[_i].says);
    ck_assert_int_eq(outcome, *examples[_i].says == '\0' ? OUTCOME_OK : OUTCOME_INVALID);
}
END_TEST

START_TEST(limits_are_named_as_they_are_written)
{
    ck_assert_int_eq(policy_parameters_check("{\"revision.confidence\":0.2}", &problem),
                     OUTCOME_INVALID);
    ck_assert_str_eq(problem.violations[0].args[0], "0.5");
    ck_assert_int_eq(policy_parameters_check("{\"competency.aging_rule\":\"x\"}", &problem),
                     OUTCOME_INVALID);
    ck_assert_str_eq(problem.violations[1].args[0], "latest, best, expiring");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("policy_parameters");
    tcase_add_loop_test(tests, each_value_by_its_shape_and_range, 0,
                        (int)(sizeof examples / sizeof examples[0]));
    tcase_add_test(tests, limits_are_named_as_they_are_written);
    return run_case(tests, "policy_parameters");
}
