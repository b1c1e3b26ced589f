/* hours.h - the ledger of JP in the database
 *
 * Must not know: HTTP, how JP are counted. Credits of an employee are serialized by a lock on the
 * employee's row, so that the same activity is credited once, whichever way it arrives.
 * Tests: tests/storage/test_hours.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_HOURS_H
#define BANGKOM_STORAGE_HOURS_H

#include "domain/hours.h"
#include "storage/db/uow.h"

/* hours_credit_session - credit every seat of the session by its attendance, once: doing it again
 * adds nothing. Seats are those confirmed, attended, absent, passed or failed; what counts is the
 * attendance of the blocks, never the state alone.
 * fails  UNAVAILABLE
 * needs  an explicit transaction; syncs what was queued before, queues the entries and their trail
 * from   R-50; POST /v1/sessions/{session_id}/complete, in its unit of work */
enum outcome hours_credit_session(struct uow *u, struct uuid session_id) MUST_USE;

/* hours_recredit_enrolment - have the ledger say of one seat what attendance says now: reverse its
 * credit and credit anew where the figure changed, for the days of the session, not of the
 * correction. Nothing while the session is not completed.
 * fails  UNAVAILABLE
 * needs  an explicit transaction in which the correction is queued or done; syncs it
 * from   */
enum outcome hours_recredit_enrolment(struct uow *u, struct uuid enrolment_id) MUST_USE;

struct hour_days {
    struct date first, last;
};

/* hours_recredit_near - a claim of an employee over these days counts no longer: credit the seats
 * that it kept from being credited, so that the activity is not credited zero times
 * fails  UNAVAILABLE
 * needs  an explicit transaction in which the reversal is queued or done; syncs it
 * from   R-52; POST /v1/hour-claims/{hour_claim_id}/reverse, in its unit of work */
enum outcome hours_recredit_near(struct uow *u, struct uuid employee_id,
                                 const struct hour_days *days) MUST_USE;

/* hours_apply - queue what was decided, with its audit and outbox rows */
void hours_apply(struct uow *u, const struct hour_decision *decision);

#endif
