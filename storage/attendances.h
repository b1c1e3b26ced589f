/* attendances.h - statements of attendance in the database: added and read, never changed
 *
 * Must not know: HTTP, which role may do what.
 * Tests: tests/api/test_sessions.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_ATTENDANCES_H
#define BANGKOM_STORAGE_ATTENDANCES_H

#include "domain/attendances.h"
#include "storage/db/uow.h"

/* attendances_load_session - the session, locked, and whether the caller teaches in it: what a
 * recorder is made of
 * in/out ret_recorder  manages and reason are set by the caller
 * fails  NOT_FOUND no such session | UNAVAILABLE */
enum outcome attendances_load_session(struct uow *u, struct ref session_id, struct session *ret,
                                      struct session_recorder *ret_recorder) MUST_USE;

/* attendances_load - what each item of a sheet names
 * in/out ret  session and recorder are set by the caller */
enum outcome attendances_load(struct uow *u, const struct attendance_sheet *in,
                              struct attendance_sheet_facts *ret) MUST_USE;

/* attendances_apply - queue the statements with their audit and outbox rows */
void attendances_apply(struct uow *u, const struct attendance_row_list *rows);

#endif
