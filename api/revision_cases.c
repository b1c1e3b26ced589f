/* revision_cases.c - the operations of openapi/revision_cases.yaml
 *
 * Tests: tests/storage/test_revision_cases.c, tests/e2e/test_contract_attack.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/revision_cases_operations.h"

#include "storage/revision_cases.h"
#include "storage/revision_cases_sql.h"

#include "domain/base/banned.h"

enum outcome revision_cases_list(struct request *rq, struct revision_cases_list_call *in)
{
    return reply_list(rq, &sql_revision_case_list, &in->query);
}

/* No ETag: what holds and which sessions are affected changes with the day and with sessions. */
static enum outcome reply(struct request *rq, const struct revision_case *found)
{
    return reply_record(rq, &revision_case_record, found, -1);
}

enum outcome revision_cases_get(struct request *rq, struct revision_cases_get_call *in)
{
    struct revision_case found;
    TRY(revision_cases_load(rq->uow, in->path.revision_case_id, &found));
    return reply(rq, &found);
}
