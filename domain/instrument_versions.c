/* instrument_versions.c - see instrument_versions.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/instrument_versions.h"

#include <stdlib.h>

#include "domain/transitions.h"

#include "domain/base/banned.h"

enum action { ACTION_PUBLISH = 1 };
/* Superseding is nobody's own action: it comes with the publication of the next one. */
static const char *const action_names[] = {NULL, "publish"};
static const struct transition_rule rules[] = {
    {INSTRUMENT_VERSION_STATE_DRAFT, ACTION_PUBLISH, INSTRUMENT_VERSION_STATE_PUBLISHED},
};
static const struct transition_machine machine = {
    .states = &instrument_version_state_enumeration,
    .actions = action_names,
    .rules = rules,
    .count = sizeof rules / sizeof rules[0],
};

static void refuse(struct problem *problem, size_t i, const char *member)
{
    const char *pointer = arena_printf(problem->arena, "/items/%zu/%s", i, member);
    (void)!problem_violation(problem, VIOLATION_IN_BODY, pointer, RULE_DUPLICATE, NULL, NULL);
}

/* At most 50 items: comparing each with those before it is cheap enough. */
static void check_item(const struct instrument_item_input_list *items, size_t i,
                       struct problem *problem)
{
    const struct instrument_item_input *item = &items->items[i];
    bool same_place = false, same_score = false;
    for (size_t j = 0; j < i; j++) {
        const struct instrument_item_input *other = &items->items[j];
        same_place |= other->ordinal == item->ordinal;
        same_score |= item->kind == ITEM_KIND_SCORE && other->kind == ITEM_KIND_SCORE &&
                      other->dimension == item->dimension;
    }
    if (same_place) refuse(problem, i, "ordinal");
    if (same_score) refuse(problem, i, "dimension");
}

static int by_ordinal(const void *a, const void *b)
{
    const struct instrument_item *left = a, *right = b;
    return (left->ordinal > right->ordinal) - (left->ordinal < right->ordinal);
}

static struct instrument_item_list items_of(const struct instrument_version_input *in,
                                            const struct uuid *ids, struct arena *a)
{
    struct instrument_item *items = ARENA_ARRAY(a, in->items.count, struct instrument_item);
    for (size_t i = 0; i < in->items.count; i++) {
        record_copy(&instrument_item_record, &items[i], &instrument_item_input_record,
                    &in->items.items[i]);
        RECORD_PUT(&items[i], INSTRUMENT_ITEM, id, ids[i]);
    }
    qsort(items, in->items.count, sizeof *items, by_ordinal);
    return (struct instrument_item_list){.count = in->items.count, .items = items};
}

enum outcome instrument_versions_decide_create(const struct instrument_version_input *in,
                                               const struct instrument_version_origin *origin,
                                               const struct instrument_facts *facts,
                                               struct instrument_version *ret,
                                               struct problem *problem)
{
    TRY(instruments_check_reach(facts->whole_organization, problem));
    for (size_t i = 0; i < in->items.count; i++) check_item(&in->items, i, problem);
    TRY(problem_outcome(problem));
    *ret = (struct instrument_version){0};
    RECORD_PUT(ret, INSTRUMENT_VERSION, id, facts->new_id);
    RECORD_PUT(ret, INSTRUMENT_VERSION, instrument_id, origin->instrument_id);
    RECORD_PUT(ret, INSTRUMENT_VERSION, number, origin->last_number + 1);
    RECORD_PUT(ret, INSTRUMENT_VERSION, state, INSTRUMENT_VERSION_STATE_DRAFT);
    RECORD_PUT(ret, INSTRUMENT_VERSION, frozen, false);
    RECORD_PUT(ret, INSTRUMENT_VERSION, items, items_of(in, origin->item_ids, problem->arena));
    RECORD_PUT(ret, INSTRUMENT_VERSION, version, 1);
    RECORD_PUT(ret, INSTRUMENT_VERSION, created_at, facts->now);
    RECORD_PUT(ret, INSTRUMENT_VERSION, updated_at, facts->now);
    return OUTCOME_OK;
}

static void enter(struct instrument_version *version, int state, struct instant now)
{
    RECORD_PUT(version, INSTRUMENT_VERSION, state, (enum instrument_version_state)state);
    RECORD_PUT(version, INSTRUMENT_VERSION, version, version->version + 1);
    RECORD_PUT(version, INSTRUMENT_VERSION, updated_at, now);
}

enum outcome instrument_versions_decide_publish(struct instrument_version *version,
                                                struct instrument_version *previous,
                                                const struct instrument_facts *facts,
                                                struct problem *problem)
{
    int to;
    TRY(instruments_check_reach(facts->whole_organization, problem));
    TRY(transitions_decide(&machine, (int)version->state, ACTION_PUBLISH, &to, problem));
    enter(version, to, facts->now);
    if (previous != NULL) enter(previous, INSTRUMENT_VERSION_STATE_SUPERSEDED, facts->now);
    return OUTCOME_OK;
}
