/* fixture_notes.h - a table of notes with statements by hand, for the suites of the unit of work
 *
 * Nothing here depends on the resources, so that storage/db is tested on its own.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_TESTS_STORAGE_FIXTURE_NOTES_H
#define BANGKOM_TESTS_STORAGE_FIXTURE_NOTES_H

#include "fixture.h"

extern const char notes_sql[]; /* makes the table; for fixture_main */

struct note {
    struct presence has;
    int64_t id;
    const char *body;
};
enum { NOTE_ID, NOTE_BODY };
extern const struct record note_record;
extern const struct statement note_get, note_lock, note_list, note_insert, note_update, fail_with,
    backend_pid, setting, prepared_names, sleep_s, wrong_type, wrong_sql, brief_get, brief_fail,
    brief_sleep_ms, brief_setting, brief_end;

/* note - body NULL: absent */
struct note note(int64_t id, const char *body);
/* reader / writer - a unit of work for fx.organization, in the test's arena */
struct uow *reader(void);
struct uow *writer(void);
void queue_insert(struct uow *u, int64_t id, const char *body);
/* insert - a committed note */
void insert(int64_t id, const char *body);
void forget_problem(void);
/* notes_of - how many the owner sees */
int64_t notes_of(struct uuid organization);
/* expect_idle_pool - nothing is leased, and so many connections are open */
void expect_idle_pool(int open);

#endif
