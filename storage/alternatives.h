/* alternatives.h - what could be tried instead for a training under revision, as the database
 * knows it
 *
 * Must not know: HTTP, which role may do what, how candidates are ranked.
 * Tests: tests/storage/test_alternatives.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_ALTERNATIVES_H
#define BANGKOM_STORAGE_ALTERNATIVES_H

#include "domain/alternatives.h"
#include "storage/db/uow.h"

/* alternatives_load - what alternatives_rank needs; up to four round trips: the candidates, then
 * how each kind of them was judged
 * fails  NOT_FOUND there is no such case | UNAVAILABLE | INTERNAL a parameter is no number */
enum outcome alternatives_load(struct uow *u, struct uuid revision_case_id,
                               struct alternatives_facts *ret) MUST_USE;

#endif
