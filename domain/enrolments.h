/* enrolments.h - people in sessions: nominating, deciding, giving back
 *
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_enrolments.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_ENROLMENTS_H
#define BANGKOM_DOMAIN_ENROLMENTS_H

#include "domain/seats.h"
#include "domain/sessions.h"

enum enrolment_action {
    ENROLMENT_ACTION_APPROVE = 1,
    ENROLMENT_ACTION_REJECT,
    ENROLMENT_ACTION_WITHDRAW,
};

/* What people decide; seats and results move enrolments further (seats.h, session_results.h). */
extern const struct transition_machine enrolments_machine;

/* Nominations and what storage found about them. */
struct nominations {
    const struct session *session;
    size_t count;
    const struct enrolment_create *items;
    const struct nominee *found; /* of each item, in its order */
    const struct uuid *ids;      /* fresh, as many */
    struct uuid actor;           /* who nominates; nil: the system */
    struct uuid self;            /* the actor's own employee record, or nil */
    struct instant now;
    bool bulk; /* pointers begin with /items/N */
};

/* enrolments_decide_nominations - the enrolments to store, all or none
 * out    ret  as many as there are items; lives in the problem's arena
 * fails  CONFLICT wrong-state unless the session is open or closed; already-exists: enrolled
 *        INVALID an unknown person or need, somebody who left, the same person twice
 *        FORBIDDEN own-case: oneself
 * from  ; POST /v1/sessions/{session_id}/enrolments and …/bulk */
enum outcome enrolments_decide_nominations(const struct nominations *nominations,
                                           struct enrolment_list *ret,
                                           struct problem *problem) MUST_USE;

/* What storage found before an enrolment is decided. */
struct enrolment_facts {
    struct session session;
    bool has_clash;
    struct enrolment_clash clash; /* the first that was decided elsewhere at the same time */
    struct seat_candidate *candidates;
    size_t candidate_count;
    const struct session_waited_for *elsewhere; /* where the person waits while they sit here */
    size_t elsewhere_count;
    struct uuid actor; /* who decides; nil: the system */
    struct instant now;
};

/* What a decision on an enrolment brings about besides its new state. */
struct enrolment_decision {
    enum enrolment_state from; /* the state before */
    struct enrolment_moves
        seats; /* who moves because of it; an approved one may move itself further */
    const struct session_waited_for *elsewhere; /* whose seats are to be given out again */
    size_t elsewhere_count;
};

/* enrolments_decide_approval - approved; behind the close of nominations also a seat or a place
 * to wait
 * in/out *enrolment  as loaded; on OUTCOME_OK as decided, before seats are given out
 * fails  FORBIDDEN own-case: who nominated, or is nominated | CONFLICT wrong-state of the
 *        enrolment or the session; participant-clash with the other enrolment as `conflicting`
 * from  ; POST /v1/enrolments/{enrolment_id}/approve */
enum outcome enrolments_decide_approval(struct enrolment *enrolment,
                                        const struct enrolment_approval *in,
                                        struct enrolment_facts *facts,
                                        struct enrolment_decision *ret,
                                        struct problem *problem) MUST_USE;

/* enrolments_decide_rejection - rejected
 * fails  as enrolments_decide_approval, without clashes
 * from   R-01; POST /v1/enrolments/{enrolment_id}/reject */
enum outcome enrolments_decide_rejection(struct enrolment *enrolment, const char *reason,
                                         struct enrolment_facts *facts,
                                         struct enrolment_decision *ret,
                                         struct problem *problem) MUST_USE;

/* enrolments_decide_withdrawal - withdrawn, and the place given to the next at once; who sat here
 * and was passed over elsewhere is looked at again there
 * fails  CONFLICT wrong-state of the enrolment or the session
 * from   R-46; POST /v1/enrolments/{enrolment_id}/withdraw */
enum outcome enrolments_decide_withdrawal(struct enrolment *enrolment, const char *reason,
                                          struct enrolment_facts *facts,
                                          struct enrolment_decision *ret,
                                          struct problem *problem) MUST_USE;

#endif
