/* instruments.c - the operations of openapi/instruments.yaml
 *
 * Load, decide, apply, reply; rules are in domain/instruments.c, statements in
 * storage/instruments.c.
 * Tests: tests/e2e/test_contract.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/instruments_operations.h"

#include "storage/instruments.h"
#include "storage/instruments_sql.h"

#include "domain/base/banned.h"

enum outcome instruments_list(struct request *rq, struct instruments_list_call *in)
{
    return reply_list(rq, &sql_instrument_list, &in->query);
}

enum outcome instruments_get(struct request *rq, struct instruments_get_call *in)
{
    struct instrument instrument;
    TRY(instruments_load(rq->uow, in->path.instrument_id, &instrument));
    return reply_record(rq, &instrument_record, &instrument, instrument.version);
}

enum outcome instruments_create(struct request *rq, struct instruments_create_call *in)
{
    struct instrument instrument;
    struct instrument_facts facts = instruments_facts(rq->uow);
    TRY(instruments_decide_create(&in->body, &facts, &instrument, rq->problem));
    instruments_apply_create(rq->uow, &instrument);
    return reply_created(rq, &instrument_record, &instrument, instrument.id, instrument.version);
}
