/* test_nip.c - R-10: what a NIP must be by kind, and what is only warned of
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/nip.h"

#include <check.h>
#include <string.h>

#include "domain/base/banned.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static struct date day(int32_t year, int32_t month, int32_t on)
{
    struct date date = {0};
    ck_assert(date_from_civil((struct civil){year, month, on}, &date));
    return date;
}

static const struct {
    const char *what;
    enum employee_kind kind;
    const char *nip;
    enum violation_rule rules[NIP_MAX_FINDINGS + 1]; /* RULE_NONE ends them */
} errors[] = {
    {"PNS", EMPLOYEE_KIND_PNS, "199001012015031001", {0}},
    {"PNS, woman, December", EMPLOYEE_KIND_PNS, "198609262015122999", {0}},
    {"CPNS", EMPLOYEE_KIND_CPNS, "200003032025042001", {0}},
    {"PPPK, code 21", EMPLOYEE_KIND_PPPK, "199009132025212014", {0}},
    {"PPPK, code 24", EMPLOYEE_KIND_PPPK, "199009132025242014", {0}},
    {"PPPK, code 00", EMPLOYEE_KIND_PPPK, "199009132019001014", {0}},
    {"PPPK, code 99", EMPLOYEE_KIND_PPPK, "199009132019991014", {0}},
    {"born on a leap day", EMPLOYEE_KIND_PNS, "199202292015031001", {0}},
    {"born today", EMPLOYEE_KIND_PPPK, "202607012026211001", {0}},
    {"empty", EMPLOYEE_KIND_PNS, "", {RULE_NIP_DIGITS}},
    {"17 digits", EMPLOYEE_KIND_PNS, "19900101201503100", {RULE_NIP_DIGITS}},
    {"19 digits", EMPLOYEE_KIND_PNS, "1990010120150310011", {RULE_NIP_DIGITS}},
    {"the old NIP of 9 digits", EMPLOYEE_KIND_PNS, "130123456", {RULE_NIP_DIGITS}},
    {"a letter", EMPLOYEE_KIND_PNS, "19900101201503100A", {RULE_NIP_DIGITS}},
    {"printed in groups", EMPLOYEE_KIND_PNS, "19900101 201503 1 ", {RULE_NIP_DIGITS}},
    {"no such day", EMPLOYEE_KIND_PNS, "199002302015031001", {RULE_NIP_BIRTH_DATE}},
    {"no leap year", EMPLOYEE_KIND_PNS, "199102292015031001", {RULE_NIP_BIRTH_DATE}},
    {"year 0000", EMPLOYEE_KIND_PNS, "000001012015031001", {RULE_NIP_BIRTH_DATE}},
    {"born tomorrow", EMPLOYEE_KIND_PNS, "202607022015031001", {RULE_NIP_BIRTH_DATE}},
    {"PNS, month 00", EMPLOYEE_KIND_PNS, "199001012015001001", {RULE_NIP_APPOINTMENT}},
    {"PNS, month 13", EMPLOYEE_KIND_PNS, "199001012015131001", {RULE_NIP_APPOINTMENT}},
    {"CPNS, a code of PPPK", EMPLOYEE_KIND_CPNS, "199009132025212014", {RULE_NIP_APPOINTMENT}},
    {"PPPK before there were any",
     EMPLOYEE_KIND_PPPK,
     "199009132018211014",
     {RULE_NIP_APPOINTMENT}},
    {"sex 0", EMPLOYEE_KIND_PNS, "199001012015030001", {RULE_NIP_SEX}},
    {"sex 3", EMPLOYEE_KIND_PPPK, "199001012025213001", {RULE_NIP_SEX}},
    {"serial 000", EMPLOYEE_KIND_PNS, "199001012015031000", {RULE_NIP_SERIAL}},
    {"everything",
     EMPLOYEE_KIND_PNS,
     "000000000000000000",
     {RULE_NIP_BIRTH_DATE, RULE_NIP_APPOINTMENT, RULE_NIP_SEX, RULE_NIP_SERIAL}},
};

