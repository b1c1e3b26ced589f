/* fixture_trainings.h - trainings, versions and partners by one word each
 *
 * A word names the same row throughout a test: its id, its external id or number, and its name.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_TESTS_STORAGE_FIXTURE_TRAININGS_H
#define BANGKOM_TESTS_STORAGE_FIXTURE_TRAININGS_H

#include "fixture_people.h"

/* add_… - a row of fx.organization as the owner */
void add_training(const char *word);
/* add_version - a version with one module of 4.5 JP; state "draft" or "published" */
void add_version(const char *word, const char *training, int number, const char *state);
void add_partner(const char *word);

/* day - yyyy-mm-dd; the test fails when there is no such day */
struct date day(const char *text);

#endif
