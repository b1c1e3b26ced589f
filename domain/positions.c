/* positions.c - see positions.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/positions.h"

#include <stdlib.h>
#include <string.h>

#include "domain/base/banned.h"

static enum outcome check_reach(bool whole_organization, struct problem *problem)
{
    if (whole_organization) return OUTCOME_OK;
    return problem_raise(problem, PROBLEM_FORBIDDEN, NULL, NULL, NULL);
}

enum outcome positions_decide_create(const struct position_create *in,
                                     const struct position_facts *facts, struct position *ret,
                                     struct problem *problem)
{
    TRY(check_reach(facts->whole_organization, problem));
    *ret = (struct position){0};
    record_copy(&position_record, ret, &position_create_record, in);
    RECORD_PUT(ret, POSITION, id, facts->new_id);
    RECORD_PUT(ret, POSITION, version, 1);
    RECORD_PUT(ret, POSITION, created_at, facts->now);
    RECORD_PUT(ret, POSITION, updated_at, facts->now);
    return OUTCOME_OK;
}

enum outcome positions_decide_update(struct position *position, const struct position_patch *patch,
                                     const struct position_facts *facts, bool *ret_changed,
                                     struct problem *problem)
{
    TRY(check_reach(facts->whole_organization, problem));
    *ret_changed = record_merge(&position_record, position, &position_patch_record, patch) > 0;
    return OUTCOME_OK;
}

/* ---- standards */

static bool named_before(const struct standard_competency *competencies, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (competencies[j].found && uuid_equal(competencies[j].id, competencies[i].id))
            return true;
    return false;
}

static void check_item(struct arena *a, const struct standard_facts *facts, size_t i,
                       struct problem *problem)
{
    bool found = facts->competencies[i].found;
    if (found && !named_before(facts->competencies, i)) return;
    if (!found) (void)!problem_raise(problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
    (void)!problem_violation(problem, VIOLATION_IN_BODY,
                             arena_printf(a, "/items/%zu/competency_id", i),
                             found ? RULE_DUPLICATE : RULE_REFERENCE, NULL, NULL);
}

static enum outcome check_valid_from(struct date valid_from, const struct standard_facts *facts,
                                     struct problem *problem)
{
    if (!facts->has_newest || valid_from.days >= facts->newest.days) return OUTCOME_OK;
    (void)!problem_raise(problem, PROBLEM_CONFLICT, NULL, NULL, NULL);
    return problem_violation(problem, VIOLATION_IN_BODY, "/valid_from", RULE_ORDER, NULL, NULL);
}

static int by_code(const void *a, const void *b)
{
    const struct position_standard *left = a, *right = b;
    return strcmp(left->competency_code, right->competency_code);
}

static void put_row(struct position_standard_row *row, const struct standard_facts *facts,
                    const struct position_standard *shown)
{
    RECORD_PUT(row, POSITION_STANDARD_ROW, position_id, facts->position_id);
    RECORD_PUT(row, POSITION_STANDARD_ROW, competency_id, shown->competency_id);
    RECORD_PUT(row, POSITION_STANDARD_ROW, required_level, shown->required_level);
    RECORD_PUT(row, POSITION_STANDARD_ROW, valid_from, shown->valid_from);
    RECORD_PUT(row, POSITION_STANDARD_ROW, created_at, facts->now);
}

static void put_shown(struct position_standard *shown, const struct standard_competency *competency,
                      int64_t required_level, struct date valid_from)
{
    RECORD_PUT(shown, POSITION_STANDARD, competency_id, competency->id);
    RECORD_PUT(shown, POSITION_STANDARD, competency_code, competency->code);
    RECORD_PUT(shown, POSITION_STANDARD, competency_name, competency->name);
    RECORD_PUT(shown, POSITION_STANDARD, required_level, required_level);
    RECORD_PUT(shown, POSITION_STANDARD, valid_from, valid_from);
}

static bool is_in_force(const struct position_standard *shown, size_t count,
                        const struct position_standard_list *in_force)
{
    if (count != in_force->count) return false;
    for (size_t i = 0; i < count; i++)
        if (!uuid_equal(shown[i].competency_id, in_force->items[i].competency_id) ||
            shown[i].required_level != in_force->items[i].required_level)
            return false;
    return true;
}

enum outcome positions_decide_standard(struct arena *a, const struct position_standards_input *in,
                                       const struct standard_facts *facts,
                                       struct standard_decision *ret, struct problem *problem)
{
    size_t count = in->items.count;
    bool dated = RECORD_HAS(in, POSITION_STANDARDS_INPUT, valid_from);
    struct date valid_from = dated ? in->valid_from : facts->today;
    TRY(check_reach(facts->whole_organization, problem));
    for (size_t i = 0; i < count; i++) check_item(a, facts, i, problem);
    TRY(problem_outcome(problem));
    TRY(check_valid_from(valid_from, facts, problem));

    struct position_standard *shown = ARENA_ARRAY(a, count + 1, struct position_standard);
    struct position_standard_row *rows = ARENA_ARRAY(a, count + 1, struct position_standard_row);
    for (size_t i = 0; i < count; i++)
        put_shown(&shown[i], &facts->competencies[i], in->items.items[i].required_level,
                  valid_from);
    qsort(shown, count, sizeof *shown, by_code);
    for (size_t i = 0; i < count; i++) put_row(&rows[i], facts, &shown[i]);
    bool changed = !is_in_force(shown, count, &facts->in_force);
    *ret = (struct standard_decision){.changed = changed,
                                      .position_id = facts->position_id,
                                      .valid_from = valid_from,
                                      .rows = {.count = count, .items = rows}};
    struct position_standard_list list = {.count = count, .items = shown};
    RECORD_PUT(&ret->shown, POSITION_STANDARDS, data, changed ? list : facts->in_force);
    return OUTCOME_OK;
}
