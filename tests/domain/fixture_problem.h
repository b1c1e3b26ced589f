/* fixture_problem.h - an arena, a problem and what it says, for suites of pure rules
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_TESTS_DOMAIN_FIXTURE_PROBLEM_H
#define BANGKOM_TESTS_DOMAIN_FIXTURE_PROBLEM_H

#include <check.h>

#include "domain/base/problem.h"
#include "domain/base/time.h"
#include "domain/base/uuid.h"

extern struct arena scratch;
extern struct problem problem;

/* fixture_problem_open / _close - checked fixture: nothing is wrong yet */
void fixture_problem_open(void);
void fixture_problem_close(void);

/* problem_text - "CODE pointer rule | pointer rule" as recorded, "" when nothing is wrong */
const char *problem_text(void);

/* word_id - the same id for the same word */
struct uuid word_id(const char *word);
/* day_of - yyyy-mm-dd as a date; the test fails when there is none */
struct date day_of(const char *text);

/* run_case - run one test case with the fixture in a suite of its own; for main() */
int run_case(TCase *tests, const char *name);

#endif
