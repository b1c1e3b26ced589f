/* policy_versions.h - versions of policies in the database
 *
 * Must not know: HTTP, which role may do what.
 * Tests: tests/storage/test_policy_versions.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_POLICY_VERSIONS_H
#define BANGKOM_STORAGE_POLICY_VERSIONS_H

#include "domain/policy_versions.h"
#include "storage/db/uow.h"

/* policy_versions_want - queue the look-up of a version; filled by the next sync
 * in  ret_found  NULL: no such version is NOT_FOUND */
void policy_versions_want(struct uow *u, struct uuid id, bool lock, struct policy_version *ret,
                          bool *ret_found);

/* policy_versions_load / policy_versions_load_for_update - one version; the latter locked until
 * the end of the transaction
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome policy_versions_load(struct uow *u, struct uuid id,
                                  struct policy_version *ret) MUST_USE;
enum outcome policy_versions_load_for_update(struct uow *u, struct uuid id,
                                             struct policy_version *ret) MUST_USE;

/* policy_versions_want_in_force - queue the look-up of the version in force on a day */
void policy_versions_want_in_force(struct uow *u, struct date on, struct policy_version *ret,
                                   bool *ret_found);

/* policy_versions_load_for_create - the policy, locked so that numbers are given one at a time, and
 * the last number given: two round trips
 * fails  UNAVAILABLE */
enum outcome policy_versions_load_for_create(struct uow *u, struct ref policy_id,
                                             struct policy_version_origin *ret) MUST_USE;

/* policy_versions_load_for_adopt - the version and what is in force within its period, all locked,
 * and nobody else adopts until the end of the transaction; and its editors: one round trip
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome policy_versions_load_for_adopt(struct uow *u, struct uuid id,
                                            struct policy_version *ret_version,
                                            struct policy_version_adoption *ret) MUST_USE;

/* policy_versions_adopt_loaded - decide and queue: the version that is to end first, then the one
 * that takes its place
 * in/out *version, *adoption  as policy_versions_load_for_adopt gave them
 * fails  as policy_versions_decide_adopt */
enum outcome policy_versions_adopt_loaded(struct uow *u, struct policy_version *version,
                                          struct policy_version_adoption *adoption,
                                          const char *reason) MUST_USE;

/* policy_versions_apply_create - queue the decided draft with its objectives and its trail */
void policy_versions_apply_create(struct uow *u, const struct policy_version *version);
/* policy_versions_apply_replace - queue the decided content: objectives are made anew */
void policy_versions_apply_replace(struct uow *u, const struct policy_version *version);
/* policy_versions_apply_step - queue a decided change of state with its trail
 * in  from    the state before
 *     reason  NULL: none was given */
void policy_versions_apply_step(struct uow *u, const struct policy_version *version,
                                enum policy_version_state from, const char *reason);

#endif
