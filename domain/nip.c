/* nip.c - see nip.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/nip.h"

#include <string.h>

#include "domain/base/banned.h"

#define PPPK_FIRST_YEAR 2019 /* the first appointments under PP 49/2018 */
#define UNUSUAL_BEFORE_YEAR 1950
#define USUAL_AGE_YEARS 17
#define SEX_DIGIT 14

/* What the digits say; `born` only where they are a date. */
struct parts {
    bool has_birth_date;
    struct date born;
    int64_t year;  /* of the appointment */
    int64_t month; /* of the appointment; of a PPPK the contract code */
    char sex;
    int64_t serial;
};

static int64_t number(const char *digits, size_t count)
{
    int64_t value = 0;
    for (size_t i = 0; i < count; i++) value = value * 10 + (digits[i] - '0');
    return value;
}

static struct parts split(const char *nip)
{
    struct civil born = {(int32_t)number(nip, 4), (int32_t)number(nip + 4, 2),
                         (int32_t)number(nip + 6, 2)};
    struct parts parts = {.year = number(nip + 8, 4),
                          .month = number(nip + 12, 2),
                          .sex = nip[SEX_DIGIT],
                          .serial = number(nip + 15, 3)};
    parts.has_birth_date = date_from_civil(born, &parts.born);
    return parts;
}

/* ---- what cannot be */

static bool wrong_birth_date(const struct parts *p, const struct nip_bearer *bearer)
{
    return !p->has_birth_date || p->born.days > bearer->today.days;
}

static bool wrong_appointment(const struct parts *p, const struct nip_bearer *bearer)
{
    if (bearer->kind == EMPLOYEE_KIND_PPPK) return p->year < PPPK_FIRST_YEAR;
    return p->month < 1 || p->month > 12;
}

static bool wrong_sex(const struct parts *p, const struct nip_bearer *bearer)
{
    (void)bearer;
    return p->sex != '1' && p->sex != '2';
}

static bool wrong_serial(const struct parts *p, const struct nip_bearer *bearer)
{
    (void)bearer;
    return p->serial == 0;
}

/* ---- what looks wrong */

static bool other_birth_date(const struct parts *p, const struct nip_bearer *bearer)
{
    return bearer->birth_date != NULL && bearer->birth_date->days != p->born.days;
}

static bool other_sex(const struct parts *p, const struct nip_bearer *bearer)
{
    return bearer->sex != 0 && (bearer->sex == SEX_MALE) != (p->sex == '1');
}

/* The month of a PPPK's appointment is not in the number: the end of the year is taken. */
static bool young_at_appointment(const struct parts *p, const struct nip_bearer *bearer)
{
    struct civil born = date_to_civil(p->born);
    int64_t month = bearer->kind == EMPLOYEE_KIND_PPPK ? 12 : p->month;
    return p->year * 12 + month < (born.year + USUAL_AGE_YEARS) * 12 + born.month;
}

static bool unusual_year(const struct parts *p, const struct nip_bearer *bearer)
{
    return p->year < UNUSUAL_BEFORE_YEAR || p->year > date_to_civil(bearer->today).year;
}

/* ---- tables */

struct check {
    enum violation_rule rule;
    bool (*fails)(const struct parts *parts, const struct nip_bearer *bearer);
};

static const struct check errors[NIP_MAX_FINDINGS] = {
    {RULE_NIP_BIRTH_DATE, wrong_birth_date},
    {RULE_NIP_APPOINTMENT, wrong_appointment},
    {RULE_NIP_SEX, wrong_sex},
    {RULE_NIP_SERIAL, wrong_serial},
};

static const struct check warnings[NIP_MAX_FINDINGS] = {
    {RULE_NIP_BIRTH_DATE_MISMATCH, other_birth_date},
    {RULE_NIP_SEX_MISMATCH, other_sex},
    {RULE_NIP_AGE_AT_APPOINTMENT, young_at_appointment},
    {RULE_NIP_APPOINTMENT_YEAR, unusual_year},
};

static struct nip_findings find(const struct check checks[], const char *nip,
                                const struct nip_bearer *bearer)
{
    struct nip_findings found = {0};
    struct parts parts = split(nip);
    for (size_t i = 0; i < NIP_MAX_FINDINGS; i++)
        if (checks[i].fails(&parts, bearer)) found.rules[found.count++] = checks[i].rule;
    return found;
}

struct nip_findings nip_errors(const char *nip, const struct nip_bearer *bearer)
{
    if (strlen(nip) != NIP_DIGITS || strspn(nip, "0123456789") != NIP_DIGITS)
        return (struct nip_findings){.count = 1, .rules = {RULE_NIP_DIGITS}};
    return find(errors, nip, bearer);
}

struct nip_findings nip_warnings(const char *nip, const struct nip_bearer *bearer)
{
    return find(warnings, nip, bearer);
}
