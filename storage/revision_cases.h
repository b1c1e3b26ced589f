/* revision_cases.h - revision cases in the database, as people read and change them
 *
 * Must not know: HTTP, which role may do what. Cases have no scope.
 * Tests: tests/storage/test_revision_cases.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_REVISION_CASES_H
#define BANGKOM_STORAGE_REVISION_CASES_H

#include "domain/revision_cases.h"
#include "storage/db/uow.h"

/* revision_cases_load - one case, with its actions and the planned sessions that it affects
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome revision_cases_load(struct uow *u, struct uuid id, struct revision_case *ret) MUST_USE;

/* revision_cases_load_mine - what was changed because of sessions that the caller attended, also
 * where the case has moved on to another session
 * fails  UNAVAILABLE
 * from   R-70; GET /v1/me/revision-cases */
enum outcome revision_cases_load_mine(struct uow *u, struct my_revision_cases *ret) MUST_USE;

/* revision_cases_load_for_open - what revision_cases_decide_create needs, with the training locked
 * against judgements
 * fails  UNAVAILABLE */
enum outcome revision_cases_load_for_open(struct uow *u, const struct revision_case_input *in,
                                          struct revision_open_facts *ret) MUST_USE;

/* A case that is to be changed, and what decides on it. */
struct revision_case_change {
    struct revision_case found;
    enum revision_case_state from; /* its state as loaded */
    struct revision_case_facts facts;
    struct registry_facts registry;
};

/* revision_cases_load_for_change - locked until the end of the transaction: one round trip
 * in     action  compared with what was judged; NULL: there is none
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome revision_cases_load_for_change(struct uow *u, struct uuid id,
                                            const struct revision_action_input *action,
                                            struct revision_case_change *ret) MUST_USE;

/* revision_cases_apply_create - write the decided row with its trail, and read the case
 * fails  CONFLICT already-exists at /dimension | UNAVAILABLE */
enum outcome revision_cases_apply_create(struct uow *u, const struct revision_row *row,
                                         struct revision_case *ret) MUST_USE;

/* revision_cases_apply_change - queue the decided case with its trail
 * in  action  recorded with it; NULL: none
 *     reason  for the history of states; NULL: none was given */
void revision_cases_apply_change(struct uow *u, const struct revision_case_change *change,
                                 const struct revision_action_row *action, const char *reason);

#endif
