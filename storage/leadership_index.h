/* leadership_index.h - what the leadership index rests on, summed in the database
 *
 * Must not know: HTTP, which role may do what, how the index is made.
 * Tests: tests/storage/test_leadership_index.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_LEADERSHIP_INDEX_H
#define BANGKOM_STORAGE_LEADERSHIP_INDEX_H

#include "domain/leadership_index.h"
#include "storage/db/uow.h"

/* leadership_index_load - what leadership_index_make needs: one round trip
 * in     filter  complete, see leadership_index_period
 * fails  UNAVAILABLE */
enum outcome leadership_index_load(struct uow *u, enum leadership_index_by by,
                                   const struct leadership_index_filter *filter,
                                   struct leadership_facts *ret) MUST_USE;

#endif
