/* imports_work.c - working off imports batch by batch; see imports.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/imports.h"

#include "domain/base/json_write.h"
#include "storage/changes.h"
#include "storage/ids.h"
#include "storage/imports_sql.h"

#include "domain/base/banned.h"

/* A batch is bounded by its rows, and those by RECORD_MAX_BYTES; escapes may make texts longer. */
#define ROWS_FIRST_BYTES 4096
#define ROWS_MAX_BYTES (512U << 20)

static void want_work(struct uow *u, struct uuid import_id, bool lock, struct import_work *ret,
                      bool *ret_found)
{
    struct import_work_get_in in = {0};
    RECORD_PUT(&in, IMPORT_WORK_GET_IN, import_id, import_id);
    if (lock) RECORD_PUT(&in, IMPORT_WORK_GET_IN, lock, true);
    uow_want(u, &sql_import_work_get, &in, ret, ret_found);
}

enum outcome imports_load_work(struct uow *u, struct uuid import_id, struct import_work *ret,
                               bool *ret_found)
{
    want_work(u, import_id, false, ret, ret_found);
    return uow_sync(u);
}

void imports_begin(struct uow *u, struct uuid import_id, bool restart)
{
    struct import_work_begin_in in = {0};
    struct import_errors_drop_in drop = {0};
    RECORD_PUT(&in, IMPORT_WORK_BEGIN_IN, import_id, import_id);
    if (restart) RECORD_PUT(&in, IMPORT_WORK_BEGIN_IN, restart, true);
    uow_write(u, &sql_import_work_begin, &in, NULL);
    if (!restart) return;
    RECORD_PUT(&drop, IMPORT_ERRORS_DROP_IN, import_id, import_id);
    uow_write(u, &sql_import_errors_drop, &drop, NULL);
}

enum outcome imports_load_part(struct uow *u, struct uuid import_id, int64_t position,
                               struct bytes *ret, bool *ret_found)
{
    struct import_part_at_in in = {0};
    struct import_part_at_out out = {0};
    RECORD_PUT(&in, IMPORT_PART_AT_IN, import_id, import_id);
    RECORD_PUT(&in, IMPORT_PART_AT_IN, position, position);
    uow_want(u, &sql_import_part_at, &in, &out, ret_found);
    TRY(uow_sync(u));
    size_t offset = (size_t)(position - out.starts_at);
    if (*ret_found) *ret = (struct bytes){out.body.data + offset, out.body.length - offset};
    return OUTCOME_OK;
}

void imports_want_batch(struct uow *u, struct uuid import_id, const struct import_keys *keys,
                        struct import_work *ret_work, struct import_sets *ret_sets)
{
    struct imported_units_in units = {0};
    struct imported_positions_in positions = {0};
    struct imported_employees_in employees = {0};
    RECORD_PUT(&units, IMPORTED_UNITS_IN, keys, keys->units);
    RECORD_PUT(&positions, IMPORTED_POSITIONS_IN, keys, keys->positions);
    RECORD_PUT(&employees, IMPORTED_EMPLOYEES_IN, keys, keys->employees);
    RECORD_PUT(&employees, IMPORTED_EMPLOYEES_IN, nips, keys->nips);
    uow_write(u, &sql_import_turn, NULL, NULL);
    want_work(u, import_id, true, ret_work, NULL);
    uow_want_rows(u, &sql_imported_units, &units, &ret_sets->units);
    uow_want_rows(u, &sql_imported_positions, &positions, &ret_sets->positions);
    uow_want_rows(u, &sql_imported_employees, &employees, &ret_sets->employees);
}

struct import_facts imports_facts(const struct import_sets *sets)
{
    return (struct import_facts){.units = sets->units.items,
                                 .unit_count = sets->units.count,
                                 .positions = sets->positions.items,
                                 .position_count = sets->positions.count,
                                 .employees = sets->employees.items,
                                 .employee_count = sets->employees.count};
}

/* ---- changes */

/* Changed records of one resource and what writes them. */
struct writing {
    const struct record *record;
    const struct statement *statement; /* takes rows and ids, and nothing else */
    const void *items;
    size_t count;
};

static const char *rows_json(struct arena *a, const struct writing *w)
{
    struct strbuf json;
    strbuf_init(&json, a, ROWS_FIRST_BYTES, ROWS_MAX_BYTES);
    for (size_t i = 0; i < w->count; i++) {
        strbuf_char(&json, i == 0 ? '[' : ',');
        json_write_record(&json, w->record, (const char *)w->items + i * w->record->size);
    }
    strbuf_char(&json, ']');
    return json.data;
}

