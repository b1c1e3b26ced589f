/* answers.h - what participants answer, in the database: added, never read one by one
 *
 * An answer rewrites all answers and all ballots of its evaluation and shuffles the answers, so
 * that no order of any kind remains; what is recorded of it names nobody and knows the day only.
 * Must not know: HTTP.
 * Tests: tests/storage/test_anonymity.c, tests/storage/test_answers.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_ANSWERS_H
#define BANGKOM_STORAGE_ANSWERS_H

#include "domain/answers.h"
#include "storage/db/uow.h"
#include "storage/revisions.h"

/* answers_load - the evaluation, locked, the caller's ballot, and what judging the answer needs:
 * one round trip
 * fails  NOT_FOUND there is no such evaluation, or the caller has no ballot of it | UNAVAILABLE */
enum outcome answers_load(struct uow *u, struct uuid evaluation_id, struct answer_facts *ret,
                          struct revisions_asked *ret_asked) MUST_USE;

/* answers_apply - queue the answer, the caller's ballot, the first time the freezing of what was
 * asked, and the audit and outbox rows. The unit of work has then forgotten its caller
 * (uow_forget_caller): whatever is queued later is done by the system itself and on this day. */
void answers_apply(struct uow *u, const struct answer_decision *decision);

#endif
