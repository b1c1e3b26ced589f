/* test_employees.c - employees in the database: names, scope, changes at once
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/employees.h"

#include <string.h>

#include "domain/base/strbuf.h"
#include "fixture_people.h"
#include "storage/employees_sql.h"

#include "domain/base/banned.h"

#define NIP_1 "199001012015031001"
#define NIP_2 "199001012015031002"

static void begin(void)
{
    fixture_open();
    add_unit("office", NULL);
    add_unit("section", "office");
    add_unit("elsewhere", NULL);
    add_position("analyst");
    add_position("head");
    add_employee("ani", NIP_1, "section");
}

static struct employee_create new_employee(const char *nip)
{
    struct employee_create in = {0};
    RECORD_PUT(&in, EMPLOYEE_CREATE, nip, nip);
    RECORD_PUT(&in, EMPLOYEE_CREATE, name, "Contoh Pegawai");
    RECORD_PUT(&in, EMPLOYEE_CREATE, kind, EMPLOYEE_KIND_PNS);
    RECORD_PUT(&in, EMPLOYEE_CREATE, heads_unit, false);
    RECORD_PUT(&in, EMPLOYEE_CREATE, unit_id, by_ext("section"));
    return in;
}

static enum outcome try_create(struct uow *u, const struct employee_create *in,
                               struct employee *ret)
{
    struct employee_facts facts;
    TRY(employees_load_for_create(u, in, &facts));
    TRY(employees_decide_create(&fx.arena, in, &facts, ret, &fx.problem));
    employees_apply_create(u, ret);
    return OUTCOME_OK;
}

static enum outcome create(const struct employee_create *in, struct employee *ret)
{
    struct uow *u = new_writer();
    return finish(u, try_create(u, in, ret));
}

static enum outcome try_update(struct uow *u, const char *word, const struct employee_patch *patch,
                               struct employee *ret)
{
    struct employee_facts facts;
    struct employee_change change = {.patch = patch, .employee = ret};
    TRY(employees_load_for_update(u, by_ext(word), patch, ret, &facts));
    TRY(employees_decide_update(&fx.arena, &change, &facts, &fx.problem));
    if (change.changed) employees_apply_update(u, ret);
    return OUTCOME_OK;
}

static enum outcome update(const char *word, const struct employee_patch *patch,
                           struct employee *ret)
{
    struct uow *u = new_writer();
    return finish(u, try_update(u, word, patch, ret));
}

static struct employee_patch moved_to(const char *unit)
{
    struct employee_patch patch = {0};
    RECORD_PUT(&patch, EMPLOYEE_PATCH, unit_id, by_ext(unit));
    return patch;
}

START_TEST(an_employee_is_stored_with_names_warnings_and_trail)
{
    struct employee made, read;
    struct employee_create in = new_employee(NIP_2);
    RECORD_PUT(&in, EMPLOYEE_CREATE, external_id, "e-2");
    RECORD_PUT(&in, EMPLOYEE_CREATE, sex, SEX_FEMALE);
    RECORD_PUT(&in, EMPLOYEE_CREATE, position_id, by_ext("analyst"));
    RECORD_PUT(&in, EMPLOYEE_CREATE, target_position_id, by_id("head"));
    ck_assert_int_eq(create(&in, &made), OUTCOME_OK);
    ck_assert_str_eq(made.unit_name, "section");
    ck_assert_str_eq(made.position_name, "analyst");
    ck_assert_int_eq(employees_load(new_reader(), by_ext("e-2"), &read), OUTCOME_OK);
    ck_assert(uuid_equal(read.id, made.id) && uuid_equal(read.unit_id, id_of("section")));
    ck_assert(uuid_equal(read.position_id, id_of("analyst")));
    ck_assert(uuid_equal(read.target_position_id, id_of("head")));
    ck_assert_str_eq(read.unit_name, "section");
    ck_assert_str_eq(read.position_name, "analyst");
    ck_assert_uint_eq(read.warnings.count, 1);
    ck_assert_str_eq(((const char **)read.warnings.items)[0], "nip-sex-mismatch");
    ck_assert_int_eq(owner_number("SELECT count(*) FROM audit_events WHERE resource_id = '%s'",
                                  uuid_text(made.id)),
                     1);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM outbox_events WHERE resource_id = '%s'",
                                  uuid_text(made.id)),
                     1);
}
END_TEST

START_TEST(an_employee_has_three_names)
{
    struct employee employee;
    struct ref names[] = {by_id("ani"), by_ext("ani"), {.by = REF_BY_NIP, .key = NIP_1}};
    for (size_t i = 0; i < LENGTH(names); i++) {
        ck_assert_int_eq(employees_load(new_reader(), names[i], &employee), OUTCOME_OK);
        ck_assert(uuid_equal(employee.id, id_of("ani")));
        ck_assert(!RECORD_HAS(&employee, EMPLOYEE, position_name));
    }
    ck_assert_int_eq(employees_load(new_reader(), by_ext("nobody"), &employee), OUTCOME_NOT_FOUND);
}
END_TEST

START_TEST(a_nip_belongs_to_one_employee)
{
    struct employee employee;
    struct employee_create in = new_employee(NIP_1);
    ck_assert_int_eq(create(&in, &employee), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "already-exists /nip");
    RECORD_PUT(&in, EMPLOYEE_CREATE, nip, NIP_2);
    RECORD_PUT(&in, EMPLOYEE_CREATE, external_id, "ani");
    ck_assert_int_eq(create(&in, &employee), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "already-exists /external_id");
}
END_TEST

START_TEST(unknown_references_are_named)
{
    struct employee employee;
    struct employee_create in = new_employee(NIP_2);
    RECORD_PUT(&in, EMPLOYEE_CREATE, position_id, by_ext("nothing"));
    ck_assert_int_eq(create(&in, &employee), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /position_id");
    RECORD_PUT(&in, EMPLOYEE_CREATE, position_id, by_ext("head"));
    RECORD_PUT(&in, EMPLOYEE_CREATE, target_position_id, by_id("nothing"));
    ck_assert_int_eq(create(&in, &employee), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /target_position_id");
}
END_TEST

/* ---- scope */

