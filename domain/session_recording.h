/* session_recording.h - who may record attendance and scores of a session, and when
 *
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_session_recording.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_SESSION_RECORDING_H
#define BANGKOM_DOMAIN_SESSION_RECORDING_H

#include "domain/sessions.h"

/* Who records, and why. */
struct session_recorder {
    bool manages;       /* as admin or planner over the whole organization */
    bool teaches;       /* as an instructor of the session */
    struct uuid actor;  /* nil: the system */
    struct uuid self;   /* the actor's own employee record, or nil */
    const char *reason; /* NULL: none was given */
    struct instant now;
};

/* session_recording_check - OUTCOME_OK when the recorder may record now
 * in     from  the first state in which it can be: closed for scores, running for attendance
 * fails  FORBIDDEN neither manages nor teaches | CONFLICT wrong-state before `from`, or cancelled
 *        INVALID /reason missing once the session is completed: it is a correction */
enum outcome session_recording_check(const struct session_recorder *recorder,
                                     const struct session *session, enum session_state from,
                                     struct problem *problem) MUST_USE;

/* session_recording_check_participant - that an item names a participant who is not the recorder
 * in     employee_id  NULL: nobody with a seat in the session
 * fails  by violations: /items/INDEX/enrolment_id unknown, or own-case */
void session_recording_check_participant(const struct session_recorder *recorder, size_t index,
                                         const struct uuid *employee_id, struct problem *problem);

/* session_recording_violate - a violation of a member of an item; a reference that is not found
 * becomes the code of the problem, as does one's own case */
void session_recording_violate(size_t index, const char *member, enum violation_rule rule,
                               struct problem *problem);

#endif
