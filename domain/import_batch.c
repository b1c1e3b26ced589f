/* import_batch.c - see import_batch.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/import_batch.h"

#include <stdlib.h>
#include <string.h>

#include "domain/import_codes.h"
#include "domain/import_org.h"
#include "domain/key_index.h"
#include "domain/nip.h"

#include "domain/base/banned.h"

/* ---- what to load */

struct collector {
    struct key_index seen;
    const char **items;
    size_t count;
};

static void collector_init(struct collector *c, struct arena *a, size_t capacity)
{
    key_index_init(&c->seen, a, capacity);
    c->items = ARENA_ARRAY(a, capacity + 1, const char *);
    c->count = 0;
}

static void collect(struct collector *c, const char *key)
{
    if (key == NULL || key_index_find(&c->seen, key) != KEY_INDEX_NONE) return;
    key_index_put(&c->seen, key, 0);
    c->items[c->count++] = key;
}

static struct list collected(const struct collector *c)
{
    return (struct list){.count = c->count, .items = c->items};
}

void import_batch_keys(struct arena *a, const struct import_row *rows, size_t count,
                       struct import_keys *ret)
{
    struct collector units, positions, employees, nips;
    collector_init(&units, a, 2 * count);
    collector_init(&positions, a, count);
    collector_init(&employees, a, count);
    collector_init(&nips, a, count);
    for (size_t i = 0; i < count; i++) {
        const struct imported_employee *e = &rows[i].employee;
        if (rows[i].refused) continue;
        collect(&units, rows[i].unit.key);
        collect(&units, rows[i].unit.parent_key);
        collect(&positions, rows[i].position.key);
        collect(&employees, e->external_id);
        collect(&nips, e->nip);
    }
    *ret = (struct import_keys){.units = collected(&units),
                                .positions = collected(&positions),
                                .employees = collected(&employees),
                                .nips = collected(&nips)};
}

/* ---- employees */

enum fate { FATE_STORED, FATE_CHANGED, FATE_NEW };

struct entry {
    struct imported_employee employee;
    enum fate fate;
    bool renamed;       /* a stored one whose key or NIP changed */
    size_t first, last; /* rows about it, unless it is as stored */
};

struct batch {
    struct arena *arena;
    const struct import_means *means;
    struct import_org org;
    struct key_index by_key, by_nip;
    struct entry *entries;
    size_t count;
    size_t ids_used;
};

static void index_entry(struct batch *b, int32_t at)
{
    const struct imported_employee *e = &b->entries[at].employee;
    if (e->external_id != NULL) key_index_put(&b->by_key, e->external_id, at);
    key_index_put(&b->by_nip, e->nip, at);
}

static void open_batch(struct batch *b, size_t rows, const struct import_facts *facts)
{
    size_t capacity = facts->employee_count + rows;
    b->entries = ARENA_ARRAY(b->arena, capacity + 1, struct entry);
    key_index_init(&b->by_key, b->arena, capacity + rows);
    key_index_init(&b->by_nip, b->arena, capacity + rows);
    for (size_t i = 0; i < facts->employee_count; i++) {
        b->entries[b->count].employee = facts->employees[i];
        index_entry(b, (int32_t)b->count++);
    }
}

static void refuse(struct import_row *row, enum import_key key, enum violation_rule rule)
{
    imports_find(row, (struct import_finding){.rule = rule, .pointer = import_key_pointers[key]});
}

/* An index may still hold a key or NIP that its employee has lost to this batch. */
static int32_t find_by_key(const struct batch *b, const char *key)
{
    int32_t at = key_index_find(&b->by_key, key);
    if (at == KEY_INDEX_NONE || b->entries[at].employee.external_id == NULL) return KEY_INDEX_NONE;
    return strcmp(b->entries[at].employee.external_id, key) == 0 ? at : KEY_INDEX_NONE;
}

static int32_t find_by_nip(const struct batch *b, const char *nip)
{
    int32_t at = key_index_find(&b->by_nip, nip);
    if (at == KEY_INDEX_NONE) return at;
    return strcmp(b->entries[at].employee.nip, nip) == 0 ? at : KEY_INDEX_NONE;
}

