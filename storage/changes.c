/* changes.c - see changes.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/changes.h"

#include "domain/base/json_write.h"
#include "storage/changes_sql.h"
#include "storage/ids.h"

#include "domain/base/banned.h"

/* Bulk operations record one row for all; a record is bounded by the body cap, this by ten of
 * them. */
#define DETAIL_MAX_BYTES (10U << 20)

void changes_record_with(struct uow *u, const struct change *change)
{
    struct arena *a = uow_arena(u);
    struct change_insert_in *in = ARENA_NEW(a, struct change_insert_in);
    struct instant now = uow_context(u)->now;
    RECORD_PUT(in, CHANGE_INSERT_IN, audit_id, ids_new(now));
    RECORD_PUT(in, CHANGE_INSERT_IN, event_id, ids_new(now));
    RECORD_PUT(in, CHANGE_INSERT_IN, resource_type, change->resource_type);
    RECORD_PUT(in, CHANGE_INSERT_IN, resource_id, change->resource_id);
    if (change->version >= 0) RECORD_PUT(in, CHANGE_INSERT_IN, resource_version, change->version);
    if (change->reason != NULL) RECORD_PUT(in, CHANGE_INSERT_IN, reason, change->reason);
    if (change->object != NULL) {
        struct strbuf detail;
        strbuf_init(&detail, a, 512, DETAIL_MAX_BYTES);
        json_write_record(&detail, change->record, change->object);
        RECORD_PUT(in, CHANGE_INSERT_IN, detail, (const char *)detail.data);
    }
    uow_write(u, &sql_change_insert, in, NULL);
}

void changes_record(struct uow *u, const char *resource_type, struct uuid resource_id,
                    int64_t version, const struct record *record, const void *object)
{
    /* gate: parameters: the members of a change that has no reason, as nearly all have none */
    changes_record_with(u, &(struct change){.resource_type = resource_type,
                                            .resource_id = resource_id,
                                            .version = version,
                                            .record = record,
                                            .object = object});
}

struct list changes_ids(struct uow *u, size_t count)
{
    struct uuid *ids = ids_new_ascending(uow_arena(u), uow_context(u)->now, 2 * count);
    return (struct list){.count = 2 * count, .items = ids};
}

void changes_record_many(struct uow *u, const char *resource_type, const struct record *record,
                         const struct list *objects)
{
    struct change_insert_many_in in = {0};
    struct strbuf rows;
    if (objects->count == 0) return;
    strbuf_init(&rows, uow_arena(u), 512 * objects->count, DETAIL_MAX_BYTES);
    for (size_t i = 0; i < objects->count; i++) {
        strbuf_char(&rows, i == 0 ? '[' : ',');
        json_write_record(&rows, record, (const char *)objects->items + i * record->size);
    }
    strbuf_char(&rows, ']');
    RECORD_PUT(&in, CHANGE_INSERT_MANY_IN, resource_type, resource_type);
    RECORD_PUT(&in, CHANGE_INSERT_MANY_IN, rows, (const char *)rows.data);
    RECORD_PUT(&in, CHANGE_INSERT_MANY_IN, ids, changes_ids(u, objects->count));
    uow_write(u, &sql_change_insert_many, &in, NULL);
}
