/* idempotency.c - see idempotency.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/idempotency.h"

#include <string.h>

#include "domain/base/banned.h"

#define KEPT_US (INT64_C(86400) * 1000000)

/* One request in 256, picked by its hash, removes up to twice as many rows as were added
 * meanwhile. */
#define PURGING_HASHES "00"

void idempotency_want(struct uow *u, const char *key, struct idempotency_look_up *ret)
{
    struct idempotency_lock_in lock = {.key = NULL};
    struct idempotency_find_in find = {.key = NULL};
    RECORD_PUT(&lock, IDEMPOTENCY_LOCK_IN, key, key);
    RECORD_PUT(&find, IDEMPOTENCY_FIND_IN, key, key);
    uow_want(u, &sql_idempotency_lock, &lock, &ret->lock, NULL);
    uow_want(u, &sql_idempotency_find, &find, &ret->row, &ret->found);
}

void idempotency_keep(struct uow *u, const struct idempotency_insert_in *row)
{
    uow_write(u, &sql_idempotency_insert, row, NULL);
    if (strncmp(row->request_hash, PURGING_HASHES, strlen(PURGING_HASHES)) != 0) return;
    struct idempotency_purge_in purge = {.before = {0}};
    RECORD_PUT(&purge, IDEMPOTENCY_PURGE_IN, before,
               ((struct instant){uow_context(u)->now.us - KEPT_US}));
    uow_write(u, &sql_idempotency_purge, &purge, NULL);
}
