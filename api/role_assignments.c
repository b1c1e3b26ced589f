/* role_assignments.c - the operations of openapi/role_assignments.yaml
 *
 * Load, decide, apply, reply; rules are in domain/role_assignments.c, statements in
 * storage/role_assignments.c. What the server remembers of the bearer's roles is dropped after the
 * commit.
 * Tests: tests/e2e/test_identity.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/role_assignments_operations.h"

#include "api/http/app.h"
#include "api/http/auth.h"
#include "storage/role_assignments.h"
#include "storage/role_assignments_sql.h"

#include "domain/base/banned.h"

static void forget(struct request *rq, struct uuid bearer_id)
{
    auth_forget(rq->app->auth, bearer_id);
}

enum outcome role_assignments_list(struct request *rq, struct role_assignments_list_call *in)
{
    return reply_list(rq, &sql_role_assignment_list, &in->query);
}

enum outcome role_assignments_get(struct request *rq, struct role_assignments_get_call *in)
{
    struct role_assignment assignment;
    TRY(role_assignments_load(rq->uow, in->path.role_assignment_id, &assignment));
    return reply_record(rq, &role_assignment_record, &assignment, assignment.version);
}

enum outcome role_assignments_create(struct request *rq, struct role_assignments_create_call *in)
{
    struct role_assignment assignment;
    struct role_assignment_facts facts;
    TRY(role_assignments_load_for_create(rq->uow, &in->body, &facts));
    TRY(role_assignments_decide_create(&in->body, &facts, request_uuid(rq), &assignment,
                                       rq->problem));
    role_assignments_apply_create(rq->uow, &assignment);
    request_after_work(rq, forget, facts.bearer_id);
    return reply_created(rq, &role_assignment_record, &assignment, assignment.id,
                         assignment.version);
}

enum outcome role_assignments_revoke(struct request *rq, struct role_assignments_revoke_call *in)
{
    struct role_assignment assignment;
    struct role_assignment_facts facts;
    const struct role_assignment_revocation *body = &in->body;
    bool has_reason = RECORD_HAS(body, ROLE_ASSIGNMENT_REVOCATION, reason);
    TRY(role_assignments_load_for_revoke(rq->uow, in->path.role_assignment_id, &assignment,
                                         &facts));
    TRY(role_assignments_decide_revoke(&assignment, &facts, rq->problem));
    role_assignments_apply_revoke(rq->uow, &assignment, has_reason ? body->reason : NULL);
    request_after_work(rq, forget, role_assignments_bearer(&assignment));
    return reply_record(rq, &role_assignment_record, &assignment, assignment.version);
}
