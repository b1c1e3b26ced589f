/* training_versions.c - the operations of openapi/training_versions.yaml
 *
 * Load, decide, apply, reply; rules are in domain/training_versions.c, statements in
 * storage/training_versions.c.
 * Tests: tests/e2e/test_trainings.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/training_versions_operations.h"

#include "storage/training_versions.h"
#include "storage/training_versions_sql.h"
#include "storage/trainings.h"

#include "domain/base/banned.h"

enum outcome training_versions_list(struct request *rq, struct training_versions_list_call *in)
{
    /* asked for in the round trip of the list: a training that does not exist has no list */
    struct training *training = ARENA_NEW(rq->arena, struct training);
    trainings_want(rq->uow, in->path.training_id, false, training, NULL);
    RECORD_PUT(&in->query, TRAINING_VERSIONS_LIST_QUERY, training_id, in->path.training_id);
    return reply_list(rq, &sql_training_version_list, &in->query);
}

enum outcome training_versions_get(struct request *rq, struct training_versions_get_call *in)
{
    struct training_version version;
    TRY(training_versions_load(rq->uow, in->path.training_id, in->path.training_version_id,
                               &version));
    return reply_record(rq, &training_version_record, &version, version.version);
}

enum outcome training_versions_create(struct request *rq, struct training_versions_create_call *in)
{
    struct training_version_facts facts;
    struct training_version_decision decision;
    const struct training_version *version = &decision.version;
    bool given = RECORD_HAS(&in->body, TRAINING_VERSION_INPUT, modules);
    TRY(training_versions_load_facts(rq->uow, in->path.training_id,
                                     given ? &in->body.modules : NULL, &facts));
    TRY(training_versions_decide_create(rq->arena, &in->body, &facts, &decision, rq->problem));
    TRY(training_versions_apply_create(rq->uow, &decision));
    return reply_created(rq, &training_version_record, version, version->id, version->version);
}

enum outcome training_versions_update(struct request *rq, struct training_versions_update_call *in)
{
    struct training_version_facts facts;
    struct training_version_decision decision = {0};
    const struct training_version_name name = {in->path.training_id, in->path.training_version_id};
    const struct training_version *version = &decision.version;
    bool given = RECORD_HAS(&in->body, TRAINING_VERSION_CHANGE, modules);
    TRY(training_versions_load_for_update(rq->uow, &name, given ? &in->body.modules : NULL, &facts,
                                          &decision.version));
    TRY(request_check_version(rq, version->version));
    TRY(training_versions_decide_update(rq->arena, &in->body, &facts, &decision, rq->problem));
    TRY(training_versions_apply_update(rq->uow, &decision));
    return reply_record(rq, &training_version_record, version, version->version);
}

enum outcome training_versions_publish(struct request *rq,
                                       struct training_versions_publish_call *in)
{
    struct training_version_facts facts;
    struct training_version_decision decision = {0};
    const struct training_version_name name = {in->path.training_id, in->path.training_version_id};
    const struct training_version *version = &decision.version;
    bool has_reason = RECORD_HAS(&in->body, TRAINING_VERSION_PUBLICATION, reason);
    TRY(training_versions_load_for_update(rq->uow, &name, NULL, &facts, &decision.version));
    TRY(training_versions_decide_publish(&facts, &decision, rq->problem));
    training_versions_apply_publish(rq->uow, &decision, has_reason ? in->body.reason : NULL);
    return reply_record(rq, &training_version_record, version, version->version);
}
