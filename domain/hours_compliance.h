/* hours_compliance.h - who meets the yearly hours
 *
 * PNS and CPNS: a floor per calendar year, of a parameter each: PP 11/2017 Art. 203(4) speaks of
 * PNS only, and a region may ask less of CPNS. PPPK: a ceiling per contract year, from one
 * anniversary of the contract's first day (29 February: the 28th in other years) to the next; over
 * it is a warning. A day counts the entries earned in its period until then; when they were
 * recorded does not matter, so that late corrections change past years, and the order of entry
 * changes nothing. hours_stands (migration 0009), which every report reads, counts the same way,
 * and a test compares the two.
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_hours_compliance.c, tests/storage/test_hours_compliance.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_HOURS_COMPLIANCE_H
#define BANGKOM_DOMAIN_HOURS_COMPLIANCE_H

#include "contract/hours_compliance.h"
#include "domain/base/arena.h"

/* What storage found. */
struct hours_compliance_facts {
    const struct hours_subject *subject; /* with the parameters of the day */
    struct date as_of;
    const struct hour_entry *entries; /* all of the employee, in any order */
    size_t entry_count;
};

/* hours_compliance_judge - where the employee stands on the day
 * out    *ret  texts borrowed from the subject
 * from   R-51; GET /v1/reports/hours-compliance */
void hours_compliance_judge(const struct hours_compliance_facts *facts,
                            struct hours_compliance_row *ret);

/* hours_compliance_make - the same with the sums of the years and the entries of the period
 * in     facts  entries in the order of earned_on
 *        a      takes the lists
 * from   R-51; GET /v1/employees/{employee_id}/hours */
void hours_compliance_make(const struct hours_compliance_facts *facts, struct arena *a,
                           struct employee_hours *ret);

#endif
