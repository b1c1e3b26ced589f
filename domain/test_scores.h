/* test_scores.h - pre- and post-tests
 *
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_scores.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_TEST_SCORES_H
#define BANGKOM_DOMAIN_TEST_SCORES_H

#include "contract/test_scores.h"
#include "domain/session_recording.h"

/* What storage found about a sheet. */
struct test_score_sheet_facts {
    const struct session *session;
    struct session_recorder recorder;
    const struct test_score_fact *found; /* of each item, in its order */
    const struct uuid *ids;              /* fresh, as many as there are items */
};

/* test_scores_decide - the scores to store: those that say something new, as next revisions
 * out    ret  lives in the problem's arena; fewer than the items when some say what is recorded
 * fails  as session_recording_check | INVALID by item: an enrolment of another session, the same
 *        enrolment and test twice | FORBIDDEN own-case
 * from   R-01; PUT /v1/sessions/{session_id}/test-scores */
enum outcome test_scores_decide(const struct test_score_sheet *in,
                                const struct test_score_sheet_facts *facts,
                                struct test_score_row_list *ret, struct problem *problem) MUST_USE;

#endif
