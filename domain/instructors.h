/* instructors.h - rules on who teaches, and what
 *
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_instructors.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_INSTRUCTORS_H
#define BANGKOM_DOMAIN_INSTRUCTORS_H

#include "contract/instructors.h"
#include "domain/partners.h"

/* What storage found. */
struct instructor_facts {
    struct registry_facts registry;
    bool employee_found, partner_found;
    struct uuid employee_id;
    const char *employee_name;
    struct partner partner;
    const struct uuid *competencies; /* by expertise of the input; nil: unknown */
};

/* What is to be stored. */
struct instructor_decision {
    struct instructor instructor; /* expertise is read again after the writing */
    bool changed;                 /* false: nothing is to be stored */
    bool replaces_expertise;
    struct instructor_expertise_row_list expertise;
};

/* instructors_decide_create - the instructor to store
 * out    *ret  rows in `a`, texts borrowed from `in` and the facts
 * fails  FORBIDDEN | INVALID not exactly one origin, one that is unknown, no name for a partner's,
 *        a competency unknown or twice | CONFLICT wrong-state: the partner is inactive
 * from   POST /v1/instructors */
enum outcome instructors_decide_create(struct arena *a, const struct instructor_input *in,
                                       const struct instructor_facts *facts,
                                       struct instructor_decision *ret,
                                       struct problem *problem) MUST_USE;

/* instructors_decide_update - the instructor as it will be; expertise is replaced as a whole
 * in/out ret->instructor  as loaded; on OUTCOME_OK as it is to be stored
 * fails  FORBIDDEN | INVALID a competency unknown or twice
 * from   PATCH /v1/instructors/{instructor_id} */
enum outcome instructors_decide_update(struct arena *a, const struct instructor_change *in,
                                       const struct instructor_facts *facts,
                                       struct instructor_decision *ret,
                                       struct problem *problem) MUST_USE;

/* instructors_decide_move - take an instructor out of use or up again
 * in/out *instructor  as loaded; on OUTCOME_OK as it is to be stored
 * fails  FORBIDDEN | CONFLICT wrong-state
 * from   POST /v1/instructors/{instructor_id}/deactivate, …/reactivate */
enum outcome instructors_decide_move(struct instructor *instructor, enum activity_action action,
                                     const struct registry_facts *facts,
                                     struct problem *problem) MUST_USE;

#endif
