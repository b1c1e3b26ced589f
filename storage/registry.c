/* registry.c - see registry.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/registry.h"

#include <string.h>

#include "storage/changes.h"
#include "storage/ids.h"
#include "storage/registry_sql.h"
#include "storage/transitions.h"

#include "domain/base/banned.h"

struct registry_facts registry_facts(struct uow *u)
{
    const struct uow_context *context = uow_context(u);
    return (struct registry_facts){.whole_organization = context->whole_organization,
                                   .new_id = ids_new(context->now),
                                   .caller_id = context->principal_id,
                                   .now = context->now};
}

void registry_record_move(struct uow *u, const struct registry_move *move)
{
    changes_record_with(u, &(struct change){.resource_type = move->resource_type,
                                            .resource_id = move->resource_id,
                                            .version = move->version,
                                            .record = move->record,
                                            .object = move->object,
                                            .reason = move->reason});
    transitions_record(u, &(struct state_change){.resource_type = move->resource_type,
                                                 .resource_id = move->resource_id,
                                                 .from_state = move->states->names[move->from],
                                                 .to_state = move->states->names[move->to],
                                                 .reason = move->reason});
}

void registry_find(struct uow *u, const struct statement *s, const struct list *refs,
                   struct row_set *ret_rows)
{
    struct reference_query in = {0};
    const struct ref *ref = refs->items;
    struct uuid *ids = ARENA_ARRAY(uow_arena(u), refs->count + 1, struct uuid);
    const char **keys = ARENA_ARRAY(uow_arena(u), refs->count + 1, const char *);
    struct list id_list = {.items = ids}, key_list = {.items = keys};
    for (size_t i = 0; i < refs->count; i++) {
        if (ref[i].by == REF_BY_ID) ids[id_list.count++] = ref[i].id;
        if (ref[i].by == REF_BY_EXT) keys[key_list.count++] = ref[i].key;
    }
    RECORD_PUT(&in, REFERENCE_QUERY, ids, id_list);
    RECORD_PUT(&in, REFERENCE_QUERY, keys, key_list);
    uow_want_rows(u, s, &in, ret_rows);
}

static bool is_named(const struct reference_found *row, const struct ref *ref)
{
    if (ref->by == REF_BY_ID) return uuid_equal(row->id, ref->id);
    return ref->by == REF_BY_EXT && RECORD_HAS(row, REFERENCE_FOUND, external_id) &&
           strcmp(row->external_id, ref->key) == 0;
}

const struct uuid *registry_ids(struct arena *a, const struct list *refs,
                                const struct row_set *rows)
{
    struct uuid *ids = ARENA_ARRAY(a, refs->count + 1, struct uuid);
    const struct ref *ref = refs->items;
    const struct reference_found *found = rows->items;
    for (size_t i = 0; i < refs->count; i++)
        for (size_t j = 0; j < rows->count && uuid_is_nil(ids[i]); j++)
            if (is_named(&found[j], &ref[i])) ids[i] = found[j].id;
    return ids;
}
