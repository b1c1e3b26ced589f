/* employees.c - the operations of openapi/employees.yaml
 *
 * Load, decide, apply, reply; rules are in domain/employees.c and domain/nip.c, statements in
 * storage/employees.c.
 * Tests: tests/api/test_employees.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/employees_operations.h"

#include "storage/employees.h"
#include "storage/employees_sql.h"

#include "domain/base/banned.h"

enum outcome employees_list(struct request *rq, struct employees_list_call *in)
{
    return reply_list(rq, &sql_employee_list, &in->query);
}

enum outcome employees_get(struct request *rq, struct employees_get_call *in)
{
    struct employee employee;
    TRY(employees_load(rq->uow, in->path.employee_id, &employee));
    return reply_record(rq, &employee_record, &employee, employee.version);
}

enum outcome employees_create(struct request *rq, struct employees_create_call *in)
{
    struct employee employee;
    struct employee_facts facts;
    TRY(employees_load_for_create(rq->uow, &in->body, &facts));
    TRY(employees_decide_create(rq->arena, &in->body, &facts, &employee, rq->problem));
    employees_apply_create(rq->uow, &employee);
    return reply_created(rq, &employee_record, &employee, employee.id, employee.version);
}

enum outcome employees_update(struct request *rq, struct employees_update_call *in)
{
    struct employee employee;
    struct employee_facts facts;
    struct employee_change change = {.patch = &in->body, .employee = &employee};
    TRY(employees_load_for_update(rq->uow, in->path.employee_id, &in->body, &employee, &facts));
    TRY(request_check_version(rq, employee.version));
    TRY(employees_decide_update(rq->arena, &change, &facts, rq->problem));
    if (change.changed) employees_apply_update(rq->uow, &employee);
    return reply_record(rq, &employee_record, &employee, employee.version);
}