START_TEST(r02_reads_and_writes_stay_in_the_subtree)
{
    struct employee employee;
    struct employee_create in = new_employee(NIP_2);
    struct employee_patch away = moved_to("elsewhere"), up = moved_to("office");
    scoped_to("elsewhere");
    ck_assert_int_eq(employees_load(new_reader(), by_ext("ani"), &employee), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(update("ani", &away, &employee), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(create(&in, &employee), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /unit_id");
    scoped_to("office");
    ck_assert_int_eq(employees_load(new_reader(), by_ext("ani"), &employee), OUTCOME_OK);
    ck_assert_int_eq(update("ani", &away, &employee), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /unit_id");
    ck_assert_int_eq(update("ani", &up, &employee), OUTCOME_OK);
    ck_assert_str_eq(employee.unit_name, "office");
    ck_assert_int_eq(employee.version, 2);
    ck_assert_int_eq(create(&in, &employee), OUTCOME_OK);
}
END_TEST

START_TEST(r02_one_reads_oneself_and_changes_oneself_not)
{
    struct employee employee;
    struct employee_patch patch = {0};
    add_employee("budi", NIP_2, "section");
    fx.context.whole_organization = false;
    fx.context.self = id_of("ani");
    RECORD_PUT(&patch, EMPLOYEE_PATCH, rank_code, "45");
    ck_assert_int_eq(employees_load(new_reader(), by_ext("ani"), &employee), OUTCOME_OK);
    ck_assert_int_eq(employees_load(new_reader(), by_ext("budi"), &employee), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(update("ani", &patch, &employee), OUTCOME_NOT_FOUND);
    scoped_to("elsewhere");
    ck_assert_int_eq(update("ani", &patch, &employee), OUTCOME_NOT_FOUND);
    scoped_to("section");
    ck_assert_int_eq(update("ani", &patch, &employee), OUTCOME_OK);
}
END_TEST

START_TEST(r03_employees_of_another_organization_are_not_there)
{
    struct employee employee;
    struct employee_create in = new_employee(NIP_1);
    fx.context.organization_id = fx.other;
    ck_assert_int_eq(employees_load(new_reader(), by_id("ani"), &employee), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(create(&in, &employee), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /unit_id");
}
END_TEST

/* ---- at once */

/* The second waits for the first, and then sees what the first made of the row: moved, but still
 * there. */
START_TEST(a_change_waits_for_a_move_and_finds_the_moved_row)
{
    struct employee employee;
    struct employee_patch patch = {0};
    scoped_to("office");
    RECORD_PUT(&patch, EMPLOYEE_PATCH, rank_code, "31");
    struct committer *first = commit_when_waited_for(arena_printf(
        &fx.arena,
        "UPDATE employees SET unit_id = '%s', position_id = '%s', version = 2 WHERE id = '%s'",
        uuid_text(id_of("office")), uuid_text(id_of("head")), uuid_text(id_of("ani"))));
    enum outcome outcome = update("ani", &patch, &employee);
    ck_assert(committed(first));
    ck_assert_int_eq(outcome, OUTCOME_OK);
    ck_assert_int_eq(employee.version, 3);
    ck_assert_str_eq(employee.unit_name, "office");
    ck_assert_str_eq(employee.position_name, "head");
    ck_assert_int_eq(
        owner_number("SELECT count(*) FROM employees WHERE id = '%s' AND unit_id = '%s'"
                     " AND version = 3",
                     uuid_text(id_of("ani")), uuid_text(id_of("office"))),
        1);
}
END_TEST

START_TEST(r02_a_change_waits_for_a_move_out_of_scope)
{
    struct employee employee;
    struct employee_patch patch = {0};
    scoped_to("office");
    RECORD_PUT(&patch, EMPLOYEE_PATCH, rank_code, "31");
    struct committer *first = commit_when_waited_for(
        arena_printf(&fx.arena, "UPDATE employees SET unit_id = '%s' WHERE id = '%s'",
                     uuid_text(id_of("elsewhere")), uuid_text(id_of("ani"))));
    enum outcome outcome = update("ani", &patch, &employee);
    ck_assert(committed(first));
    ck_assert_int_eq(outcome, OUTCOME_NOT_FOUND);
}
END_TEST

START_TEST(a_loaded_row_is_locked_until_the_end)
{
    struct employee employee;
    struct employee_facts facts;
    struct employee_patch patch = {0};
    PGconn *other = app_connection();
    struct uow *u = new_writer();
    ck_assert_int_eq(employees_load_for_update(u, by_ext("ani"), &patch, &employee, &facts),
                     OUTCOME_OK);
    ck_assert_int_eq(
        PQsendQuery(other,
                    arena_printf(&fx.arena, "UPDATE employees SET version = 9 WHERE id = '%s'",
                                 uuid_text(id_of("ani")))),
        1);
    ck_assert(is_blocked(other));
    uow_rollback(u);
    ck_assert_str_eq(end_of(other), "00000");
    PQfinish(other);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("employees");
    TCase *tests = tcase_create("employees");
    tcase_add_checked_fixture(tests, begin, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, an_employee_is_stored_with_names_warnings_and_trail);
    tcase_add_test(tests, an_employee_has_three_names);
    tcase_add_test(tests, a_nip_belongs_to_one_employee);
    tcase_add_test(tests, unknown_references_are_named);
    tcase_add_test(tests, r02_reads_and_writes_stay_in_the_subtree);
    tcase_add_test(tests, r02_one_reads_oneself_and_changes_oneself_not);
    tcase_add_test(tests, r03_employees_of_another_organization_are_not_there);
    tcase_add_test(tests, a_change_waits_for_a_move_and_finds_the_moved_row);
    tcase_add_test(tests, r02_a_change_waits_for_a_move_out_of_scope);
    tcase_add_test(tests, a_loaded_row_is_locked_until_the_end);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
