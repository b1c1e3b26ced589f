/* test_time.c - the Gregorian calendar, RFC 3339 and months
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/time.h"

#include <string.h>

#include "fixture.h"

#include "domain/base/banned.h"

static const struct date untouched = {-12345};

static int32_t length_of_month(int32_t year, int32_t month)
{
    static const int32_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return lengths[month - 1] + (month == 2 && leap);
}

/* Whether the days first_day.. and the days 1..length of one month are each other. */
static bool is_month(int32_t year, int32_t month, int32_t length, int32_t first_day)
{
    struct civil first = date_to_civil((struct date){first_day});
    struct civil last = date_to_civil((struct date){first_day + length - 1});
    if (first.year != year || first.month != month || first.day != 1) return false;
    if (last.year != year || last.month != month || last.day != length) return false;
    struct date date;
    if (!date_from_civil(first, &date) || date.days != first_day) return false;
    if (!date_from_civil(last, &date) || date.days != first_day + length - 1) return false;
    last.day++;
    return !date_from_civil(last, &date);
}

/* Counts the months from year 1 on, so that no formula is checked by itself. */
START_TEST(every_month_of_9999_years)
{
    int32_t days = -719162;
    for (int32_t year = 1; year <= 9999; year++) {
        for (int32_t month = 1; month <= 12; month++) {
            int32_t length = length_of_month(year, month);
            /* Not an assertion for each: Check writes a note for every one of them. */
            if (!is_month(year, month, length, days)) ck_abort_msg("%d-%d", year, month);
            days += length;
        }
    }
    ck_assert_int_eq(days, 2932897);
}
END_TEST

static const struct civil no_days[] = {
    {0, 1, 1},
    {-1, 1, 1},
    {10000, 1, 1},
    {2026, 0, 1},
    {2026, 13, 1},
    {2026, -1, 1},
    {2026, 1, 0},
    {2026, 1, 32},
    {2026, 1, -1},
    {2026, 4, 31},
    {2026, 2, 29},
    {1900, 2, 29},
    {2100, 2, 29},
    {2024, 2, 30},
    {INT32_MAX, 12, 31},
    {INT32_MIN, 1, 1},
    {2026, INT32_MAX, 1},
    {2026, 1, INT32_MAX},
    {2026, INT32_MIN, INT32_MIN},
};

START_TEST(there_are_no_such_days)
{
    struct date date = untouched;
    ck_assert(!date_from_civil(no_days[_i], &date));
    ck_assert_int_eq(date.days, untouched.days);
}
END_TEST

static const struct {
    const char *text, *dmy;
    int32_t days;
} dates[] = {
    {"1970-01-01", "01-01-1970", 0},       {"1969-12-31", "31-12-1969", -1},
    {"1970-02-01", "01-02-1970", 31},      {"2000-01-01", "01-01-2000", 10957},
    {"2000-02-29", "29-02-2000", 11016},   {"2024-02-29", "29-02-2024", 19782},
    {"2026-01-01", "01-01-2026", 20454},   {"2026-12-31", "31-12-2026", 20818},
    {"0001-01-01", "01-01-0001", -719162}, {"9999-12-31", "31-12-9999", 2932896},
};

START_TEST(dates_there_and_back)
{
    struct date date = untouched;
    char text[DATE_TEXT_LENGTH + 1];
    ck_assert(date_parse(dates[_i].text, &date));
    ck_assert_int_eq(date.days, dates[_i].days);
    date_format(date, text);
    ck_assert_str_eq(text, dates[_i].text);
    date = untouched;
    ck_assert(date_parse_dmy(dates[_i].dmy, &date));
    ck_assert_int_eq(date.days, dates[_i].days);
}
END_TEST

