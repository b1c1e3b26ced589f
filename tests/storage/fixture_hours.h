/* fixture_hours.h - a session of "Manajemen Proyek", its seats and their attendance by one word each
 *
 * The version taught has the modules "basics" (4 JP) and "practice" (10 JP).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_TESTS_STORAGE_FIXTURE_HOURS_H
#define BANGKOM_TESTS_STORAGE_FIXTURE_HOURS_H

#include "fixture_people.h"

/* held_training - the training "training" with its version and modules, as the owner */
void held_training(void);
/* held_session - a completed session of it; held_block - 3 hours of it that teach the module (NULL:
 * none), on a day from 01:00 UTC */
void held_session(const char *word);
void held_block(const char *word, const char *session, int ordinal, const char *module,
                const char *day);
/* held_seat - an employee's enrolment in the session, in the unit "unit" */
void held_seat(const char *word, const char *session, const char *employee);
/* held_attendance - attendance as stated; revision counts from 1, and the newest counts */
void held_attendance(const char *seat, const char *session, const char *block, int revision,
                     bool present);
/* earn - an entry of the employee for something done on that day, in hundredths of a JP */
void earn(const char *employee, const char *day, int jp);
/* credit_session, recredit - in a unit of work of their own */
enum outcome credit_session(const char *session);
enum outcome recredit(const char *seat);
/* jp_of - sum of the employee's entries of a year, in hundredths */
int64_t jp_of(const char *employee, int year);

#endif
