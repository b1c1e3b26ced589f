/* import_org.c - see import_org.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/import_org.h"

#include <stdlib.h>
#include <string.h>

#include "domain/import_codes.h"

#include "domain/base/banned.h"

/* Deeper trees are refused by the database, too. */
#define MAX_DEPTH 32

enum fate { FATE_STORED, FATE_CHANGED, FATE_NEW };

struct import_org_unit {
    struct imported_unit unit;
    enum fate fate;
    int32_t parent; /* index, where this batch set it; else KEY_INDEX_NONE */
};

struct import_org_position {
    struct imported_position position;
    enum fate fate;
};

void import_org_open(struct import_org *o, size_t rows, const struct import_facts *facts,
                     const struct import_means *means)
{
    size_t units = facts->unit_count + 2 * rows, positions = facts->position_count + rows;
    struct arena *a = means->arena;
    *o = (struct import_org){.arena = a, .means = means, .ids_used = rows};
    o->units = ARENA_ARRAY(a, units + 1, struct import_org_unit);
    o->positions = ARENA_ARRAY(a, positions + 1, struct import_org_position);
    key_index_init(&o->unit_index, a, units);
    key_index_init(&o->position_index, a, positions);
    for (size_t i = 0; i < facts->unit_count; i++) {
        o->units[i] = (struct import_org_unit){.unit = facts->units[i], .parent = KEY_INDEX_NONE};
        key_index_put(&o->unit_index, facts->units[i].external_id, (int32_t)i);
    }
    for (size_t i = 0; i < facts->position_count; i++) {
        o->positions[i] = (struct import_org_position){.position = facts->positions[i]};
        key_index_put(&o->position_index, facts->positions[i].external_id, (int32_t)i);
    }
    o->unit_count = facts->unit_count;
    o->position_count = facts->position_count;
}

/* ---- units */

static int32_t add_unit(struct import_org *o, const char *key, const char *name)
{
    struct import_org_unit *entry = &o->units[o->unit_count];
    struct imported_unit *unit = &entry->unit;
    *entry = (struct import_org_unit){.fate = FATE_NEW, .parent = KEY_INDEX_NONE};
    RECORD_PUT(unit, IMPORTED_UNIT, id, o->means->ids[o->ids_used++]);
    RECORD_PUT(unit, IMPORTED_UNIT, external_id, key);
    RECORD_PUT(unit, IMPORTED_UNIT, name, name == NULL ? key : name);
    RECORD_PUT(unit, IMPORTED_UNIT, kind, import_unit_kind(unit->name));
    RECORD_PUT(unit, IMPORTED_UNIT, version, 1);
    RECORD_PUT(unit, IMPORTED_UNIT, created_at, o->means->now);
    RECORD_PUT(unit, IMPORTED_UNIT, updated_at, o->means->now);
    key_index_put(&o->unit_index, key, (int32_t)o->unit_count);
    return (int32_t)o->unit_count++;
}

static void touch_unit(struct import_org *o, struct import_org_unit *entry)
{
    if (entry->fate != FATE_STORED) return;
    entry->fate = FATE_CHANGED;
    RECORD_PUT(&entry->unit, IMPORTED_UNIT, version, entry->unit.version + 1);
    RECORD_PUT(&entry->unit, IMPORTED_UNIT, updated_at, o->means->now);
}

/* A name from a unit's own record counts; one from a record of a unit below it only while there is
 * none. */
static int32_t want_unit(struct import_org *o, const char *key, const char *name, bool is_own)
{
    int32_t at = key_index_find(&o->unit_index, key);
    if (at == KEY_INDEX_NONE) return add_unit(o, key, name);
    struct import_org_unit *entry = &o->units[at];
    bool nameless = strcmp(entry->unit.name, key) == 0;
    if (name == NULL || (!is_own && !nameless) || strcmp(entry->unit.name, name) == 0) return at;
    RECORD_PUT(&entry->unit, IMPORTED_UNIT, name, name);
    if (entry->fate == FATE_NEW && nameless)
        RECORD_PUT(&entry->unit, IMPORTED_UNIT, kind, import_unit_kind(name));
    touch_unit(o, entry);
    return at;
}

static bool lies_below(const struct import_org_unit *entry, struct uuid id)
{
    const struct uuid *above = entry->unit.above.items;
    for (size_t i = 0; i < entry->unit.above.count; i++)
        if (uuid_equal(above[i], id)) return true;
    return false;
}

/* Whether `parent` is the unit or somewhere below it: what this batch set, and above that what is
 * stored. */
static bool closes_circle(const struct import_org *o, int32_t unit, int32_t parent)
{
    int depth = 0;
    while (parent != unit && o->units[parent].parent != KEY_INDEX_NONE && depth++ < MAX_DEPTH)
        parent = o->units[parent].parent;
    return parent == unit || depth >= MAX_DEPTH ||
           lies_below(&o->units[parent], o->units[unit].unit.id);
}

