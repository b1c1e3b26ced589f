/* identity.c - see identity.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/identity.h"

#include "storage/identity_sql.h"

#include "domain/base/banned.h"

static void take_roles(struct uow *u, const struct row_set *rows, struct identity *ret)
{
    const struct identity_roles_out *items = rows->items;
    ret->roles = ARENA_ARRAY(uow_arena(u), rows->count + 1, struct identity_role);
    ret->role_count = rows->count;
    for (size_t i = 0; i < rows->count; i++)
        ret->roles[i] = (struct identity_role){items[i].role, items[i].unit_id};
}

enum outcome identity_load_client(struct uow *u, struct uuid client_id, struct identity *ret)
{
    struct identity_client_in who = {.client_id = client_id};
    struct identity_roles_in whose = {.client_id = client_id};
    struct identity_client_out *row = ARENA_NEW(uow_arena(u), struct identity_client_out);
    struct row_set roles;
    bool found;
    *ret = (struct identity){.active = false};
    RECORD_PUT(&who, IDENTITY_CLIENT_IN, client_id, client_id);
    RECORD_PUT(&whose, IDENTITY_ROLES_IN, client_id, client_id);
    uow_want(u, &sql_identity_client, &who, row, &found);
    uow_want_rows(u, &sql_identity_roles, &whose, &roles);
    TRY(uow_sync(u));
    if (!found || RECORD_HAS(row, IDENTITY_CLIENT_OUT, revoked_at)) return OUTCOME_OK;
    *ret = (struct identity){.active = true,
                             .id = client_id,
                             .name = row->name,
                             .secret_changed_at = row->secret_changed_at};
    take_roles(u, &roles, ret);
    return OUTCOME_OK;
}

/* left_on is the first day on which an employee no longer serves. */
static bool has_left(struct uow *u, const struct identity_employee_out *row)
{
    return RECORD_HAS(row, IDENTITY_EMPLOYEE_OUT, left_on) &&
           row->left_on.days <= uow_context(u)->today.days;
}

enum outcome identity_load_employee(struct uow *u, struct ref employee_id, struct identity *ret)
{
    struct identity_employee_in who = {.employee_id = employee_id};
    struct identity_roles_in whose = {.employee_id = employee_id};
    struct identity_employee_out *row = ARENA_NEW(uow_arena(u), struct identity_employee_out);
    struct row_set roles;
    bool found;
    *ret = (struct identity){.active = false};
    RECORD_PUT(&who, IDENTITY_EMPLOYEE_IN, employee_id, employee_id);
    RECORD_PUT(&whose, IDENTITY_ROLES_IN, employee_id, employee_id);
    uow_want(u, &sql_identity_employee, &who, row, &found);
    uow_want_rows(u, &sql_identity_roles, &whose, &roles);
    TRY(uow_sync(u));
    if (!found || has_left(u, row)) return OUTCOME_OK;
    *ret = (struct identity){.active = true, .id = row->id, .name = row->name};
    take_roles(u, &roles, ret);
    return OUTCOME_OK;
}

enum outcome identity_find_client(struct uow *u, struct uuid client_id,
                                  struct uuid *ret_organization_id, const char **ret_secret_hash,
                                  bool *ret_found)
{
    struct identity_find_client_in in = {.client_id = client_id};
    struct identity_find_client_out *row = ARENA_NEW(uow_arena(u), struct identity_find_client_out);
    RECORD_PUT(&in, IDENTITY_FIND_CLIENT_IN, client_id, client_id);
    uow_want(u, &sql_identity_find_client, &in, row, ret_found);
    TRY(uow_sync(u));
    *ret_organization_id = row->organization_id;
    *ret_secret_hash = row->secret_hash;
    return OUTCOME_OK;
}

enum outcome identity_find_organization(struct uow *u, const char *slug,
                                        struct uuid *ret_organization_id)
{
    struct identity_find_organization_in in = {.slug = slug};
    struct identity_find_organization_out *row =
        ARENA_NEW(uow_arena(u), struct identity_find_organization_out);
    RECORD_PUT(&in, IDENTITY_FIND_ORGANIZATION_IN, slug, slug);
    uow_want(u, &sql_identity_find_organization, &in, row, NULL);
    TRY(uow_sync(u));
    *ret_organization_id = row->organization_id;
    return OUTCOME_OK;
}
