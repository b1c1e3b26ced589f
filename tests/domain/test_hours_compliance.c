/* test_hours_compliance.c - the yearly hours as of a day
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/hours_compliance.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct hours_subject subject;
static struct hour_entry entries[3];
static struct hours_compliance_facts facts;

static void open_facts(void)
{
    subject = (struct hours_subject){0};
    RECORD_PUT(&subject, HOURS_SUBJECT, employee_id, word_id("employee"));
    RECORD_PUT(&subject, HOURS_SUBJECT, kind, EMPLOYEE_KIND_PNS);
    RECORD_PUT(&subject, HOURS_SUBJECT, floor_jp, 2000);
    RECORD_PUT(&subject, HOURS_SUBJECT, ceiling_jp, 2400);
    facts = (struct hours_compliance_facts){.subject = &subject, .entries = entries};
}

static void earn(const char *day, int64_t jp)
{
    struct hour_entry *entry = &entries[facts.entry_count++];
    *entry = (struct hour_entry){0};
    RECORD_PUT(entry, HOUR_ENTRY, earned_on, day_of(day));
    RECORD_PUT(entry, HOUR_ENTRY, jp, jp);
}

static struct hours_compliance_row on(const char *day)
{
    struct hours_compliance_row row;
    facts.as_of = day_of(day);
    hours_compliance_judge(&facts, &row);
    return row;
}

/* The trap: a yearly rule summed over all years. */
START_TEST(r51_only_the_year_counts_and_only_until_the_day)
{
    earn("2025-12-31", 1500);
    earn("2026-03-01", 1200);
    earn("2026-12-31", 800);
    ck_assert_int_eq(on("2026-12-30").jp, 1200);
    ck_assert_int_eq(on("2026-12-30").missing_jp, 800);
    ck_assert_int_eq(on("2026-12-30").status, HOURS_STATUS_SHORT);
    ck_assert_int_eq(on("2026-12-31").status, HOURS_STATUS_MET);
    ck_assert_int_eq(on("2025-12-31").status, HOURS_STATUS_SHORT);
    ck_assert_int_eq(on("2027-01-01").jp, 0);
    ck_assert_int_eq(on("2026-12-31").period_until.days, day_of("2026-12-31").days);
}
END_TEST

static const struct {
    const char *start, *as_of, *from, *until;
} contracts[] = {
    {"2024-03-01", "2026-02-28", "2025-03-01", "2026-02-28"},
    {"2024-03-01", "2026-03-01", "2026-03-01", "2027-02-28"},
    {"2024-02-29", "2026-02-27", "2025-02-28", "2026-02-27"},
    {"2024-02-29", "2026-02-28", "2026-02-28", "2027-02-27"},
    {"2024-02-29", "2028-02-28", "2027-02-28", "2028-02-28"},
    {"2026-03-01", "2026-02-28", "2025-03-01", "2026-02-28"}, /* before it began */
};

START_TEST(r51_a_contract_year_begins_on_the_anniversary)
{
    RECORD_PUT(&subject, HOURS_SUBJECT, kind, EMPLOYEE_KIND_PPPK);
    RECORD_PUT(&subject, HOURS_SUBJECT, contract_start, day_of(contracts[_i].start));
    struct hours_compliance_row row = on(contracts[_i].as_of);
    ck_assert_int_eq(row.period, HOURS_PERIOD_CONTRACT_YEAR);
    ck_assert_int_eq(row.period_from.days, day_of(contracts[_i].from).days);
    ck_assert_int_eq(row.period_until.days, day_of(contracts[_i].until).days);
}
END_TEST

START_TEST(r51_a_ceiling_warns)
{
    RECORD_PUT(&subject, HOURS_SUBJECT, kind, EMPLOYEE_KIND_PPPK);
    earn("2026-03-01", 2400);
    ck_assert_int_eq(on("2026-03-01").status, HOURS_STATUS_WITHIN);
    ck_assert_int_eq(on("2026-03-01").period, HOURS_PERIOD_CONTRACT_START_MISSING);
    earn("2026-03-02", 1);
    ck_assert_int_eq(on("2026-03-02").status, HOURS_STATUS_OVER);
    ck_assert_int_eq(on("2026-03-02").missing_jp, 0);
    ck_assert_int_eq(on("2026-03-02").limit_jp, 2400);
}
END_TEST

START_TEST(r51_the_years_are_summed_apart_and_the_entries_are_those_of_the_period)
{
    struct employee_hours hours;
    earn("2025-12-31", 1500);
    earn("2026-03-01", 1200);
    earn("2026-03-01", -200);
    facts.as_of = day_of("2026-12-31");
    hours_compliance_make(&facts, &scratch, &hours);
    ck_assert_uint_eq(hours.years.count, 2);
    ck_assert_int_eq(hours.years.items[0].year, 2026);
    ck_assert_int_eq(hours.years.items[0].jp, 1000);
    ck_assert_int_eq(hours.years.items[1].jp, 1500);
    ck_assert_uint_eq(hours.entries.count, 2);
    ck_assert_int_eq(hours.compliance.jp, 1000);
    facts.as_of = day_of("2026-02-28");
    hours_compliance_make(&facts, &scratch, &hours);
    ck_assert_uint_eq(hours.years.count, 1);
    ck_assert_uint_eq(hours.entries.count, 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("hours_compliance");
    tcase_add_checked_fixture(tests, open_facts, NULL);
    tcase_add_test(tests, r51_only_the_year_counts_and_only_until_the_day);
    tcase_add_loop_test(tests, r51_a_contract_year_begins_on_the_anniversary, 0,
                        (int)(sizeof contracts / sizeof contracts[0]));
    tcase_add_test(tests, r51_a_ceiling_warns);
    tcase_add_test(tests, r51_the_years_are_summed_apart_and_the_entries_are_those_of_the_period);
    return run_case(tests, "hours_compliance");
}
