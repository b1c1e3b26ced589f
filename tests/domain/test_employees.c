/* test_employees.c - rules on civil servants
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/employees.h"

#include "domain/base/strbuf.h"
#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct employee_reference reference(const char *word)
{
    return (struct employee_reference){true, true, word_id(word), word};
}

static struct employee_facts facts_of(const char *unit)
{
    return (struct employee_facts){.unit = reference(unit),
                                   .new_id = word_id("new"),
                                   .now = {1000},
                                   .today = day_of("2026-07-01")};
}

static struct employee_create new_employee(void)
{
    struct employee_create in = {0};
    RECORD_PUT(&in, EMPLOYEE_CREATE, nip, "199001012015031001");
    RECORD_PUT(&in, EMPLOYEE_CREATE, name, "Contoh Pegawai");
    RECORD_PUT(&in, EMPLOYEE_CREATE, kind, EMPLOYEE_KIND_PNS);
    RECORD_PUT(&in, EMPLOYEE_CREATE, heads_unit, false);
    return in;
}

static enum outcome create(const struct employee_create *in, const struct employee_facts *facts,
                           struct employee *ret)
{
    return employees_decide_create(&scratch, in, facts, ret, &problem);
}

static struct employee stored_employee(void)
{
    struct employee employee;
    struct employee_create in = new_employee();
    struct employee_facts facts = facts_of("unit");
    facts.position = reference("position");
    facts.target_position = reference("target");
    RECORD_PUT(&in, EMPLOYEE_CREATE, sex, SEX_MALE);
    RECORD_PUT(&in, EMPLOYEE_CREATE, birth_date, day_of("1990-01-01"));
    ck_assert_int_eq(create(&in, &facts, &employee), OUTCOME_OK);
    return employee;
}

/* The warnings, each followed by a space. */
static const char *warnings_of(const struct employee *employee)
{
    struct strbuf text;
    const char *const *names = employee->warnings.items;
    ck_assert(RECORD_HAS(employee, EMPLOYEE, warnings));
    strbuf_init(&text, &scratch, 100, 1000);
    for (size_t i = 0; i < employee->warnings.count; i++) strbuf_printf(&text, "%s ", names[i]);
    return text.data;
}

START_TEST(a_new_employee_is_complete)
{
    struct employee employee = stored_employee();
    ck_assert(uuid_equal(employee.id, word_id("new")));
    ck_assert_str_eq(employee.nip, "199001012015031001");
    ck_assert(uuid_equal(employee.unit_id, word_id("unit")));
    ck_assert_str_eq(employee.unit_name, "unit");
    ck_assert(uuid_equal(employee.position_id, word_id("position")));
    ck_assert_str_eq(employee.position_name, "position");
    ck_assert(uuid_equal(employee.target_position_id, word_id("target")));
    ck_assert(RECORD_HAS(&employee, EMPLOYEE, heads_unit) && !employee.heads_unit);
    ck_assert_int_eq(employee.version, 1);
    ck_assert_int_eq(employee.created_at.us, 1000);
    ck_assert_int_eq(employee.updated_at.us, 1000);
    ck_assert_str_eq(warnings_of(&employee), "");
}
END_TEST

START_TEST(a_position_is_not_needed)
{
    struct employee employee;
    struct employee_create in = new_employee();
    struct employee_facts facts = facts_of("unit");
    ck_assert_int_eq(create(&in, &facts, &employee), OUTCOME_OK);
    ck_assert(!RECORD_HAS(&employee, EMPLOYEE, position_id));
    ck_assert(!RECORD_HAS(&employee, EMPLOYEE, position_name));
    ck_assert(!RECORD_HAS(&employee, EMPLOYEE, target_position_id));
}
END_TEST

START_TEST(r10_a_mismatch_is_a_warning)
{
    struct employee employee;
    struct employee_create in = new_employee();
    struct employee_facts facts = facts_of("unit");
    RECORD_PUT(&in, EMPLOYEE_CREATE, sex, SEX_FEMALE);
    RECORD_PUT(&in, EMPLOYEE_CREATE, birth_date, day_of("1990-01-10"));
    ck_assert_int_eq(create(&in, &facts, &employee), OUTCOME_OK);
    ck_assert_str_eq(warnings_of(&employee), "nip-birth-date-mismatch nip-sex-mismatch ");
}
END_TEST

