/* alternatives.c - the operations of openapi/alternatives.yaml
 *
 * Load, rank, reply.
 * Tests: tests/storage/test_alternatives.c, tests/e2e/test_contract_attack.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/alternatives_operations.h"

#include "storage/alternatives.h"

#include "domain/base/banned.h"

enum outcome alternatives_get(struct request *rq, struct alternatives_get_call *in)
{
    struct alternatives_facts facts;
    struct alternatives ranked;
    TRY(alternatives_load(rq->uow, in->path.revision_case_id, &facts));
    alternatives_rank(rq->arena, &facts, &ranked);
    return reply_record(rq, &alternatives_record, &ranked, -1);
}
