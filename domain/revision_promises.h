/* revision_promises.h - what the next session was promised to be
 *
 * A case that is resolved by a new version or another method, instructor or partner has told its
 * participants so. Until an evaluation has judged the change, every session of the training keeps
 * it: of each kind of change that the case names, one of those named. Whoever planned a session of
 * an older version cancels it and plans it anew: a session stays with its version. A retired
 * training has no session. A session without dates measures demand and is held by nobody yet
 * it is bound when it gets its dates.
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_revision_promises.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_REVISION_PROMISES_H
#define BANGKOM_DOMAIN_REVISION_PROMISES_H

#include "contract/revision_cases.h"
#include "contract/sessions.h"
#include "domain/base/problem.h"

/* Actions of the resolved cases of a training, as storage found them. */
struct revision_promises {
    const struct revision_promise *items;
    size_t count;
};

/* revision_promises_check - OUTCOME_OK when the session, as it is to be, keeps them all
 * fails  CONFLICT promise-broken, which names the change, with the case as `conflicting`
 * from   R-67 */
enum outcome revision_promises_check(const struct revision_promises *promises,
                                     const struct session *session,
                                     struct problem *problem) MUST_USE;

#endif
