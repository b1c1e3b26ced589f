/* role_assignments.c - see role_assignments.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/role_assignments.h"

#include "storage/changes.h"
#include "storage/clients.h"
#include "storage/employees_sql.h"
#include "storage/partners.h"
#include "storage/role_assignments_sql.h"
#include "storage/units.h"

#include "domain/base/banned.h"

static struct role_assignment_facts facts_of(const struct uow *u)
{
    const struct uow_context *context = uow_context(u);
    return (struct role_assignment_facts){.now = context->now,
                                          .caller_id = context->principal_id,
                                          .whole_organization = context->whole_organization};
}

static enum outcome load(struct uow *u, struct uuid id, bool lock, struct role_assignment *ret)
{
    struct role_assignment_get_in in = {0};
    RECORD_PUT(&in, ROLE_ASSIGNMENT_GET_IN, role_assignment_id, id);
    if (lock) RECORD_PUT(&in, ROLE_ASSIGNMENT_GET_IN, lock, true);
    uow_want(u, &sql_role_assignment_get, &in, ret, NULL);
    return uow_sync(u);
}

enum outcome role_assignments_load(struct uow *u, struct uuid id, struct role_assignment *ret)
{
    return load(u, id, false, ret);
}

/* ---- granting */

/* The records that an input names, each only where it does. */
struct named {
    struct client client;
    struct employee employee;
    struct unit unit;
    struct partner partner;
};

static void want_employee(struct uow *u, struct ref employee_id, struct employee *ret,
                          bool *ret_found)
{
    struct employee_get_in in = {0};
    RECORD_PUT(&in, EMPLOYEE_GET_IN, employee_id, employee_id);
    uow_want(u, &sql_employee_get, &in, ret, ret_found);
}

static void put_bearer(struct role_assignment_facts *facts, bool is_client,
                       const struct named *named)
{
    facts->bearer_id = is_client ? named->client.id : named->employee.id;
    facts->bearer_name = is_client ? named->client.name : named->employee.name;
    facts->bearer_revoked = is_client && RECORD_HAS(&named->client, CLIENT, revoked_at);
}

enum outcome role_assignments_load_for_create(struct uow *u,
                                              const struct role_assignment_create *in,
                                              struct role_assignment_facts *ret_facts)
{
    struct named named = {0};
    bool is_client = RECORD_HAS(in, ROLE_ASSIGNMENT_CREATE, client_id);
    bool *found = &ret_facts->bearer_found;
    *ret_facts = facts_of(u);
    if (is_client) clients_want(u, in->client_id, false, &named.client, found);
    else if (RECORD_HAS(in, ROLE_ASSIGNMENT_CREATE, employee_id))
        want_employee(u, in->employee_id, &named.employee, found);
    if (RECORD_HAS(in, ROLE_ASSIGNMENT_CREATE, unit_id))
        units_want(u, in->unit_id, false, &named.unit, &ret_facts->unit_found);
    if (RECORD_HAS(in, ROLE_ASSIGNMENT_CREATE, partner_id))
        partners_want(u, in->partner_id, false, &named.partner, &ret_facts->partner_found);
    TRY(uow_sync(u));
    put_bearer(ret_facts, is_client, &named);
    ret_facts->unit_id = named.unit.id;
    ret_facts->unit_name = named.unit.name;
    ret_facts->partner_id = named.partner.id;
    ret_facts->partner_name = named.partner.name;
    return OUTCOME_OK;
}

/* ---- revoking */

const int64_t *role_assignments_want_admins(struct uow *u, const struct admins_except *except)
{
    struct admins_count_in in = {0};
    struct admins_count_out *out = ARENA_NEW(uow_arena(u), struct admins_count_out);
    if (!uuid_is_nil(except->assignment_id))
        RECORD_PUT(&in, ADMINS_COUNT_IN, except_assignment_id, except->assignment_id);
    if (!uuid_is_nil(except->client_id))
        RECORD_PUT(&in, ADMINS_COUNT_IN, except_client_id, except->client_id);
    if (!uuid_is_nil(except->employee_id))
        RECORD_PUT(&in, ADMINS_COUNT_IN, except_employee_id, except->employee_id);
    uow_write(u, &sql_admins_lock, NULL, NULL);
    uow_want(u, &sql_admins_count, &in, out, NULL);
    return &out->admins;
}

enum outcome role_assignments_load_for_revoke(struct uow *u, struct uuid id,
                                              struct role_assignment *ret,
                                              struct role_assignment_facts *ret_facts)
{
    *ret_facts = facts_of(u);
    const int64_t *admins =
        role_assignments_want_admins(u, &(struct admins_except){.assignment_id = id});
    TRY(load(u, id, true, ret));
    ret_facts->other_admins = *admins;
    return OUTCOME_OK;
}

/* ---- writing */

static struct change change_of(const struct role_assignment *assignment)
{
    return (struct change){.resource_type = "role_assignment",
                           .resource_id = assignment->id,
                           .version = assignment->version,
                           .record = &role_assignment_record,
                           .object = assignment};
}

void role_assignments_apply_create(struct uow *u, const struct role_assignment *assignment)
{
    struct change change = change_of(assignment);
    uow_write(u, &sql_role_assignment_insert, assignment, NULL);
    changes_record_with(u, &change);
}

void role_assignments_apply_revoke(struct uow *u, const struct role_assignment *assignment,
                                   const char *reason)
{
    struct change change = change_of(assignment);
    change.reason = reason;
    uow_write(u, &sql_role_assignment_revoke, assignment, NULL);
    changes_record_with(u, &change);
}
