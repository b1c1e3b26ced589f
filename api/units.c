/* units.c - the operations of openapi/units.yaml
 *
 * Load, decide, apply, reply; rules are in domain/units.c, statements in storage/units.c.
 * Tests: tests/api/test_units.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/units_operations.h"

#include "storage/units.h"
#include "storage/units_sql.h"

#include "domain/base/banned.h"

enum outcome units_list(struct request *rq, struct units_list_call *in)
{
    return reply_list(rq, &sql_unit_list, &in->query);
}

enum outcome units_get(struct request *rq, struct units_get_call *in)
{
    struct unit unit;
    TRY(units_load(rq->uow, in->path.unit_id, &unit));
    return reply_record(rq, &unit_record, &unit, unit.version);
}

enum outcome units_create(struct request *rq, struct units_create_call *in)
{
    struct unit unit;
    struct unit_facts facts;
    const struct ref *parent =
        RECORD_HAS(&in->body, UNIT_CREATE, parent_id) ? &in->body.parent_id : NULL;
    TRY(units_load_for_create(rq->uow, parent, &facts));
    TRY(units_decide_create(&in->body, &facts, &unit, rq->problem));
    units_apply_create(rq->uow, &unit);
    return reply_created(rq, &unit_record, &unit, unit.id, unit.version);
}

enum outcome units_update(struct request *rq, struct units_update_call *in)
{
    struct unit unit;
    struct unit_facts facts;
    bool changed;
    const struct ref *parent =
        RECORD_HAS(&in->body, UNIT_PATCH, parent_id) ? &in->body.parent_id : NULL;
    TRY(units_load_for_update(rq->uow, in->path.unit_id, parent, &unit, &facts));
    TRY(request_check_version(rq, unit.version));
    TRY(units_decide_update(&unit, &in->body, &facts, &changed, rq->problem));
    if (changed) units_apply_update(rq->uow, &unit);
    return reply_record(rq, &unit_record, &unit, unit.version);
}
