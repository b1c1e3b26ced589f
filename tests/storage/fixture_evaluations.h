/* fixture_evaluations.h - a completed session with people who attended, and an instrument
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_TESTS_STORAGE_FIXTURE_EVALUATIONS_H
#define BANGKOM_TESTS_STORAGE_FIXTURE_EVALUATIONS_H

#include "domain/answers.h"
#include "fixture_people.h"

/* add_judged_training - a training with version 1, both by the same word
 * add_session - a completed session of it
 * add_participant - an employee "WORDn" of the unit "office" (made once), enrolled in the session */
void add_judged_training(const char *word);
void add_session(const char *word, const char *training);
void add_participant(const char *word, int n, const char *session, const char *state);

/* add_instrument - a published version with a score for the dimensions method and overall, and a
 * text; items are id_of("method"), id_of("overall") and id_of("words") */
void add_instrument(void);

/* open_level1 - as completing the session does; the id of the evaluation */
struct uuid open_level1(const char *session);

/* act_as - from here on fx.context is that of this employee */
void act_as(const char *word, int n);

/* answer - one committed answer by whom fx.context is; text NULL: none */
enum outcome answer(struct uuid evaluation_id, int score, const char *text);

/* answer_of - what `answer` sends */
struct evaluation_answer answer_of(int score, const char *text);

#endif
