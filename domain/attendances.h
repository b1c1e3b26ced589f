/* attendances.h - who was there: stated, never assumed
 *
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_attendances.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_ATTENDANCES_H
#define BANGKOM_DOMAIN_ATTENDANCES_H

#include "contract/attendances.h"
#include "domain/session_recording.h"

/* What storage found about a sheet. */
struct attendance_sheet_facts {
    const struct session *session;
    struct session_recorder recorder;
    const struct attendance_fact *found; /* of each item, in its order */
    const struct uuid *ids;              /* fresh, as many as there are items */
};

/* attendances_decide - the statements to store: those that say something new, as next revisions
 * out    ret  lives in the problem's arena; fewer than the items when some say what is recorded
 * fails  as session_recording_check | INVALID by item: an enrolment or block of another session, a
 *        block that has not begun, the same enrolment and block twice | FORBIDDEN own-case
 * from   R-01; PUT /v1/sessions/{session_id}/attendances */
enum outcome attendances_decide(const struct attendance_sheet *in,
                                const struct attendance_sheet_facts *facts,
                                struct attendance_row_list *ret, struct problem *problem) MUST_USE;

#endif
