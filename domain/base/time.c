/* time.c - see time.h
 *
 * Days and civil dates: eras of 400 years that begin on 1 March, as in the algorithms of
 * H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/time.h"

#include <string.h>

#include "domain/base/banned.h"

#define DAYS_PER_ERA 146097
#define DAYS_TO_EPOCH 719468 /* from 0000-03-01 to 1970-01-01 */
#define MIN_DAYS (-719162)   /* 0001-01-01 */
#define MAX_DAYS 2932896     /* 9999-12-31 */
#define US_PER_S INT64_C(1000000)
#define S_PER_DAY INT64_C(86400)
#define US_PER_DAY (S_PER_DAY * US_PER_S)

static int64_t floor_div(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

static int64_t clamp(int64_t value, int64_t min, int64_t max)
{
    if (value < min) return min;
    return value > max ? max : value;
}

static bool is_leap(int32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int32_t days_in_month(int32_t year, int32_t month)
{
    static const int32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* ---- dates */

bool date_from_civil(struct civil civil, struct date *ret)
{
    if (civil.year < 1 || civil.year > 9999 || civil.month < 1 || civil.month > 12) return false;
    if (civil.day < 1 || civil.day > days_in_month(civil.year, civil.month)) return false;
    int32_t year = civil.month > 2 ? civil.year : civil.year - 1;
    int32_t month = (civil.month + 9) % 12; /* March is 0 */
    int32_t day_of_year = (153 * month + 2) / 5 + civil.day - 1;
    int32_t year_of_era = year % 400;
    int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    ret->days = year / 400 * DAYS_PER_ERA + day_of_era - DAYS_TO_EPOCH;
    return true;
}

struct civil date_to_civil(struct date date)
{
    /* Nothing outside has a name in yyyy-mm-dd; PostgreSQL's infinity becomes the nearest end. */
    int32_t days = (int32_t)clamp(date.days, MIN_DAYS, MAX_DAYS) + DAYS_TO_EPOCH;
    int32_t era = days / DAYS_PER_ERA, day_of_era = days % DAYS_PER_ERA;
    int32_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t month = (5 * day_of_year + 2) / 153;
    return (struct civil){
        .year = year_of_era + era * 400 + (month >= 10),
        .month = month < 10 ? month + 3 : month - 9,
        .day = day_of_year - (153 * month + 2) / 5 + 1,
    };
}

/* ---- reading by pattern: 'y' 'm' 'd' 'H' 'M' 'S' are digits of that part, the rest stands for
 * itself */

struct parts {
    int32_t year, month, day, hour, minute, second;
};

static int32_t *part_of(struct parts *parts, char letter)
{
    switch (letter) {
    case 'y': return &parts->year;
    case 'm': return &parts->month;
    case 'd': return &parts->day;
    case 'H': return &parts->hour;
    case 'M': return &parts->minute;
    case 'S': return &parts->second;
    default: return NULL;
    }
}

/* What stands behind the pattern, or NULL. */
static const char *take(const char *text, const char *pattern, struct parts *parts)
{
    for (; *pattern != '\0'; pattern++, text++) {
        int32_t *part = part_of(parts, *pattern);
        if (part == NULL && *text != *pattern) return NULL;
        if (part == NULL) continue;
        if (*text < '0' || *text > '9') return NULL;
        *part = *part * 10 + (*text - '0');
    }
    return text;
}

static bool parts_date(const struct parts *parts, struct date *ret)
{
    return date_from_civil((struct civil){parts->year, parts->month, parts->day}, ret);
}

static bool date_by_pattern(const char *text, const char *pattern, struct date *ret)
{
    struct parts parts = {0};
    const char *rest = take(text, pattern, &parts);
    return rest != NULL && *rest == '\0' && parts_date(&parts, ret);
}

bool date_parse(const char *text, struct date *ret)
{
    return date_by_pattern(text, "yyyy-mm-dd", ret);
}

bool date_parse_dmy(const char *text, struct date *ret)
{
    return date_by_pattern(text, "dd-mm-yyyy", ret);
}

static void put_digits(char *to, int width, int64_t value)
{
    while (width-- > 0) {
        to[width] = (char)('0' + value % 10);
        value /= 10;
    }
}

void date_format(struct date date, char ret[DATE_TEXT_LENGTH + 1])
{
    struct civil civil = date_to_civil(date);
    memcpy(ret, "yyyy-mm-dd", DATE_TEXT_LENGTH + 1);
    put_digits(ret, 4, civil.year);
    put_digits(ret + 5, 2, civil.month);
    put_digits(ret + 8, 2, civil.day);
}

struct date date_add_months(struct date date, int32_t months)
{
    struct civil civil = date_to_civil(date);
    int64_t month = (int64_t)civil.year * 12 + civil.month - 1 + months;
    month = clamp(month, 12, 9999 * 12 + 11);
    civil.year = (int32_t)(month / 12);
    civil.month = (int32_t)(month % 12) + 1;
    int32_t last = days_in_month(civil.year, civil.month);
    if (civil.day > last) civil.day = last;
    (void)date_from_civil(civil, &date);
    return date;
}

/* ---- instants */

static const char *take_fraction(const char *text, int64_t *ret_us)
{
    *ret_us = 0;
    if (*text != '.') return text;
    int64_t unit = US_PER_S / 10;
    const char *first = ++text;
    for (; *text >= '0' && *text <= '9'; text++) {
        if (unit == 0) return NULL;
        *ret_us += unit * (*text - '0');
        unit /= 10;
    }
    return text == first ? NULL : text;
}

static bool clock_exists(const struct parts *parts)
{
    return parts->hour < 24 && parts->minute < 60 && parts->second < 60;
}

/* Z or +hh:mm to the end of the text. */
static bool take_offset(const char *text, int64_t *ret_s)
{
    *ret_s = 0;
    if (*text == 'Z' || *text == 'z') return text[1] == '\0';
    struct parts parts = {0};
    const char *rest = take(text, *text == '-' ? "-HH:MM" : "+HH:MM", &parts);
    if (rest == NULL || *rest != '\0' || !clock_exists(&parts)) return false;
    *ret_s = (parts.hour * 60 + parts.minute) * (*text == '-' ? -60 : 60);
    return true;
}

bool instant_parse(const char *text, struct instant *ret)
{
    struct parts parts = {0};
    struct date date;
    int64_t fraction_us, offset_s;
    const char *rest = take(text, "yyyy-mm-dd", &parts);
    if (rest == NULL || (*rest != 'T' && *rest != 't') || !parts_date(&parts, &date)) return false;
    rest = take(rest + 1, "HH:MM:SS", &parts);
    if (rest == NULL || !clock_exists(&parts)) return false;
    rest = take_fraction(rest, &fraction_us);
    if (rest == NULL || !take_offset(rest, &offset_s)) return false;
    int64_t second = parts.hour * 3600 + parts.minute * 60 + parts.second - offset_s;
    int64_t us = date.days * US_PER_DAY + second * US_PER_S + fraction_us;
    /* An offset must not lead out of the years that can be written. */
    if (us < MIN_DAYS * US_PER_DAY || us >= (MAX_DAYS + 1) * US_PER_DAY) return false;
    ret->us = us;
    return true;
}

void instant_format(struct instant at, char ret[INSTANT_TEXT_LENGTH + 1])
{
    int64_t us = clamp(at.us, MIN_DAYS * US_PER_DAY, (MAX_DAYS + 1) * US_PER_DAY - 1);
    int64_t days = floor_div(us, US_PER_DAY);
    us -= days * US_PER_DAY;
    date_format((struct date){(int32_t)days}, ret);
    memcpy(ret + DATE_TEXT_LENGTH, "Thh:mm:ss.uuuuuuZ", INSTANT_TEXT_LENGTH + 1 - DATE_TEXT_LENGTH);
    int64_t second = us / US_PER_S;
    put_digits(ret + 11, 2, second / 3600);
    put_digits(ret + 14, 2, second / 60 % 60);
    put_digits(ret + 17, 2, second % 60);
    put_digits(ret + 20, 6, us % US_PER_S);
}

struct date instant_date(struct instant at, int32_t offset_minutes)
{
    int64_t second = floor_div(at.us, US_PER_S) + (int64_t)offset_minutes * 60;
    return (struct date){(int32_t)floor_div(second, S_PER_DAY)};
}
