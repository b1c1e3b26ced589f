/* competency_profile.c - see competency_profile.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/competency_profile.h"

#include <stdlib.h>
#include <string.h>

#include "domain/base/banned.h"

/* ---- the level that counts */

static bool is_self(const struct profile_evidence *evidence)
{
    return evidence->method == ASSESSMENT_METHOD_SELF;
}

/* Why evidence is not valid, or SUPERSEDED: valid, until it turns out to be chosen. */
static enum evidence_reason first_reason(const struct aging *aging,
                                         const struct profile_evidence *evidence)
{
    if (evidence->assessed_on.days > aging->as_of.days) return EVIDENCE_REASON_FUTURE;
    if (aging->months == 0) return EVIDENCE_REASON_SUPERSEDED;
    struct date last = date_add_months(evidence->assessed_on, (int32_t)aging->months);
    return aging->as_of.days > last.days ? EVIDENCE_REASON_EXPIRED : EVIDENCE_REASON_SUPERSEDED;
}

static int by_number(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* Below zero: `a` is chosen before `b`. */
static int choose(enum aging_rule rule, const struct profile_evidence *a,
                  const struct profile_evidence *b)
{
    int order = 0;
    if (rule == AGING_RULE_BEST) {
        order = by_number(b->level, a->level);
        if (order == 0) order = is_self(a) - is_self(b);
    }
    if (order == 0) order = by_number(b->assessed_on.days, a->assessed_on.days);
    if (order == 0) order = is_self(a) - is_self(b);
    if (order == 0) order = by_number(b->created_at.us, a->created_at.us);
    return order != 0 ? order : uuid_compare(b->id, a->id);
}

/* The best by `rule` of the valid evidence, or of that by other persons; NULL: there is none. */
static struct profile_evidence *find(enum aging_rule rule, const struct profile_evidence_list *list,
                                     bool by_others)
{
    struct profile_evidence *found = NULL;
    for (size_t i = 0; i < list->count; i++) {
        struct profile_evidence *item = &list->items[i];
        if (item->reason != EVIDENCE_REASON_SUPERSEDED || (by_others && is_self(item))) continue;
        if (found == NULL || choose(rule, item, found) < 0) found = item;
    }
    return found;
}

static void mark(struct profile_evidence *evidence, enum evidence_reason reason)
{
    RECORD_PUT(evidence, PROFILE_EVIDENCE, reason, reason);
}

bool competency_profile_count(const struct aging *aging, struct profile_evidence_list *evidence,
                              int64_t *ret_level)
{
    for (size_t i = 0; i < evidence->count; i++)
        if (evidence->items[i].reason != EVIDENCE_REASON_WITHDRAWN)
            mark(&evidence->items[i], first_reason(aging, &evidence->items[i]));
    struct profile_evidence *chosen = find(aging->rule, evidence, false);
    struct profile_evidence *highest = find(AGING_RULE_BEST, evidence, true);
    if (highest == NULL) {
        for (size_t i = 0; i < evidence->count; i++)
            if (evidence->items[i].reason == EVIDENCE_REASON_SUPERSEDED)
                mark(&evidence->items[i], EVIDENCE_REASON_SELF_ONLY);
        return false;
    }
    if (is_self(chosen)) mark(highest, EVIDENCE_REASON_CORROBORATES);
    mark(chosen, EVIDENCE_REASON_COUNTED);
    *ret_level = chosen->level < highest->level ? chosen->level : highest->level;
    return true;
}

/* ---- the competencies that matter, each once */

struct table {
    struct profile_competency_list list;
    struct profile_competency *last; /* rows of one competency stand together */
};

static struct profile_competency *find_competency(struct table *table, struct uuid id)
{
    if (table->last != NULL && uuid_equal(table->last->competency_id, id)) return table->last;
    for (size_t i = 0; i < table->list.count; i++)
        if (uuid_equal(table->list.items[i].competency_id, id)) return &table->list.items[i];
    return NULL;
}

static struct profile_competency *competency_of(struct table *table, struct uuid id,
                                                const struct record *record, const void *row)
{
    struct profile_competency *found = find_competency(table, id);
    if (found == NULL) {
        found = &table->list.items[table->list.count++];
        record_copy(&profile_competency_record, found, record, row);
    }
    table->last = found;
    return found;
}

static void add_requirement(struct table *table, const struct profile_requirement *row)
{
    struct profile_competency *to =
        competency_of(table, row->competency_id, &profile_requirement_record, row);
    if (row->is_target)
        RECORD_PUT(to, PROFILE_COMPETENCY, target_required_level, row->required_level);
    else RECORD_PUT(to, PROFILE_COMPETENCY, current_required_level, row->required_level);
}

/* `storage` has room for all rows; those of one competency become a slice of it. */
static void add_evidence(struct table *table, const struct profile_evidence_row *row,
                         struct profile_evidence *storage)
{
    struct profile_competency *to =
        competency_of(table, row->competency_id, &profile_evidence_row_record, row);
    if (to->evidence.items == NULL) to->evidence.items = storage;
    to->evidence.count++;
    record_copy(&profile_evidence_record, storage, &profile_evidence_row_record, row);
}

static void collect(const struct profile_facts *facts, struct arena *a, struct table *table)
{
    size_t most = facts->requirement_count + facts->evidence_count;
    struct profile_evidence *evidence =
        ARENA_ARRAY(a, facts->evidence_count, struct profile_evidence);
    table->list.items = ARENA_ARRAY(a, most, struct profile_competency);
    for (size_t i = 0; i < facts->requirement_count; i++)
        add_requirement(table, &facts->requirements[i]);
    for (size_t i = 0; i < facts->evidence_count; i++)
        add_evidence(table, &facts->evidence[i], &evidence[i]);
}

static int by_code(const void *a, const void *b)
{
    const struct profile_competency *x = a, *y = b;
    return strcmp(x->competency_code, y->competency_code);
}

/* ---- gaps and JPM */

static void rate(const struct aging *aging, struct profile_competency *c)
{
    int64_t level;
    struct profile_evidence_list evidence = c->evidence;
    RECORD_PUT(c, PROFILE_COMPETENCY, evidence, evidence); /* an empty list is one, too */
    if (!competency_profile_count(aging, &c->evidence, &level)) return;
    RECORD_PUT(c, PROFILE_COMPETENCY, achieved_level, level);
    if (RECORD_HAS(c, PROFILE_COMPETENCY, current_required_level))
        RECORD_PUT(c, PROFILE_COMPETENCY, current_gap, level - c->current_required_level);
    if (RECORD_HAS(c, PROFILE_COMPETENCY, target_required_level))
        RECORD_PUT(c, PROFILE_COMPETENCY, target_gap, level - c->target_required_level);
}

int64_t competency_profile_jpm(int64_t matched, int64_t required)
{
    return (2 * 10000 * matched + required) / (2 * required);
}

/* A required level is from 1: 0 means that the position does not ask for the competency. */
static struct profile_match match(const struct profile_competency_list *list, bool target)
{
    struct profile_match result = {0};
    int64_t known = 0, unknown = 0, matched = 0, required = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct profile_competency *c = &list->items[i];
        int64_t level = target ? c->target_required_level : c->current_required_level;
        if (level == 0) continue;
        if (!RECORD_HAS(c, PROFILE_COMPETENCY, achieved_level)) {
            unknown++;
            continue;
        }
        known++;
        required += level;
        matched += c->achieved_level < level ? c->achieved_level : level;
    }
    if (known > 0)
        RECORD_PUT(&result, PROFILE_MATCH, jpm, competency_profile_jpm(matched, required));
    RECORD_PUT(&result, PROFILE_MATCH, known_count, known);
    RECORD_PUT(&result, PROFILE_MATCH, unknown_count, unknown);
    return result;
}

