/* units.c - see units.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/units.h"

#include "storage/changes.h"
#include "storage/ids.h"
#include "storage/units_sql.h"

#include "domain/base/banned.h"

void units_want(struct uow *u, struct ref unit_id, bool lock, struct unit *ret, bool *ret_found)
{
    struct unit_get_in *in = ARENA_NEW(uow_arena(u), struct unit_get_in);
    RECORD_PUT(in, UNIT_GET_IN, unit_id, unit_id);
    if (lock) RECORD_PUT(in, UNIT_GET_IN, lock, true);
    uow_want(u, &sql_unit_get, in, ret, ret_found);
}

enum outcome units_load(struct uow *u, struct ref unit_id, struct unit *ret)
{
    units_want(u, unit_id, false, ret, NULL);
    return uow_sync(u);
}

enum outcome units_load_for_create(struct uow *u, const struct ref *parent,
                                   struct unit_facts *ret_facts)
{
    struct unit found = {0};
    *ret_facts = (struct unit_facts){.parent_named = parent != NULL,
                                     .whole_organization = uow_context(u)->whole_organization,
                                     .new_id = ids_new(uow_context(u)->now),
                                     .now = uow_context(u)->now};
    if (parent != NULL) units_want(u, *parent, false, &found, &ret_facts->parent_found);
    TRY(uow_sync(u));
    ret_facts->parent_id = found.id;
    return OUTCOME_OK;
}

enum outcome units_load_for_update(struct uow *u, struct ref unit_id, const struct ref *parent,
                                   struct unit *ret_unit, struct unit_facts *ret_facts)
{
    units_want(u, unit_id, true, ret_unit, NULL);
    return units_load_for_create(u, parent, ret_facts);
}

void units_apply_create(struct uow *u, const struct unit *unit)
{
    uow_write(u, &sql_unit_insert, unit, NULL);
    changes_record(u, "unit", unit->id, unit->version, &unit_record, unit);
}

void units_apply_update(struct uow *u, struct unit *unit)
{
    RECORD_PUT(unit, UNIT, version, unit->version + 1);
    RECORD_PUT(unit, UNIT, updated_at, uow_context(u)->now);
    uow_write(u, &sql_unit_update, unit, NULL);
    changes_record(u, "unit", unit->id, unit->version, &unit_record, unit);
}
