/* test_import_batch.c - what rows mean for what is stored
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/import_batch.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "domain/base/banned.h"

static struct arena arena;
#define MAX_ROWS 8
static struct import_row rows[MAX_ROWS];
static struct import_facts facts;
static struct import_changes changes;
static size_t cut;   /* 0: not to be divided */
static size_t worth; /* employees to write from which on it is */

static void open_batch(void)
{
    arena_init(&arena);
    facts = (struct import_facts){0};
    cut = 0;
    worth = 0;
}

static void close_batch(void)
{
    arena_done(&arena);
}

/* Maps and decides the records, each the members of an object; NULL ends them. */
static void decide(const char *const *records)
{
    static struct uuid ids[IMPORT_BATCH_IDS(MAX_ROWS)];
    size_t count = 0;
    for (size_t i = 0; i < IMPORT_BATCH_IDS(MAX_ROWS); i++) ids[i].bytes[0] = (uint8_t)(100 + i);
    for (; records[count] != NULL; count++) {
        struct import_source source;
        const char *text = arena_printf(&arena, "{%s}", records[count]);
        struct slice record = {text, strlen(text)};
        ck_assert_int_eq(import_read_json(&arena, record, &source).rule, 0);
        imports_map(&arena, &source, (struct date){20600}, &rows[count]);
    }
    struct import_means means = {
        .arena = &arena, .now = {5}, .today = {20600}, .ids = ids, .cut = cut, .worth = worth};
    import_batch_decide(&means, rows, count, &facts, &changes);
}
#define DECIDE(...) decide((const char *const[]){__VA_ARGS__, NULL})

static void check_rows(size_t created, size_t updated, size_t unchanged, size_t failed)
{
    ck_assert_uint_eq(changes.shares[0].created, created);
    ck_assert_uint_eq(changes.shares[0].updated, updated);
    ck_assert_uint_eq(changes.shares[0].unchanged, unchanged);
    ck_assert_uint_eq(changes.shares[0].failed, failed);
}

#define NIP_1 "\"nipBaru\":\"199001012015031001\""
#define NIP_2 "\"nipBaru\":\"199001012015031002\""
#define ONE "\"id\":\"p1\"," NIP_1 ",\"nama\":\"SATU\",\"unorId\":\"u\""

/* What the changes made becomes what is stored. */
static void store(void)
{
    facts = (struct import_facts){.units = changes.units_new.items,
                                  .unit_count = changes.units_new.count,
                                  .positions = changes.positions_new.items,
                                  .position_count = changes.positions_new.count,
                                  .employees = changes.shares[0].employees_new.items,
                                  .employee_count = changes.shares[0].employees_new.count};
}

START_TEST(new_ones_are_complete)
{
    DECIDE(ONE ",\"jabatanNama\":\"Camat\",\"jabatanStrukturalId\":\"j\"");
    check_rows(1, 0, 0, 0);
    ck_assert_uint_eq(changes.shares[0].employees_new.count, 1);
    const struct imported_employee *e = &changes.shares[0].employees_new.items[0];
    ck_assert_int_eq(e->version, 1);
    ck_assert_int_eq(e->kind, EMPLOYEE_KIND_PNS);
    ck_assert(uuid_equal(e->unit_id, changes.units_new.items[0].id));
    ck_assert(uuid_equal(e->position_id, changes.positions_new.items[0].id));
    ck_assert_str_eq(changes.units_new.items[0].name, "u");
    ck_assert_str_eq(changes.positions_new.items[0].name, "Camat");
}
END_TEST

START_TEST(positions_are_written_in_the_order_of_their_keys)
{
    DECIDE(ONE ",\"jenisJabatanId\":\"1\",\"jabatanStrukturalId\":\"z\",\"eselonId\":\"31\"",
           NIP_2 ",\"nama\":\"DUA\",\"unorId\":\"u\",\"jabatanFungsionalId\":\"b\"");
    check_rows(2, 0, 0, 0);
    ck_assert_uint_eq(changes.positions_new.count, 2);
    ck_assert_str_eq(changes.positions_new.items[0].external_id, "b");
    ck_assert_str_eq(changes.positions_new.items[1].echelon_code, "31");
    ck_assert_int_eq(changes.positions_new.items[1].kind, POSITION_KIND_STRUCTURAL);
}
END_TEST