static void add_matches(const struct profile_subject *subject, struct competency_profile *ret)
{
    if (RECORD_HAS(subject, PROFILE_SUBJECT, position_id)) {
        struct profile_match current = match(&ret->competencies, false);
        RECORD_PUT(&current, PROFILE_MATCH, position_id, subject->position_id);
        RECORD_PUT(&current, PROFILE_MATCH, position_name, subject->position_name);
        RECORD_PUT(ret, COMPETENCY_PROFILE, current, current);
    }
    if (RECORD_HAS(subject, PROFILE_SUBJECT, target_position_id)) {
        struct profile_match target = match(&ret->competencies, true);
        RECORD_PUT(&target, PROFILE_MATCH, position_id, subject->target_position_id);
        RECORD_PUT(&target, PROFILE_MATCH, position_name, subject->target_position_name);
        RECORD_PUT(ret, COMPETENCY_PROFILE, target, target);
    }
}

void competency_profile_make(const struct profile_facts *facts, struct arena *a,
                             struct competency_profile *ret)
{
    const struct profile_subject *subject = facts->subject;
    struct table table = {0};
    struct aging aging = {subject->aging_rule, subject->aging_months, facts->as_of};
    collect(facts, a, &table);
    for (size_t i = 0; i < table.list.count; i++) rate(&aging, &table.list.items[i]);
    if (table.list.count > 1)
        qsort(table.list.items, table.list.count, sizeof *table.list.items, by_code);
    *ret = (struct competency_profile){0};
    RECORD_PUT(ret, COMPETENCY_PROFILE, employee_id, subject->employee_id);
    RECORD_PUT(ret, COMPETENCY_PROFILE, as_of, facts->as_of);
    RECORD_PUT(ret, COMPETENCY_PROFILE, aging_rule, subject->aging_rule);
    RECORD_PUT(ret, COMPETENCY_PROFILE, aging_months, subject->aging_months);
    RECORD_PUT(ret, COMPETENCY_PROFILE, competencies, table.list);
    add_matches(subject, ret);
}
