/* competency_profile.h - which level counts, what is missing to a position, and how far it matches
 *
 * of the valid evidence (not later than the day, not older than the months) one is chosen:
 * under latest and expiring the newest, under best the highest level. On equal terms evidence by
 * another person goes before a self-assessment, then the one recorded last, then the greater id.
 * A self-assessment never counts alone: without valid evidence by another person nothing counts,
 * and the level is never above the highest that another person found. So a self-assessment can
 * lower a level or confirm it, not raise it.
 * gap = achieved - required; JPM over the known competencies; unknown is never zero.
 * The gap map asks PostgreSQL the same: counted_level and valid_on of storage/sql/macros.sql.
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_competency_profile.c; equality with SQL: tests/storage/test_gap_map.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_COMPETENCY_PROFILE_H
#define BANGKOM_DOMAIN_COMPETENCY_PROFILE_H

#include "contract/competency_profile.h"
#include "domain/base/arena.h"

struct aging {
    enum aging_rule rule;
    int64_t months; /* evidence older than that is expired; 0: it does not expire */
    struct date as_of;
};

/* competency_profile_count - the level that counts for one competency
 * in/out *evidence   of one employee and one competency, in any order; gets `reason`, but for what
 *                    is withdrawn already
 * out    *ret_level  0..5, written only when known
 * returns whether the level is known */
bool competency_profile_count(const struct aging *aging, struct profile_evidence_list *evidence,
                              int64_t *ret_level);

/* competency_profile_jpm - matched (sum of min(achieved, required)) by required, in hundredths of a
 * percent, rounded half up; 6667 is 66.67 %
 * in  required  > 0 */
int64_t competency_profile_jpm(int64_t matched, int64_t required);

/* What storage found. Evidence of one competency stands together. */
struct profile_facts {
    const struct profile_subject *subject;
    struct date as_of;
    const struct profile_requirement *requirements;
    size_t requirement_count;
    const struct profile_evidence_row *evidence;
    size_t evidence_count;
};

/* competency_profile_make - the whole profile
 * out    *ret  complete record by code of the competencies; lists in `a`, texts borrowed from the
 *              facts
 * from  ; GET /v1/employees/{employee_id}/competency-profile */
void competency_profile_make(const struct profile_facts *facts, struct arena *a,
                             struct competency_profile *ret);

#endif
