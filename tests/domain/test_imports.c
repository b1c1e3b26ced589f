/* test_imports.c - what a record says about an employee, a unit and a position; R-10 at the door
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/imports.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "domain/import_codes.h"

#include "domain/base/banned.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static struct arena arena;

static void open_arena(void)
{
    arena_init(&arena);
}

static void close_arena(void)
{
    arena_done(&arena);
}

#define NIP "\"nipBaru\":\"199001012015031001\""

static struct import_row map(const char *members)
{
    struct import_source source;
    struct import_row row;
    const char *text = arena_printf(&arena, "{%s}", members);
    struct import_fault fault =
        import_read_json(&arena, (struct slice){text, strlen(text)}, &source);
    ck_assert_int_eq(fault.rule, 0);
    imports_map(&arena, &source, (struct date){20600}, &row);
    return row;
}

/* "r/pointer rule" of refusals, "w/pointer rule" of warnings, in their order. */
static const char *findings_of(const struct import_row *row)
{
    const char *all = "";
    for (size_t i = 0; i < row->finding_count; i++) {
        const struct import_finding *f = &row->findings[i];
        all = arena_printf(&arena, "%s%s%c%s %s", all, i == 0 ? "" : ", ", f->warning ? 'w' : 'r',
                           f->pointer, rule_definitions[f->rule].name);
    }
    return all;
}

static const struct {
    const char *members, *findings;
} records[] = {
    {NIP, ""},
    {"\"id\":\"x\"", ""},
    {"\"nama\":\"A\"", "r/nipBaru required"},
    {"\"nipBaru\":\"1\"", "r/nipBaru nip-digits"},
    {"\"nipBaru\":\"199002302015031001\"", "r/nipBaru nip-birth-date"},
    {"\"nipBaru\":\"19900101 201503 1 001\"", ""},
    {"\"id\":\"a b\"", "r/id format"},
    {NIP ",\"emailGov\":\"-\"", "w/emailGov format"},
    {NIP ",\"gelarDepan\":\"012345678901234567890123456789012345678901234567890\"",
     "w/gelarDepan max-length"},
    {NIP ",\"tglLahir\":\"31-02-1990\"", "w/tglLahir format"},
    {NIP ",\"tglLahir\":\"01-02-1990\",\"tmtJabatan\":\"2020-01-02\",\"tmtGolAkhir\":\"\"", ""},
    {NIP ",\"jenisKelamin\":\"x\"", "w/jenisKelamin enum"},
    {NIP ",\"kepalaUnit\":\"x\"", "w/kepalaUnit enum"},
    {NIP ",\"jenisJabatanId\":\"9\",\"jabatanNama\":\"Camat\"", "w/jenisJabatanId enum"},
    {NIP ",\"unorId\":\"a b\"", "r/unorId format"},
};

START_TEST(a_record_is_refused_or_warned_of)
{
    struct import_row row = map(records[_i].members);
    ck_assert_str_eq(findings_of(&row), records[_i].findings);
    ck_assert_int_eq(row.refused, records[_i].findings[0] == 'r');
}
END_TEST

START_TEST(missing_says_nothing_and_empty_clears)
{
    struct import_row row =
        map(NIP ",\"gelarDepan\":\"\",\"emailGov\":null,\"nama\":\"\",\"tglLahir\":\"\"");
    const struct imported_employee *e = &row.employee;
    ck_assert(RECORD_GIVEN(e, IMPORTED_EMPLOYEE, front_title));
    ck_assert(!RECORD_HAS(e, IMPORTED_EMPLOYEE, front_title));
    ck_assert(RECORD_GIVEN(e, IMPORTED_EMPLOYEE, email));
    ck_assert(RECORD_GIVEN(e, IMPORTED_EMPLOYEE, birth_date));
    ck_assert(!RECORD_GIVEN(e, IMPORTED_EMPLOYEE, back_title));
    ck_assert(!RECORD_GIVEN(e, IMPORTED_EMPLOYEE, rank_since));
    /* a name is never cleared */
    ck_assert(!RECORD_GIVEN(e, IMPORTED_EMPLOYEE, name));
}
END_TEST

