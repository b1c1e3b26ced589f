/* fixture_catalogue.h - which variants of a statement callers can reach, and what is wrong with one
 *
 * A variant is prepared by the server's role; its parameters and columns are compared with the
 * descriptors, and its plan is read. Complaints live in fx.arena.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_TESTS_STORAGE_FIXTURE_CATALOGUE_H
#define BANGKOM_TESTS_STORAGE_FIXTURE_CATALOGUE_H

#include "fixture.h"
#include "storage/db/variant.h"

struct catalogue {
    PGconn *app; /* the server's role, within one organization */
    struct variants variants;
};
extern struct catalogue catalogue;

/* catalogue_fill - once for all checks: rows in every table, and the planner made to believe that
 * they are many */
void catalogue_fill(void);
/* catalogue_open / catalogue_close - checked fixture */
void catalogue_open(void);
void catalogue_close(void);

/* catalogue_each_variant - call `check` for each reachable variant
 * out   *ret_count  how many there are
 * returns the first complaint, or NULL */
const char *catalogue_each_variant(const struct statement *s,
                                   const char *(*check)(const struct variant *v), int *ret_count);

/* catalogue_check_variant / catalogue_check_plan - everything about a variant; the plan alone, of a
 * variant that is prepared already
 * returns a complaint, or NULL */
const char *catalogue_check_variant(const struct variant *v);
const char *catalogue_check_plan(const struct variant *v);

#endif
