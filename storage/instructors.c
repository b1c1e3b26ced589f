/* instructors.c - see instructors.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/instructors.h"

#include "storage/changes.h"
#include "storage/employees_sql.h"
#include "storage/instructors_sql.h"
#include "storage/partners.h"
#include "storage/registry.h"
#include "storage/registry_sql.h"

#include "domain/base/banned.h"

void instructors_want(struct uow *u, struct ref instructor_id, bool lock, struct instructor *ret,
                      bool *ret_found)
{
    struct instructor_get_in in = {0};
    RECORD_PUT(&in, INSTRUCTOR_GET_IN, instructor_id, instructor_id);
    if (lock) RECORD_PUT(&in, INSTRUCTOR_GET_IN, lock, true);
    uow_want(u, &sql_instructor_get, &in, ret, ret_found);
}

enum outcome instructors_load(struct uow *u, struct ref instructor_id, struct instructor *ret)
{
    instructors_want(u, instructor_id, false, ret, NULL);
    return uow_sync(u);
}

/* ---- facts */

static struct list competencies_of(struct uow *u,
                                   const struct instructor_expertise_input_list *items)
{
    struct ref *refs = ARENA_ARRAY(uow_arena(u), items->count + 1, struct ref);
    for (size_t i = 0; i < items->count; i++) refs[i] = items->items[i].competency_id;
    return (struct list){.count = items->count, .items = refs};
}

static void want_employee(struct uow *u, struct ref employee_id, struct employee *ret,
                          bool *ret_found)
{
    struct employee_get_in in = {0};
    RECORD_PUT(&in, EMPLOYEE_GET_IN, employee_id, employee_id);
    uow_want(u, &sql_employee_get, &in, ret, ret_found);
}

enum outcome instructors_load_for_create(struct uow *u, const struct instructor_input *in,
                                         struct instructor_facts *ret_facts)
{
    struct list refs = competencies_of(u, &in->expertise);
    struct row_set competencies = {0};
    struct employee employee = {0};
    *ret_facts = (struct instructor_facts){.registry = registry_facts(u)};
    if (RECORD_HAS(in, INSTRUCTOR_INPUT, employee_id))
        want_employee(u, in->employee_id, &employee, &ret_facts->employee_found);
    if (RECORD_HAS(in, INSTRUCTOR_INPUT, partner_id))
        partners_want(u, in->partner_id, false, &ret_facts->partner, &ret_facts->partner_found);
    registry_find(u, &sql_competency_find, &refs, &competencies);
    TRY(uow_sync(u));
    ret_facts->employee_id = employee.id;
    ret_facts->employee_name = employee.name;
    ret_facts->competencies = registry_ids(uow_arena(u), &refs, &competencies);
    return OUTCOME_OK;
}

enum outcome instructors_load_for_update(struct uow *u, struct ref instructor_id,
                                         const struct instructor_change *in, struct instructor *ret,
                                         struct instructor_facts *ret_facts)
{
    const struct instructor_expertise_input_list none = {0};
    struct list refs = competencies_of(u, in == NULL ? &none : &in->expertise);
    struct row_set competencies = {0};
    *ret_facts = (struct instructor_facts){.registry = registry_facts(u)};
    instructors_want(u, instructor_id, true, ret, NULL);
    if (refs.count > 0) registry_find(u, &sql_competency_find, &refs, &competencies);
    TRY(uow_sync(u));
    ret_facts->competencies = registry_ids(uow_arena(u), &refs, &competencies);
    return OUTCOME_OK;
}

/* ---- writing */

static void write_expertise(struct uow *u, const struct instructor_decision *decision)
{
    struct expertise_drop_in drop = {0};
    struct expertise_insert_in in = {0};
    if (!decision->replaces_expertise) return;
    RECORD_PUT(&drop, EXPERTISE_DROP_IN, instructor_id, decision->instructor.id);
    uow_write(u, &sql_expertise_drop, &drop, NULL);
    if (decision->expertise.count == 0) return;
    RECORD_PUT(&in, EXPERTISE_INSERT_IN, instructor_id, decision->instructor.id);
    RECORD_PUT(&in, EXPERTISE_INSERT_IN, rows, decision->expertise);
    uow_write(u, &sql_expertise_insert, &in, NULL);
}

static void record_move(struct uow *u, const struct instructor *instructor, int from,
                        const char *reason)
{
    registry_record_move(u, &(struct registry_move){.resource_type = "instructor",
                                                    .resource_id = instructor->id,
                                                    .version = instructor->version,
                                                    .record = &instructor_record,
                                                    .object = instructor,
                                                    .states = &activity_state_enumeration,
                                                    .from = from,
                                                    .to = (int)instructor->state,
                                                    .reason = reason});
}

static enum outcome write_and_read(struct uow *u, const struct statement *s,
                                   struct instructor_decision *decision)
{
    struct instructor *instructor = &decision->instructor;
    uow_write(u, s, instructor, NULL);
    write_expertise(u, decision);
    return instructors_load(u, (struct ref){.by = REF_BY_ID, .id = instructor->id}, instructor);
}

enum outcome instructors_apply_create(struct uow *u, struct instructor_decision *decision)
{
    TRY(write_and_read(u, &sql_instructor_insert, decision));
    record_move(u, &decision->instructor, 0, NULL);
    return OUTCOME_OK;
}

enum outcome instructors_apply_update(struct uow *u, struct instructor_decision *decision)
{
    const struct instructor *instructor = &decision->instructor;
    if (!decision->changed) return OUTCOME_OK;
    TRY(write_and_read(u, &sql_instructor_update, decision));
    changes_record(u, "instructor", instructor->id, instructor->version, &instructor_record,
                   instructor);
    return OUTCOME_OK;
}

void instructors_apply_move(struct uow *u, const struct instructor *instructor,
                            enum activity_state from, const char *reason)
{
    uow_write(u, &sql_instructor_update, instructor, NULL);
    record_move(u, instructor, (int)from, reason);
}
