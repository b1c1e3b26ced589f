/* units.c - see units.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/units.h"

#include "domain/base/banned.h"

static enum outcome check_parent(const struct unit_facts *facts, struct problem *problem)
{
    if (facts->parent_named && !facts->parent_found) {
        (void)!problem_raise(problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
        return problem_violation(problem, VIOLATION_IN_BODY, "/parent_id", RULE_REFERENCE, NULL,
                                 NULL);
    }
    /* A root lies in no subtree: only a role over the whole organization covers it. */
    if (!facts->parent_named && !facts->whole_organization)
        return problem_raise(problem, PROBLEM_FORBIDDEN, NULL, NULL, NULL);
    return OUTCOME_OK;
}

enum outcome units_decide_create(const struct unit_create *in, const struct unit_facts *facts,
                                 struct unit *ret, struct problem *problem)
{
    TRY(check_parent(facts, problem));
    *ret = (struct unit){0};
    record_copy(&unit_record, ret, &unit_create_record, in);
    RECORD_PUT(ret, UNIT, id, facts->new_id);
    if (facts->parent_named) RECORD_PUT(ret, UNIT, parent_id, facts->parent_id);
    RECORD_PUT(ret, UNIT, version, 1);
    RECORD_PUT(ret, UNIT, created_at, facts->now);
    RECORD_PUT(ret, UNIT, updated_at, facts->now);
    return OUTCOME_OK;
}

static bool same_parent(const struct unit *unit, const struct unit_facts *facts)
{
    if (RECORD_HAS(unit, UNIT, parent_id) != facts->parent_named) return false;
    return !facts->parent_named || uuid_equal(unit->parent_id, facts->parent_id);
}

static enum outcome move(struct unit *unit, const struct unit_facts *facts, bool *ret_moved,
                         struct problem *problem)
{
    TRY(check_parent(facts, problem));
    if (facts->parent_named && uuid_equal(facts->parent_id, unit->id))
        return problem_raise(problem, PROBLEM_UNIT_CYCLE, NULL, NULL, NULL);
    *ret_moved = !same_parent(unit, facts);
    if (facts->parent_named) RECORD_PUT(unit, UNIT, parent_id, facts->parent_id);
    else RECORD_CLEAR(unit, UNIT, parent_id);
    return OUTCOME_OK;
}

enum outcome units_decide_update(struct unit *unit, const struct unit_patch *patch,
                                 const struct unit_facts *facts, bool *ret_changed,
                                 struct problem *problem)
{
    bool moved = false;
    if (RECORD_GIVEN(patch, UNIT_PATCH, parent_id)) TRY(move(unit, facts, &moved, problem));
    *ret_changed = record_merge(&unit_record, unit, &unit_patch_record, patch) > 0 || moved;
    return OUTCOME_OK;
}
