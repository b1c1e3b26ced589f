/* ids.h - new identifiers for rows
 * Tests: tests/storage/test_audit_events.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_IDS_H
#define BANGKOM_STORAGE_IDS_H

#include "domain/base/arena.h"
#include "domain/base/time.h"
#include "domain/base/uuid.h"

/* ids_new - a UUIDv7 at `now` with randomness of the kernel; aborts when the kernel has none */
struct uuid ids_new(struct instant now);

/* ids_new_ascending - `count` of them, in ascending order: rows that are written with them keep the
 * order of the array, and indexes grow at their end
 * ret  in the arena; never NULL */
struct uuid *ids_new_ascending(struct arena *a, struct instant now, size_t count);

#endif