START_TEST(r10_the_kind_decides_what_a_nip_is)
{
    struct employee employee;
    struct employee_create in = new_employee();
    struct employee_facts facts = facts_of("unit");
    RECORD_PUT(&in, EMPLOYEE_CREATE, nip, "199009132025212014");
    ck_assert_int_eq(create(&in, &facts, &employee), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /nip nip-appointment");
    problem_init(&problem, &scratch);
    RECORD_PUT(&in, EMPLOYEE_CREATE, kind, EMPLOYEE_KIND_PPPK);
    ck_assert_int_eq(create(&in, &facts, &employee), OUTCOME_OK);
}
END_TEST

START_TEST(all_that_is_wrong_is_said)
{
    struct employee employee;
    struct employee_create in = new_employee();
    struct employee_facts facts = facts_of("unit");
    facts.position = reference("position");
    facts.target_position = reference("target");
    facts.unit.found = facts.position.found = facts.target_position.found = false;
    RECORD_PUT(&in, EMPLOYEE_CREATE, nip, "000001012015031000");
    RECORD_PUT(&in, EMPLOYEE_CREATE, birth_date, day_of("2026-07-02"));
    ck_assert_int_eq(create(&in, &facts, &employee), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(),
                     "validation-failed /nip nip-birth-date | /nip nip-serial |"
                     " /birth_date future | /unit_id reference | /position_id reference |"
                     " /target_position_id reference");
}
END_TEST

START_TEST(r02_an_unknown_unit_is_a_reference_not_found)
{
    struct employee employee;
    struct employee_create in = new_employee();
    struct employee_facts facts = facts_of("unit");
    facts.unit.found = false;
    ck_assert_int_eq(create(&in, &facts, &employee), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "reference-not-found /unit_id reference");
}
END_TEST

/* ---- changes */

static enum outcome update(struct employee *employee, const struct employee_patch *patch,
                           const struct employee_facts *facts, bool *ret_changed)
{
    struct employee_change change = {.patch = patch, .employee = employee, .changed = true};
    enum outcome outcome = employees_decide_update(&scratch, &change, facts, &problem);
    *ret_changed = change.changed;
    return outcome;
}

static struct employee_facts no_references(void)
{
    return (struct employee_facts){.now = {2000}, .today = day_of("2026-07-01")};
}

START_TEST(a_patch_that_says_nothing_new_changes_nothing)
{
    bool changed;
    struct employee employee = stored_employee();
    struct employee_patch patch = {0};
    struct employee_facts facts = no_references();
    ck_assert_int_eq(update(&employee, &patch, &facts, &changed), OUTCOME_OK);
    ck_assert(!changed);
    facts.unit = reference("unit");
    facts.position = reference("position");
    facts.target_position = reference("target");
    record_mark(&patch, FIELD_EMPLOYEE_PATCH_unit_id, true);
    record_mark(&patch, FIELD_EMPLOYEE_PATCH_position_id, true);
    record_mark(&patch, FIELD_EMPLOYEE_PATCH_target_position_id, true);
    RECORD_PUT(&patch, EMPLOYEE_PATCH, name, "Contoh Pegawai");
    ck_assert_int_eq(update(&employee, &patch, &facts, &changed), OUTCOME_OK);
    ck_assert(!changed);
}
END_TEST

START_TEST(the_last_admin_does_not_leave)
{
    bool changed;
    struct employee employee = stored_employee();
    struct employee_patch patch = {0};
    struct employee_facts facts = no_references();
    facts.last_admin = true;
    RECORD_PUT(&patch, EMPLOYEE_PATCH, left_on, day_of("2026-08-01"));
    ck_assert_int_eq(update(&employee, &patch, &facts, &changed), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "last-admin");
    problem_init(&problem, &scratch);
    RECORD_CLEAR(&patch, EMPLOYEE_PATCH, left_on);
    ck_assert_int_eq(update(&employee, &patch, &facts, &changed), OUTCOME_OK);
    ck_assert(!changed);
}
END_TEST

START_TEST(a_patch_replaces_references)
{
    bool changed;
    struct employee employee = stored_employee();
    struct employee_patch patch = {0};
    struct employee_facts facts = no_references();
    facts.unit = reference("other");
    record_mark(&patch, FIELD_EMPLOYEE_PATCH_unit_id, true);
    ck_assert_int_eq(update(&employee, &patch, &facts, &changed), OUTCOME_OK);
    ck_assert(changed && uuid_equal(employee.unit_id, word_id("other")));
    ck_assert_str_eq(employee.unit_name, "other");
    ck_assert_str_eq(employee.position_name, "position");
}
END_TEST

START_TEST(null_takes_a_position_away)
{
    bool changed;
    struct employee employee = stored_employee();
    struct employee_patch patch = {0};
    struct employee_facts facts = no_references();
    record_mark(&patch, FIELD_EMPLOYEE_PATCH_position_id, false);
    record_mark(&patch, FIELD_EMPLOYEE_PATCH_target_position_id, false);
    ck_assert_int_eq(update(&employee, &patch, &facts, &changed), OUTCOME_OK);
    ck_assert(changed);
    ck_assert(!RECORD_HAS(&employee, EMPLOYEE, position_id));
    ck_assert(!RECORD_HAS(&employee, EMPLOYEE, position_name));
    ck_assert(!RECORD_HAS(&employee, EMPLOYEE, target_position_id));
    ck_assert(RECORD_HAS(&employee, EMPLOYEE, unit_id));
    ck_assert_int_eq(update(&employee, &patch, &facts, &changed), OUTCOME_OK);
    ck_assert(!changed);
}
END_TEST

START_TEST(r02_a_unit_out_of_scope_is_refused)
{
    bool changed;
    struct employee employee = stored_employee();
    struct employee_patch patch = {0};
    struct employee_facts facts = no_references();
    facts.unit = reference("other");
    facts.unit.found = false;
    record_mark(&patch, FIELD_EMPLOYEE_PATCH_unit_id, true);
    ck_assert_int_eq(update(&employee, &patch, &facts, &changed), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "reference-not-found /unit_id reference");
}
END_TEST

START_TEST(r10_warnings_follow_the_record)
{
    bool changed;
    struct employee employee = stored_employee();
    struct employee_patch patch = {0};
    struct employee_facts facts = no_references();
    RECORD_PUT(&patch, EMPLOYEE_PATCH, sex, SEX_FEMALE);
    ck_assert_int_eq(update(&employee, &patch, &facts, &changed), OUTCOME_OK);
    ck_assert_str_eq(warnings_of(&employee), "nip-sex-mismatch ");
    RECORD_PUT(&patch, EMPLOYEE_PATCH, nip, "199001012015032001");
    ck_assert_int_eq(update(&employee, &patch, &facts, &changed), OUTCOME_OK);
    ck_assert_str_eq(warnings_of(&employee), "");
}
END_TEST

START_TEST(r10_a_nip_is_judged_again_with_its_kind)
{
    bool changed;
    struct employee employee = stored_employee();
    struct employee_patch patch = {0};
    struct employee_facts facts = no_references();
    RECORD_PUT(&patch, EMPLOYEE_PATCH, kind, EMPLOYEE_KIND_PPPK);
    ck_assert_int_eq(update(&employee, &patch, &facts, &changed), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /nip nip-appointment");
}
END_TEST

START_TEST(r10_an_old_nip_that_breaks_the_rules_keeps_nothing_back)
{
    bool changed;
    struct employee employee = stored_employee();
    struct employee_patch patch = {0};
    struct employee_facts facts = no_references();
    RECORD_PUT(&employee, EMPLOYEE, nip, "199002302015031001");
    RECORD_PUT(&patch, EMPLOYEE_PATCH, name, "Nama Baru");
    ck_assert_int_eq(update(&employee, &patch, &facts, &changed), OUTCOME_OK);
    ck_assert(changed);
    ck_assert_str_eq(warnings_of(&employee), "nip-birth-date ");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("employees");
    tcase_add_test(tests, a_new_employee_is_complete);
    tcase_add_test(tests, a_position_is_not_needed);
    tcase_add_test(tests, r10_a_mismatch_is_a_warning);
    tcase_add_test(tests, r10_the_kind_decides_what_a_nip_is);
    tcase_add_test(tests, all_that_is_wrong_is_said);
    tcase_add_test(tests, r02_an_unknown_unit_is_a_reference_not_found);
    tcase_add_test(tests, a_patch_that_says_nothing_new_changes_nothing);
    tcase_add_test(tests, the_last_admin_does_not_leave);
    tcase_add_test(tests, a_patch_replaces_references);
    tcase_add_test(tests, null_takes_a_position_away);
    tcase_add_test(tests, r02_a_unit_out_of_scope_is_refused);
    tcase_add_test(tests, r10_warnings_follow_the_record);
    tcase_add_test(tests, r10_a_nip_is_judged_again_with_its_kind);
    tcase_add_test(tests, r10_an_old_nip_that_breaks_the_rules_keeps_nothing_back);
    return run_case(tests, "employees");
}