/* Whose row it is; a key and a NIP of two different people refuse the row. */
static int32_t find_employee(struct batch *b, struct import_row *row)
{
    int32_t by_key = find_by_key(b, row->employee.external_id);
    int32_t by_nip = find_by_nip(b, row->employee.nip);
    if (by_key == KEY_INDEX_NONE) return by_nip;
    if (by_nip != KEY_INDEX_NONE && by_nip != by_key) refuse(row, IMPORT_KEY_nipBaru, RULE_UNIQUE);
    return by_key;
}

/* What a new employee cannot be without. */
static void check_complete(struct import_row *row)
{
    const struct imported_employee *e = &row->employee;
    if (!RECORD_HAS(e, IMPORTED_EMPLOYEE, nip)) refuse(row, IMPORT_KEY_nipBaru, RULE_REQUIRED);
    if (!RECORD_HAS(e, IMPORTED_EMPLOYEE, name)) refuse(row, IMPORT_KEY_nama, RULE_REQUIRED);
    if (row->unit.key == NULL) refuse(row, IMPORT_KEY_unorId, RULE_REQUIRED);
}

static struct imported_employee new_employee(struct batch *b, const struct import_row *row)
{
    struct imported_employee e = {0};
    RECORD_PUT(&e, IMPORTED_EMPLOYEE, id, b->means->ids[b->ids_used++]);
    RECORD_PUT(&e, IMPORTED_EMPLOYEE, kind, row->likely_kind);
    RECORD_PUT(&e, IMPORTED_EMPLOYEE, heads_unit, false);
    RECORD_PUT(&e, IMPORTED_EMPLOYEE, warnings, (struct list){0});
    RECORD_PUT(&e, IMPORTED_EMPLOYEE, version, 1);
    RECORD_PUT(&e, IMPORTED_EMPLOYEE, created_at, b->means->now);
    RECORD_PUT(&e, IMPORTED_EMPLOYEE, updated_at, b->means->now);
    return e;
}

/* what looks wrong about the NIP, given all that is known of the bearer by now. */
static void warn(struct batch *b, struct import_row *row, const struct imported_employee *e)
{
    struct imported_employee *said = &row->employee;
    struct nip_bearer bearer = {.kind = e->kind, .sex = e->sex, .today = b->means->today};
    if (RECORD_HAS(e, IMPORTED_EMPLOYEE, birth_date)) bearer.birth_date = &e->birth_date;
    struct nip_findings found = nip_warnings(e->nip, &bearer);
    const char **names = ARENA_ARRAY(b->arena, found.count + 1, const char *);
    for (size_t i = 0; i < found.count; i++) {
        names[i] = rule_definitions[found.rules[i]].name;
        imports_find(row,
                     (struct import_finding){.rule = found.rules[i],
                                             .pointer = import_key_pointers[IMPORT_KEY_nipBaru],
                                             .warning = true});
    }
    RECORD_PUT(said, IMPORTED_EMPLOYEE, warnings,
               ((struct list){.count = found.count, .items = names}));
}

static void place(struct batch *b, struct import_row *row)
{
    struct imported_employee *said = &row->employee;
    struct uuid id;
    if (import_org_unit(&b->org, row, &id)) RECORD_PUT(said, IMPORTED_EMPLOYEE, unit_id, id);
    if (import_org_position(&b->org, row, &id))
        RECORD_PUT(said, IMPORTED_EMPLOYEE, position_id, id);
    else if (row->position.said) RECORD_CLEAR(said, IMPORTED_EMPLOYEE, position_id);
}

/* Also a key that is new to its bearer: the one who had it may be in the batch. */
static bool names_differ(const struct imported_employee *a, const struct imported_employee *b)
{
    const char *key_a = RECORD_HAS(a, IMPORTED_EMPLOYEE, external_id) ? a->external_id : "";
    const char *key_b = RECORD_HAS(b, IMPORTED_EMPLOYEE, external_id) ? b->external_id : "";
    return strcmp(key_a, key_b) != 0 || strcmp(a->nip, b->nip) != 0;
}

static int merge(struct imported_employee *e, const struct imported_employee *said)
{
    return record_merge(&imported_employee_record, e, &imported_employee_record, said);
}

