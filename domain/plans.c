/* plans.c - see plans.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/plans.h"

#include "domain/separation.h"
#include "domain/transitions.h"

#include "domain/base/banned.h"

static const char *const action_names[] = {NULL,    "submit",          "verify", "validate",
                                           "adopt", "return-to-draft", "edit"};
static const struct transition_rule rules[] = {
    {PLAN_STATE_DRAFT, PLAN_EDIT, PLAN_STATE_DRAFT},
    {PLAN_STATE_DRAFT, PLAN_SUBMIT, PLAN_STATE_SUBMITTED},
    {PLAN_STATE_SUBMITTED, PLAN_VERIFY, PLAN_STATE_VERIFIED},
    {PLAN_STATE_SUBMITTED, PLAN_RETURN_TO_DRAFT, PLAN_STATE_DRAFT},
    {PLAN_STATE_VERIFIED, PLAN_VALIDATE, PLAN_STATE_VALIDATED},
    {PLAN_STATE_VERIFIED, PLAN_RETURN_TO_DRAFT, PLAN_STATE_DRAFT},
    {PLAN_STATE_VALIDATED, PLAN_ADOPT, PLAN_STATE_ADOPTED},
    {PLAN_STATE_VALIDATED, PLAN_RETURN_TO_DRAFT, PLAN_STATE_DRAFT},
};
static const struct transition_machine machine = {&plan_state_enumeration, action_names, rules,
                                                  sizeof rules / sizeof rules[0]};

/* ---- drafts */

static enum outcome check_caller(const struct plan_caller *caller, struct problem *problem)
{
    if (caller->whole_organization) return OUTCOME_OK;
    return problem_raise(problem, PROBLEM_FORBIDDEN, NULL, NULL, NULL);
}

static bool names_twice(const struct plan_unit_ceiling_list *ceilings, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (uuid_equal(ceilings->items[i].unit_id, ceilings->items[at].unit_id)) return true;
    return false;
}

static enum outcome check_ceilings(const struct plan_unit_ceiling_list *ceilings,
                                   struct problem *problem)
{
    for (size_t i = 0; i < ceilings->count; i++) {
        if (!names_twice(ceilings, i)) continue;
        const char *at = arena_printf(problem->arena, "/unit_ceilings/%zu/unit_id", i);
        (void)!problem_violation(problem, VIOLATION_IN_BODY, at, RULE_DUPLICATE, NULL, NULL);
    }
    return problem_outcome(problem);
}

enum outcome plans_decide_create(const struct plan_create *in, const struct plan_caller *caller,
                                 struct uuid id, struct plan *ret, struct problem *problem)
{
    TRY(check_caller(caller, problem));
    if (RECORD_HAS(in, PLAN_CREATE, unit_ceilings))
        TRY(check_ceilings(&in->unit_ceilings, problem));
    *ret = (struct plan){0};
    RECORD_PUT(ret, PLAN, unit_ceilings, (struct plan_unit_ceiling_list){0});
    record_copy(&plan_record, ret, &plan_create_record, in);
    RECORD_PUT(ret, PLAN, id, id);
    RECORD_PUT(ret, PLAN, state, PLAN_STATE_DRAFT);
    RECORD_PUT(ret, PLAN, created_by, caller->id);
    RECORD_PUT(ret, PLAN, version, 1);
    RECORD_PUT(ret, PLAN, created_at, caller->now);
    RECORD_PUT(ret, PLAN, updated_at, caller->now);
    return OUTCOME_OK;
}

enum outcome plans_check_draft(enum plan_state state, struct problem *problem)
{
    int same;
    return transitions_decide(&machine, (int)state, PLAN_EDIT, &same, problem);
}

enum outcome plans_decide_update(struct plan *plan, const struct plan_patch *patch,
                                 const struct plan_caller *caller, bool *ret_changed,
                                 struct problem *problem)
{
    TRY(check_caller(caller, problem));
    TRY(plans_check_draft(plan->state, problem));
    if (RECORD_HAS(patch, PLAN_PATCH, unit_ceilings))
        TRY(check_ceilings(&patch->unit_ceilings, problem));
    *ret_changed = record_merge(&plan_record, plan, &plan_patch_record, patch) > 0;
    if (!*ret_changed) return OUTCOME_OK;
    RECORD_PUT(plan, PLAN, version, plan->version + 1);
    RECORD_PUT(plan, PLAN, updated_at, caller->now);
    return OUTCOME_OK;
}