START_TEST(the_same_again_is_unchanged_and_a_difference_is_one_version)
{
    DECIDE(ONE ",\"jabatanNama\":\"Camat\",\"jabatanStrukturalId\":\"j\"");
    store();
    DECIDE(ONE ",\"jabatanNama\":\"Camat\",\"jabatanStrukturalId\":\"j\"");
    check_rows(0, 0, 1, 0);
    ck_assert_uint_eq(changes.shares[0].employees_changed.count + changes.units_changed.count +
                          changes.positions_changed.count,
                      0);
    DECIDE(ONE ",\"unorNama\":\"Unit\",\"jabatanNama\":\"Lurah\",\"jabatanStrukturalId\":\"j\"",
           NIP_1 ",\"gelarDepan\":\"Dr.\",\"emailGov\":\"a@b.example\"",
           NIP_1 ",\"gelarDepan\":\"Ir.\"");
    check_rows(0, 2, 1, 0);
    ck_assert_uint_eq(changes.shares[0].employees_changed.count, 1);
    ck_assert_int_eq(changes.shares[0].employees_changed.items[0].version, 2);
    ck_assert_str_eq(changes.shares[0].employees_changed.items[0].front_title, "Ir.");
    ck_assert_int_eq(changes.units_changed.items[0].version, 2);
    ck_assert_int_eq(changes.positions_changed.items[0].version, 2);
}
END_TEST

START_TEST(what_is_required_refuses_new_ones_only)
{
    DECIDE("\"id\":\"p1\"", NIP_1 ",\"nama\":\"A\"", "\"nama\":\"B\"");
    check_rows(0, 0, 0, 3);
    ck_assert_uint_eq(rows[0].finding_count, 3);
    ck_assert_str_eq(rows[1].findings[0].pointer, "/unorId");
    DECIDE(ONE);
    store();
    DECIDE("\"id\":\"p1\"", NIP_1 ",\"jabatanNama\":\"\"");
    check_rows(0, 0, 2, 0);
}
END_TEST

START_TEST(key_first_then_nip)
{
    DECIDE(ONE, "\"id\":\"p2\"," NIP_2 ",\"nama\":\"DUA\",\"unorId\":\"u\"");
    store();
    /* the key of one with the NIP of the other */
    DECIDE("\"id\":\"p1\"," NIP_2);
    check_rows(0, 0, 0, 1);
    ck_assert_int_eq(rows[0].findings[0].rule, RULE_UNIQUE);
    /* a NIP that its bearer has given up in this batch is free; so is a key */
    DECIDE("\"id\":\"p1\",\"nipBaru\":\"199001012015031003\"", "\"id\":\"p9\"," NIP_2,
           "\"id\":\"p3\"," NIP_1 ",\"nama\":\"TIGA\",\"unorId\":\"u\"",
           "\"id\":\"p2\",\"nipBaru\":\"199001012015031004\",\"nama\":\"EMPAT\",\"unorId\":\"u\"");
    check_rows(2, 2, 0, 0);
}
END_TEST

START_TEST(parents_come_in_any_order)
{
    DECIDE(ONE ",\"unorIndukId\":\"top\"",
           NIP_2 ",\"nama\":\"DUA\",\"unorId\":\"top\",\"unorNama\":\"Dinas Contoh\"",
           NIP_1 ",\"unorId\":\"u\",\"unorIndukId\":\"top\",\"unorIndukNama\":\"Lain\"");
    ck_assert_uint_eq(changes.units_new.count, 2);
    const struct imported_unit *top = &changes.units_new.items[0];
    const struct imported_unit *u = &changes.units_new.items[1];
    ck_assert_str_eq(top->name, "Dinas Contoh");
    ck_assert_int_eq(top->kind, UNIT_KIND_AGENCY);
    ck_assert(uuid_equal(u->parent_id, top->id));
}
END_TEST

