/* test_record_columns.c - records as arrays, as far as PostgreSQL: nulls, quotes, every kind
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <string.h>

#include "contract/imports.h"
#include "storage/imports_sql.h"
#include "storage/record_columns.h"

#include "domain/base/banned.h"

static struct imported_employee person(const char *nip, const char *name)
{
    struct imported_employee e = {0};
    RECORD_PUT(&e, IMPORTED_EMPLOYEE, id, random_uuid());
    RECORD_PUT(&e, IMPORTED_EMPLOYEE, nip, nip);
    RECORD_PUT(&e, IMPORTED_EMPLOYEE, name, name);
    RECORD_PUT(&e, IMPORTED_EMPLOYEE, kind, EMPLOYEE_KIND_PPPK);
    RECORD_PUT(&e, IMPORTED_EMPLOYEE, heads_unit, true);
    RECORD_PUT(&e, IMPORTED_EMPLOYEE, version, 7);
    return e;
}

START_TEST(a_record_becomes_an_element_of_each_array)
{
    static const char *const words[] = {"plain", "with \"quotes\" and \\"};
    struct imported_employee people[2] = {person("1", "A"), person("2", "B, {x}")};
    struct imported_employees_insert_in in = {0};
    struct list list = {.count = 2, .items = people};
    RECORD_PUT(&people[1], IMPORTED_EMPLOYEE, birth_date, ((struct date){0}));
    RECORD_PUT(&people[1], IMPORTED_EMPLOYEE, position_id, people[0].id);
    RECORD_PUT(&people[1], IMPORTED_EMPLOYEE, warnings,
               ((struct list){.count = 2, .items = (void *)(uintptr_t)words}));
    RECORD_PUT(&people[0], IMPORTED_EMPLOYEE, warnings, (struct list){0});
    record_columns(&fx.arena, &imported_employee_record, &list, sql_imported_employees_insert.in,
                   &in);
    const char *const *names = in.name.items, *const *births = in.birth_date.items;
    const char *const *kinds = in.kind.items, *const *heads = in.heads_unit.items;
    const char *const *versions = in.version.items, *const *warnings = in.warnings.items;
    const struct uuid *positions = in.position_id.items;
    ck_assert_uint_eq(in.name.count, 2);
    ck_assert_str_eq(names[1], "B, {x}");
    ck_assert_str_eq(kinds[0], "pppk");
    ck_assert_str_eq(heads[0], "t");
    ck_assert_str_eq(versions[1], "7");
    ck_assert_ptr_null(births[0]);
    ck_assert_str_eq(births[1], "1970-01-01");
    ck_assert(uuid_is_nil(positions[0]));
    ck_assert(uuid_equal(positions[1], people[0].id));
    ck_assert_str_eq(warnings[0], "{}");
    ck_assert_str_eq(owner_text("SELECT ('%s'::text[])[2]", warnings[1]), words[1]);
    /* what has no namesake is the caller's */
    ck_assert(!RECORD_HAS(&in, IMPORTED_EMPLOYEES_INSERT_IN, details));
}
END_TEST

START_TEST(details_are_one_text_for_each)
{
    struct imported_employee people[2] = {person("1", "A"), person("2", "B")};
    struct list list = {.count = 2, .items = people};
    struct list details = record_details(&fx.arena, &imported_employee_record, &list);
    const char *const *texts = details.items;
    ck_assert_uint_eq(details.count, 2);
    ck_assert_str_eq(owner_text("SELECT '%s'::jsonb ->> 'name'", texts[0]), "A");
    ck_assert_str_eq(owner_text("SELECT '%s'::jsonb ->> 'nip'", texts[1]), "2");
}
END_TEST

/* In units of a database: nothing and something in the same array. */
START_TEST(nothing_is_null_in_the_database)
{
    struct imported_unit units[2] = {0};
    struct imported_units_insert_in in = {0};
    struct list list = {.count = 2, .items = units};
    for (int i = 0; i < 2; i++) {
        RECORD_PUT(&units[i], IMPORTED_UNIT, id, random_uuid());
        RECORD_PUT(&units[i], IMPORTED_UNIT, name, i == 0 ? "top" : "below");
        RECORD_PUT(&units[i], IMPORTED_UNIT, kind, UNIT_KIND_OTHER);
        RECORD_PUT(&units[i], IMPORTED_UNIT, version, 1);
    }
    RECORD_PUT(&units[1], IMPORTED_UNIT, parent_id, units[0].id);
    RECORD_PUT(&units[1], IMPORTED_UNIT, external_id, "");
    record_columns(&fx.arena, &imported_unit_record, &list, sql_imported_units_insert.in, &in);
    RECORD_PUT(&in, IMPORTED_UNITS_INSERT_IN, details,
               record_details(&fx.arena, &imported_unit_record, &list));
    RECORD_PUT(&in, IMPORTED_UNITS_INSERT_IN, audit_ids, in.id);
    RECORD_PUT(&in, IMPORTED_UNITS_INSERT_IN, event_ids, in.id);
    struct uow *u = uow_new(&fx.arena, fx.db, &fx.context, &fx.problem);
    uow_for_write(u);
    uow_write(u, &sql_imported_units_insert, &in, NULL);
    ck_assert_msg(uow_commit(u) == OUTCOME_OK, "%s", fx.problem.internal);
    const char *organization = uuid_text(fx.organization);
    ck_assert_str_eq(owner_text("SELECT string_agg(format('%%s %%L %%s', u.name, u.external_id,"
                                " p.name), '; ' ORDER BY u.name DESC) FROM units u"
                                " LEFT JOIN units p ON p.id = u.parent_id"
                                " WHERE u.organization_id = '%s'",
                                organization),
                     "top NULL ; below '' top");
    ck_assert_int_eq(owner_number("SELECT count(*) FROM audit_events WHERE organization_id = '%s'"
                                  " AND detail ->> 'id' = resource_id::text",
                                  organization),
                     2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("record_columns");
    TCase *tests = tcase_create("record_columns");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_add_test(tests, a_record_becomes_an_element_of_each_array);
    tcase_add_test(tests, details_are_one_text_for_each);
    tcase_add_test(tests, nothing_is_null_in_the_database);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
