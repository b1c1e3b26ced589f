/* competencies.h - the competency dictionary in the database
 *
 * Must not know: HTTP, which role may do what. The dictionary belongs to the whole organization.
 * Tests: tests/storage/test_competencies.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_COMPETENCIES_H
#define BANGKOM_STORAGE_COMPETENCIES_H

#include "domain/competencies.h"
#include "storage/db/uow.h"

/* competencies_load - one competency
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome competencies_load(struct uow *u, struct ref competency_id,
                               struct competency *ret) MUST_USE;

/* competencies_load_for_create - what competencies_decide_create needs, id of the new row included:
 * one round trip
 * in  parent  NULL when the input names none */
enum outcome competencies_load_for_create(struct uow *u, const struct ref *parent,
                                          struct competency_facts *ret_facts) MUST_USE;

/* competencies_load_for_update - the competency, locked until the end of the transaction, and the
 * facts of its new parent (NULL when the input names none): one round trip
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome competencies_load_for_update(struct uow *u, struct ref competency_id,
                                          const struct ref *parent, struct competency *ret,
                                          struct competency_facts *ret_facts) MUST_USE;

/* competencies_want - queue the look-up of a competency; filled by the next sync */
void competencies_want(struct uow *u, struct ref competency_id, bool lock, struct competency *ret,
                       bool *ret_found);

/* competencies_apply_create / competencies_apply_update - queue the decided row with its audit and
 * outbox rows */
void competencies_apply_create(struct uow *u, const struct competency *competency);
void competencies_apply_update(struct uow *u, struct competency *competency);

#endif
