/* fixture_classroom.h - a training with a published version, people, a partner and a teacher by one
 * word each
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_TESTS_STORAGE_FIXTURE_CLASSROOM_H
#define BANGKOM_TESTS_STORAGE_FIXTURE_CLASSROOM_H

#include "fixture_people.h"

#define CLASSROOM_PEOPLE 30

/* classroom_fill - units office and other-office, employees p0 to p29 of office and head of
 * other-office, competency manpro-c, training manpro with version manpro-v1 of one module to level
 * 3, partner uni, and the teacher, who is nobody's employee */
void classroom_fill(void);
/* add_revision_case - in that state; waived_until NULL: none */
void add_revision_case(const char *word, const char *training, const char *state,
                       const char *waived_until);
/* add_agreement - with a quota of sessions, over all trainings */
void add_agreement(const char *word, const char *partner, const char *valid, int quota);

/* classroom_session - a session of manpro in that state, with 9 seats and a waitlist of 9 */
void classroom_session(const char *word, const char *state);
/* classroom_block - a block of it */
void classroom_block(const char *session, const char *word, int ordinal, const char *during);
/* classroom_teacher - the instructor teaches in the block */
void classroom_teacher(const char *block, const char *instructor);
/* classroom_seat - an enrolment by one word */
void classroom_seat(const char *session, const char *word, const char *person, const char *state);

/* enrolment_id - the enrolment of employee pNUMBER */
struct uuid enrolment_id(int number);
/* enrolment_action - path of an action on it; NULL: of itself */
const char *enrolment_action(int number, const char *action);
/* attendance_of - a sheet for these numbers, e.g. "(1, 2)", in every block */
const char *attendance_of(const char *numbers, bool present);
/* with_reason - the sheet with a reason */
const char *with_reason(const char *sheet, const char *reason);

#endif
