/* objectives.h - the figures of objectives, counted by the database
 *
 * Must not know: HTTP, what a figure is worth (domain/objectives.h).
 * Tests: tests/storage/test_objectives.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_OBJECTIVES_H
#define BANGKOM_STORAGE_OBJECTIVES_H

#include "domain/objectives.h"
#include "storage/db/uow.h"

/* objectives_want - queue the counting of all objectives of a policy version as of a day
 * out  ret  rows of struct objective_figure in their order, after the next sync */
void objectives_want(struct uow *u, struct uuid policy_version_id, struct date as_of,
                     struct row_set *ret);

/* objectives_report - the judged objectives of a version as of a day
 * fails  NOT_FOUND no such version | UNAVAILABLE */
enum outcome objectives_report(struct uow *u, struct uuid policy_version_id, struct date as_of,
                               struct objective_report *ret) MUST_USE;

#endif
