/* plan_items.c - see plan_items.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/plan_items.h"

#include <stdlib.h>
#include <string.h>

#include "domain/plans.h"

#include "domain/base/banned.h"

/* ---- references: of the input by name, of the item by id */

static const struct {
    const char *name;
    int target; /* field of plan_item_targets */
} references[] = {
    {"unit_id", FIELD_PLAN_ITEM_TARGETS_unit_id},
    {"competency_id", FIELD_PLAN_ITEM_TARGETS_competency_id},
    {"training_id", FIELD_PLAN_ITEM_TARGETS_training_id},
    {"partner_id", FIELD_PLAN_ITEM_TARGETS_partner_id},
};
#define REFERENCE_COUNT (sizeof references / sizeof references[0])

static void violate(struct problem *problem, const char *pointer, enum violation_rule rule)
{
    if (rule == RULE_REFERENCE)
        (void)!problem_raise(problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
    (void)!problem_violation(problem, VIOLATION_IN_BODY, pointer, rule, NULL, NULL);
}

/* `input` is a create or a patch; both name their references alike. */
static void check_references(const struct record *record, const void *input,
                             const struct plan_item_facts *facts, struct problem *problem)
{
    for (size_t i = 0; i < REFERENCE_COUNT; i++) {
        int field = record_find(record, references[i].name);
        if (!record_has(input, field) || record_has(facts->targets, references[i].target)) continue;
        violate(problem, arena_printf(problem->arena, "/%s", references[i].name), RULE_REFERENCE);
    }
}

static struct uuid *id_at(const struct record *record, void *object, int field)
{
    return (struct uuid *)(void *)((char *)object + record->fields[field].offset);
}

/* What is given replaces what the item had, null included. Returns whether anything differs. */
static bool put_references(struct plan_item *item, const struct record *record, const void *input,
                           const struct plan_item_facts *facts)
{
    bool changed = false;
    struct plan_item_targets targets = *facts->targets;
    for (size_t i = 0; i < REFERENCE_COUNT; i++) {
        int from = record_find(record, references[i].name), to;
        if (!record_given(input, from)) continue;
        to = record_find(&plan_item_record, references[i].name);
        struct uuid *id = id_at(&plan_item_record, item, to);
        struct uuid found = *id_at(&plan_item_targets_record, &targets, references[i].target);
        bool has = record_has(input, from);
        changed = changed || has != record_has(item, to) || (has && !uuid_equal(*id, found));
        if (has) *id = found;
        record_mark(item, to, has);
    }
    if (targets.has.value & (UINT64_C(1) << FIELD_PLAN_ITEM_TARGETS_unit_name))
        RECORD_PUT(item, PLAN_ITEM, unit_name, targets.unit_name);
    return changed;
}

/* ---- needs */

static bool names_twice(const struct uuid *ids, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (uuid_equal(ids[i], ids[at])) return true;
    return false;
}

static void check_needs(const struct list *needs, const struct plan_item_facts *facts,
                        struct problem *problem)
{
    for (size_t i = 0; i < needs->count; i++)
        if (names_twice(needs->items, i)) {
            violate(problem, arena_printf(problem->arena, "/need_ids/%zu", i), RULE_DUPLICATE);
            return;
        }
    if (!RECORD_HAS(facts->targets, PLAN_ITEM_TARGETS, unknown_need)) return;
    int unknown = (int)facts->targets->unknown_need;
    violate(problem, arena_printf(problem->arena, "/need_ids/%d", unknown), RULE_REFERENCE);
}

static int by_id(const void *a, const void *b)
{
    return uuid_compare(*(const struct uuid *)a, *(const struct uuid *)b);
}

static bool holds(const struct list *ids, struct uuid id)
{
    const struct uuid *items = ids->items;
    for (size_t i = 0; i < ids->count; i++)
        if (uuid_equal(items[i], id)) return true;
    return false;
}

/* Those that are given, and those that the caller cannot have left out on purpose. */
static struct list needs_to_keep(const struct list *given, const struct list *hidden,
                                 struct arena *a)
{
    size_t most = given->count + hidden->count;
    struct uuid *ids = ARENA_ARRAY(a, most + 1, struct uuid);
    struct list kept = {.count = given->count, .items = ids};
    if (given->count > 0) memcpy(ids, given->items, given->count * sizeof *ids);
    for (size_t i = 0; i < hidden->count; i++) {
        struct uuid id = ((const struct uuid *)hidden->items)[i];
        if (!holds(given, id)) ids[kept.count++] = id;
    }
    qsort(ids, kept.count, sizeof *ids, by_id);
    return kept;
}

/* ---- the item as a whole */

static enum outcome check_item(const struct plan_item *item, struct problem *problem)
{
    bool begins = RECORD_HAS(item, PLAN_ITEM, scheduled_from);
    bool ends = RECORD_HAS(item, PLAN_ITEM, scheduled_until);
    if (begins != ends)
        violate(problem, begins ? "/scheduled_until" : "/scheduled_from", RULE_REQUIRED);
    else if (begins && item->scheduled_until.days < item->scheduled_from.days)
        violate(problem, "/scheduled_until", RULE_ORDER);
    if (item->need_ids.count == 0 && !RECORD_HAS(item, PLAN_ITEM, reason))
        violate(problem, "/need_ids", RULE_NEED_OR_REASON);
    return problem_outcome(problem);
}

enum outcome plan_items_decide_create(const struct plan_item_create *in,
                                      const struct plan_item_facts *facts, struct plan_item *ret,
                                      struct problem *problem)
{
    TRY(plans_check_draft(facts->plan_state, problem));
    check_references(&plan_item_create_record, in, facts, problem);
    check_needs(&in->need_ids, facts, problem);
    *ret = (struct plan_item){0};
    RECORD_PUT(ret, PLAN_ITEM, need_ids, (struct list){0});
    record_copy(&plan_item_record, ret, &plan_item_create_record, in);
    (void)put_references(ret, &plan_item_create_record, in, facts);
    RECORD_PUT(ret, PLAN_ITEM, id, facts->new_id);
    RECORD_PUT(ret, PLAN_ITEM, plan_id, facts->plan_id);
    RECORD_PUT(ret, PLAN_ITEM, committed_rupiah, 0);
    RECORD_PUT(ret, PLAN_ITEM, realised_rupiah, 0);
    RECORD_PUT(ret, PLAN_ITEM, version, 1);
    RECORD_PUT(ret, PLAN_ITEM, created_at, facts->now);
    RECORD_PUT(ret, PLAN_ITEM, updated_at, facts->now);
    return check_item(ret, problem);
}

enum outcome plan_items_decide_update(struct plan_item *item, const struct plan_item_patch *patch,
                                      const struct plan_item_facts *facts, bool *ret_changed,
                                      struct problem *problem)
{
    struct plan_item_patch merged = *patch;
    TRY(plans_check_draft(facts->plan_state, problem));
    check_references(&plan_item_patch_record, patch, facts, problem);
    if (RECORD_GIVEN(patch, PLAN_ITEM_PATCH, need_ids)) {
        check_needs(&patch->need_ids, facts, problem);
        merged.need_ids =
            needs_to_keep(&patch->need_ids, &facts->targets->hidden_need_ids, problem->arena);
    }
    bool moved = put_references(item, &plan_item_patch_record, patch, facts);
    *ret_changed =
        record_merge(&plan_item_record, item, &plan_item_patch_record, &merged) > 0 || moved;
    TRY(check_item(item, problem));
    if (!*ret_changed) return OUTCOME_OK;
    RECORD_PUT(item, PLAN_ITEM, version, item->version + 1);
    RECORD_PUT(item, PLAN_ITEM, updated_at, facts->now);
    return OUTCOME_OK;
}
