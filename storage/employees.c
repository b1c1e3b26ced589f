/* employees.c - see employees.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/employees.h"

#include "storage/changes.h"
#include "storage/employees_sql.h"
#include "storage/ids.h"
#include "storage/positions.h"
#include "storage/role_assignments.h"
#include "storage/units.h"

#include "domain/base/banned.h"

static void want_employee(struct uow *u, struct ref employee_id, bool change, struct employee *ret)
{
    struct employee_get_in *in = ARENA_NEW(uow_arena(u), struct employee_get_in);
    RECORD_PUT(in, EMPLOYEE_GET_IN, employee_id, employee_id);
    if (change) RECORD_PUT(in, EMPLOYEE_GET_IN, change, true);
    uow_want(u, &sql_employee_get, in, ret, NULL);
}

enum outcome employees_load(struct uow *u, struct ref employee_id, struct employee *ret)
{
    want_employee(u, employee_id, false, ret);
    return uow_sync(u);
}

/* ---- what an input refers to */

struct names { /* NULL: none */
    const struct ref *unit_id, *position_id, *target_position_id;
};

#define NAME_OF(in, STRUCT, member) (RECORD_HAS(in, STRUCT, member) ? &(in)->member : NULL)

static void put_found(struct employee_reference *reference, struct uuid id, const char *name)
{
    reference->id = id;
    reference->name = name;
}

static enum outcome load_facts(struct uow *u, const struct names *names, struct employee_facts *ret)
{
    const struct uow_context *context = uow_context(u);
    struct unit unit = {0};
    struct position position = {0}, target = {0};
    *ret = (struct employee_facts){
        .unit.named = names->unit_id != NULL,
        .position.named = names->position_id != NULL,
        .target_position.named = names->target_position_id != NULL,
        .new_id = ids_new(context->now),
        .now = context->now,
        .today = context->today,
    };
    if (ret->unit.named) units_want(u, *names->unit_id, false, &unit, &ret->unit.found);
    if (ret->position.named)
        positions_want(u, *names->position_id, false, &position, &ret->position.found);
    if (ret->target_position.named)
        positions_want(u, *names->target_position_id, false, &target, &ret->target_position.found);
    TRY(uow_sync(u));
    put_found(&ret->unit, unit.id, unit.name);
    put_found(&ret->position, position.id, position.name);
    put_found(&ret->target_position, target.id, target.name);
    return OUTCOME_OK;
}

enum outcome employees_load_for_create(struct uow *u, const struct employee_create *in,
                                       struct employee_facts *ret_facts)
{
    struct names names = {
        .unit_id = NAME_OF(in, EMPLOYEE_CREATE, unit_id),
        .position_id = NAME_OF(in, EMPLOYEE_CREATE, position_id),
        .target_position_id = NAME_OF(in, EMPLOYEE_CREATE, target_position_id),
    };
    return load_facts(u, &names, ret_facts);
}

/* Who leaves loses the roles, as if they were revoked. */
static enum outcome look_at_admins(struct uow *u, struct uuid employee_id, bool *ret_last)
{
    const struct admins_except nobody = {0}, them = {.employee_id = employee_id};
    const int64_t *now = role_assignments_want_admins(u, &nobody);
    const int64_t *then = role_assignments_want_admins(u, &them);
    TRY(uow_sync(u));
    *ret_last = *now > 0 && *then == 0;
    return OUTCOME_OK;
}

enum outcome employees_load_for_update(struct uow *u, struct ref employee_id,
                                       const struct employee_patch *patch, struct employee *ret,
                                       struct employee_facts *ret_facts)
{
    struct employee_lock_in *in = ARENA_NEW(uow_arena(u), struct employee_lock_in);
    struct employee_lock_out locked;
    struct names names = {
        .unit_id = NAME_OF(patch, EMPLOYEE_PATCH, unit_id),
        .position_id = NAME_OF(patch, EMPLOYEE_PATCH, position_id),
        .target_position_id = NAME_OF(patch, EMPLOYEE_PATCH, target_position_id),
    };
    RECORD_PUT(in, EMPLOYEE_LOCK_IN, employee_id, employee_id);
    uow_want(u, &sql_employee_lock, in, &locked, NULL);
    want_employee(u, employee_id, true, ret);
    TRY(load_facts(u, &names, ret_facts));
    if (!RECORD_HAS(patch, EMPLOYEE_PATCH, left_on)) return OUTCOME_OK;
    return look_at_admins(u, ret->id, &ret_facts->last_admin);
}

/* ---- decisions */

void employees_apply_create(struct uow *u, const struct employee *employee)
{
    uow_write(u, &sql_employee_insert, employee, NULL);
    changes_record(u, "employee", employee->id, employee->version, &employee_record, employee);
}

void employees_apply_update(struct uow *u, struct employee *employee)
{
    RECORD_PUT(employee, EMPLOYEE, version, employee->version + 1);
    RECORD_PUT(employee, EMPLOYEE, updated_at, uow_context(u)->now);
    uow_write(u, &sql_employee_update, employee, NULL);
    changes_record(u, "employee", employee->id, employee->version, &employee_record, employee);
}
