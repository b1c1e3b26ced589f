/* organizations.c - see organizations.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/organizations.h"

#include "storage/ids.h"
#include "storage/organizations_sql.h"

#include "domain/base/banned.h"

enum outcome organizations_create(struct uow *u, const char *slug, const char *name,
                                  bool *ret_created)
{
    struct organization_insert_in in = {0};
    int64_t count = 0;
    RECORD_PUT(&in, ORGANIZATION_INSERT_IN, id, ids_new(uow_context(u)->now));
    RECORD_PUT(&in, ORGANIZATION_INSERT_IN, slug, slug);
    RECORD_PUT(&in, ORGANIZATION_INSERT_IN, name, name);
    uow_for_write(u);
    uow_write(u, &sql_organization_insert, &in, &count);
    TRY(uow_commit(u));
    *ret_created = count > 0;
    return OUTCOME_OK;
}
