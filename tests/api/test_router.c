/* test_router.c - from a path and a method to an operation
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/router.h"

#include <string.h>

#include "fixture_contract.h"

#include "domain/base/banned.h"

static struct routing routing;

static void find(const struct route *routes, const char *method, const char *path)
{
    struct target target;
    struct problem problem;
    problem_init(&problem, &memory);
    ck_assert_int_eq(target_parse(&memory, path, &target, &problem), OUTCOME_OK);
    router_find(routes, &target, router_method(method), &routing);
}

enum { NO_PATH = -2, NO_METHOD = -1 };
static const struct {
    const char *method, *path;
    int operation;
    const char *value; /* of the only parameter */
} cases[] = {
    {"GET", "/v1/widgets", WIDGETS_LIST, NULL},
    {"HEAD", "/v1/widgets", WIDGETS_LIST, NULL},
    {"POST", "/v1/widgets", WIDGETS_CREATE, NULL},
    {"POST", "/v1/widgets?x=1", WIDGETS_CREATE, NULL},
    {"PUT", "/v1/widgets", NO_METHOD, NULL},
    {"BREW", "/v1/widgets", NO_METHOD, NULL},
    {"get", "/v1/widgets", NO_METHOD, NULL},
    {"OPTIONS", "/v1/widgets", NO_METHOD, NULL},
    {"GET", "/v1/widgets/7", WIDGETS_GET, "7"},
    {"GET", "/v1/widgets/ext:a%2Fb", WIDGETS_GET, "ext:a/b"},
    {"DELETE", "/v1/widgets/7", WIDGETS_DELETE, "7"},
    {"POST", "/v1/widgets/7", NO_METHOD, "7"},
    /* a literal wins over the parameter, also where it lacks the method */
    {"POST", "/v1/widgets/bulk", WIDGETS_BULK, NULL},
    {"GET", "/v1/widgets/bulk", NO_METHOD, NULL},
    /* … but not where it leads nowhere */
    {"GET", "/v1/widgets/keys", WIDGETS_GET, "keys"},
    {"POST", "/v1/widgets/keys/keys", WIDGETS_KEYS, "keys"},
    {"POST", "/v1/widgets/bulk/keys", WIDGETS_KEYS, "bulk"},
    {"GET", "/v1/widgets/keys/never", WIDGETS_PAGE, NULL},
    {"GET", "/v1/widgets/Bulk", WIDGETS_GET, "Bulk"},
    {"GET", "/", NO_PATH, NULL},
    {"GET", "/v1", NO_PATH, NULL},
    {"GET", "/v1/widgets/", NO_PATH, NULL},
    {"GET", "/v1//widgets", NO_PATH, NULL},
    {"GET", "//v1/widgets", NO_PATH, NULL},
    {"GET", "/v1/widgets/7/", NO_PATH, NULL},
    {"GET", "/v1/widgets/7/nothing", NO_PATH, NULL},
    {"GET", "/v1/widgets/7/photo/8", NO_PATH, NULL},
    {"GET", "/V1/widgets", NO_PATH, NULL},
    {"GET", "/v1%2Fwidgets", NO_PATH, NULL},
    {"GET", "/v1/../v1/widgets", NO_PATH, NULL},
    {"GET", "/1/2/3/4/5/6/7/8/9/a/b/c/d/e/f/g/h", NO_PATH, NULL},
};

START_TEST(requests_find_their_operation)
{
    find(widget_contract.routes, cases[_i].method, cases[_i].path);
    ck_assert_int_eq(routing.route == NULL ? NO_PATH : routing.operation, cases[_i].operation);
    if (routing.route == NULL) return;
    ck_assert_int_eq(routing.value_count, cases[_i].value != NULL);
    if (cases[_i].value != NULL) ck_assert_str_eq(routing.values[0], cases[_i].value);
}
END_TEST

START_TEST(allow_names_the_methods_of_the_path)
{
    find(widget_contract.routes, "GET", "/v1/widgets");
    ck_assert_str_eq(router_allow(&memory, routing.route), "GET, HEAD, POST, OPTIONS");
    find(widget_contract.routes, "GET", "/v1/widgets/bulk");
    ck_assert_str_eq(router_allow(&memory, routing.route), "POST, OPTIONS");
    find(widget_contract.routes, "GET", "/v1/widgets/7");
    ck_assert_str_eq(router_allow(&memory, routing.route), "GET, HEAD, PATCH, DELETE, OPTIONS");
}
END_TEST

START_TEST(every_operation_of_the_contract_is_reached_by_its_path)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    for (int i = 0; i < operation_count; i++) {
        const struct operation *operation = &operations[i];
        find(routes, methods[operation->method],
             operation->path); /* {name} is a value like any other */
        ck_assert_msg(routing.operation == i, "%s %s: %d", methods[operation->method],
                      operation->path, routing.operation);
        int parameters = operation->path_record == NULL ? 0 : operation->path_record->count;
        ck_assert_int_eq(routing.value_count, parameters);
    }
}
END_TEST

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_contract_case("router", &suite);
    tcase_add_loop_test(tests, requests_find_their_operation, 0, sizeof cases / sizeof cases[0]);
    tcase_add_test(tests, allow_names_the_methods_of_the_path);
    tcase_add_test(tests, every_operation_of_the_contract_is_reached_by_its_path);
    return fixture_contract_run(suite);
}
