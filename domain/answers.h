/* answers.h - rules on what one participant answers
 *
 * Nothing of the participant gets into what is decided here.
 * Must not know: storage, HTTP, who answers.
 * Tests: tests/domain/test_answers.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_ANSWERS_H
#define BANGKOM_DOMAIN_ANSWERS_H

#include "contract/evaluations.h"
#include "contract/instrument_versions.h"
#include "domain/base/problem.h"
#include "domain/revision_judgement.h"

/* What storage found, behind the lock of the evaluation. */
struct answer_facts {
    struct uuid evaluation_id, instrument_version_id;
    enum evaluation_state state;
    bool answered; /* the caller's ballot is used */
    bool frozen;   /* somebody has answered the instrument before */
    const struct instrument_item *items;
    size_t item_count;
};

/* An answer to store. */
struct answer_decision {
    struct uuid evaluation_id, instrument_version_id;
    bool freezes;       /* from now on the instrument does not change */
    const char *scores; /* JSON object {ITEM_ID: 1..5} */
    const char *texts;  /* JSON object {ITEM_ID: text} */
    struct revision_scores judged;
};

/* answers_decide - the answer to store
 * out    *ret  texts in the arena of `problem`; members in the order of the instrument, whatever
 *              the order of the answer
 * fails  CONFLICT already-answered, wrong-state (closed)
 *        INVALID an item that the instrument does not have or that is of the other kind, one that
 *        is answered twice, a score that is missing: all of them at once
 * from   R-60; PUT /v1/evaluations/{evaluation_id}/answer */
enum outcome answers_decide(const struct evaluation_answer *in, const struct answer_facts *facts,
                            struct answer_decision *ret, struct problem *problem) MUST_USE;

#endif
