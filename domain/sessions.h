/* sessions.h - trainings held: their states and how they are scheduled
 *
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_sessions.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_SESSIONS_H
#define BANGKOM_DOMAIN_SESSIONS_H

#include "domain/revision_promises.h"
#include "domain/schedule.h"
#include "domain/transitions.h"

enum session_action {
    SESSION_ACTION_OPEN = 1,
    SESSION_ACTION_CLOSE,
    SESSION_ACTION_START,
    SESSION_ACTION_COMPLETE,
    SESSION_ACTION_CANCEL,
};

/* planned -> open -> closed -> running -> completed; cancelled until completed */
extern const struct transition_machine sessions_machine;

/* What storage found before a session is scheduled or changed. */
struct session_facts {
    bool whole_organization; /* the caller's role covers it */
    bool training_found;
    struct session_pin pin;
    struct revision_promises promises;        /* of its training */
    const struct agreement_usage *usage;      /* of the agreement; NULL: none is named */
    const struct session_block_facts *blocks; /* of each block wanted, in its order */
    const struct uuid *block_ids;             /* fresh, as many */
    bool has_inactive_instructor;             /* among those of a session that exists */
    struct inactive_instructor inactive_instructor;
    int32_t offset_minutes; /* the organization's zone, east of UTC */
    struct uuid new_id;
    struct instant now;
};

/* sessions_decide_create - the session to store, planned, pinned to the published version
 * out    *ret  complete record, version 1; texts borrowed from `in` and `facts`
 * fails  FORBIDDEN a role over a part of the organization | INVALID unknown references, half of a
 *        partner and agreement, blocks as in schedule_decide_blocks
 *        CONFLICT training-unpublished, promise-broken, and as the checks of schedule.h
 * from  ; POST /v1/sessions */
enum outcome sessions_decide_create(const struct session_create *in,
                                    const struct session_facts *facts, struct session *ret,
                                    struct problem *problem) MUST_USE;

/* sessions_decide_update - the session as it will be
 * in/out *session  as loaded; on OUTCOME_OK changed
 * out    ret_changed  false: the patch says nothing new and nothing is to be stored
 * fails  as sessions_decide_create | CONFLICT wrong-state unless it is planned or open
 * from   R-40; PATCH /v1/sessions/{session_id} */
enum outcome sessions_decide_update(struct session *session, const struct session_patch *patch,
                                    const struct session_facts *facts, bool *ret_changed,
                                    struct problem *problem) MUST_USE;

/* sessions_moves - whether a patch touches what the rules of scheduling look at */
bool sessions_moves(const struct session_patch *patch);

/* sessions_decide_step - the session after an action
 * in     facts  blocks and block_ids are not looked at
 *        reason  NULL: none
 * in/out *session  on OUTCOME_OK in the new state
 * fails  FORBIDDEN a role over a part of the organization | CONFLICT wrong-state; training-held and
 *        promise-broken on opening; agreement-not-covering, partner-inactive and
 *        instructor-inactive on opening and on starting; session-undated on closing
 * from  ; POST /v1/sessions/{session_id}/open … cancel */
enum outcome sessions_decide_step(struct session *session, enum session_action action,
                                  const struct session_facts *facts, const char *reason,
                                  struct problem *problem) MUST_USE;

#endif