/* Returns whether the row says anything new. */
static bool apply(struct batch *b, struct import_row *row, int32_t at)
{
    struct entry *entry = &b->entries[at];
    struct imported_employee before = entry->employee;
    place(b, row);
    int changes = merge(&entry->employee, &row->employee);
    row->employee.has = (struct presence){0};
    warn(b, row, &entry->employee);
    changes += merge(&entry->employee, &row->employee);
    index_entry(b, at);
    if (entry->fate != FATE_NEW && names_differ(&before, &entry->employee)) entry->renamed = true;
    if (changes == 0 || entry->fate != FATE_STORED) return changes > 0;
    entry->fate = FATE_CHANGED;
    RECORD_PUT(&entry->employee, IMPORTED_EMPLOYEE, version, entry->employee.version + 1);
    RECORD_PUT(&entry->employee, IMPORTED_EMPLOYEE, updated_at, b->means->now);
    return true;
}

static void decide_row(struct batch *b, struct import_row *row, size_t number,
                       struct import_share *ret)
{
    int32_t at = row->refused ? KEY_INDEX_NONE : find_employee(b, row);
    bool is_new = !row->refused && at == KEY_INDEX_NONE;
    if (is_new) check_complete(row);
    if (row->refused) {
        ret->failed++;
        return;
    }
    if (is_new) {
        at = (int32_t)b->count++;
        b->entries[at] =
            (struct entry){.employee = new_employee(b, row), .fate = FATE_NEW, .first = number};
    }
    struct entry *entry = &b->entries[at];
    if (entry->fate == FATE_STORED) entry->first = number; /* the first row that changes it */
    bool changed = apply(b, row, at);
    entry->last = number;
    if (is_new) ret->created++;
    else if (changed) ret->updated++;
    else ret->unchanged++;
    if (row->finding_count > 0) ret->warned++;
}

/* ---- shares */

static bool divides(const struct batch *b, const struct import_means *means, size_t cut)
{
    size_t written = 0;
    for (size_t i = 0; i < b->count; i++) {
        const struct entry *entry = &b->entries[i];
        if (entry->fate == FATE_STORED) continue;
        if (entry->renamed || (entry->first < cut && entry->last >= cut)) return false;
        written++;
    }
    return written >= means->worth;
}

static void join_shares(struct import_share *into, const struct import_share *from)
{
    into->rows += from->rows;
    into->created += from->created;
    into->updated += from->updated;
    into->unchanged += from->unchanged;
    into->failed += from->failed;
    into->warned += from->warned;
}

static int by_nip(const void *a, const void *b)
{
    const struct imported_employee *left = a, *right = b;
    return strcmp(left->nip, right->nip);
}

/* Those whose rows are [from, from + rows). */
static struct imported_employee_list entries_of(const struct batch *b, enum fate fate, size_t from,
                                                size_t rows)
{
    struct imported_employee_list list = {
        .items = ARENA_ARRAY(b->arena, b->count + 1, struct imported_employee)};
    for (size_t i = 0; i < b->count; i++) {
        const struct entry *entry = &b->entries[i];
        if (entry->fate == fate && entry->first >= from && entry->first - from < rows)
            list.items[list.count++] = entry->employee;
    }
    qsort(list.items, list.count, sizeof list.items[0], by_nip);
    return list;
}

static void fill_shares(const struct batch *b, struct import_share shares[2])
{
    size_t from = 0;
    for (int i = 0; i < 2; i++) {
        struct import_share *share = &shares[i];
        share->employees_new = entries_of(b, FATE_NEW, from, share->rows);
        share->employees_changed = entries_of(b, FATE_CHANGED, from, share->rows);
        from += share->rows;
    }
}

void import_batch_decide(const struct import_means *means, struct import_row *rows, size_t count,
                         const struct import_facts *facts, struct import_changes *ret)
{
    struct batch b = {.arena = means->arena, .means = means};
    size_t cut = means->cut == 0 || means->cut > count ? count : means->cut;
    *ret = (struct import_changes){.shares = {{.rows = cut}, {.rows = count - cut}}};
    /* the first identifiers are for employees, the others for units and positions */
    import_org_open(&b.org, count, facts, means);
    open_batch(&b, count, facts);
    for (size_t i = 0; i < count; i++) decide_row(&b, &rows[i], i, &ret->shares[i < cut ? 0 : 1]);
    if (cut < count && !divides(&b, means, cut)) {
        join_shares(&ret->shares[0], &ret->shares[1]);
        ret->shares[1] = (struct import_share){0};
    }
    fill_shares(&b, ret->shares);
    import_org_changes(&b.org, ret);
}
