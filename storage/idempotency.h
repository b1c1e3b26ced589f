/* idempotency.h - the replies kept for repeated requests, by organization, principal and key
 *
 * Must not know: HTTP. What hash, status, headers and body mean is up to api/http/idempotency.c.
 * Tests: tests/api/test_idempotency.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_IDEMPOTENCY_H
#define BANGKOM_STORAGE_IDEMPOTENCY_H

#include "storage/db/uow.h"
#include "storage/idempotency_sql.h"

struct idempotency_look_up {
    struct idempotency_lock_out lock; /* .locked: no other request with this key is running */
    bool found;                       /* one has succeeded before: */
    struct idempotency_find_out row;
};

/* idempotency_want - queue the look-up of a key; *ret is filled by the next sync. The key is locked
 * until the end of the transaction: needs uow_for_write */
void idempotency_want(struct uow *u, const char *key, struct idempotency_look_up *ret);

/* idempotency_keep - queue the row of a request that succeeded; now and then, also the removal of
 * rows older than a day */
void idempotency_keep(struct uow *u, const struct idempotency_insert_in *row);

#endif