START_TEST(a_unit_below_the_parent_it_names_stays)
{
    struct uuid above[2];
    struct imported_unit units[3] = {0};
    static const char *const keys[] = {"u", "top", "middle"};
    for (int i = 0; i < 3; i++) {
        RECORD_PUT(&units[i], IMPORTED_UNIT, external_id, keys[i]);
        RECORD_PUT(&units[i], IMPORTED_UNIT, name, keys[i]);
        RECORD_PUT(&units[i], IMPORTED_UNIT, version, 7);
        units[i].id.bytes[0] = (uint8_t)(i + 1);
    }
    RECORD_PUT(&units[0], IMPORTED_UNIT, parent_id, units[2].id);
    above[0] = units[2].id;
    above[1] = units[1].id;
    units[0].above.count = 2;
    units[0].above.items = above;
    facts = (struct import_facts){.units = units, .unit_count = 3};
    DECIDE(ONE ",\"unorIndukId\":\"top\"");
    ck_assert_uint_eq(changes.units_changed.count, 0);
    /* a circle through what is stored: top below u */
    DECIDE(NIP_2 ",\"nama\":\"DUA\",\"unorId\":\"top\",\"unorIndukId\":\"u\"");
    ck_assert_uint_eq(changes.units_changed.count, 0);
    ck_assert_int_eq(rows[0].findings[0].rule, RULE_CIRCLE);
    ck_assert(rows[0].findings[0].warning);
    /* elsewhere: moved */
    DECIDE(ONE ",\"unorIndukId\":\"new\"");
    ck_assert_uint_eq(changes.units_changed.count, 1);
    ck_assert_int_eq(changes.units_changed.items[0].version, 8);
}
END_TEST

START_TEST(a_circle_within_a_batch_is_warned_of)
{
    DECIDE(ONE ",\"unorIndukId\":\"a\"",
           NIP_2 ",\"nama\":\"DUA\",\"unorId\":\"a\",\"unorIndukId\":\"u\"");
    check_rows(2, 0, 0, 0);
    ck_assert_uint_eq(changes.shares[0].warned, 1);
    ck_assert_int_eq(rows[1].findings[0].rule, RULE_CIRCLE);
}
END_TEST

START_TEST(nip_and_birth_date_that_differ_are_warned_of)
{
    DECIDE(ONE ",\"tglLahir\":\"02-01-1990\"");
    ck_assert_uint_eq(changes.shares[0].warned, 1);
    const struct imported_employee *e = &changes.shares[0].employees_new.items[0];
    ck_assert_uint_eq(e->warnings.count, 1);
    ck_assert_str_eq(((const char *const *)e->warnings.items)[0], "nip-birth-date-mismatch");
}
END_TEST

START_TEST(what_to_load_is_each_key_once)
{
    struct import_keys keys;
    DECIDE(ONE ",\"unorIndukId\":\"top\",\"jabatanFungsionalUmumId\":\"j\"", ONE,
           "\"nama\":\"refused\"");
    import_batch_keys(&arena, rows, 3, &keys);
    ck_assert_uint_eq(keys.units.count, 2);
    ck_assert_uint_eq(keys.positions.count, 1);
    ck_assert_uint_eq(keys.employees.count, 1);
    ck_assert_uint_eq(keys.nips.count, 1);
}
END_TEST

#define PERSON(n)                                                                                  \
    "\"id\":\"p" n "\",\"nipBaru\":\"19900101201503100" n "\",\"nama\":\"N\",\"unorId\":\"u\""

START_TEST(a_cut_divides_the_employees)
{
    cut = 2;
    DECIDE(PERSON("1"), "\"nama\":\"no NIP\"", PERSON("3"), PERSON("4"), PERSON("5"));
    ck_assert_uint_eq(changes.shares[0].rows, 2);
    check_rows(1, 0, 0, 1);
    ck_assert_uint_eq(changes.shares[1].rows, 3);
    ck_assert_uint_eq(changes.shares[1].created, 3);
    ck_assert_uint_eq(changes.shares[0].employees_new.count, 1);
    ck_assert_uint_eq(changes.shares[1].employees_new.count, 3);
    ck_assert_str_eq(changes.shares[1].employees_new.items[0].external_id, "p3");
    ck_assert_uint_eq(changes.units_new.count, 1);
}
END_TEST