/* All these statements have the same parameters, so their `in` are alike. */
static void write_rows(struct uow *u, const struct writing *w, int64_t *ret_touched)
{
    struct imported_units_insert_in in = {0};
    if (w->count == 0) return;
    RECORD_PUT(&in, IMPORTED_UNITS_INSERT_IN, rows, rows_json(uow_arena(u), w));
    RECORD_PUT(&in, IMPORTED_UNITS_INSERT_IN, ids, changes_ids(u, w->count));
    uow_write(u, w->statement, &in, ret_touched);
}

void imports_apply_batch(struct uow *u, const struct import_changes *changes,
                         struct import_touched *ret_touched)
{
    const struct import_changes *c = changes;
    const struct writing writings[] = {
        {&imported_unit_record, &sql_imported_units_insert, c->units_new.items, c->units_new.count},
        {&imported_unit_record, &sql_imported_units_update, c->units_changed.items,
         c->units_changed.count},
        {&imported_position_record, &sql_imported_positions_insert, c->positions_new.items,
         c->positions_new.count},
        {&imported_position_record, &sql_imported_positions_update, c->positions_changed.items,
         c->positions_changed.count},
        {&imported_employee_record, &sql_imported_employees_insert, c->employees_new.items,
         c->employees_new.count},
        {&imported_employee_record, &sql_imported_employees_update, c->employees_changed.items,
         c->employees_changed.count},
    };
    int64_t *touched[] = {NULL, &ret_touched->units,    NULL, &ret_touched->positions,
                          NULL, &ret_touched->employees};
    *ret_touched = (struct import_touched){0};
    for (size_t i = 0; i < sizeof writings / sizeof writings[0]; i++)
        write_rows(u, &writings[i], touched[i]);
}

bool imports_missed(const struct import_changes *changes, const struct import_touched *touched)
{
    return (size_t)touched->units != changes->units_changed.count ||
           (size_t)touched->positions != changes->positions_changed.count ||
           (size_t)touched->employees != changes->employees_changed.count;
}

/* ---- progress */

static struct import_issue issue_of(struct uow *u, const struct import_row *row,
                                    const struct import_finding *finding, struct uuid id)
{
    struct import_issue issue = {0};
    const char **args = ARENA_ARRAY(uow_arena(u), 1, const char *);
    args[0] = finding->arg;
    RECORD_PUT(&issue, IMPORT_ISSUE, id, id);
    RECORD_PUT(&issue, IMPORT_ISSUE, row_number, row->number);
    RECORD_PUT(&issue, IMPORT_ISSUE, pointer, finding->pointer);
    RECORD_PUT(&issue, IMPORT_ISSUE, rule, rule_definitions[finding->rule].name);
    RECORD_PUT(&issue, IMPORT_ISSUE, args,
               ((struct list){.count = finding->arg == NULL ? 0 : 1, .items = args}));
    RECORD_PUT(&issue, IMPORT_ISSUE, warning, finding->warning);
    return issue;
}

static void write_issues(struct uow *u, struct uuid import_id, const struct import_row *rows,
                         size_t count)
{
    size_t total = 0, at = 0;
    for (size_t i = 0; i < count; i++) total += rows[i].finding_count;
    if (total == 0) return;
    /* ascending, because lists are read in the order of identifiers */
    struct uuid *ids = ids_new_ascending(uow_arena(u), uow_context(u)->now, total);
    struct import_issue *issues = ARENA_ARRAY(uow_arena(u), total, struct import_issue);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < rows[i].finding_count; k++, at++)
            issues[at] = issue_of(u, &rows[i], &rows[i].findings[k], ids[at]);
    struct import_errors_insert_in in = {0};
    RECORD_PUT(&in, IMPORT_ERRORS_INSERT_IN, import_id, import_id);
    RECORD_PUT(&in, IMPORT_ERRORS_INSERT_IN, rows,
               ((struct import_issue_list){.count = total, .items = issues}));
    uow_write(u, &sql_import_errors_insert, &in, NULL);
}

void imports_apply_progress(struct uow *u, const struct import_work *work,
                            const struct import_row *rows, size_t count)
{
    uow_write(u, &sql_import_work_advance, work, NULL);
    write_issues(u, work->id, rows, count);
}

void imports_apply_end(struct uow *u, struct uuid import_id, enum import_failure failure)
{
    struct import_work_end_in in = {0};
    struct import_parts_drop_in drop = {0};
    RECORD_PUT(&in, IMPORT_WORK_END_IN, import_id, import_id);
    RECORD_PUT(&in, IMPORT_WORK_END_IN, state,
               failure == 0 ? IMPORT_STATE_COMPLETED : IMPORT_STATE_FAILED);
    if (failure != 0) RECORD_PUT(&in, IMPORT_WORK_END_IN, failure, failure);
    RECORD_PUT(&drop, IMPORT_PARTS_DROP_IN, import_id, import_id);
    uow_write(u, &sql_import_work_end, &in, NULL);
    uow_write(u, &sql_import_parts_drop, &drop, NULL);
}
