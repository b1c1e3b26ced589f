/* evaluation_results.h - figures of answers in the database
 *
 * Answers are counted for evaluations that domain/disclosure.h lets through only.
 * Must not know: HTTP, which role may do what. Everybody of the organization finds them.
 * Tests: tests/storage/test_answers.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_EVALUATION_RESULTS_H
#define BANGKOM_STORAGE_EVALUATION_RESULTS_H

#include "contract/evaluation_results.h"
#include "storage/db/uow.h"

/* evaluation_results_load - the figures of one evaluation: one round trip, and one more when there
 * are any
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome evaluation_results_load(struct uow *u, struct uuid evaluation_id,
                                     struct evaluation_results *ret) MUST_USE;

/* evaluation_results_load_training - the figures of a training over its sessions, likewise
 * in     version  number of the training version, or 0: all of them
 * fails  NOT_FOUND no such training | UNAVAILABLE */
enum outcome evaluation_results_load_training(struct uow *u, struct ref training_id,
                                              int64_t version,
                                              struct training_results *ret) MUST_USE;

#endif