static const char *const no_dates[] = {
    "",           "2026",        "2026-01",         "2026-01-",    "2026-01-1",   "2026-1-01",
    "26-01-01",   "02026-01-01", "2026-01-011",     "2026-01-01 ", " 2026-01-01", "2026-01-01T",
    "2026/01/01", "2026-01/01",  "20260101",        "2026-0101",   "+026-01-01",  "-001-01-01",
    "2026-+1-01", "2026-01- 1",  "2026-0a-01",      "2026-01-0:",  "2026-02-29",  "1900-02-29",
    "2026-00-01", "2026-13-01",  "2026-01-00",      "2026-01-32",  "2026-06-31",  "0000-01-01",
    "01-01-2026", "infinity",    "2026-01-\xd9\xa1"};

START_TEST(what_is_no_date_leaves_the_target_alone)
{
    struct date date = untouched;
    ck_assert(!date_parse(no_dates[_i], &date));
    ck_assert_int_eq(date.days, untouched.days);
}
END_TEST

static const char *const no_dmy_dates[] = {
    "",           "01-01",      "01-01-",      "01-01-26",    "1-01-2026",   "01-1-2026",
    "01-01-202",  "2026-01-01", "01-01-20266", " 01-01-2026", "01-01-2026 ", "01/01/2026",
    "01-01/2026", "01012026",   "29-02-2026",  "31-04-2026",  "00-01-2026",  "01-00-2026",
    "01-13-2026", "32-01-2026", "01-01-0000",  "+1-01-2026",  "0a-01-2026",  "01-01-+026"};

START_TEST(what_is_no_siasn_date_leaves_the_target_alone)
{
    struct date date = untouched;
    ck_assert(!date_parse_dmy(no_dmy_dates[_i], &date));
    ck_assert_int_eq(date.days, untouched.days);
}
END_TEST

static const struct {
    const char *from;
    int32_t months;
    const char *to;
} months[] = {
    {"2026-01-15", 0, "2026-01-15"},      {"2026-01-15", 1, "2026-02-15"},
    {"2026-01-31", 1, "2026-02-28"},      {"2024-01-31", 1, "2024-02-29"},
    {"2026-01-31", 2, "2026-03-31"},      {"2026-03-31", 1, "2026-04-30"},
    {"2026-12-31", 1, "2027-01-31"},      {"2026-12-31", 2, "2027-02-28"},
    {"2026-11-30", 3, "2027-02-28"},      {"2024-02-29", 12, "2025-02-28"},
    {"2024-02-29", 48, "2028-02-29"},     {"2026-02-28", 12, "2027-02-28"},
    {"2026-01-15", -1, "2025-12-15"},     {"2026-03-31", -1, "2026-02-28"},
    {"2024-03-31", -1, "2024-02-29"},     {"2026-05-31", -3, "2026-02-28"},
    {"2026-01-31", -12, "2025-01-31"},    {"2026-01-31", -13, "2024-12-31"},
    {"2026-12-01", 11, "2027-11-01"},     {"1970-01-01", -1, "1969-12-01"},
    {"0001-01-31", 119987, "9999-12-31"}, {"9999-12-31", -119987, "0001-01-31"},
};

START_TEST(there_is_no_year_0_and_no_year_10000)
{
    char text[DATE_TEXT_LENGTH + 1];
    date_format(date_add_months((struct date){20454}, INT32_MAX), text);
    ck_assert_str_eq(text, "9999-12-01");
    date_format(date_add_months((struct date){20454}, INT32_MIN), text);
    ck_assert_str_eq(text, "0001-01-01");
    date_format((struct date){INT32_MAX}, text); /* PostgreSQL's infinity, as storage reads it */
    ck_assert_str_eq(text, "9999-12-31");
    date_format((struct date){INT32_MIN}, text);
    ck_assert_str_eq(text, "0001-01-01");
    char instant[INSTANT_TEXT_LENGTH + 1];
    instant_format((struct instant){INT64_MAX}, instant);
    ck_assert_str_eq(instant, "9999-12-31T23:59:59.999999Z");
    instant_format((struct instant){INT64_MIN}, instant);
    ck_assert_str_eq(instant, "0001-01-01T00:00:00.000000Z");
}
END_TEST