static void set_parent(struct import_org *o, struct import_row *row, int32_t unit, int32_t parent)
{
    struct import_org_unit *entry = &o->units[unit];
    struct uuid id = o->units[parent].unit.id;
    bool has_parent = RECORD_HAS(&entry->unit, IMPORTED_UNIT, parent_id);
    if (has_parent && uuid_equal(entry->unit.parent_id, id)) return;
    bool untouched = entry->parent == KEY_INDEX_NONE;
    if (has_parent && untouched && lies_below(entry, id)) return;
    if (closes_circle(o, unit, parent)) {
        imports_find(row,
                     (struct import_finding){.rule = RULE_CIRCLE,
                                             .pointer = import_key_pointers[IMPORT_KEY_unorIndukId],
                                             .warning = true});
        return;
    }
    entry->parent = parent;
    RECORD_PUT(&entry->unit, IMPORTED_UNIT, parent_id, id);
    touch_unit(o, entry);
}

bool import_org_unit(struct import_org *o, struct import_row *row, struct uuid *ret_id)
{
    const struct import_row_unit *named = &row->unit;
    if (named->key == NULL) return false;
    int32_t unit = want_unit(o, named->key, named->name, true);
    if (named->parent_key != NULL)
        set_parent(o, row, unit, want_unit(o, named->parent_key, named->parent_name, false));
    *ret_id = o->units[unit].unit.id;
    return true;
}

/* ---- positions */

static int32_t add_position(struct import_org *o, const struct import_row_position *named)
{
    struct import_org_position *entry = &o->positions[o->position_count];
    struct imported_position *position = &entry->position;
    *entry = (struct import_org_position){.fate = FATE_NEW};
    RECORD_PUT(position, IMPORTED_POSITION, id, o->means->ids[o->ids_used++]);
    RECORD_PUT(position, IMPORTED_POSITION, external_id, named->key);
    RECORD_PUT(position, IMPORTED_POSITION, name, named->name == NULL ? named->key : named->name);
    RECORD_PUT(position, IMPORTED_POSITION, version, 1);
    RECORD_PUT(position, IMPORTED_POSITION, created_at, o->means->now);
    RECORD_PUT(position, IMPORTED_POSITION, updated_at, o->means->now);
    key_index_put(&o->position_index, named->key, (int32_t)o->position_count);
    return (int32_t)o->position_count++;
}

bool import_org_position(struct import_org *o, const struct import_row *row, struct uuid *ret_id)
{
    const struct import_row_position *named = &row->position;
    struct imported_position said = {0};
    if (named->key == NULL) return false;
    int32_t at = key_index_find(&o->position_index, named->key);
    if (at == KEY_INDEX_NONE) at = add_position(o, named);
    struct import_org_position *entry = &o->positions[at];
    RECORD_PUT(&said, IMPORTED_POSITION, kind, named->kind);
    if (named->name != NULL) RECORD_PUT(&said, IMPORTED_POSITION, name, named->name);
    if (named->echelon_code != NULL)
        RECORD_PUT(&said, IMPORTED_POSITION, echelon_code, named->echelon_code);
    int changes =
        record_merge(&imported_position_record, &entry->position, &imported_position_record, &said);
    if (changes > 0 && entry->fate == FATE_STORED) {
        entry->fate = FATE_CHANGED;
        RECORD_PUT(&entry->position, IMPORTED_POSITION, version, entry->position.version + 1);
        RECORD_PUT(&entry->position, IMPORTED_POSITION, updated_at, o->means->now);
    }
    *ret_id = entry->position.id;
    return true;
}

/* ---- changes */

static int by_unit_key(const void *a, const void *b)
{
    const struct imported_unit *left = a, *right = b;
    return strcmp(left->external_id, right->external_id);
}

static int by_position_key(const void *a, const void *b)
{
    const struct imported_position *left = a, *right = b;
    return strcmp(left->external_id, right->external_id);
}

static struct imported_unit_list units_of(const struct import_org *o, enum fate fate)
{
    struct imported_unit_list list = {
        .items = ARENA_ARRAY(o->arena, o->unit_count + 1, struct imported_unit)};
    for (size_t i = 0; i < o->unit_count; i++) {
        if (o->units[i].fate != fate) continue;
        list.items[list.count] = o->units[i].unit;
        /* what is looked up, not written */
        RECORD_CLEAR(&list.items[list.count++], IMPORTED_UNIT, above);
    }
    qsort(list.items, list.count, sizeof list.items[0], by_unit_key);
    return list;
}

static struct imported_position_list positions_of(const struct import_org *o, enum fate fate)
{
    struct imported_position_list list = {
        .items = ARENA_ARRAY(o->arena, o->position_count + 1, struct imported_position)};
    for (size_t i = 0; i < o->position_count; i++)
        if (o->positions[i].fate == fate) list.items[list.count++] = o->positions[i].position;
    qsort(list.items, list.count, sizeof list.items[0], by_position_key);
    return list;
}

void import_org_changes(const struct import_org *o, struct import_changes *ret)
{
    ret->units_new = units_of(o, FATE_NEW);
    ret->units_changed = units_of(o, FATE_CHANGED);
    ret->positions_new = positions_of(o, FATE_NEW);
    ret->positions_changed = positions_of(o, FATE_CHANGED);
}
