/* hours_compliance.c - see hours_compliance.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/hours_compliance.h"

#include "domain/base/banned.h"

#define MONTHS 12

struct period {
    enum hours_period kind;
    struct date from, until;
};

static struct date day_of(int32_t year, int32_t month, int32_t day)
{
    struct date date = {0};
    (void)date_from_civil((struct civil){year, month, day}, &date);
    return date;
}

static struct period period_of(const struct hours_subject *subject, struct date as_of)
{
    int32_t year = date_to_civil(as_of).year;
    bool by_contract = subject->kind == EMPLOYEE_KIND_PPPK;
    struct period period = {by_contract ? HOURS_PERIOD_CONTRACT_START_MISSING
                                        : HOURS_PERIOD_CALENDAR_YEAR,
                            day_of(year, 1, 1), day_of(year, 12, 31)};
    if (!by_contract || !RECORD_HAS(subject, HOURS_SUBJECT, contract_start)) return period;
    struct date start = subject->contract_start;
    int32_t years = year - date_to_civil(start).year;
    if (date_add_months(start, MONTHS * years).days > as_of.days) years--;
    period.kind = HOURS_PERIOD_CONTRACT_YEAR;
    period.from = date_add_months(start, MONTHS * years);
    period.until.days = date_add_months(start, MONTHS * (years + 1)).days - 1;
    return period;
}

static bool counts(const struct hour_entry *entry, struct date from, struct date as_of)
{
    return entry->earned_on.days >= from.days && entry->earned_on.days <= as_of.days;
}

static void put_status(struct hours_compliance_row *row, const struct hours_subject *subject)
{
    bool has_ceiling = subject->kind == EMPLOYEE_KIND_PPPK;
    int64_t limit = has_ceiling ? subject->ceiling_jp : subject->floor_jp;
    int64_t missing = has_ceiling || row->jp >= limit ? 0 : limit - row->jp;
    enum hours_status status = missing > 0 ? HOURS_STATUS_SHORT : HOURS_STATUS_MET;
    if (has_ceiling) status = row->jp > limit ? HOURS_STATUS_OVER : HOURS_STATUS_WITHIN;
    RECORD_PUT(row, HOURS_COMPLIANCE_ROW, limit_jp, limit);
    RECORD_PUT(row, HOURS_COMPLIANCE_ROW, missing_jp, missing);
    RECORD_PUT(row, HOURS_COMPLIANCE_ROW, status, status);
}

void hours_compliance_judge(const struct hours_compliance_facts *facts,
                            struct hours_compliance_row *ret)
{
    int64_t jp = 0;
    struct period period = period_of(facts->subject, facts->as_of);
    for (size_t i = 0; i < facts->entry_count; i++)
        if (counts(&facts->entries[i], period.from, facts->as_of)) jp += facts->entries[i].jp;
    *ret = (struct hours_compliance_row){0};
    record_copy(&hours_compliance_row_record, ret, &hours_subject_record, facts->subject);
    RECORD_PUT(ret, HOURS_COMPLIANCE_ROW, as_of, facts->as_of);
    RECORD_PUT(ret, HOURS_COMPLIANCE_ROW, period, period.kind);
    RECORD_PUT(ret, HOURS_COMPLIANCE_ROW, period_from, period.from);
    RECORD_PUT(ret, HOURS_COMPLIANCE_ROW, period_until, period.until);
    RECORD_PUT(ret, HOURS_COMPLIANCE_ROW, jp, jp);
    put_status(ret, facts->subject);
}

/* Newest first: the entries stand by their days, so a new year begins where the last entry of the
 * one before was. */
static struct hours_year_list sum_years(const struct hours_compliance_facts *facts, struct arena *a)
{
    struct hours_year_list years = {.items =
                                        ARENA_ARRAY(a, facts->entry_count + 1, struct hours_year)};
    for (size_t i = facts->entry_count; i-- > 0;) {
        const struct hour_entry *entry = &facts->entries[i];
        int64_t year = date_to_civil(entry->earned_on).year;
        if (entry->earned_on.days > facts->as_of.days) continue;
        if (years.count == 0 || years.items[years.count - 1].year != year) {
            struct hours_year *next = &years.items[years.count++];
            RECORD_PUT(next, HOURS_YEAR, year, year);
            RECORD_PUT(next, HOURS_YEAR, jp, 0);
        }
        years.items[years.count - 1].jp += entry->jp;
    }
    return years;
}

void hours_compliance_make(const struct hours_compliance_facts *facts, struct arena *a,
                           struct employee_hours *ret)
{
    struct hours_compliance_row row;
    struct hour_entry_list entries = {
        .items = ARENA_ARRAY(a, facts->entry_count + 1, struct hour_entry)};
    hours_compliance_judge(facts, &row);
    for (size_t i = 0; i < facts->entry_count; i++)
        if (counts(&facts->entries[i], row.period_from, facts->as_of))
            entries.items[entries.count++] = facts->entries[i];
    *ret = (struct employee_hours){0};
    RECORD_PUT(ret, EMPLOYEE_HOURS, compliance, row);
    RECORD_PUT(ret, EMPLOYEE_HOURS, years, sum_years(facts, a));
    RECORD_PUT(ret, EMPLOYEE_HOURS, entries, entries);
}
