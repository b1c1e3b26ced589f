/* test_me.c - storage/me.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/me.h"

#include "fixture.h"

#include "domain/base/banned.h"

static struct uow *reader(void)
{
    return uow_new(&fx.arena, fx.db, &fx.context, &fx.problem);
}

static struct uuid add_unit(struct uuid organization, const char *name)
{
    struct uuid id = random_uuid();
    owner_run("INSERT INTO units (organization_id, id, name, kind, created_at, updated_at)"
              " VALUES ('%s', '%s', '%s', 'agency', now(), now())",
              uuid_text(organization), uuid_text(id), name);
    return id;
}

START_TEST(roles_get_the_names_of_their_units)
{
    struct me_role roles[4] = {0};
    struct me_role_list list = {.count = 4, .items = roles};
    struct me_organization organization = {0};
    struct uuid first = add_unit(fx.organization, "Dinas Satu");
    RECORD_PUT(&roles[0], ME_ROLE, unit_id, first);
    RECORD_PUT(&roles[2], ME_ROLE, unit_id, add_unit(fx.organization, "Dinas Dua"));
    RECORD_PUT(&roles[3], ME_ROLE, unit_id, first);
    struct uow *u = reader();
    ck_assert_int_eq(me_load(u, &organization, &list), OUTCOME_OK);
    ck_assert_int_eq(uow_round_trips(u), 1);
    ck_assert(uuid_equal(organization.id, fx.organization));
    ck_assert_str_eq(organization.name,
                     arena_printf(&fx.arena, "Instansi %s", uuid_text(fx.organization)));
    ck_assert_str_eq(roles[0].unit_name, "Dinas Satu");
    ck_assert(!RECORD_HAS(&roles[1], ME_ROLE, unit_name));
    ck_assert_str_eq(roles[2].unit_name, "Dinas Dua");
    ck_assert_str_eq(roles[3].unit_name, "Dinas Satu");
}
END_TEST

START_TEST(who_has_no_role_has_an_organization)
{
    struct me_role_list list = {0};
    struct me_organization organization = {0};
    ck_assert_int_eq(me_load(reader(), &organization, &list), OUTCOME_OK);
    ck_assert(uuid_equal(organization.id, fx.organization));
}
END_TEST

START_TEST(r03_units_of_other_organizations_have_no_name)
{
    struct me_role role = {0};
    struct me_role_list list = {.count = 1, .items = &role};
    struct me_organization organization = {0};
    RECORD_PUT(&role, ME_ROLE, unit_id, add_unit(fx.other, "Dinas Lain"));
    ck_assert_int_eq(me_load(reader(), &organization, &list), OUTCOME_OK);
    ck_assert(!RECORD_HAS(&role, ME_ROLE, unit_name));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("me");
    TCase *tests = tcase_create("me");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, roles_get_the_names_of_their_units);
    tcase_add_test(tests, who_has_no_role_has_an_organization);
    tcase_add_test(tests, r03_units_of_other_organizations_have_no_name);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
