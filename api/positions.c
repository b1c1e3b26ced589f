/* positions.c - the operations of openapi/positions.yaml
 *
 * Load, decide, apply, reply; rules are in domain/positions.c, statements in storage/positions.c.
 * Tests: tests/api/test_positions.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/positions_operations.h"

#include "storage/positions.h"
#include "storage/positions_sql.h"

#include "domain/base/banned.h"

enum outcome positions_list(struct request *rq, struct positions_list_call *in)
{
    return reply_list(rq, &sql_position_list, &in->query);
}

enum outcome positions_get(struct request *rq, struct positions_get_call *in)
{
    struct position position;
    TRY(positions_load(rq->uow, in->path.position_id, &position));
    return reply_record(rq, &position_record, &position, position.version);
}

enum outcome positions_create(struct request *rq, struct positions_create_call *in)
{
    struct position position;
    struct position_facts facts = positions_facts(rq->uow);
    TRY(positions_decide_create(&in->body, &facts, &position, rq->problem));
    positions_apply_create(rq->uow, &position);
    return reply_created(rq, &position_record, &position, position.id, position.version);
}

enum outcome positions_update(struct request *rq, struct positions_update_call *in)
{
    struct position position;
    struct position_facts facts;
    bool changed;
    TRY(positions_load_for_update(rq->uow, in->path.position_id, &position, &facts));
    TRY(request_check_version(rq, position.version));
    TRY(positions_decide_update(&position, &in->body, &facts, &changed, rq->problem));
    if (changed) positions_apply_update(rq->uow, &position);
    return reply_record(rq, &position_record, &position, position.version);
}

enum outcome positions_get_standards(struct request *rq, struct positions_get_standards_call *in)
{
    struct position_standards standards;
    bool dated = RECORD_HAS(&in->query, POSITIONS_GET_STANDARDS_QUERY, as_of);
    struct date as_of = dated ? in->query.as_of : rq->today;
    TRY(positions_load_standard(rq->uow, in->path.position_id, as_of, &standards));
    return reply_record(rq, &position_standards_record, &standards, -1);
}

enum outcome positions_replace_standards(struct request *rq,
                                         struct positions_replace_standards_call *in)
{
    struct standard_facts facts;
    struct standard_decision decision;
    TRY(positions_load_for_standard(rq->uow, in->path.position_id, &in->body, &facts));
    TRY(positions_decide_standard(rq->arena, &in->body, &facts, &decision, rq->problem));
    if (decision.changed) positions_apply_standard(rq->uow, &decision);
    return reply_record(rq, &position_standards_record, &decision.shown, -1);
}
