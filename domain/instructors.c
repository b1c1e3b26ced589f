/* instructors.c - see instructors.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/instructors.h"

#include "domain/base/banned.h"

/* ---- expertise */

static bool named_before(const struct uuid *ids, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (uuid_equal(ids[j], ids[i])) return true;
    return false;
}

static void check_expertise(struct arena *a, const struct uuid *ids, size_t count,
                            struct problem *problem)
{
    for (size_t i = 0; i < count; i++) {
        const char *pointer = arena_printf(a, "/expertise/%zu/competency_id", i);
        if (uuid_is_nil(ids[i])) (void)!registry_refuse_reference(problem, pointer);
        else if (named_before(ids, i))
            (void)!problem_violation(problem, VIOLATION_IN_BODY, pointer, RULE_DUPLICATE, NULL,
                                     NULL);
    }
}

static void put_expertise(struct arena *a, const struct instructor_expertise_input_list *items,
                          const struct uuid *ids, struct instructor_decision *ret)
{
    ret->replaces_expertise = true;
    ret->expertise.count = items->count;
    ret->expertise.items = ARENA_ARRAY(a, items->count + 1, struct instructor_expertise_row);
    for (size_t i = 0; i < items->count; i++) {
        struct instructor_expertise_row *row = &ret->expertise.items[i];
        RECORD_PUT(row, INSTRUCTOR_EXPERTISE_ROW, competency_id, ids[i]);
        RECORD_PUT(row, INSTRUCTOR_EXPERTISE_ROW, level, items->items[i].level);
    }
}

/* ---- origin: an employee or a partner */

static void take_employee(const struct instructor_facts *facts, struct instructor *ret,
                          struct problem *problem)
{
    if (!facts->employee_found) {
        (void)!registry_refuse_reference(problem, "/employee_id");
        return;
    }
    RECORD_PUT(ret, INSTRUCTOR, employee_id, facts->employee_id);
    if (!RECORD_HAS(ret, INSTRUCTOR, name)) RECORD_PUT(ret, INSTRUCTOR, name, facts->employee_name);
}

static void take_partner(const struct instructor_facts *facts, struct instructor *ret,
                         struct problem *problem)
{
    if (!facts->partner_found) {
        (void)!registry_refuse_reference(problem, "/partner_id");
        return;
    }
    if (!RECORD_HAS(ret, INSTRUCTOR, name))
        (void)!problem_violation(problem, VIOLATION_IN_BODY, "/name", RULE_REQUIRED, NULL, NULL);
    RECORD_PUT(ret, INSTRUCTOR, partner_id, facts->partner.id);
    RECORD_PUT(ret, INSTRUCTOR, partner_name, facts->partner.name);
}

static void take_origin(const struct instructor_input *in, const struct instructor_facts *facts,
                        struct instructor *ret, struct problem *problem)
{
    bool by_employee = RECORD_HAS(in, INSTRUCTOR_INPUT, employee_id);
    bool by_partner = RECORD_HAS(in, INSTRUCTOR_INPUT, partner_id);
    if (by_employee == by_partner)
        (void)!problem_violation(problem, VIOLATION_IN_BODY, "", RULE_EXACTLY_ONE,
                                 "employee_id, partner_id", NULL);
    else if (by_employee) take_employee(facts, ret, problem);
    else take_partner(facts, ret, problem);
}

enum outcome instructors_decide_create(struct arena *a, const struct instructor_input *in,
                                       const struct instructor_facts *facts,
                                       struct instructor_decision *ret, struct problem *problem)
{
    struct instructor *instructor = &ret->instructor;
    TRY(registry_check_reach(&facts->registry, problem));
    *ret = (struct instructor_decision){.changed = true};
    record_copy(&instructor_record, instructor, &instructor_input_record, in);
    take_origin(in, facts, instructor, problem);
    check_expertise(a, facts->competencies, in->expertise.count, problem);
    TRY(problem_outcome(problem));
    if (RECORD_HAS(instructor, INSTRUCTOR, partner_id))
        TRY(partners_check_active(facts->partner.state == ACTIVITY_STATE_ACTIVE, problem));
    registry_stamp_new(&instructor_record, instructor, &facts->registry);
    RECORD_PUT(instructor, INSTRUCTOR, state, ACTIVITY_STATE_ACTIVE);
    put_expertise(a, &in->expertise, facts->competencies, ret);
    return OUTCOME_OK;
}

enum outcome instructors_decide_update(struct arena *a, const struct instructor_change *in,
                                       const struct instructor_facts *facts,
                                       struct instructor_decision *ret, struct problem *problem)
{
    struct instructor *instructor = &ret->instructor;
    TRY(registry_check_reach(&facts->registry, problem));
    check_expertise(a, facts->competencies, in->expertise.count, problem);
    TRY(problem_outcome(problem));
    ret->changed = record_merge(&instructor_record, instructor, &instructor_change_record, in) > 0;
    if (RECORD_HAS(in, INSTRUCTOR_CHANGE, expertise)) {
        put_expertise(a, &in->expertise, facts->competencies, ret);
        ret->changed = true;
    }
    if (ret->changed) registry_stamp_change(&instructor_record, instructor, facts->registry.now);
    return OUTCOME_OK;
}

enum outcome instructors_decide_move(struct instructor *instructor, enum activity_action action,
                                     const struct registry_facts *facts, struct problem *problem)
{
    int to;
    TRY(registry_check_reach(facts, problem));
    TRY(transitions_decide(&activity_machine, (int)instructor->state, (int)action, &to, problem));
    RECORD_PUT(instructor, INSTRUCTOR, state, (enum activity_state)to);
    registry_stamp_change(&instructor_record, instructor, facts->now);
    return OUTCOME_OK;
}
