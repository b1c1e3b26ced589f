/* session_results.h - results of participants in the database, and what follows from them
 *
 * The row of the session is held by the caller.
 * Must not know: HTTP, which role may do what.
 * Tests: tests/api/test_sessions.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_SESSION_RESULTS_H
#define BANGKOM_STORAGE_SESSION_RESULTS_H

#include "domain/session_results.h"
#include "domain/sessions.h"
#include "storage/db/uow.h"

/* session_results_complete - decide and queue the results of everybody with a seat, and evidence of
 * the competencies of those who passed; by the parameters of the day on which the last block ended
 * in     offset_minutes  the organization's zone, east of UTC
 * fails  CONFLICT attendance-missing | UNAVAILABLE
 * from   R-20; POST /v1/sessions/{session_id}/complete */
enum outcome session_results_complete(struct uow *u, const struct session *session,
                                      int32_t offset_minutes) MUST_USE;

/* session_results_revise - decide again after a correction, which is queued already; does nothing
 * before the session is completed. Evidence that was recorded stays: it is never edited. */
enum outcome session_results_revise(struct uow *u, const struct session *session,
                                    int32_t offset_minutes) MUST_USE;

#endif
