/* instrument_versions.h - what questionnaires ask, in the database
 *
 * Must not know: HTTP, which role may do what. That an answered version never changes is the
 * database's own business (triggers instrument_versions_frozen, instrument_items_frozen).
 * Tests: tests/storage/test_instruments.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_INSTRUMENT_VERSIONS_H
#define BANGKOM_STORAGE_INSTRUMENT_VERSIONS_H

#include "domain/instrument_versions.h"
#include "storage/db/uow.h"

/* Names one version by its instrument and itself. */
struct instrument_version_key {
    struct uuid instrument_id, instrument_version_id;
};

/* instrument_versions_load - one version with its items
 * fails  NOT_FOUND absent, or of another instrument | UNAVAILABLE */
enum outcome instrument_versions_load(struct uow *u, struct instrument_version_key key,
                                      struct instrument_version *ret) MUST_USE;

/* instrument_versions_load_for_create - the instrument, locked so that numbers are given one after
 * the other, and what the next version comes from
 * fails  NOT_FOUND no such instrument | UNAVAILABLE */
enum outcome instrument_versions_load_for_create(struct uow *u, struct uuid instrument_id,
                                                 size_t item_count,
                                                 struct instrument_version_origin *ret) MUST_USE;

/* instrument_versions_load_for_publish - the version, and the published one of its instrument, all
 * behind the lock of the instrument
 * out    ret_has_previous  *ret_previous was filled
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome instrument_versions_load_for_publish(struct uow *u, struct instrument_version_key key,
                                                  struct instrument_version *ret,
                                                  struct instrument_version *ret_previous,
                                                  bool *ret_has_previous) MUST_USE;

/* instrument_versions_apply_create - queue the decided rows with their audit, outbox and history */
void instrument_versions_apply_create(struct uow *u, const struct instrument_version *version);

/* instrument_versions_apply_publish - the same for what was published
 * in  previous  what it takes the place of, or NULL */
void instrument_versions_apply_publish(struct uow *u, const struct instrument_version *version,
                                       const struct instrument_version *previous);

#endif
