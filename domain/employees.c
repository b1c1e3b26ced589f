/* employees.c - see employees.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/employees.h"

#include "domain/nip.h"

#include "domain/base/banned.h"

/* ---- what is refused */

static void refuse(struct problem *problem, const char *pointer, enum violation_rule rule)
{
    (void)!problem_violation(problem, VIOLATION_IN_BODY, pointer, rule, NULL, NULL);
}

static void check_reference(const struct employee_reference *reference, const char *pointer,
                            struct problem *problem)
{
    if (!reference->named || reference->found) return;
    (void)!problem_raise(problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
    refuse(problem, pointer, RULE_REFERENCE);
}

static struct nip_bearer bearer_of(const struct employee *employee, struct date today)
{
    return (struct nip_bearer){
        .kind = employee->kind,
        .sex = RECORD_HAS(employee, EMPLOYEE, sex) ? employee->sex : (enum sex)0,
        .birth_date = RECORD_HAS(employee, EMPLOYEE, birth_date) ? &employee->birth_date : NULL,
        .today = today,
    };
}

static void check_nip(const struct employee *employee, struct date today, struct problem *problem)
{
    struct nip_bearer bearer = bearer_of(employee, today);
    struct nip_findings errors = nip_errors(employee->nip, &bearer);
    for (size_t i = 0; i < errors.count; i++) refuse(problem, "/nip", errors.rules[i]);
}

static enum outcome check(const struct employee *employee, const struct employee_facts *facts,
                          bool judge_nip, struct problem *problem)
{
    if (judge_nip) check_nip(employee, facts->today, problem);
    if (RECORD_HAS(employee, EMPLOYEE, birth_date) && employee->birth_date.days > facts->today.days)
        refuse(problem, "/birth_date", RULE_FUTURE);
    check_reference(&facts->unit, "/unit_id", problem);
    check_reference(&facts->position, "/position_id", problem);
    check_reference(&facts->target_position, "/target_position_id", problem);
    return problem_outcome(problem);
}

/* ---- what becomes of the record */

/* A NIP that is no NIP at all (an old record) has no parts that could be compared. */
static void warn(struct arena *a, struct employee *employee, struct date today)
{
    struct nip_bearer bearer = bearer_of(employee, today);
    struct nip_findings found = nip_errors(employee->nip, &bearer);
    if (found.count == 0) found = nip_warnings(employee->nip, &bearer);
    const char **names = ARENA_ARRAY(a, NIP_MAX_FINDINGS, const char *);
    for (size_t i = 0; i < found.count; i++) names[i] = rule_definitions[found.rules[i]].name;
    RECORD_PUT(employee, EMPLOYEE, warnings, ((struct list){.count = found.count, .items = names}));
}

static void put_unit(struct employee *employee, const struct employee_reference *unit)
{
    RECORD_PUT(employee, EMPLOYEE, unit_id, unit->id);
    RECORD_PUT(employee, EMPLOYEE, unit_name, unit->name);
}

static void put_position(struct employee *employee, const struct employee_reference *position)
{
    RECORD_PUT(employee, EMPLOYEE, position_id, position->id);
    RECORD_PUT(employee, EMPLOYEE, position_name, position->name);
    if (position->named) return;
    RECORD_CLEAR(employee, EMPLOYEE, position_id);
    RECORD_CLEAR(employee, EMPLOYEE, position_name);
}

static void put_target(struct employee *employee, const struct employee_reference *target)
{
    RECORD_PUT(employee, EMPLOYEE, target_position_id, target->id);
    if (!target->named) RECORD_CLEAR(employee, EMPLOYEE, target_position_id);
}

enum outcome employees_decide_create(struct arena *a, const struct employee_create *in,
                                     const struct employee_facts *facts, struct employee *ret,
                                     struct problem *problem)
{
    struct employee made = {0};
    record_copy(&employee_record, &made, &employee_create_record, in);
    TRY(check(&made, facts, true, problem));
    RECORD_PUT(&made, EMPLOYEE, id, facts->new_id);
    put_unit(&made, &facts->unit);
    put_position(&made, &facts->position);
    put_target(&made, &facts->target_position);
    warn(a, &made, facts->today);
    RECORD_PUT(&made, EMPLOYEE, version, 1);
    RECORD_PUT(&made, EMPLOYEE, created_at, facts->now);
    RECORD_PUT(&made, EMPLOYEE, updated_at, facts->now);
    *ret = made;
    return OUTCOME_OK;
}

/* ---- changes */

static bool refers_to(bool has, struct uuid id, const struct employee_reference *reference)
{
    if (has != reference->named) return false;
    return !has || uuid_equal(id, reference->id);
}

/* Puts the references that the patch gives in place; returns whether one of them is another now. */
static bool merge_references(struct employee *e, const struct employee_patch *patch,
                             const struct employee_facts *facts)
{
    const struct employee was = *e;
    bool same = true;
    if (RECORD_GIVEN(patch, EMPLOYEE_PATCH, unit_id)) {
        same = refers_to(true, was.unit_id, &facts->unit);
        put_unit(e, &facts->unit);
    }
    if (RECORD_GIVEN(patch, EMPLOYEE_PATCH, position_id)) {
        same &=
            refers_to(RECORD_HAS(&was, EMPLOYEE, position_id), was.position_id, &facts->position);
        put_position(e, &facts->position);
    }
    if (RECORD_GIVEN(patch, EMPLOYEE_PATCH, target_position_id)) {
        same &= refers_to(RECORD_HAS(&was, EMPLOYEE, target_position_id), was.target_position_id,
                          &facts->target_position);
        put_target(e, &facts->target_position);
    }
    return !same;
}

enum outcome employees_decide_update(struct arena *a, struct employee_change *change,
                                     const struct employee_facts *facts, struct problem *problem)
{
    struct employee *employee = change->employee;
    const struct employee_patch *patch = change->patch;
    if (facts->last_admin && RECORD_HAS(patch, EMPLOYEE_PATCH, left_on))
        return problem_raise(problem, PROBLEM_LAST_ADMIN, NULL, NULL, NULL);
    bool judge_nip =
        RECORD_GIVEN(patch, EMPLOYEE_PATCH, nip) || RECORD_GIVEN(patch, EMPLOYEE_PATCH, kind);
    bool merged = record_merge(&employee_record, employee, &employee_patch_record, patch) > 0;
    TRY(check(employee, facts, judge_nip, problem));
    change->changed = merge_references(employee, patch, facts) || merged;
    if (change->changed) warn(a, employee, facts->today);
    return OUTCOME_OK;
}
