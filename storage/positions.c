/* positions.c - see positions.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/positions.h"

#include <string.h>

#include "domain/base/json_write.h"
#include "storage/changes.h"
#include "storage/competencies_sql.h"
#include "storage/ids.h"
#include "storage/positions_sql.h"

#include "domain/base/banned.h"

void positions_want(struct uow *u, struct ref position_id, bool lock, struct position *ret,
                    bool *ret_found)
{
    struct position_get_in *in = ARENA_NEW(uow_arena(u), struct position_get_in);
    RECORD_PUT(in, POSITION_GET_IN, position_id, position_id);
    if (lock) RECORD_PUT(in, POSITION_GET_IN, lock, true);
    uow_want(u, &sql_position_get, in, ret, ret_found);
}

enum outcome positions_load(struct uow *u, struct ref position_id, struct position *ret)
{
    positions_want(u, position_id, false, ret, NULL);
    return uow_sync(u);
}

struct position_facts positions_facts(struct uow *u)
{
    const struct uow_context *context = uow_context(u);
    return (struct position_facts){.whole_organization = context->whole_organization,
                                   .new_id = ids_new(context->now),
                                   .now = context->now};
}

enum outcome positions_load_for_update(struct uow *u, struct ref position_id, struct position *ret,
                                       struct position_facts *ret_facts)
{
    *ret_facts = positions_facts(u);
    positions_want(u, position_id, true, ret, NULL);
    return uow_sync(u);
}

void positions_apply_create(struct uow *u, const struct position *position)
{
    uow_write(u, &sql_position_insert, position, NULL);
    changes_record(u, "position", position->id, position->version, &position_record, position);
}

void positions_apply_update(struct uow *u, struct position *position)
{
    RECORD_PUT(position, POSITION, version, position->version + 1);
    RECORD_PUT(position, POSITION, updated_at, uow_context(u)->now);
    uow_write(u, &sql_position_update, position, NULL);
    changes_record(u, "position", position->id, position->version, &position_record, position);
}

/* ---- standards */

enum outcome positions_load_standard(struct uow *u, struct ref position_id, struct date as_of,
                                     struct position_standards *ret)
{
    struct position position;
    struct row_set rows;
    struct standard_as_of_in in = {0};
    RECORD_PUT(&in, STANDARD_AS_OF_IN, position_id, position_id);
    RECORD_PUT(&in, STANDARD_AS_OF_IN, as_of, as_of);
    positions_want(u, position_id, false, &position, NULL);
    uow_want_rows(u, &sql_standard_as_of, &in, &rows);
    TRY(uow_sync(u));
    *ret = (struct position_standards){0};
    RECORD_PUT(ret, POSITION_STANDARDS, data,
               ((struct position_standard_list){.count = rows.count, .items = rows.items}));
    return OUTCOME_OK;
}

static void want_competencies(struct uow *u, const struct position_standard_input_list *items,
                              struct row_set *ret)
{
    struct arena *a = uow_arena(u);
    struct competency_resolve_in in = {0};
    struct uuid *ids = ARENA_ARRAY(a, items->count + 1, struct uuid);
    const char **keys = ARENA_ARRAY(a, items->count + 1, const char *);
    struct list id_list = {.items = ids}, key_list = {.items = keys};
    for (size_t i = 0; i < items->count; i++) {
        const struct ref *name = &items->items[i].competency_id;
        if (name->by == REF_BY_ID) ids[id_list.count++] = name->id;
        else keys[key_list.count++] = name->key;
    }
    RECORD_PUT(&in, COMPETENCY_RESOLVE_IN, ids, id_list);
    RECORD_PUT(&in, COMPETENCY_RESOLVE_IN, keys, key_list);
    uow_want_rows(u, &sql_competency_resolve, &in, ret);
}

static bool is_named(const struct competency_resolve_out *row, const struct ref *name)
{
    if (name->by == REF_BY_ID) return uuid_equal(row->id, name->id);
    return RECORD_HAS(row, COMPETENCY_RESOLVE_OUT, external_id) &&
           strcmp(row->external_id, name->key) == 0;
}

