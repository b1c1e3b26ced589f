/* fixture_people.h - units, positions, employees and competencies by one word each
 *
 * A word names the same row throughout a test: its id, its external id and its name.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_TESTS_STORAGE_FIXTURE_PEOPLE_H
#define BANGKOM_TESTS_STORAGE_FIXTURE_PEOPLE_H

#include "fixture.h"

/* id_of - the id of a word in fx.organization */
struct uuid id_of(const char *word);
/* by_id, by_ext - references to it */
struct ref by_id(const char *word);
struct ref by_ext(const char *word);

/* add_… - a row of fx.organization as the owner; parent NULL: a root */
void add_unit(const char *word, const char *parent);
void add_position(const char *word);
void add_competency(const char *word);
void add_employee(const char *word, const char *nip, const char *unit);
/* add_crowd - so many employees of a unit, "crowd0001" and on, none of whom has a word; every other
 * one is PPPK */
void add_crowd(const char *unit, int count);

/* new_reader / new_writer - a unit of work for fx.context, with a fresh fx.problem */
struct uow *new_reader(void);
struct uow *new_writer(void);
/* finish - commit when all went well so far, roll back otherwise */
enum outcome finish(struct uow *u, enum outcome so_far);
/* scoped_to - from here on fx.context sees only what lies below this unit */
void scoped_to(const char *unit);

/* violation_of - "CODE pointer" of fx.problem, "" when nothing is wrong */
const char *violation_of(void);

/* app_connection - a connection as bangkom_app for fx.organization, in UTC */
PGconn *app_connection(void);
/* run_on - SQL on it that must not fail */
void run_on(PGconn *pg, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* is_blocked - whether this backend waits for a lock; looks for up to 5 s */
bool is_blocked(PGconn *pg);
/* end_of - SQLSTATE of the command that was sent, "00000" on success; waits for it */
const char *end_of(PGconn *pg);

/* commit_when_waited_for - a thread with a transaction of its own: runs the SQL as bangkom_app, and
 * commits as soon as another backend waits for it
 * committed - joins it; whether somebody waited and the commit went well */
struct committer;
struct committer *commit_when_waited_for(const char *sql);
bool committed(struct committer *committer);

#endif