/* ---- decisions */

static bool decides(enum plan_action action)
{
    return action == PLAN_VERIFY || action == PLAN_VALIDATE || action == PLAN_ADOPT;
}

enum outcome plans_decide(struct plan *plan, enum plan_action action,
                          const struct plan_caller *caller, const struct list *editors,
                          struct problem *problem)
{
    int to;
    struct separation_authors authors = {plan->created_by, plan->submitted_by, *editors};
    TRY(check_caller(caller, problem));
    TRY(transitions_decide(&machine, (int)plan->state, (int)action, &to, problem));
    if (decides(action)) TRY(separation_check_authors(caller->id, &authors, problem));
    RECORD_PUT(plan, PLAN, state, (enum plan_state)to);
    if (action == PLAN_SUBMIT) RECORD_PUT(plan, PLAN, submitted_by, caller->id);
    if (action == PLAN_RETURN_TO_DRAFT) RECORD_CLEAR(plan, PLAN, submitted_by);
    RECORD_PUT(plan, PLAN, version, plan->version + 1);
    RECORD_PUT(plan, PLAN, updated_at, caller->now);
    return OUTCOME_OK;
}

/* ---- the seven elements */

#define ELEMENT(member) (UINT64_C(1) << FIELD_PLAN_ITEM_ELEMENTS_##member)

/* An element is there when one of these fields has a value. */
static const struct {
    const char *member;
    uint64_t fields;
} elements[] = {
    {"competency_id", ELEMENT(competency_id)},
    {"target_people", ELEMENT(target_people)}, /* or needs: see lacks */
    {"form_id", ELEMENT(form_id)},
    {"organiser", ELEMENT(organiser) | ELEMENT(partner_id)},
    {"scheduled_from", ELEMENT(scheduled_from)},
    {"curriculum_standard", ELEMENT(curriculum_standard)},
    {"budget_rupiah", ELEMENT(budget_rupiah)},
};

static bool lacks(const struct plan_item_elements *item, uint64_t fields)
{
    if (fields == ELEMENT(target_people) && item->need_count > 0) return false;
    return (item->has.value & fields) == 0;
}

static void miss(struct problem *problem, const struct plan_item_elements *item, const char *member,
                 enum violation_rule rule)
{
    char id[UUID_TEXT_LENGTH + 1];
    uuid_format(item->id, id);
    const char *at = arena_printf(problem->arena, "/items/%s/%s", id, member);
    (void)!problem_raise(problem, PROBLEM_PLAN_INCOMPLETE, NULL, NULL, NULL);
    (void)!problem_violation(problem, VIOLATION_IN_BODY, at, rule, NULL, NULL);
}

static void check_item(const struct plan_item_elements *item, struct problem *problem)
{
    for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++)
        if (lacks(item, elements[i].fields)) miss(problem, item, elements[i].member, RULE_REQUIRED);
    if (item->need_count == 0 && !RECORD_HAS(item, PLAN_ITEM_ELEMENTS, reason))
        miss(problem, item, "need_ids", RULE_NEED_OR_REASON);
    if (item->unvalidated_count > 0) miss(problem, item, "need_ids", RULE_NEED_VALIDATED);
}

enum outcome plans_check_elements(const struct plan_item_elements *items, size_t count,
                                  struct problem *problem)
{
    if (count == 0) {
        (void)!problem_raise(problem, PROBLEM_PLAN_INCOMPLETE, NULL, NULL, NULL);
        return problem_violation(problem, VIOLATION_IN_BODY, "/items", RULE_MIN_ITEMS, "1", NULL);
    }
    for (size_t i = 0; i < count; i++) check_item(&items[i], problem);
    return problem_outcome(problem);
}

/* ---- ceilings */

enum outcome plans_check_totals(const struct plan_total *totals, size_t count,
                                struct problem *problem)
{
    struct arena *a = problem->arena;
    for (size_t i = 0; i < count; i++) {
        const struct plan_total *at = &totals[i];
        if (at->total_rupiah <= at->ceiling_rupiah) continue;
        const char *name = RECORD_HAS(at, PLAN_TOTAL, unit_name) ? at->unit_name : "Renbangkom";
        return problem_raise(problem, PROBLEM_BUDGET_CEILING, name,
                             arena_printf(a, "%lld", (long long)at->ceiling_rupiah),
                             arena_printf(a, "%lld", (long long)at->total_rupiah));
    }
    return OUTCOME_OK;
}