/* What one half says could be lost, or count twice, if the other were written alone. */
START_TEST(an_employee_on_both_sides_keeps_them_together)
{
    cut = 2;
    DECIDE(PERSON("1"), PERSON("2"), PERSON("3"), "\"id\":\"p2\",\"gelarDepan\":\"Ir.\"");
    ck_assert_uint_eq(changes.shares[1].rows, 0);
    ck_assert_uint_eq(changes.shares[0].rows, 4);
    check_rows(3, 1, 0, 0);
    ck_assert_uint_eq(changes.shares[0].employees_new.count, 3);
}
END_TEST

START_TEST(changes_are_divided_unless_a_key_goes_from_hand_to_hand)
{
    DECIDE(PERSON("1"), PERSON("2"), PERSON("3"));
    store();
    cut = 1;
    DECIDE("\"id\":\"p1\",\"nama\":\"A\"", "\"id\":\"p2\",\"nama\":\"B\"", PERSON("3"));
    ck_assert_uint_eq(changes.shares[0].employees_changed.count, 1);
    ck_assert_uint_eq(changes.shares[1].employees_changed.count, 1);
    ck_assert_uint_eq(changes.shares[1].unchanged, 1);
    DECIDE("\"id\":\"p1\",\"nipBaru\":\"199001012015031009\"",
           "\"id\":\"p9\",\"nama\":\"B\",\"unorId\":\"u\"," NIP_1);
    ck_assert_uint_eq(changes.shares[1].rows, 0);
    check_rows(1, 1, 0, 0);
}
END_TEST

/* New and changed ones count alike; a batch that is as stored needs no second transaction. */
START_TEST(few_to_write_stay_together)
{
    DECIDE(PERSON("1"), PERSON("2"), PERSON("3"));
    store();
    cut = 2;
    worth = 3;
    DECIDE("\"id\":\"p1\",\"nama\":\"A\"", PERSON("2"), PERSON("3"), PERSON("4"));
    ck_assert_uint_eq(changes.shares[0].rows, 4);
    ck_assert_uint_eq(changes.shares[1].rows, 0);
    check_rows(1, 1, 2, 0);
    DECIDE("\"id\":\"p1\",\"nama\":\"A\"", "\"id\":\"p2\",\"nama\":\"A\"", PERSON("3"),
           PERSON("4"));
    ck_assert_uint_eq(changes.shares[0].rows, 2);
    ck_assert_uint_eq(changes.shares[1].rows, 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("import_batch");
    TCase *tests = tcase_create("import_batch");
    tcase_add_checked_fixture(tests, open_batch, close_batch);
    tcase_add_test(tests, new_ones_are_complete);
    tcase_add_test(tests, positions_are_written_in_the_order_of_their_keys);
    tcase_add_test(tests, the_same_again_is_unchanged_and_a_difference_is_one_version);
    tcase_add_test(tests, what_is_required_refuses_new_ones_only);
    tcase_add_test(tests, key_first_then_nip);
    tcase_add_test(tests, parents_come_in_any_order);
    tcase_add_test(tests, a_unit_below_the_parent_it_names_stays);
    tcase_add_test(tests, a_circle_within_a_batch_is_warned_of);
    tcase_add_test(tests, nip_and_birth_date_that_differ_are_warned_of);
    tcase_add_test(tests, what_to_load_is_each_key_once);
    tcase_add_test(tests, a_cut_divides_the_employees);
    tcase_add_test(tests, an_employee_on_both_sides_keeps_them_together);
    tcase_add_test(tests, changes_are_divided_unless_a_key_goes_from_hand_to_hand);
    tcase_add_test(tests, few_to_write_stay_together);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