START_TEST(months_end_where_the_day_does_not_exist)
{
    struct date date;
    char text[DATE_TEXT_LENGTH + 1];
    ck_assert(date_parse(months[_i].from, &date));
    date_format(date_add_months(date, months[_i].months), text);
    ck_assert_str_eq(text, months[_i].to);
}
END_TEST

static const struct {
    const char *text;
    int64_t us;
    const char *canonical;
} instants[] = {
    {"1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00.000000Z"},
    {"1970-01-01T00:00:01.5Z", 1500000, "1970-01-01T00:00:01.500000Z"},
    {"1970-01-01T00:00:00.000001Z", 1, "1970-01-01T00:00:00.000001Z"},
    {"1970-01-01T00:00:00.1Z", 100000, "1970-01-01T00:00:00.100000Z"},
    {"1970-01-01T00:00:00.012Z", 12000, "1970-01-01T00:00:00.012000Z"},
    {"1969-12-31T23:59:59.999999Z", -1, "1969-12-31T23:59:59.999999Z"},
    {"1969-12-31T23:59:59Z", -1000000, "1969-12-31T23:59:59.000000Z"},
    {"1970-01-01T07:00:00+07:00", 0, "1970-01-01T00:00:00.000000Z"},
    {"1970-01-01T00:00:00+07:00", INT64_C(-25200000000), "1969-12-31T17:00:00.000000Z"},
    {"1970-01-01T00:00:00-05:30", INT64_C(19800000000), "1970-01-01T05:30:00.000000Z"},
    {"1970-01-01T00:00:00+00:00", 0, "1970-01-01T00:00:00.000000Z"},
    {"1970-01-01T00:00:00-00:00", 0, "1970-01-01T00:00:00.000000Z"},
    {"1970-01-01T23:59:00+23:59", 0, "1970-01-01T00:00:00.000000Z"},
    {"1970-01-01T00:00:00.25+07:00", INT64_C(-25199750000), "1969-12-31T17:00:00.250000Z"},
    {"1970-01-01t00:00:00z", 0, "1970-01-01T00:00:00.000000Z"}, /* RFC 3339 section 5.6 */
    {"2000-02-29T23:59:59Z", INT64_C(951868799000000), "2000-02-29T23:59:59.000000Z"},
    {"2026-01-01T00:00:00.123456Z", INT64_C(1767225600123456), "2026-01-01T00:00:00.123456Z"},
    {"0001-01-01T00:00:00Z", INT64_C(-62135596800000000), "0001-01-01T00:00:00.000000Z"},
    {"9999-12-31T23:59:59.999999Z", INT64_C(253402300799999999), "9999-12-31T23:59:59.999999Z"},
};

START_TEST(instants_there_and_back)
{
    struct instant at = {42}, again = {43};
    char text[INSTANT_TEXT_LENGTH + 1];
    ck_assert(instant_parse(instants[_i].text, &at));
    ck_assert_int_eq(at.us, instants[_i].us);
    instant_format(at, text);
    ck_assert_str_eq(text, instants[_i].canonical);
    ck_assert(instant_parse(text, &again));
    ck_assert_int_eq(again.us, at.us);
}
END_TEST

