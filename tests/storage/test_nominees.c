/* test_nominees.c - the hours that nominees lack are those of the compliance report
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/enrolments.h"

#include "fixture_classroom.h"
#include "fixture_hours.h"
#include "fixture_policies.h"

#include "domain/base/banned.h"

#define POLICY "{\"hours.pns_floor_jp\": 20, \"hours.cpns_floor_jp\": 40}"

static const struct nominee *nominee(const char *employee)
{
    struct enrolment_create item = {0};
    struct nominations found;
    RECORD_PUT(&item, ENROLMENT_CREATE, employee_id, by_ext(employee));
    struct uow *u = new_writer();
    ck_assert_int_eq(enrolments_load_for_nomination(u, by_ext("s"), &item, 1, &found), OUTCOME_OK);
    uow_rollback(u);
    ck_assert_uint_eq(found.count, 1);
    ck_assert(uuid_equal(found.found->employee_id, id_of(employee)));
    return found.found;
}

static void is_a(const char *employee, const char *kind, const char *contract_start)
{
    owner_run("UPDATE employees SET kind = '%s', contract_start = NULLIF('%s', '')::date"
              " WHERE id = '%s'",
              kind, contract_start, uuid_text(id_of(employee)));
}

static void begin(void)
{
    fixture_open();
    classroom_fill();
    classroom_session("s", "open");
    add_policy("policy");
    today_is("2026-01-01");
    adopted_version(&(struct version_plan){.from = "2026-01-01", .parameters = POLICY});
    today_is("2026-08-01");
}

START_TEST(r51_the_floor_is_that_of_the_kind)
{
    is_a("p1", "cpns", "");
    ck_assert_int_eq(nominee("p0")->floor_jp, 2000);
    ck_assert_int_eq(nominee("p1")->floor_jp, 4000);
}
END_TEST

/* A ceiling is none to fall short of, with a contract or without. */
START_TEST(r51_a_pppk_falls_short_of_nothing)
{
    is_a("p0", "pppk", "2025-07-01");
    is_a("p1", "pppk", "");
    earn("p0", "2026-06-30", 700); /* of the contract year before */
    earn("p0", "2026-07-01", 300);
    ck_assert_int_eq(nominee("p0")->hours_jp, 300);
    ck_assert_int_eq(nominee("p0")->floor_jp, 0);
    ck_assert_int_eq(nominee("p1")->floor_jp, 0);
    ck_assert_int_eq(seats_priority(nominee("p0")), 0);
}
END_TEST

START_TEST(r45_who_lacks_more_of_their_own_floor_comes_first)
{
    is_a("p1", "cpns", "");
    for (int i = 0; i < 2; i++) earn(i == 0 ? "p0" : "p1", "2026-02-01", 1000);
    earn("p0", "2025-12-31", 1000); /* of the year before */
    ck_assert_int_eq(nominee("p0")->hours_jp, 1000);
    ck_assert_int_eq(seats_priority(nominee("p0")), 500); /* a half, by a weight of 10 % */
    ck_assert_int_eq(seats_priority(nominee("p1")), 750);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("nominees");
    TCase *tests = tcase_create("nominees");
    tcase_add_checked_fixture(tests, begin, fixture_close);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, r51_the_floor_is_that_of_the_kind);
    tcase_add_test(tests, r51_a_pppk_falls_short_of_nothing);
    tcase_add_test(tests, r45_who_lacks_more_of_their_own_floor_comes_first);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
