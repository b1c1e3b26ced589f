/* revision_cases.c - see revision_cases.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/revision_cases.h"

#include "storage/revision_cases_sql.h"

#include "domain/base/banned.h"

enum outcome revision_cases_load(struct uow *u, struct uuid id, struct revision_case *ret)
{
    struct revision_case_get_in in = {0};
    RECORD_PUT(&in, REVISION_CASE_GET_IN, revision_case_id, id);
    uow_want(u, &sql_revision_case_get, &in, ret, NULL);
    return uow_sync(u);
}
