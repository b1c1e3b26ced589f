/* schedule.h - when a session may stand in the calendar, and what is in its way
 *
 * Must not know: storage, HTTP. Rooms, instructors and quotas that others take meanwhile are kept
 * apart by the lock that storage takes before it looks, and by the database's constraints.
 * Tests: tests/domain/test_schedule.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_SCHEDULE_H
#define BANGKOM_DOMAIN_SCHEDULE_H

#include "contract/sessions.h"
#include "domain/agreements.h"

/* What storage found about a schedule that is wanted. */
struct schedule_facts {
    const struct session_pin *pin;
    const struct agreement_usage *usage;      /* of the agreement; NULL: internal */
    const struct session_block_facts *blocks; /* of each block wanted, in its order */
    int32_t offset_minutes;                   /* the organization's zone, east of UTC */
};

/* schedule_check_training - OUTCOME_OK when the training can be scheduled now
 * fails  CONFLICT training-retired, or training-held with the revision case as `conflicting`
 * from   */
enum outcome schedule_check_training(const struct session_pin *pin,
                                     struct problem *problem) MUST_USE;

/* A stretch of time from the first beginning to the last end. */
struct schedule_span {
    bool dated;
    struct instant starts_at, ends_at;
};

/* schedule_span_of - the span of blocks wanted; not dated without any */
struct schedule_span schedule_span_of(const struct session_block_input_list *blocks);

/* schedule_check_agreement - OUTCOME_OK when the agreement, if any, covers one more session of the
 * training in that span, by the days of the organization's zone, and its partner is in use
 * fails  CONFLICT agreement-not-covering (scope, dates, quota), with the agreement as
 *        `conflicting`; partner-inactive, with the partner
 * from   R-40 */
enum outcome schedule_check_agreement(const struct schedule_facts *facts,
                                      const struct schedule_span *span,
                                      struct problem *problem) MUST_USE;

/* schedule_refuse_instructor - CONFLICT instructor-inactive, with the instructor as `conflicting`
 * from   R-40 */
enum outcome schedule_refuse_instructor(const struct inactive_instructor *instructor,
                                        struct problem *problem) MUST_USE;

/* schedule_decide_blocks - the blocks as they will be: in the order of time, numbered from 1
 * in   ids   fresh ones, as many as there are blocks
 * out  *ret  lives in the problem's arena; texts and lists borrowed from `wanted`
 * fails  INVALID every block that ends before it begins, overlaps another of the session, or names
 *        an unknown module or instructor | CONFLICT instructor-inactive, with the instructor as
 *        `conflicting`; room-taken or instructor-taken, with the session that has it
 * from   */
enum outcome schedule_decide_blocks(const struct session_block_input_list *wanted,
                                    const struct schedule_facts *facts, const struct uuid *ids,
                                    struct session_block_list *ret,
                                    struct problem *problem) MUST_USE;

#endif
