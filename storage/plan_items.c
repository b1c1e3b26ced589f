/* plan_items.c - see plan_items.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/plan_items.h"

#include "storage/changes.h"
#include "storage/ids.h"
#include "storage/plan_items_sql.h"
#include "storage/plans.h"

#include "domain/base/banned.h"

static void want(struct uow *u, struct uuid plan_id, struct uuid id, struct plan_item *ret)
{
    struct plan_item_get_in in = {0};
    RECORD_PUT(&in, PLAN_ITEM_GET_IN, plan_id, plan_id);
    RECORD_PUT(&in, PLAN_ITEM_GET_IN, plan_item_id, id);
    uow_want(u, &sql_plan_item_get, &in, ret, NULL);
}

enum outcome plan_items_load(struct uow *u, struct uuid plan_id, struct uuid id,
                             struct plan_item *ret)
{
    want(u, plan_id, id, ret);
    return uow_sync(u);
}

/* Creates and patches name the same references: both are read by their descriptor. */
static enum outcome load_facts(struct uow *u, struct uuid plan_id,
                               const struct plan_item_targets_in *in,
                               struct plan_item_facts *ret_facts)
{
    struct plan plan = {0};
    struct plan_item_targets *targets = ARENA_NEW(uow_arena(u), struct plan_item_targets);
    struct instant now = uow_context(u)->now;
    plans_want_locked(u, plan_id, &plan);
    uow_want(u, &sql_plan_item_targets, in, targets, NULL);
    TRY(uow_sync(u));
    *ret_facts = (struct plan_item_facts){.plan_state = plan.state,
                                          .plan_id = plan.id,
                                          .targets = targets,
                                          .new_id = ids_new(now),
                                          .now = now};
    return OUTCOME_OK;
}

enum outcome plan_items_load_for_create(struct uow *u, struct uuid plan_id,
                                        const struct plan_item_create *in,
                                        struct plan_item_facts *ret_facts)
{
    struct plan_item_targets_in named = {0};
    RECORD_PUT(&named, PLAN_ITEM_TARGETS_IN, need_ids, (struct list){0});
    record_copy(&plan_item_targets_in_record, &named, &plan_item_create_record, in);
    return load_facts(u, plan_id, &named, ret_facts);
}

enum outcome plan_items_load_for_update(struct uow *u, struct uuid plan_id, struct uuid id,
                                        const struct plan_item_patch *in,
                                        struct plan_item_facts *ret_facts)
{
    struct plan_item_targets_in named = {0};
    RECORD_PUT(&named, PLAN_ITEM_TARGETS_IN, plan_item_id, id);
    RECORD_PUT(&named, PLAN_ITEM_TARGETS_IN, need_ids, (struct list){0});
    record_copy(&plan_item_targets_in_record, &named, &plan_item_patch_record, in);
    return load_facts(u, plan_id, &named, ret_facts);
}

static void put_needs(struct uow *u, const struct plan_item *item)
{
    struct plan_item_needs_insert_in in = {0};
    RECORD_PUT(&in, PLAN_ITEM_NEEDS_INSERT_IN, plan_item_id, item->id);
    RECORD_PUT(&in, PLAN_ITEM_NEEDS_INSERT_IN, need_ids, item->need_ids);
    uow_write(u, &sql_plan_item_needs_insert, &in, NULL);
}

static void drop_other_needs(struct uow *u, const struct plan_item *item)
{
    struct plan_item_needs_delete_in in = {0};
    RECORD_PUT(&in, PLAN_ITEM_NEEDS_DELETE_IN, plan_item_id, item->id);
    RECORD_PUT(&in, PLAN_ITEM_NEEDS_DELETE_IN, need_ids, item->need_ids);
    uow_write(u, &sql_plan_item_needs_delete, &in, NULL);
}

void plan_items_apply_create(struct uow *u, const struct plan_item *item)
{
    uow_write(u, &sql_plan_item_insert, item, NULL);
    put_needs(u, item);
    plans_record_editor(u, item->plan_id);
    changes_record(u, "plan_item", item->id, item->version, &plan_item_record, item);
}

void plan_items_apply_update(struct uow *u, const struct plan_item *item)
{
    uow_write(u, &sql_plan_item_update, item, NULL);
    drop_other_needs(u, item);
    put_needs(u, item);
    plans_record_editor(u, item->plan_id);
    changes_record(u, "plan_item", item->id, item->version, &plan_item_record, item);
}
