/* enrolments.h - people in sessions, in the database
 *
 * Must not know: HTTP, which role may do what. Only enrolments in the scope of the unit of work are
 * found. Whoever changes seats holds the lock on seats and the row of the session, taken in that
 * order.
 * Tests: tests/storage/test_enrolments.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_ENROLMENTS_H
#define BANGKOM_STORAGE_ENROLMENTS_H

#include "domain/enrolments.h"
#include "storage/db/uow.h"

/* enrolments_load - one enrolment
 * fails  NOT_FOUND absent or out of scope (R-02) | UNAVAILABLE */
enum outcome enrolments_load(struct uow *u, struct uuid id, struct enrolment *ret) MUST_USE;

/* enrolments_load_for_nomination - the session, locked, and what each item names: one round trip
 * in   items  borrowed by *ret
 * out  *ret   ready for enrolments_decide_nominations but for `bulk`
 * fails  NOT_FOUND no such session | UNAVAILABLE */
enum outcome enrolments_load_for_nomination(struct uow *u, struct ref session_id,
                                            const struct enrolment_create *items, size_t count,
                                            struct nominations *ret) MUST_USE;

/* enrolments_apply_nominations - queue the rows with their transitions, audit and outbox rows */
void enrolments_apply_nominations(struct uow *u, const struct enrolment_list *made);

/* enrolments_lock_seats - queue the lock on the seats of the organization; before any session is
 * locked in the same transaction */
void enrolments_lock_seats(struct uow *u);

/* enrolments_load_for_decision - the enrolment behind the locks on seats and on its session, and
 * what the decisions of enrolments.h need: one round trip
 * in   own  whether one's own is found as well, as for a withdrawal
 * fails  NOT_FOUND absent or out of scope (R-02) | UNAVAILABLE */
enum outcome enrolments_load_for_decision(struct uow *u, struct uuid id, bool own,
                                          struct enrolment *ret,
                                          struct enrolment_facts *ret_facts) MUST_USE;

/* enrolments_apply_decision - queue the decided row, those who move because of it, and the
 * transitions, audit and outbox rows of all
 * in   reason  NULL: none */
void enrolments_apply_decision(struct uow *u, const struct enrolment *enrolment,
                               const struct enrolment_decision *decision, const char *reason);

/* enrolments_give_out_seats - give the seats of a session whose nominations were closed, both locks
 * held, to those who are approved; queue the changes with transitions, audit and outbox rows
 * from   R-45 */
enum outcome enrolments_give_out_seats(struct uow *u, const struct session *session) MUST_USE;

/* enrolments_offer - give out the free seats of sessions in which somebody waits who may sit there
 * now; the lock on seats is held, the sessions are locked one after the other: a round trip each
 * in   sessions  of an enrolment_decision that is applied already
 * from   R-46 */
enum outcome enrolments_offer(struct uow *u, const struct session_waited_for *sessions,
                              size_t count) MUST_USE;

/* enrolments_offer_after_cancel - the same where those wait who had a seat in a session that was
 * cancelled, when that is applied already */
enum outcome enrolments_offer_after_cancel(struct uow *u, struct uuid session_id) MUST_USE;

/* enrolments_apply_moves - queue new states with their transitions, audit and outbox rows */
void enrolments_apply_moves(struct uow *u, const struct enrolment_moves *moves);

#endif
