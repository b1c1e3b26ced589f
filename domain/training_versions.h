/* training_versions.h - rules on what trainings teach
 *
 * draft -> published -> superseded. The database holds that there is one draft at a time
 * (training_versions_one_draft), and R-35: triggers refuse every change of what was published.
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_training_versions.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_TRAINING_VERSIONS_H
#define BANGKOM_DOMAIN_TRAINING_VERSIONS_H

#include "contract/training_versions.h"
#include "domain/trainings.h"

/* What storage found; the training is locked, so that it stays true until the commit. */
struct training_version_facts {
    struct registry_facts registry;
    struct training training;
    int64_t last_number; /* of its versions; 0: none */
    bool has_published;
    struct training_version published;
    struct training_module_row_list published_modules;
    const struct uuid *competencies; /* by module of the input; nil: none named, or unknown */
};

/* What is to be stored. */
struct training_version_decision {
    struct training_version version; /* total_jp and modules are read again after the writing */
    bool changed;                    /* false: nothing is to be stored */
    bool replaces_modules;
    struct training_module_row_list modules; /* without ids */
    bool supersedes;
    struct training_version superseded;
};

/* training_versions_decide_create - a draft, where wanted a copy of the published version
 * out    *ret  rows in `a`, texts borrowed from `in` and the facts
 * fails  FORBIDDEN | CONFLICT wrong-state: the training is retired | INVALID nothing published to
 *        copy, no summary, competency unknown or without level
 * from   POST /v1/trainings/{training_id}/versions */
enum outcome training_versions_decide_create(struct arena *a,
                                             const struct training_version_input *in,
                                             const struct training_version_facts *facts,
                                             struct training_version_decision *ret,
                                             struct problem *problem) MUST_USE;

/* training_versions_decide_update - a draft as it will be; modules are replaced as a whole
 * in/out ret->version  as loaded; on OUTCOME_OK as it is to be stored
 * fails  FORBIDDEN | CONFLICT published-version (R-35) | INVALID as training_versions_decide_create
 * from   PATCH /v1/trainings/{training_id}/versions/{training_version_id} */
enum outcome training_versions_decide_update(struct arena *a,
                                             const struct training_version_change *in,
                                             const struct training_version_facts *facts,
                                             struct training_version_decision *ret,
                                             struct problem *problem) MUST_USE;

/* training_versions_decide_publish - the draft is taught from now on, the version before no more
 * in/out ret->version  as loaded; on OUTCOME_OK as it is to be stored
 * fails  FORBIDDEN | CONFLICT wrong-state: no draft, or the training is retired | CONFLICT
 *        version-incomplete: no module; from version 2 on: does not say what is different
 * from   R-35; POST /v1/trainings/{training_id}/versions/{training_version_id}/publish */
enum outcome training_versions_decide_publish(const struct training_version_facts *facts,
                                              struct training_version_decision *ret,
                                              struct problem *problem) MUST_USE;

#endif