static struct standard_competency competency_named(const struct row_set *rows,
                                                   const struct ref *name)
{
    const struct competency_resolve_out *found = rows->items;
    for (size_t i = 0; i < rows->count; i++)
        if (is_named(&found[i], name))
            return (struct standard_competency){true, found[i].id, found[i].code, found[i].name};
    return (struct standard_competency){0};
}

enum outcome positions_load_for_standard(struct uow *u, struct ref position_id,
                                         const struct position_standards_input *in,
                                         struct standard_facts *ret_facts)
{
    const struct uow_context *context = uow_context(u);
    const struct position_standard_input_list *items = &in->items;
    struct standard_competency *competencies =
        ARENA_ARRAY(uow_arena(u), items->count + 1, struct standard_competency);
    struct standard_newest_in newest_in = {0};
    struct standard_newest_out newest = {0};
    struct standard_as_of_in as_of = {0};
    struct position position;
    struct row_set rows, in_force;
    bool dated = RECORD_HAS(in, POSITION_STANDARDS_INPUT, valid_from);
    RECORD_PUT(&as_of, STANDARD_AS_OF_IN, position_id, position_id);
    RECORD_PUT(&as_of, STANDARD_AS_OF_IN, as_of, dated ? in->valid_from : context->today);
    RECORD_PUT(&newest_in, STANDARD_NEWEST_IN, position_id, position_id);
    positions_want(u, position_id, true, &position,
                   NULL); /* first: the rest is read behind the lock */
    uow_want(u, &sql_standard_newest, &newest_in, &newest, NULL);
    uow_want_rows(u, &sql_standard_as_of, &as_of, &in_force);
    want_competencies(u, items, &rows);
    TRY(uow_sync(u));
    for (size_t i = 0; i < items->count; i++)
        competencies[i] = competency_named(&rows, &items->items[i].competency_id);
    *ret_facts = (struct standard_facts){
        .whole_organization = context->whole_organization,
        .position_id = position.id,
        .competencies = competencies,
        .has_newest = RECORD_HAS(&newest, STANDARD_NEWEST_OUT, newest),
        .newest = newest.newest,
        .in_force = {.count = in_force.count, .items = in_force.items},
        .today = context->today,
        .now = context->now,
    };
    return OUTCOME_OK;
}

#define ROW_BYTES 400 /* of one row as JSON, at most */

static const char *rows_json(struct uow *u, struct position_standard_row_list *rows)
{
    struct strbuf json;
    strbuf_init(&json, uow_arena(u), ROW_BYTES * rows->count, ROW_BYTES * rows->count + 2);
    for (size_t i = 0; i < rows->count; i++) {
        RECORD_PUT(&rows->items[i], POSITION_STANDARD_ROW, id, ids_new(uow_context(u)->now));
        strbuf_char(&json, i == 0 ? '[' : ',');
        json_write_record(&json, &position_standard_row_record, &rows->items[i]);
    }
    strbuf_char(&json, ']');
    return json.data;
}

static void write_rows(struct uow *u, struct position_standard_row_list *rows)
{
    struct standard_insert_in in = {0};
    if (rows->count == 0) return;
    RECORD_PUT(&in, STANDARD_INSERT_IN, rows, rows_json(u, rows));
    uow_write(u, &sql_standard_insert, &in, NULL);
}

void positions_apply_standard(struct uow *u, struct standard_decision *decision)
{
    struct standard_drop_in drop = {0};
    struct standard_close_in close = {0};
    RECORD_PUT(&drop, STANDARD_DROP_IN, position_id, decision->position_id);
    RECORD_PUT(&drop, STANDARD_DROP_IN, valid_from, decision->valid_from);
    RECORD_PUT(&close, STANDARD_CLOSE_IN, position_id, decision->position_id);
    RECORD_PUT(&close, STANDARD_CLOSE_IN, valid_from, decision->valid_from);
    uow_write(u, &sql_standard_drop, &drop, NULL);
    uow_write(u, &sql_standard_close, &close, NULL);
    write_rows(u, &decision->rows);
    changes_record(u, "position_standard", decision->position_id, -1, &position_standards_record,
                   &decision->shown);
}