static void expect(const char *what, struct nip_findings found, const enum violation_rule rules[])
{
    size_t count = 0;
    while (rules[count] != RULE_NONE) count++;
    ck_assert_msg(found.count == count, "%s: %zu findings instead of %zu", what, found.count,
                  count);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(found.rules[i] == rules[i], "%s: %s instead of %s", what,
                      rule_definitions[found.rules[i]].name, rule_definitions[rules[i]].name);
}

START_TEST(r10_what_cannot_be_a_nip)
{
    struct nip_bearer bearer = {.kind = errors[_i].kind, .today = day(2026, 7, 1)};
    expect(errors[_i].what, nip_errors(errors[_i].nip, &bearer), errors[_i].rules);
}
END_TEST

static const struct {
    const char *what;
    enum employee_kind kind;
    const char *nip;
    enum sex sex;
    struct civil born; /* year 0: not known */
    enum violation_rule rules[NIP_MAX_FINDINGS + 1];
} warnings[] = {
    {"nothing is known", EMPLOYEE_KIND_PNS, "199001012015031001", 0, {0}, {0}},
    {"all fits", EMPLOYEE_KIND_PNS, "199001012015031001", SEX_MALE, {1990, 1, 1}, {0}},
    {"a woman", EMPLOYEE_KIND_PNS, "199001012015032001", SEX_FEMALE, {1990, 1, 1}, {0}},
    {"another day",
     EMPLOYEE_KIND_PNS,
     "199001012015031001",
     SEX_MALE,
     {1990, 1, 2},
     {RULE_NIP_BIRTH_DATE_MISMATCH}},
    {"a woman with 1",
     EMPLOYEE_KIND_PNS,
     "199001012015031001",
     SEX_FEMALE,
     {0},
     {RULE_NIP_SEX_MISMATCH}},
    {"a man with 2",
     EMPLOYEE_KIND_PPPK,
     "199001012025212001",
     SEX_MALE,
     {0},
     {RULE_NIP_SEX_MISMATCH}},
    {"17 years in that month", EMPLOYEE_KIND_PNS, "199803012015031001", 0, {0}, {0}},
    {"a month too young",
     EMPLOYEE_KIND_PNS,
     "199804012015031001",
     0,
     {0},
     {RULE_NIP_AGE_AT_APPOINTMENT}},
    {"PPPK, 17 in that year", EMPLOYEE_KIND_PPPK, "200812012025011001", 0, {0}, {0}},
    {"PPPK, 16 in that year",
     EMPLOYEE_KIND_PPPK,
     "200901012025991001",
     0,
     {0},
     {RULE_NIP_AGE_AT_APPOINTMENT}},
    {"appointed in 1950", EMPLOYEE_KIND_PNS, "193001011950011001", 0, {0}, {0}},
    {"appointed in 1949",
     EMPLOYEE_KIND_PNS,
     "193001011949011001",
     0,
     {0},
     {RULE_NIP_APPOINTMENT_YEAR}},
    {"appointed next year",
     EMPLOYEE_KIND_CPNS,
     "199001012027011001",
     0,
     {0},
     {RULE_NIP_APPOINTMENT_YEAR}},
    {"everything",
     EMPLOYEE_KIND_PNS,
     "199001010001011001",
     SEX_FEMALE,
     {1991, 1, 1},
     {RULE_NIP_BIRTH_DATE_MISMATCH, RULE_NIP_SEX_MISMATCH, RULE_NIP_AGE_AT_APPOINTMENT,
      RULE_NIP_APPOINTMENT_YEAR}},
};

START_TEST(r10_what_only_looks_wrong)
{
    struct date born = {0};
    bool known = date_from_civil(warnings[_i].born, &born);
    struct nip_bearer bearer = {.kind = warnings[_i].kind,
                                .sex = warnings[_i].sex,
                                .birth_date = known ? &born : NULL,
                                .today = day(2026, 7, 1)};
    ck_assert_uint_eq(nip_errors(warnings[_i].nip, &bearer).count, 0);
    expect(warnings[_i].what, nip_warnings(warnings[_i].nip, &bearer), warnings[_i].rules);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("nip");
    TCase *tests = tcase_create("nip");
    tcase_add_loop_test(tests, r10_what_cannot_be_a_nip, 0, (int)LENGTH(errors));
    tcase_add_loop_test(tests, r10_what_only_looks_wrong, 0, (int)LENGTH(warnings));
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
