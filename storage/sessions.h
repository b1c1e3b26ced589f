/* sessions.h - sessions in the database
 *
 * Must not know: HTTP, which role may do what.
 * Tests: tests/api/test_sessions.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_SESSIONS_H
#define BANGKOM_STORAGE_SESSIONS_H

#include "domain/sessions.h"
#include "storage/db/uow.h"

/* How a session is named: by itself, or as the one of an enrolment. */
struct session_name {
    const struct ref *session_id; /* NULL: the enrolment's */
    struct uuid enrolment_id;
};

/* sessions_want - queue the look-up of a session; NOT_FOUND at the next sync when there is none
 * in   lock  first take its row until the end of the transaction: everything queued later is read
 *            behind it */
void sessions_want(struct uow *u, const struct session_name *name, bool lock, struct session *ret);

/* sessions_load - one session, with its blocks
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome sessions_load(struct uow *u, struct ref session_id, struct session *ret) MUST_USE;

/* sessions_load_for_create - what sessions_decide_create needs, behind the lock that keeps other
 * schedules out: one round trip
 * in   offset_minutes  the organization's zone, east of UTC */
enum outcome sessions_load_for_create(struct uow *u, const struct session_create *in,
                                      int32_t offset_minutes,
                                      struct session_facts *ret_facts) MUST_USE;

/* sessions_load_for_update - the session, locked, and what sessions_decide_update needs: two round
 * trips where the patch moves it
 * in/out ret_facts  offset_minutes is set by the caller
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome sessions_load_for_update(struct uow *u, struct ref session_id,
                                      const struct session_patch *patch, struct session *ret,
                                      struct session_facts *ret_facts) MUST_USE;

/* sessions_load_for_step - the session, locked, and what sessions_decide_step needs
 * in/out ret_facts  offset_minutes is set by the caller
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome sessions_load_for_step(struct uow *u, struct ref session_id, struct session *ret,
                                    struct session_facts *ret_facts) MUST_USE;

/* sessions_apply_create / sessions_apply_update - queue the decided row, its blocks, audit and
 * outbox rows
 * in   blocks  whether the blocks were replaced */
void sessions_apply_create(struct uow *u, const struct session *session);
void sessions_apply_update(struct uow *u, struct session *session, bool blocks);

/* sessions_apply_step - queue the new state with its transition, audit and outbox rows; a cancelled
 * session lets its rooms and instructors go
 * in   from  the state before; reason NULL: none */
void sessions_apply_step(struct uow *u, const struct session *session, enum session_state from,
                         const char *reason);

#endif
