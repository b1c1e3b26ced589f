/* hours_compliance.h - what the hours of one employee are judged by
 *
 * Must not know: HTTP, the rule. Only employees in the scope of the unit of work are found.
 * Tests: tests/storage/test_hours_compliance.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_HOURS_COMPLIANCE_H
#define BANGKOM_STORAGE_HOURS_COMPLIANCE_H

#include "domain/hours_compliance.h"
#include "storage/db/uow.h"

/* hours_compliance_load - facts of one employee, with all entries by the day they count for: one
 * round trip
 * out    *ret  lives in the arena of `u`
 * fails  NOT_FOUND absent or out of scope (R-02) | UNAVAILABLE */
enum outcome hours_compliance_load(struct uow *u, struct ref employee_id, struct date as_of,
                                   struct hours_compliance_facts *ret) MUST_USE;

#endif
