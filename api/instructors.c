/* instructors.c - the operations of openapi/instructors.yaml
 *
 * Load, decide, apply, reply; rules are in domain/instructors.c, statements in
 * storage/instructors.c.
 * Tests: tests/e2e/test_trainings.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/instructors_operations.h"

#include "storage/instructors.h"
#include "storage/instructors_sql.h"

#include "domain/base/banned.h"

enum outcome instructors_list(struct request *rq, struct instructors_list_call *in)
{
    return reply_list(rq, &sql_instructor_list, &in->query);
}

enum outcome instructors_get(struct request *rq, struct instructors_get_call *in)
{
    struct instructor instructor;
    TRY(instructors_load(rq->uow, in->path.instructor_id, &instructor));
    return reply_record(rq, &instructor_record, &instructor, instructor.version);
}

enum outcome instructors_create(struct request *rq, struct instructors_create_call *in)
{
    struct instructor_facts facts;
    struct instructor_decision decision;
    const struct instructor *instructor = &decision.instructor;
    TRY(instructors_load_for_create(rq->uow, &in->body, &facts));
    TRY(instructors_decide_create(rq->arena, &in->body, &facts, &decision, rq->problem));
    TRY(instructors_apply_create(rq->uow, &decision));
    return reply_created(rq, &instructor_record, instructor, instructor->id, instructor->version);
}

enum outcome instructors_update(struct request *rq, struct instructors_update_call *in)
{
    struct instructor_facts facts;
    struct instructor_decision decision = {0};
    const struct instructor *instructor = &decision.instructor;
    TRY(instructors_load_for_update(rq->uow, in->path.instructor_id, &in->body,
                                    &decision.instructor, &facts));
    TRY(request_check_version(rq, instructor->version));
    TRY(instructors_decide_update(rq->arena, &in->body, &facts, &decision, rq->problem));
    TRY(instructors_apply_update(rq->uow, &decision));
    return reply_record(rq, &instructor_record, instructor, instructor->version);
}

static enum outcome move(struct request *rq, struct ref instructor_id, enum activity_action action,
                         const char *reason)
{
    struct instructor instructor;
    struct instructor_facts facts;
    TRY(instructors_load_for_update(rq->uow, instructor_id, NULL, &instructor, &facts));
    enum activity_state from = instructor.state;
    TRY(instructors_decide_move(&instructor, action, &facts.registry, rq->problem));
    instructors_apply_move(rq->uow, &instructor, from, reason);
    return reply_record(rq, &instructor_record, &instructor, instructor.version);
}

enum outcome instructors_deactivate(struct request *rq, struct instructors_deactivate_call *in)
{
    return move(rq, in->path.instructor_id, ACTIVITY_DEACTIVATE, in->body.reason);
}

enum outcome instructors_reactivate(struct request *rq, struct instructors_reactivate_call *in)
{
    return move(rq, in->path.instructor_id, ACTIVITY_REACTIVATE, in->body.reason);
}
