/* assessments.h - evidence of competency levels in the database: added and read, never changed
 *
 * Must not know: HTTP, which role may do what. Only employees in the scope of the unit of work are
 * found.
 * Tests: tests/storage/test_assessments.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_ASSESSMENTS_H
#define BANGKOM_STORAGE_ASSESSMENTS_H

#include "domain/assessments.h"
#include "storage/db/uow.h"

/* assessments_load - one assessment
 * fails  NOT_FOUND absent, or of an employee out of scope (R-02) | UNAVAILABLE */
enum outcome assessments_load(struct uow *u, struct uuid id, struct assessment *ret) MUST_USE;

/* assessments_load_for_create - what every item refers to and what is recorded under its
 * external_id: one round trip, however many items there are
 * in   items  borrowed by *ret
 * out  *ret   ready for assessments_decide_create or _bulk; lives in the arena of `u` */
enum outcome assessments_load_for_create(struct uow *u, const struct assessment_create *items,
                                         size_t count, struct assessment_batch *ret) MUST_USE;

/* assessments_apply_create - queue the decided rows with their audit and outbox rows; needs that
 * they meet become met */
void assessments_apply_create(struct uow *u, const struct assessment_list *created);

#endif
