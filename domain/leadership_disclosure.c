/* leadership_disclosure.c - see leadership_disclosure.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/leadership_disclosure.h"

#include <stdlib.h>

#include "domain/base/banned.h"

#define NO_PARENT SIZE_MAX

struct node {
    const struct leadership_unit *unit;
    size_t parent, depth;
    int64_t people, with_floor; /* in it and below */
    int64_t covered;            /* of those with a floor: in teams that are shown below */
    bool shown;
};

static int by_id(const void *a, const void *b)
{
    const struct node *left = a, *right = b;
    return uuid_compare(left->unit->unit_id, right->unit->unit_id);
}

static int compare_ids(const void *a, const void *b)
{
    return uuid_compare(*(const struct uuid *)a, *(const struct uuid *)b);
}

static size_t find(const struct node *nodes, size_t count, struct uuid id)
{
    const struct leadership_unit wanted = {.unit_id = id};
    const struct node key = {.unit = &wanted};
    const struct node *found = bsearch(&key, nodes, count, sizeof *nodes, by_id);
    return found == NULL ? NO_PARENT : (size_t)(found - nodes);
}

static size_t link_parents(struct node *nodes, size_t count)
{
    size_t deepest = 0;
    for (size_t i = 0; i < count; i++) {
        const struct leadership_unit *unit = nodes[i].unit;
        bool below = RECORD_HAS(unit, LEADERSHIP_UNIT, parent_id);
        nodes[i].parent = below ? find(nodes, count, unit->parent_id) : NO_PARENT;
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t up = nodes[i].parent; up != NO_PARENT; up = nodes[up].parent) nodes[i].depth++;
        if (nodes[i].depth > deepest) deepest = nodes[i].depth;
    }
    return deepest;
}

/* What stands below is judged before. */
static void judge(struct node *nodes, struct node *node, int64_t min_size)
{
    int64_t rest = node->with_floor - node->covered;
    node->shown = node->people >= min_size && node->with_floor > 0 &&
                  node->with_floor >= min_size && (rest == 0 || rest >= min_size);
    if (node->parent == NO_PARENT) return;
    struct node *parent = &nodes[node->parent];
    parent->people += node->people;
    parent->with_floor += node->with_floor;
    parent->covered += node->shown ? node->with_floor : node->covered;
}

struct list leadership_disclosure_make(struct arena *a, const struct leadership_unit_list *units,
                                       int64_t min_size)
{
    struct node *nodes = ARENA_ARRAY(a, units->count + 1, struct node);
    struct uuid *ids = ARENA_ARRAY(a, units->count + 1, struct uuid);
    struct list ret = {.items = ids};
    for (size_t i = 0; i < units->count; i++)
        nodes[i] = (struct node){.unit = &units->items[i],
                                 .people = units->items[i].people,
                                 .with_floor = units->items[i].with_floor};
    qsort(nodes, units->count, sizeof *nodes, by_id);
    size_t deepest = link_parents(nodes, units->count);
    for (size_t depth = deepest + 1; depth-- > 0;)
        for (size_t i = 0; i < units->count; i++)
            if (nodes[i].depth == depth) judge(nodes, &nodes[i], min_size);
    for (size_t i = 0; i < units->count; i++)
        if (nodes[i].shown) ids[ret.count++] = nodes[i].unit->unit_id;
    return ret;
}

bool leadership_disclosure_shows(const struct list *shown, struct uuid unit_id)
{
    return shown->count > 0 &&
           bsearch(&unit_id, shown->items, shown->count, sizeof(struct uuid), compare_ids) != NULL;
}
