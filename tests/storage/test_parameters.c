/* test_parameters.c - the parameters of a day
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/parameters.h"

#include <string.h>

#include "domain/policy_parameters.h"
#include "fixture_people.h"

#include "domain/base/banned.h"

static void add_version(int number, const char *state, const char *effective,
                        const char *parameters)
{
    owner_run("INSERT INTO policies (organization_id, id, name, created_at, updated_at)"
              " VALUES ('%s', '%s', 'Kebijakan', now(), now()) ON CONFLICT DO NOTHING",
              uuid_text(fx.organization), uuid_text(id_of("policy")));
    owner_run("INSERT INTO policy_versions (organization_id, id, policy_id, number, state,"
              " effective, parameters, created_at, updated_at)"
              " VALUES ('%s', gen_random_uuid(), '%s', %d, '%s', '%s', '%s', now(), now())",
              uuid_text(fx.organization), uuid_text(id_of("policy")), number, state, effective,
              parameters);
}

static const char *value_of(const char *key, const char *day)
{
    struct uow *u = new_reader();
    struct date date;
    ck_assert(date_parse(day, &date));
    const char *const *value = parameters_want(u, key, date);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    return *value;
}

START_TEST(without_a_policy_the_defaults_count)
{
    ck_assert_str_eq(value_of("hours.pns_floor_jp", "2026-05-01"), "20");
    ck_assert_str_eq(value_of("revision.confidence", "2026-05-01"), "0.80");
    ck_assert_ptr_null(value_of("no.such_key", "2026-05-01"));
}
END_TEST

static const struct {
    const char *day, *value;
} days[] = {
    {"2024-12-31", "20"}, {"2025-01-01", "18"}, {"2025-12-31", "18"}, {"2026-01-01", "20"},
    {"2026-06-30", "20"}, {"2026-07-01", "24"}, {"2030-01-01", "24"},
};

START_TEST(r20_a_day_has_the_parameters_of_the_version_in_force_on_it)
{
    add_version(1, "superseded", "[2025-01-01,2026-01-01)", "{\"hours.pns_floor_jp\": 18}");
    add_version(2, "superseded", "[2026-01-01,2026-07-01)", "{}");
    add_version(3, "adopted", "[2026-07-01,)", "{\"hours.pns_floor_jp\": 24}");
    add_version(4, "draft", "[2025-01-01,)", "{\"hours.pns_floor_jp\": 99}");
    add_version(5, "withdrawn", "[2025-01-01,)", "{\"hours.pns_floor_jp\": 99}");
    ck_assert_str_eq(value_of("hours.pns_floor_jp", days[_i].day), days[_i].value);
}
END_TEST

START_TEST(r03_a_policy_of_another_organization_does_not_count)
{
    add_version(1, "adopted", "[2025-01-01,)", "{\"hours.pns_floor_jp\": 24}");
    fx.context.organization_id = fx.other;
    ck_assert_str_eq(value_of("hours.pns_floor_jp", "2026-05-01"), "20");
}
END_TEST

START_TEST(the_parameters_of_a_day_say_where_they_come_from)
{
    struct parameter_set set;
    struct date day;
    add_version(1, "adopted", "[2026-01-01,)", "{\"hours.pns_floor_jp\": 24}");
    ck_assert(date_parse("2026-05-01", &day));
    ck_assert_int_eq(parameters_load(new_reader(), day, &set), OUTCOME_OK);
    ck_assert(RECORD_HAS(&set, PARAMETER_SET, policy_version_id));
    ck_assert_ptr_nonnull(strstr(
        set.parameters, "\"hours.pns_floor_jp\": {\"value\": 24, \"source\": \"policy_version\"}"));
    ck_assert_ptr_nonnull(strstr(
        set.parameters, "\"hours.pppk_ceiling_jp\": {\"value\": 24, \"source\": \"default\"}"));
    ck_assert(date_parse("2025-12-31", &day));
    ck_assert_int_eq(parameters_load(new_reader(), day, &set), OUTCOME_OK);
    ck_assert(!RECORD_HAS(&set, PARAMETER_SET, policy_version_id));
    ck_assert_ptr_null(strstr(set.parameters, "policy_version"));
}
END_TEST

/* That they are about the same keys, the gates say. */
START_TEST(every_default_is_a_value_that_a_policy_may_set)
{
    const char *defaults =
        owner_text("SELECT jsonb_object_agg(key, value) FROM parameter_defaults");
    problem_init(&fx.problem, &fx.arena);
    ck_assert_int_eq(policy_parameters_check(defaults, &fx.problem), OUTCOME_OK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("parameters");
    TCase *tests = tcase_create("parameters");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_add_test(tests, without_a_policy_the_defaults_count);
    tcase_add_loop_test(tests, r20_a_day_has_the_parameters_of_the_version_in_force_on_it, 0,
                        (int)LENGTH(days));
    tcase_add_test(tests, the_parameters_of_a_day_say_where_they_come_from);
    tcase_add_test(tests, every_default_is_a_value_that_a_policy_may_set);
    tcase_add_test(tests, r03_a_policy_of_another_organization_does_not_count);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