static const char *const no_instants[] = {
    "",
    "now",
    "2026-01-01",
    "2026-01-01T",
    "2026-01-01T00:00Z",
    "2026-01-01T00:00:00",
    "2026-01-01 00:00:00Z",
    "2026-01-01T00:00:00Z ",
    " 2026-01-01T00:00:00Z",
    "2026-01-01T00:00:00ZZ",
    "2026-01-01T00-00:00Z",
    "2026-01-01T00:00-00Z",
    "2026-01-01T0a:00:00Z",
    "2026-01-01T00:0a:00Z",
    "2026-01-01T00:00:0aZ",
    "2026-01-01T+0:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:60:00Z",
    "2026-01-01T00:00:61Z",
    "2016-12-31T23:59:60Z", /* a leap second */
    "2026-02-29T00:00:00Z",
    "2026-01-01T00:00:00.Z",
    "2026-01-01T00:00:00.",
    "2026-01-01T00:00:00.5",
    "2026-01-01T00:00:00,5Z",
    "2026-01-01T00:00:00.1234567Z",
    "2026-01-01T00:00:00.5aZ",
    "2026-01-01T00:00:00.-5Z",
    "2026-01-01T00:00:00+07",
    "2026-01-01T00:00:00+0700",
    "2026-01-01T00:00:00+7:00",
    "2026-01-01T00:00:00+07:0",
    "2026-01-01T00:00:00+07:000",
    "2026-01-01T00:00:00+07-00",
    "2026-01-01T00:00:00+24:00",
    "2026-01-01T00:00:00-24:00",
    "2026-01-01T00:00:00+07:60",
    "2026-01-01T00:00:00+0a:00",
    "2026-01-01T00:00:00+07:a0",
    "2026-01-01T00:00:00 07:00",
    "2026-01-01T00:00:00WIB",
    "0001-01-01T00:00:00+00:01", /* in year 0 of UTC */
    "9999-12-31T23:59:59-00:01", /* in year 10000 of UTC */
};

START_TEST(what_is_no_instant_leaves_the_target_alone)
{
    struct instant at = {42};
    ck_assert(!instant_parse(no_instants[_i], &at));
    ck_assert_int_eq(at.us, 42);
}
END_TEST

static const struct {
    const char *at;
    int32_t offset_minutes;
    const char *date;
} days[] = {
    {"2026-01-01T16:59:59.999999Z", 420, "2026-01-01"}, /* WIB */
    {"2026-01-01T17:00:00Z", 420, "2026-01-02"},
    {"2026-01-01T15:00:00Z", 540, "2026-01-02"}, /* WIT */
    {"2026-01-01T00:00:00Z", 0, "2026-01-01"},
    {"2026-01-01T00:00:00Z", -1, "2025-12-31"},
    {"2026-01-01T23:59:59.999999Z", 0, "2026-01-01"},
    {"1970-01-01T00:00:00Z", 0, "1970-01-01"},
    {"1969-12-31T23:59:59.999999Z", 0, "1969-12-31"},
    {"1969-12-31T00:00:00Z", 0, "1969-12-31"},
    {"1969-12-30T23:59:59.999999Z", 0, "1969-12-30"},
    {"1969-12-31T16:59:59.999999Z", 420, "1969-12-31"},
    {"1969-12-31T17:00:00Z", 420, "1970-01-01"},
};

START_TEST(the_day_depends_on_the_zone)
{
    struct instant at;
    char text[DATE_TEXT_LENGTH + 1];
    ck_assert(instant_parse(days[_i].at, &at));
    date_format(instant_date(at, days[_i].offset_minutes), text);
    ck_assert_str_eq(text, days[_i].date);
}
END_TEST

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_case("time", &suite);
    tcase_add_test(tests, every_month_of_9999_years);
    tcase_add_loop_test(tests, there_are_no_such_days, 0, LENGTH(no_days));
    tcase_add_loop_test(tests, dates_there_and_back, 0, LENGTH(dates));
    tcase_add_loop_test(tests, what_is_no_date_leaves_the_target_alone, 0, LENGTH(no_dates));
    tcase_add_loop_test(tests, what_is_no_siasn_date_leaves_the_target_alone, 0,
                        LENGTH(no_dmy_dates));
    tcase_add_test(tests, there_is_no_year_0_and_no_year_10000);
    tcase_add_loop_test(tests, months_end_where_the_day_does_not_exist, 0, LENGTH(months));
    tcase_add_loop_test(tests, instants_there_and_back, 0, LENGTH(instants));
    tcase_add_loop_test(tests, what_is_no_instant_leaves_the_target_alone, 0, LENGTH(no_instants));
    tcase_add_loop_test(tests, the_day_depends_on_the_zone, 0, LENGTH(days));
    return fixture_run(suite);
}
