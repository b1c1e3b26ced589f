/* training_versions.h - what trainings teach, in the database
 *
 * Whoever makes, changes or publishes a version locks its training first: of two who publish at
 * once the second sees what the first did.
 * Must not know: HTTP, which role may do what.
 * Tests: tests/storage/test_training_versions.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_TRAINING_VERSIONS_H
#define BANGKOM_STORAGE_TRAINING_VERSIONS_H

#include "domain/training_versions.h"
#include "storage/db/uow.h"

/* training_versions_want - queue the look-up of a version of a training */
void training_versions_want(struct uow *u, struct ref training_id, struct uuid training_version_id,
                            struct training_version *ret, bool *ret_found);

/* training_versions_load - one version with its modules
 * fails  NOT_FOUND, also when it is another training's | UNAVAILABLE */
enum outcome training_versions_load(struct uow *u, struct ref training_id,
                                    struct uuid training_version_id,
                                    struct training_version *ret) MUST_USE;

/* training_versions_load_facts - what training_versions_decide_create needs: one round trip
 * in     modules  of the input, NULL when it has none
 * fails  NOT_FOUND no such training | UNAVAILABLE */
enum outcome training_versions_load_facts(struct uow *u, struct ref training_id,
                                          const struct training_module_input_list *modules,
                                          struct training_version_facts *ret_facts) MUST_USE;

/* A version of a training, as a path names it. */
struct training_version_name {
    struct ref training_id;
    struct uuid training_version_id;
};

/* training_versions_load_for_update - the same with the version that is to change: one round trip
 * fails  NOT_FOUND no such training or version | UNAVAILABLE */
enum outcome training_versions_load_for_update(struct uow *u,
                                               const struct training_version_name *name,
                                               const struct training_module_input_list *modules,
                                               struct training_version_facts *ret_facts,
                                               struct training_version *ret) MUST_USE;

/* training_versions_apply_create / _update / _publish - write what was decided and read the version
 * with its modules as they are now, with audit and outbox rows and the history of states: one
 * round trip, the trail is queued
 * in/out  decision->version
 * fails   CONFLICT draft-exists, published-version | UNAVAILABLE */
enum outcome training_versions_apply_create(struct uow *u,
                                            struct training_version_decision *decision) MUST_USE;
enum outcome training_versions_apply_update(struct uow *u,
                                            struct training_version_decision *decision) MUST_USE;
void training_versions_apply_publish(struct uow *u,
                                     const struct training_version_decision *decision,
                                     const char *reason);

#endif
