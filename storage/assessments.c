/* assessments.c - see assessments.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/assessments.h"

#include "storage/assessments_sql.h"
#include "storage/changes.h"
#include "storage/ids.h"
#include "storage/needs.h"

#include "domain/base/banned.h"

enum outcome assessments_load(struct uow *u, struct uuid id, struct assessment *ret)
{
    struct assessment_get_in in = {0};
    RECORD_PUT(&in, ASSESSMENT_GET_IN, assessment_id, id);
    uow_want(u, &sql_assessment_get, &in, ret, NULL);
    return uow_sync(u);
}

static void look_up_employee(struct assessment_lookup *to, struct ref ref)
{
    switch (ref.by) {
    case REF_BY_ID: RECORD_PUT(to, ASSESSMENT_LOOKUP, employee_id, ref.id); break;
    case REF_BY_EXT: RECORD_PUT(to, ASSESSMENT_LOOKUP, employee_key, ref.key); break;
    case REF_BY_NIP: RECORD_PUT(to, ASSESSMENT_LOOKUP, employee_nip, ref.key); break;
    }
}

static void look_up(struct assessment_lookup *to, const struct assessment_create *item,
                    size_t ordinal)
{
    RECORD_PUT(to, ASSESSMENT_LOOKUP, ordinal, (int64_t)ordinal);
    look_up_employee(to, item->employee_id);
    if (item->competency_id.by == REF_BY_ID)
        RECORD_PUT(to, ASSESSMENT_LOOKUP, competency_id, item->competency_id.id);
    else RECORD_PUT(to, ASSESSMENT_LOOKUP, competency_key, item->competency_id.key);
    if (RECORD_HAS(item, ASSESSMENT_CREATE, external_id))
        RECORD_PUT(to, ASSESSMENT_LOOKUP, external_id, item->external_id);
}

enum outcome assessments_load_for_create(struct uow *u, const struct assessment_create *items,
                                         size_t count, struct assessment_batch *ret)
{
    const struct uow_context *context = uow_context(u);
    struct assessment_lookup *lookups = ARENA_ARRAY(uow_arena(u), count, struct assessment_lookup);
    struct uuid *ids = ARENA_ARRAY(uow_arena(u), count, struct uuid);
    for (size_t i = 0; i < count; i++) {
        look_up(&lookups[i], &items[i], i);
        ids[i] = ids_new(context->now);
    }
    struct assessment_targets_in in = {0};
    struct row_set rows = {0};
    struct assessment_lookup_list wanted = {.count = count, .items = lookups};
    RECORD_PUT(&in, ASSESSMENT_TARGETS_IN, items, wanted);
    uow_want_rows(u, &sql_assessment_targets, &in, &rows);
    TRY(uow_sync(u));
    *ret = (struct assessment_batch){.count = count,
                                     .items = items,
                                     .found = rows.items,
                                     .ids = ids,
                                     .recorded_by = context->principal_id,
                                     .self = context->self,
                                     .now = context->now,
                                     .today = context->today};
    return OUTCOME_OK;
}

void assessments_apply_create(struct uow *u, const struct assessment_list *created)
{
    if (created->count == 0) return;
    struct assessment_insert_in in = {0};
    RECORD_PUT(&in, ASSESSMENT_INSERT_IN, items, *created);
    uow_write(u, &sql_assessment_insert, &in, NULL);
    struct list changed = {.count = created->count, .items = created->items};
    changes_record_many(u, "assessment", &assessment_record, &changed);
    needs_met_by_assessments(u, created);
}
