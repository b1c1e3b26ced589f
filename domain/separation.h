/* separation.h - separation of duties: nobody decides on their own case
 *
 * Must not know: storage, HTTP, what is decided.
 * Tests: tests/domain/test_separation.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_SEPARATION_H
#define BANGKOM_DOMAIN_SEPARATION_H

#include "domain/base/problem.h"
#include "domain/base/record.h"
#include "domain/base/uuid.h"

/* separation_check - that none of the parties is the one who acts
 * in     actor    the client or employee who decides; nil: the system itself, which has no case
 *        parties  whom the case concerns: who made it, submitted it, is judged; nil ones are nobody
 * fails  FORBIDDEN own-case
 * from   R-01 */
enum outcome separation_check(struct uuid actor, const struct uuid *parties, size_t count,
                              struct problem *problem) MUST_USE;

/* Who stands behind something that others decide on. */
struct separation_authors {
    struct uuid created_by, submitted_by; /* nil ones are nobody */
    struct list editors;                  /* uuids of all who ever changed it or a part of it */
};

/* separation_check_authors - that none of the authors is the one who acts, however long ago they
 * were
 * fails  FORBIDDEN own-case
 * from   R-01 */
enum outcome separation_check_authors(struct uuid actor, const struct separation_authors *authors,
                                      struct problem *problem) MUST_USE;

#endif
