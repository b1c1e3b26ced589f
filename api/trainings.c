/* trainings.c - the operations of openapi/trainings.yaml
 *
 * Load, decide, apply, reply; rules are in domain/trainings.c, statements in storage/trainings.c.
 * Tests: tests/e2e/test_trainings.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/trainings_operations.h"

#include "storage/registry.h"
#include "storage/trainings.h"
#include "storage/trainings_sql.h"

#include "domain/base/banned.h"

enum outcome training_forms_list(struct request *rq, struct training_forms_list_call *in)
{
    struct training_forms forms;
    (void)in;
    TRY(trainings_load_forms(rq->uow, &forms));
    return reply_record(rq, &training_forms_record, &forms, -1);
}

enum outcome trainings_list(struct request *rq, struct trainings_list_call *in)
{
    return reply_list(rq, &sql_training_list, &in->query);
}

enum outcome trainings_get(struct request *rq, struct trainings_get_call *in)
{
    struct training training;
    TRY(trainings_load(rq->uow, in->path.training_id, &training));
    return reply_record(rq, &training_record, &training, training.version);
}

enum outcome trainings_create(struct request *rq, struct trainings_create_call *in)
{
    struct training training;
    struct training_facts facts;
    TRY(trainings_load_for_create(rq->uow, &in->body, &facts));
    TRY(trainings_decide_create(&in->body, &facts, &training, rq->problem));
    trainings_apply_create(rq->uow, &training);
    return reply_created(rq, &training_record, &training, training.id, training.version);
}

enum outcome trainings_update(struct request *rq, struct trainings_update_call *in)
{
    struct training training;
    struct registry_facts facts = registry_facts(rq->uow);
    bool changed;
    TRY(trainings_load_for_update(rq->uow, in->path.training_id, &training));
    TRY(request_check_version(rq, training.version));
    TRY(trainings_decide_update(&training, &in->body, &facts, &changed, rq->problem));
    if (changed) trainings_apply_update(rq->uow, &training);
    return reply_record(rq, &training_record, &training, training.version);
}

static enum outcome move(struct request *rq, struct ref training_id, enum training_action action,
                         const char *reason)
{
    struct training training;
    struct registry_facts facts = registry_facts(rq->uow);
    TRY(trainings_load_for_update(rq->uow, training_id, &training));
    enum training_state from = training.state;
    TRY(trainings_decide_move(&training, action, &facts, rq->problem));
    trainings_apply_move(rq->uow, &training, from, reason);
    return reply_record(rq, &training_record, &training, training.version);
}

enum outcome trainings_retire(struct request *rq, struct trainings_retire_call *in)
{
    return move(rq, in->path.training_id, TRAINING_RETIRE, in->body.reason);
}

enum outcome trainings_reactivate(struct request *rq, struct trainings_reactivate_call *in)
{
    return move(rq, in->path.training_id, TRAINING_REACTIVATE, in->body.reason);
}
