/* fixture_needs.h - people of Plaju who fall short, and their needs analysis, by one word each
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_TESTS_STORAGE_FIXTURE_NEEDS_H
#define BANGKOM_TESTS_STORAGE_FIXTURE_NEEDS_H

#include "fixture_people.h"

/* add_plaju - units plaju > section, position clerk that requires level 3 of `project`, employees
 * ani (level 1), budi (level 2), citra (level 3) and dedi (unknown) in section; the analysis
 * `akpk` of plaju, begun by planner */
void add_plaju(void);

/* assess - evidence of a level on a day, as rows alone: needs are not looked at */
void assess(const char *employee, int level, const char *method, const char *day);

/* set_analysis - the state of `akpk` */
void set_analysis(const char *state);

/* acting_as - from here on the caller is this client */
void acting_as(const char *word);

/* need_text - a column of the need of an employee in `akpk`, or NULL */
const char *need_text(const char *employee, const char *column);

#endif
