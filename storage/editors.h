/* editors.h - who ever changed what others decide on
 *
 * Must not know: HTTP, what is decided.
 * Tests: tests/storage/test_plans.c, tests/storage/test_policy_versions.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_EDITORS_H
#define BANGKOM_STORAGE_EDITORS_H

#include "storage/db/uow.h"
#include "storage/editors_sql.h"

/* editors_record - queue that the caller of the unit of work changed the resource, or a part of it;
 * once is enough, and the system itself is nobody
 * in  resource_type  as in changes_record */
void editors_record(struct uow *u, const char *resource_type, struct uuid resource_id);

/* editors_want - queue the look-up of everybody who did; filled by the next sync
 * needs  the resource locked before, against those who change it */
void editors_want(struct uow *u, const char *resource_type, struct uuid resource_id,
                  struct editors_of_out *ret);

#endif