START_TEST(codes_become_values)
{
    struct import_row row =
        map(NIP ",\"jenisKelamin\":\"F\",\"kepalaUnit\":true,\"statusPegawai\":\"CPNS\","
                "\"golRuangAkhirId\":\"33\"");
    const struct imported_employee *e = &row.employee;
    ck_assert_int_eq(e->sex, SEX_FEMALE);
    ck_assert(e->heads_unit);
    ck_assert_int_eq(e->kind, EMPLOYEE_KIND_CPNS);
    ck_assert_str_eq(e->rank_code, "33");
    ck_assert_int_eq(map(NIP ",\"jenisPegawaiId\":\"15\"").employee.kind, EMPLOYEE_KIND_PNS);
    struct import_row unknown = map(NIP ",\"jenisPegawaiId\":\"77\"");
    ck_assert(!RECORD_GIVEN(&unknown.employee, IMPORTED_EMPLOYEE, kind));
    ck_assert_int_eq(map("\"nipBaru\":\"199009132025212014\"").likely_kind, EMPLOYEE_KIND_PPPK);
    ck_assert_int_eq(import_nip_kind("1"), EMPLOYEE_KIND_PNS);
    ck_assert_int_eq(import_unit_kind("KECAMATAN Plaju"), UNIT_KIND_SUBDISTRICT);
    ck_assert_int_eq(import_unit_kind("Balai"), UNIT_KIND_OTHER);
    bool heads = true;
    ck_assert(import_code_yes("Tidak", &heads) && !heads);
}
END_TEST

START_TEST(the_topmost_unit_is_not_its_own_parent)
{
    struct import_row row = map(NIP ",\"unorId\":\"a\",\"unorNama\":\"A\",\"unorIndukId\":\"a\"");
    ck_assert_str_eq(row.unit.key, "a");
    ck_assert_ptr_null(row.unit.parent_key);
    row = map(NIP ",\"unorId\":\"a\",\"unorIndukId\":\"b\",\"unorIndukNama\":\"B\"");
    ck_assert_str_eq(row.unit.parent_key, "b");
    ck_assert_str_eq(row.unit.parent_name, "B");
    ck_assert_ptr_null(row.unit.name);
}
END_TEST

static const struct {
    const char *members;
    bool said;
    enum position_kind kind;
    const char *key; /* NULL: none; "*": one made of the name */
} positions[] = {
    {NIP, false, 0, NULL},
    {NIP ",\"jabatanNama\":\"\"", true, POSITION_KIND_GENERAL, NULL},
    {NIP
     ",\"jenisJabatanId\":\"1\",\"jabatanNama\":\"Camat\",\"jabatanStrukturalId\":\"s\",\"eselonId\":\"31\"",
     true, POSITION_KIND_STRUCTURAL, "s"},
    {NIP ",\"jenisJabatanId\":\"2\",\"jabatanFungsionalId\":\"f\",\"jabatanStrukturalId\":\"s\"",
     true, POSITION_KIND_FUNCTIONAL, "f"},
    {NIP ",\"jabatanFungsionalUmumId\":\"u\"", true, POSITION_KIND_GENERAL, "u"},
    {NIP ",\"jabatanFungsionalId\":\"f\"", true, POSITION_KIND_FUNCTIONAL, "f"},
    {NIP ",\"jenisJabatanId\":\"4\",\"jabatanNama\":\"Pelaksana\"", true, POSITION_KIND_GENERAL,
     "*"},
};

START_TEST(a_position_has_a_kind_and_a_key)
{
    struct import_row row = map(positions[_i].members);
    const struct import_row_position *p = &row.position;
    ck_assert_int_eq(p->said, positions[_i].said);
    if (!p->said) return;
    ck_assert_int_eq(p->kind, positions[_i].kind);
    ck_assert_int_eq(p->echelon_code != NULL, p->kind == POSITION_KIND_STRUCTURAL);
    if (positions[_i].key != NULL && positions[_i].key[0] == '*')
        ck_assert(strncmp(p->key, "nama-4-", 7) == 0);
    else ck_assert_pstr_eq(p->key, positions[_i].key);
}
END_TEST

START_TEST(a_record_that_cannot_be_read_is_a_refused_row)
{
    struct import_row row;
    imports_map_fault(&(struct import_fault){RULE_JSON, "", NULL}, &row);
    ck_assert(row.refused);
    ck_assert_str_eq(findings_of(&row), "r json");
    for (int i = 0; i < 2 * IMPORT_MAX_FINDINGS; i++)
        imports_find(&row, (struct import_finding){.rule = RULE_JSON, .pointer = ""});
    ck_assert_uint_eq(row.finding_count, IMPORT_MAX_FINDINGS);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("imports");
    TCase *tests = tcase_create("imports");
    tcase_add_checked_fixture(tests, open_arena, close_arena);
    tcase_add_loop_test(tests, a_record_is_refused_or_warned_of, 0, (int)LENGTH(records));
    tcase_add_test(tests, missing_says_nothing_and_empty_clears);
    tcase_add_test(tests, codes_become_values);
    tcase_add_test(tests, the_topmost_unit_is_not_its_own_parent);
    tcase_add_loop_test(tests, a_position_has_a_kind_and_a_key, 0, (int)LENGTH(positions));
    tcase_add_test(tests, a_record_that_cannot_be_read_is_a_refused_row);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
