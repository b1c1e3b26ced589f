/* imports.c - receiving the files of imports; see imports.h. The work is in imports_work.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/imports.h"

#include "storage/changes.h"
#include "storage/imports_sql.h"
#include "storage/jobs.h"

#include "domain/base/banned.h"

static void want_import(struct uow *u, struct uuid import_id, bool lock, struct import *ret)
{
    struct import_get_in in = {0};
    RECORD_PUT(&in, IMPORT_GET_IN, import_id, import_id);
    if (lock) RECORD_PUT(&in, IMPORT_GET_IN, lock, true);
    uow_want(u, &sql_import_get, &in, ret, NULL);
}

enum outcome imports_load(struct uow *u, struct uuid import_id, bool lock, struct import *ret)
{
    want_import(u, import_id, lock, ret);
    return uow_sync(u);
}

enum outcome imports_load_for_start(struct uow *u, struct uuid import_id, struct import *ret,
                                    struct import_file_facts *ret_file)
{
    struct import_parts_sum_in in = {0};
    struct import_parts_sum_out sum = {0};
    RECORD_PUT(&in, IMPORT_PARTS_SUM_IN, import_id, import_id);
    want_import(u, import_id, true, ret);
    uow_want(u, &sql_import_parts_sum, &in, &sum, NULL);
    TRY(uow_sync(u));
    *ret_file = (struct import_file_facts){
        .part_count = sum.part_count, .last_number = sum.last_number, .byte_count = sum.byte_count};
    return OUTCOME_OK;
}

void imports_apply_create(struct uow *u, const struct import *import)
{
    uow_write(u, &sql_import_insert, import, NULL);
    changes_record(u, "import", import->id, import->version, &import_record, import);
}

enum outcome imports_store_part(struct uow *u, struct uuid import_id, int64_t number,
                                struct bytes body, struct import_part *ret)
{
    struct import_part_put_in in = {0};
    RECORD_PUT(&in, IMPORT_PART_PUT_IN, import_id, import_id);
    RECORD_PUT(&in, IMPORT_PART_PUT_IN, number, number);
    RECORD_PUT(&in, IMPORT_PART_PUT_IN, body, body);
    uow_want(u, &sql_import_part_put, &in, ret, NULL);
    return uow_sync(u);
}

static void update(struct uow *u, struct import *import)
{
    RECORD_PUT(import, IMPORT, version, import->version + 1);
    RECORD_PUT(import, IMPORT, updated_at, uow_context(u)->now);
    uow_write(u, &sql_import_update, import, NULL);
    changes_record(u, "import", import->id, import->version, &import_record, import);
}

void imports_apply_start(struct uow *u, struct import *import)
{
    struct import_parts_place_in in = {0};
    RECORD_PUT(&in, IMPORT_PARTS_PLACE_IN, import_id, import->id);
    update(u, import);
    uow_write(u, &sql_import_parts_place, &in, NULL);
    jobs_queue(u, IMPORT_JOB, import->id);
}

void imports_apply_cancel(struct uow *u, struct import *import)
{
    struct import_parts_drop_in in = {0};
    RECORD_PUT(&in, IMPORT_PARTS_DROP_IN, import_id, import->id);
    update(u, import);
    uow_write(u, &sql_import_parts_drop, &in, NULL);
    imports_drop_previews(u, import->id);
}
