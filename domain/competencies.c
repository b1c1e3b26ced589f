/* competencies.c - see competencies.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/competencies.h"

#include "domain/base/banned.h"

/* Everybody in the organization is measured by the dictionary, so a role over a part of it does not
 * change it. */
static enum outcome check_reach(const struct competency_facts *facts, struct problem *problem)
{
    if (facts->whole_organization) return OUTCOME_OK;
    return problem_raise(problem, PROBLEM_FORBIDDEN, NULL, NULL, NULL);
}

static void check_parent(const struct competency_facts *facts, struct problem *problem)
{
    if (!facts->parent_named || facts->parent_found) return;
    (void)problem_raise(problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
    (void)problem_violation(problem, VIOLATION_IN_BODY, "/parent_id", RULE_REFERENCE, NULL, NULL);
}

/* That there are five is the contract's business (minItems, maxItems). */
static void check_levels(const struct competency_level_list *levels, struct problem *problem)
{
    for (size_t i = 0; i < levels->count; i++) {
        if (levels->items[i].level == (int64_t)i + 1) continue;
        const char *pointer = arena_printf(problem->arena, "/levels/%zu/level", i);
        (void)problem_violation(problem, VIOLATION_IN_BODY, pointer, RULE_ORDER, NULL, NULL);
    }
}

enum outcome competencies_decide_create(const struct competency_create *in,
                                        const struct competency_facts *facts,
                                        struct competency *ret, struct problem *problem)
{
    TRY(check_reach(facts, problem));
    check_parent(facts, problem);
    check_levels(&in->levels, problem);
    TRY(problem_outcome(problem));
    *ret = (struct competency){0};
    record_copy(&competency_record, ret, &competency_create_record, in);
    RECORD_PUT(ret, COMPETENCY, id, facts->id);
    if (facts->parent_named) RECORD_PUT(ret, COMPETENCY, parent_id, facts->parent_id);
    RECORD_PUT(ret, COMPETENCY, version, 1);
    RECORD_PUT(ret, COMPETENCY, created_at, facts->now);
    RECORD_PUT(ret, COMPETENCY, updated_at, facts->now);
    return OUTCOME_OK;
}

static bool same_parent(const struct competency *competency, const struct competency_facts *facts)
{
    if (RECORD_HAS(competency, COMPETENCY, parent_id) != facts->parent_named) return false;
    return !facts->parent_named || uuid_equal(competency->parent_id, facts->parent_id);
}

static enum outcome move(struct competency *competency, const struct competency_facts *facts,
                         bool *ret_moved, struct problem *problem)
{
    if (facts->parent_named && uuid_equal(facts->parent_id, competency->id))
        return problem_raise(problem, PROBLEM_COMPETENCY_CYCLE, NULL, NULL, NULL);
    *ret_moved = !same_parent(competency, facts);
    if (facts->parent_named) RECORD_PUT(competency, COMPETENCY, parent_id, facts->parent_id);
    else RECORD_CLEAR(competency, COMPETENCY, parent_id);
    return OUTCOME_OK;
}

enum outcome competencies_decide_update(struct competency *competency,
                                        const struct competency_patch *patch,
                                        const struct competency_facts *facts, bool *ret_changed,
                                        struct problem *problem)
{
    bool moved = false;
    TRY(check_reach(facts, problem));
    check_parent(facts, problem);
    check_levels(&patch->levels, problem);
    TRY(problem_outcome(problem));
    if (RECORD_GIVEN(patch, COMPETENCY_PATCH, parent_id))
        TRY(move(competency, facts, &moved, problem));
    int changes = record_merge(&competency_record, competency, &competency_patch_record, patch);
    *ret_changed = changes > 0 || moved;
    return OUTCOME_OK;
}
