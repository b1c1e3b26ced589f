/* imports_preview.c - dry runs: what they would store, and seeing it; see imports.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/imports.h"
#include "storage/imports_sql.h"
#include "storage/record_columns.h"

#include "domain/base/banned.h"

void imports_want_preview(struct uow *u, struct uuid import_id, const struct import_keys *keys,
                          struct import_sets *ret_sets)
{
    struct previewed_units_in units = {0};
    struct previewed_positions_in positions = {0};
    struct previewed_employees_in employees = {0};
    RECORD_PUT(&units, PREVIEWED_UNITS_IN, import_id, import_id);
    RECORD_PUT(&units, PREVIEWED_UNITS_IN, keys, keys->units);
    RECORD_PUT(&positions, PREVIEWED_POSITIONS_IN, import_id, import_id);
    RECORD_PUT(&positions, PREVIEWED_POSITIONS_IN, keys, keys->positions);
    RECORD_PUT(&employees, PREVIEWED_EMPLOYEES_IN, import_id, import_id);
    RECORD_PUT(&employees, PREVIEWED_EMPLOYEES_IN, keys, keys->employees);
    RECORD_PUT(&employees, PREVIEWED_EMPLOYEES_IN, nips, keys->nips);
    uow_want_rows(u, &sql_previewed_units, &units, &ret_sets->units);
    uow_want_rows(u, &sql_previewed_positions, &positions, &ret_sets->positions);
    uow_want_rows(u, &sql_previewed_employees, &employees, &ret_sets->employees);
}

struct preview {
    const char *resource;
    const struct record *record;
    struct list records;
};

static void put(struct uow *u, struct uuid import_id, const struct preview *preview)
{
    struct arena *a = uow_arena(u);
    struct import_previews_put_in in = {0};
    if (preview->records.count == 0) return;
    RECORD_PUT(&in, IMPORT_PREVIEWS_PUT_IN, import_id, import_id);
    RECORD_PUT(&in, IMPORT_PREVIEWS_PUT_IN, resource, preview->resource);
    RECORD_PUT(&in, IMPORT_PREVIEWS_PUT_IN, details,
               record_details(a, preview->record, &preview->records));
    record_columns(a, preview->record, &preview->records, sql_import_previews_put.in, &in);
    uow_write(u, &sql_import_previews_put, &in, NULL);
}

void imports_apply_preview(struct uow *u, struct uuid import_id,
                           const struct import_changes *changes)
{
    const struct import_changes *c = changes;
    const struct import_share *share = &c->shares[0];
    const struct preview previews[] = {
        {"unit", &imported_unit_record, {c->units_new.count, c->units_new.items, NULL}},
        {"unit", &imported_unit_record, {c->units_changed.count, c->units_changed.items, NULL}},
        {"position",
         &imported_position_record,
         {c->positions_new.count, c->positions_new.items, NULL}},
        {"position",
         &imported_position_record,
         {c->positions_changed.count, c->positions_changed.items, NULL}},
        {"employee",
         &imported_employee_record,
         {share->employees_new.count, share->employees_new.items, NULL}},
        {"employee",
         &imported_employee_record,
         {share->employees_changed.count, share->employees_changed.items, NULL}},
    };
    for (size_t i = 0; i < sizeof previews / sizeof previews[0]; i++)
        put(u, import_id, &previews[i]);
}

void imports_drop_previews(struct uow *u, struct uuid import_id)
{
    struct import_previews_drop_in in = {0};
    RECORD_PUT(&in, IMPORT_PREVIEWS_DROP_IN, import_id, import_id);
    uow_write(u, &sql_import_previews_drop, &in, NULL);
}
