/* time.h - calendar dates and instants without time zones, locale or libc's tm
 *
 * A date is a day in the proleptic Gregorian calendar; an instant is a point in UTC.
 * Tests: tests/domain/test_time.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_BASE_TIME_H
#define BANGKOM_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

struct date {
    int32_t days; /* since 1970-01-01; may be negative */
};
struct instant {
    int64_t us; /* microseconds since 1970-01-01T00:00:00Z */
};
struct civil {
    int32_t year;  /* 1..9999 */
    int32_t month; /* 1..12 */
    int32_t day;   /* 1..31 */
};

#define DATE_TEXT_LENGTH 10
#define INSTANT_TEXT_LENGTH 27

/* date_from_civil - false (and *ret untouched) when there is no such day, e.g. 2026-02-29 */
bool date_from_civil(struct civil civil, struct date *ret);
/* date_to_civil - days outside the years 1..9999 (PostgreSQL's infinity) become the nearest end;
 * so do they in date_format, date_add_months and instant_format */
struct civil date_to_civil(struct date date);
/* date_parse - exactly yyyy-mm-dd (RFC 3339 full-date) */
bool date_parse(const char *text, struct date *ret);
/* date_parse_dmy - exactly dd-mm-yyyy, as SIASN exchanges dates (domain-facts 8.1) */
bool date_parse_dmy(const char *text, struct date *ret);
void date_format(struct date date, char ret[DATE_TEXT_LENGTH + 1]);
/* date_add_months - same day of the month, or the last day where that day does not exist */
struct date date_add_months(struct date date, int32_t months);

/* instant_parse - RFC 3339 date-time with Z or a numeric offset, up to 6 fraction digits;
 * no leap seconds, which no clock of ours counts, and nothing outside the years 1..9999 of UTC */
bool instant_parse(const char *text, struct instant *ret);
/* instant_format - yyyy-mm-ddThh:mm:ss.uuuuuuZ */
void instant_format(struct instant at, char ret[INSTANT_TEXT_LENGTH + 1]);
/* instant_date - the day in the zone that lies offset_minutes east of UTC (WIB: 420) */
struct date instant_date(struct instant at, int32_t offset_minutes);

#endif
