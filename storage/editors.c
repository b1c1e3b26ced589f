/* editors.c - see editors.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/editors.h"

#include "domain/base/banned.h"

void editors_record(struct uow *u, const char *resource_type, struct uuid resource_id)
{
    struct editor_insert_in in = {0};
    RECORD_PUT(&in, EDITOR_INSERT_IN, resource_type, resource_type);
    RECORD_PUT(&in, EDITOR_INSERT_IN, resource_id, resource_id);
    uow_write(u, &sql_editor_insert, &in, NULL);
}

void editors_want(struct uow *u, const char *resource_type, struct uuid resource_id,
                  struct editors_of_out *ret)
{
    struct editors_of_in in = {0};
    RECORD_PUT(&in, EDITORS_OF_IN, resource_type, resource_type);
    RECORD_PUT(&in, EDITORS_OF_IN, resource_id, resource_id);
    uow_want(u, &sql_editors_of, &in, ret, NULL);
}
