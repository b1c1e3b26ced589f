/* competency_profile.h - what a competency profile is made of
 *
 * Must not know: HTTP, how levels are counted. Only employees in the scope of the unit of work are
 * found.
 * Tests: tests/storage/test_gap_map.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_COMPETENCY_PROFILE_H
#define BANGKOM_STORAGE_COMPETENCY_PROFILE_H

#include "domain/competency_profile.h"
#include "storage/db/uow.h"

/* competency_profile_load - facts of one employee: one round trip
 * in     as_of  the day of standards; evidence comes whole, the rule looks at its dates
 * out    *ret   lives in the arena of `u`
 * fails  NOT_FOUND absent or out of scope (R-02) | UNAVAILABLE */
enum outcome competency_profile_load(struct uow *u, struct ref employee_id, struct date as_of,
                                     struct profile_facts *ret) MUST_USE;

#endif
