/* needs.h - needs in the database
 *
 * Must not know: HTTP, which role may do what. Only needs of units in the scope of the unit of work
 * are found, and the caller's own.
 * Tests: tests/storage/test_needs.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_NEEDS_H
#define BANGKOM_STORAGE_NEEDS_H

#include "contract/assessments.h"
#include "domain/needs.h"
#include "storage/db/uow.h"

/* needs_load - one need
 * fails  NOT_FOUND absent or out of scope (R-02) | UNAVAILABLE */
enum outcome needs_load(struct uow *u, struct uuid id, struct need *ret) MUST_USE;

/* needs_caller - who acts on needs in this unit of work */
struct need_caller needs_caller(const struct uow *u);

/* needs_load_for_create - the state of the analysis, locked against the next step of its cycle, and
 * what the input names: two round trips
 * fails  INVALID /needs_analysis_id unknown or out of scope | UNAVAILABLE */
enum outcome needs_load_for_create(struct uow *u, const struct need_create *in,
                                   enum needs_analysis_state *ret_state,
                                   struct need_targets *ret_targets) MUST_USE;

/* needs_measure - the terms and weights of the priority of a need: one round trip */
enum outcome needs_measure(struct uow *u, const struct need *need,
                           struct need_measure *ret) MUST_USE;

/* needs_load_for_decision - the need, locked until the end of the transaction, and the state of its
 * analysis: two round trips
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome needs_load_for_decision(struct uow *u, struct uuid id, struct need *ret_need,
                                     enum needs_analysis_state *ret_state) MUST_USE;

/* needs_load_evidence - an assessment that is named for a need; without a value when it is unknown
 * or out of scope
 * fails  UNAVAILABLE */
enum outcome needs_load_evidence(struct uow *u, struct uuid need_id, struct uuid assessment_id,
                                 struct need_evidence *ret) MUST_USE;

/* needs_apply_create / needs_apply_decision - queue the decided row with history, audit and outbox
 * in  from    the state before
 *     reason  NULL: none was given */
void needs_apply_create(struct uow *u, const struct need *need);
void needs_apply_decision(struct uow *u, const struct need *need, enum need_state from,
                          const char *reason);

/* needs_met_by_assessments - queue that needs are met by these assessments, or by what they make
 * count, with history, audit and outbox: two statements, after the one that stores the
 * assessments */
void needs_met_by_assessments(struct uow *u, const struct assessment_list *assessments);

/* needs_meet_verified - that a need is met at once by what was found while it was proposed:
 * one round trip, or two
 * needs  the need loaded for decision and verified by what is queued
 * in/out *need  as it then is
 * fails  UNAVAILABLE */
enum outcome needs_meet_verified(struct uow *u, struct need *need) MUST_USE;

/* needs_meet_all_verified - queue the same for all needs of an analysis that this unit of work
 * verifies */
void needs_meet_all_verified(struct uow *u, struct uuid needs_analysis_id);

/* needs_follow_results - queue that needs met by evidence of a session are again what they were
 * before where the result was corrected, and that those are met which what stands now meets, with
 * history, audit and outbox: two statements, after the corrections */
void needs_follow_results(struct uow *u, struct uuid session_id);

/* needs_plan - queue that the validated needs of a plan's items are planned, likewise */
void needs_plan(struct uow *u, struct uuid plan_id);

#endif
