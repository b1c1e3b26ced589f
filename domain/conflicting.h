/* conflicting.h - the record that is in the way, as a member of the problem
 *
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_conflicting.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_CONFLICTING_H
#define BANGKOM_DOMAIN_CONFLICTING_H

#include "domain/base/problem.h"
#include "domain/base/uuid.h"

/* conflicting_put - have the problem carry "conflicting": {"kind", "id", "name"}; the first one
 * counts
 * from   */
void conflicting_put(struct problem *problem, const char *kind, struct uuid id, const char *name);

#endif
