/* imports_work.c - working off imports batch by batch; see imports.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/imports.h"

#include <string.h>

#include "domain/import_requests.h"
#include "storage/ids.h"
#include "storage/imports_sql.h"
#include "storage/record_columns.h"

#include "domain/base/banned.h"

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
    imports_drop_previews(u, import_id);
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

void imports_want_lock(struct uow *u, struct uuid import_id, struct import_work *ret_work)
{
    want_work(u, import_id, true, ret_work, NULL);
}

void imports_want_turn(struct uow *u)
{
    uow_write(u, &sql_import_turn, NULL, NULL);
}

void imports_want_batch(struct uow *u, const struct import_keys *keys, struct import_sets *ret_sets)
{
    struct imported_units_in units = {0};
    struct imported_positions_in positions = {0};
    struct imported_employees_in employees = {0};
    RECORD_PUT(&units, IMPORTED_UNITS_IN, keys, keys->units);
    RECORD_PUT(&positions, IMPORTED_POSITIONS_IN, keys, keys->positions);
    RECORD_PUT(&employees, IMPORTED_EMPLOYEES_IN, keys, keys->employees);
    RECORD_PUT(&employees, IMPORTED_EMPLOYEES_IN, nips, keys->nips);
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
    const struct statement *statement; /* takes columns and what imported_trail() asks for */
    void *items;
    size_t count;
};

/* What the statements take of a trail has the same names in all of them. */
static void put_list(const struct statement *s, void *in, const char *name, struct list list)
{
    int field = record_find(s->in, name);
    memcpy((char *)in + s->in->fields[field].offset, &list, sizeof list);
    record_mark(in, field, true);
}

static void write_rows(struct uow *u, const struct writing *w, int64_t *ret_touched)
{
    struct arena *a = uow_arena(u);
    struct instant now = uow_context(u)->now;
    struct list rows = {.count = w->count, .items = w->items};
    struct list ids = {.count = w->count};
    if (w->count == 0) return;
    void *in = arena_alloc(a, w->statement->in->size);
    record_columns(a, w->record, &rows, w->statement->in, in);
    put_list(w->statement, in, "details", record_details(a, w->record, &rows));
    ids.items = ids_new_ascending(a, now, w->count);
    put_list(w->statement, in, "audit_ids", ids);
    ids.items = ids_new_ascending(a, now, w->count);
    put_list(w->statement, in, "event_ids", ids);
    uow_write(u, w->statement, in, ret_touched);
}

static void write_changed(struct uow *u, const struct writing *w, struct import_tally *tally,
                          int64_t *ret_touched)
{
    tally->expected += (int64_t)w->count;
    write_rows(u, w, ret_touched);
}

void imports_apply_org(struct uow *u, const struct import_changes *changes,
                       struct import_tally *tally)
{
    const struct import_changes *c = changes;
    struct writing units_new = {&imported_unit_record, &sql_imported_units_insert,
                                c->units_new.items, c->units_new.count};
    struct writing units = {&imported_unit_record, &sql_imported_units_update,
                            c->units_changed.items, c->units_changed.count};
    struct writing positions_new = {&imported_position_record, &sql_imported_positions_insert,
                                    c->positions_new.items, c->positions_new.count};
    struct writing positions = {&imported_position_record, &sql_imported_positions_update,
                                c->positions_changed.items, c->positions_changed.count};
    write_rows(u, &units_new, NULL);
    write_changed(u, &units, tally, &tally->units);
    write_rows(u, &positions_new, NULL);
    write_changed(u, &positions, tally, &tally->positions);
}

void imports_apply_share(struct uow *u, const struct import_share *share,
                         struct import_tally *tally)
{
    struct writing fresh = {&imported_employee_record, &sql_imported_employees_insert,
                            share->employees_new.items, share->employees_new.count};
    struct writing changed = {&imported_employee_record, &sql_imported_employees_update,
                              share->employees_changed.items, share->employees_changed.count};
    write_rows(u, &fresh, NULL);
    write_changed(u, &changed, tally, &tally->employees);
}

bool imports_missed(const struct import_tally *tally)
{
    return tally->units + tally->positions + tally->employees != tally->expected;
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
    if (!import_requests_keeps_file(failure)) uow_write(u, &sql_import_parts_drop, &drop, NULL);
    imports_drop_previews(u, import_id);
}
