/* trainings.h - rules on training programmes
 *
 * What is taught is in their versions (training_versions.h).
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_trainings.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_TRAININGS_H
#define BANGKOM_DOMAIN_TRAININGS_H

#include "contract/trainings.h"
#include "domain/registry.h"
#include "domain/transitions.h"

enum training_action { TRAINING_RETIRE = 1, TRAINING_REACTIVATE };
/* active -> retired -> active */
extern const struct transition_machine training_machine;

/* What storage found. */
struct training_facts {
    struct registry_facts registry;
    bool form_found;       /* the form that the input names */
    const char *form_name; /* … and its name */
};

/* trainings_decide_create - the training to store: active, without a version
 * out    *ret  complete record; texts borrowed from `in` and the facts
 * fails  FORBIDDEN | INVALID /form_id unknown
 * from   POST /v1/trainings */
enum outcome trainings_decide_create(const struct training_create *in,
                                     const struct training_facts *facts, struct training *ret,
                                     struct problem *problem) MUST_USE;

/* trainings_decide_update - the training as it will be
 * in/out *training     as loaded; on OUTCOME_OK as it is to be stored
 * out    *ret_changed  false: the patch says nothing new and nothing is to be stored
 * fails  FORBIDDEN
 * from   PATCH /v1/trainings/{training_id} */
enum outcome trainings_decide_update(struct training *training, const struct training_patch *patch,
                                     const struct registry_facts *facts, bool *ret_changed,
                                     struct problem *problem) MUST_USE;

/* trainings_decide_move - retire a training or take it up again
 * in/out *training  as loaded; on OUTCOME_OK as it is to be stored
 * fails  FORBIDDEN | CONFLICT wrong-state
 * from   POST /v1/trainings/{training_id}/retire, …/reactivate */
enum outcome trainings_decide_move(struct training *training, enum training_action action,
                                   const struct registry_facts *facts,
                                   struct problem *problem) MUST_USE;

#endif
