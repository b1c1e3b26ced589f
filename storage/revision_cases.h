/* revision_cases.h - revision cases in the database, as people read and change them
 *
 * Must not know: HTTP, which role may do what. Cases have no scope.
 * Tests: tests/storage/test_revision_cases.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_REVISION_CASES_H
#define BANGKOM_STORAGE_REVISION_CASES_H

#include "contract/revision_cases.h"
#include "storage/db/uow.h"

/* revision_cases_load - one case, with its actions and the planned sessions that it affects
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome revision_cases_load(struct uow *u, struct uuid id, struct revision_case *ret) MUST_USE;

#endif
