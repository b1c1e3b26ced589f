/* instrument_versions.c - the operations of openapi/instrument_versions.yaml
 *
 * Load, decide, apply, reply; rules are in domain/instrument_versions.c, statements in
 * storage/instrument_versions.c.
 * Tests: tests/e2e/test_contract.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/instrument_versions_operations.h"

#include "storage/instrument_versions.h"
#include "storage/instrument_versions_sql.h"
#include "storage/instruments.h"

#include "domain/base/banned.h"

enum outcome instrument_versions_list(struct request *rq, struct instrument_versions_list_call *in)
{
    struct instrument instrument;
    RECORD_PUT(&in->query, INSTRUMENT_VERSIONS_LIST_QUERY, instrument_id, in->path.instrument_id);
    instruments_want(rq->uow, in->path.instrument_id, false, &instrument);
    return reply_list(rq, &sql_instrument_version_list, &in->query);
}

enum outcome instrument_versions_get(struct request *rq, struct instrument_versions_get_call *in)
{
    struct instrument_version version;
    struct instrument_version_key key = {in->path.instrument_id, in->path.instrument_version_id};
    TRY(instrument_versions_load(rq->uow, key, &version));
    return reply_record(rq, &instrument_version_record, &version, version.version);
}

enum outcome instrument_versions_create(struct request *rq,
                                        struct instrument_versions_create_call *in)
{
    struct instrument_version version;
    struct instrument_version_origin origin;
    struct instrument_facts facts = instruments_facts(rq->uow);
    TRY(instrument_versions_load_for_create(rq->uow, in->path.instrument_id, in->body.items.count,
                                            &origin));
    TRY(instrument_versions_decide_create(&in->body, &origin, &facts, &version, rq->problem));
    instrument_versions_apply_create(rq->uow, &version);
    return reply_created(rq, &instrument_version_record, &version, version.id, version.version);
}

enum outcome instrument_versions_publish(struct request *rq,
                                         struct instrument_versions_publish_call *in)
{
    bool has_previous;
    struct instrument_version version, previous;
    struct instrument_version_key key = {in->path.instrument_id, in->path.instrument_version_id};
    struct instrument_facts facts = instruments_facts(rq->uow);
    TRY(instrument_versions_load_for_publish(rq->uow, key, &version, &previous, &has_previous));
    struct instrument_version *replaced = has_previous ? &previous : NULL;
    TRY(instrument_versions_decide_publish(&version, replaced, &facts, rq->problem));
    instrument_versions_apply_publish(rq->uow, &version, replaced);
    return reply_record(rq, &instrument_version_record, &version, version.version);
}
