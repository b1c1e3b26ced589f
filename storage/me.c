/* me.c - see me.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/me.h"

#include "storage/me_sql.h"

#include "domain/base/banned.h"

static void name_units(struct me_role_list *roles, const struct me_units_out *unit)
{
    for (size_t i = 0; i < roles->count; i++) {
        struct me_role *role = &roles->items[i];
        if (RECORD_HAS(role, ME_ROLE, unit_id) && uuid_equal(role->unit_id, unit->id))
            RECORD_PUT(role, ME_ROLE, unit_name, unit->name);
    }
}

enum outcome me_load(struct uow *u, struct me_organization *ret_organization,
                     struct me_role_list *roles)
{
    struct me_units_in in = {0};
    struct row_set units = {0};
    struct uuid *ids = ARENA_ARRAY(uow_arena(u), roles->count, struct uuid);
    struct list list = {.items = ids};
    for (size_t i = 0; i < roles->count; i++)
        if (RECORD_HAS(&roles->items[i], ME_ROLE, unit_id))
            ids[list.count++] = roles->items[i].unit_id;
    RECORD_PUT(&in, ME_UNITS_IN, ids, list);
    uow_want(u, &sql_me_organization, NULL, ret_organization, NULL);
    if (list.count > 0) uow_want_rows(u, &sql_me_units, &in, &units);
    TRY(uow_sync(u));
    const struct me_units_out *rows = units.items;
    for (size_t i = 0; i < units.count; i++) name_units(roles, &rows[i]);
    return OUTCOME_OK;
}
