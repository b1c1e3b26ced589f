/* changes.h - the trail of every change: audit row and outbox row in the transaction of the change
 *
 * Must not know: what the resource means. Secrets never get here: write-only members are not
 * written.
 * Tests: tests/storage/test_audit_events.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_CHANGES_H
#define BANGKOM_STORAGE_CHANGES_H

#include "storage/db/uow.h"

/* changes_record - queue the audit row (who, when, which operation, the record as it is now) and
 * the outbox row (ids and version only) of one changed resource
 * in   version  of the resource after the change; negative: it has none
 *      object   described by record; NULL: no detail */
void changes_record(struct uow *u, const char *resource_type, struct uuid resource_id,
                    int64_t version, const struct record *record, const void *object);

/* A change with its reason. */
struct change {
    const char *resource_type;
    struct uuid resource_id;
    int64_t version;
    const struct record *record;
    const void *object;
    const char *reason; /* NULL: none was given */
};

/* changes_record_with - the same as changes_record, for a change that was given a reason */
void changes_record_with(struct uow *u, const struct change *change);

/* changes_record_many - for many resources of one type, in one statement
 * in   objects  structs described by `record`, which has a member `id` of kind uuid and
 *              may have one `version`; none does nothing */
void changes_record_many(struct uow *u, const char *resource_type, const struct record *record,
                         const struct list *objects);

/* changes_ids - for a statement that writes `count` rows with their trail: trail() of
 * sql/macros.sql
 * ret  two fresh uuids for each, in the arena of u */
struct list changes_ids(struct uow *u, size_t count);

#endif
