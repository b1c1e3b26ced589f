/* registry.h - what storage of records of the whole organization shares
 *
 * Must not know: HTTP, what the records mean.
 * Tests: tests/storage/test_trainings.c, test_agreements.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_REGISTRY_H
#define BANGKOM_STORAGE_REGISTRY_H

#include "domain/registry.h"
#include "storage/db/uow.h"

/* registry_facts - who acts, when, and a new id: no round trip */
struct registry_facts registry_facts(struct uow *u);

/* A decided state, with the record as it is now. Texts are borrowed until the next sync. */
struct registry_move {
    const char *resource_type;
    struct uuid resource_id;
    int64_t version; /* of the record after the move */
    const struct record *record;
    const void *object;
    const struct enumeration *states;
    int from, to;       /* from 0: the record was made */
    const char *reason; /* NULL: none was given */
};

/* registry_record_move - queue the rows of the audit trail, the outbox and the history of states */
void registry_record_move(struct uow *u, const struct registry_move *move);

/* registry_find - queue the look-up of records by reference, many in one statement
 * in      s     has reference_query in and reference_found out
 *         refs  `by` 0: names nothing
 * out     *ret_rows  for registry_ids, after the next sync */
void registry_find(struct uow *u, const struct statement *s, const struct list *refs,
                   struct row_set *ret_rows);

/* registry_ids - what each reference names, in the arena; nil: nothing, or what does not exist */
const struct uuid *registry_ids(struct arena *a, const struct list *refs,
                                const struct row_set *rows);

#endif
