/* registry.h - rules that all records of the whole organization share: trainings, partners …
 *
 * Such records lie in no unit: only a role over the whole organization makes or changes them.
 * Must not know: storage, HTTP, the records.
 * Tests: tests/domain/test_registry.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_REGISTRY_H
#define BANGKOM_DOMAIN_REGISTRY_H

#include "domain/base/problem.h"
#include "domain/base/record.h"

/* Who acts and when; what a new row gets. */
struct registry_facts {
    bool whole_organization; /* the caller's role covers it */
    struct uuid new_id;
    struct uuid caller_id;
    struct instant now;
};

/* registry_check_reach - whether the caller may change such records
 * fails  FORBIDDEN */
enum outcome registry_check_reach(const struct registry_facts *facts,
                                  struct problem *problem) MUST_USE;

/* registry_refuse_reference - a record that the input names does not exist
 * returns INVALID with reference-not-found at the pointer */
enum outcome registry_refuse_reference(struct problem *problem, const char *pointer);

/* registry_stamp_new - id, version 1, created_at and updated_at of a new row
 * in  record  describes `object` and has these four members */
void registry_stamp_new(const struct record *record, void *object,
                        const struct registry_facts *facts);

/* registry_stamp_change - counts the version and sets updated_at */
void registry_stamp_change(const struct record *record, void *object, struct instant now);

#endif
