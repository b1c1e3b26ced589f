/* policy_revision_proposals.h - proposals to revise the policy in the database
 *
 * Must not know: HTTP, which role may do what.
 * Tests: tests/storage/test_policy_revision_proposals.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_POLICY_REVISION_PROPOSALS_H
#define BANGKOM_STORAGE_POLICY_REVISION_PROPOSALS_H

#include "domain/policy_revision_proposals.h"
#include "storage/db/uow.h"

/* policy_proposals_open_ineffective - the revisions of a training do not help: put the policy in
 * force today up for revision, unless it is already for this training, or no version is in force
 * in     evidence  text of a JSON object with the cases and their figures; lives until the commit
 * fails  UNAVAILABLE
 * needs  an explicit transaction; syncs what was queued before
 * from   R-22; the revisions call it when a case ends verified_ineffective */
enum outcome policy_proposals_open_ineffective(struct uow *u, struct uuid training_id,
                                               const char *evidence) MUST_USE;

/* policy_revision_proposals_check_now - open what R-22 asks for the objectives of the version in
 * force today; nothing twice
 * fails  UNAVAILABLE
 * from   POST /v1/policy-revision-proposals/check */
enum outcome policy_revision_proposals_check_now(struct uow *u,
                                                 struct policy_revision_check_reply *ret) MUST_USE;

/* policy_revision_proposals_load / policy_revision_proposals_load_for_close - one proposal; the
 * latter locked until the end of the transaction
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome policy_revision_proposals_load(struct uow *u, struct uuid id,
                                            struct policy_revision_proposal *ret) MUST_USE;
enum outcome policy_revision_proposals_load_for_close(
    struct uow *u, struct uuid id, struct policy_revision_proposal *ret) MUST_USE;

/* policy_revision_proposals_load_answer - the version that the proposal is about and the one that
 * is named as the answer; texts live in the arena
 * fails  UNAVAILABLE */
enum outcome policy_revision_proposals_load_answer(struct uow *u, struct uuid revised_id,
                                                   struct uuid answer_id,
                                                   struct policy_revision_answer *ret) MUST_USE;

/* policy_revision_proposals_apply_close - queue the decided row with its trail */
void policy_revision_proposals_apply_close(struct uow *u,
                                           const struct policy_revision_proposal *proposal);

#endif
