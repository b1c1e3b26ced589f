/* role_assignments.c - see role_assignments.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/role_assignments.h"

#include "domain/base/banned.h"

#define GRANTABLE "admin, planner, approver, leader, instructor, partner, auditor, integration"

static enum outcome refuse(struct problem *problem, enum problem_code code)
{
    return problem_raise(problem, code, NULL, NULL, NULL);
}

/* The code of the reply is that of the first violation; those after it are only listed. */
static void violate(struct problem *problem, const char *pointer, enum violation_rule rule,
                    const char *arg)
{
    if (rule == RULE_REFERENCE)
        (void)!problem_raise(problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
    (void)!problem_violation(problem, VIOLATION_IN_BODY, pointer, rule, arg, NULL);
}

static void check_partner(const struct role_assignment_create *in,
                          const struct role_assignment_facts *facts, struct problem *problem)
{
    if (!RECORD_HAS(in, ROLE_ASSIGNMENT_CREATE, partner_id)) return;
    if (!facts->partner_found) violate(problem, "/partner_id", RULE_REFERENCE, NULL);
    if (in->role != ROLE_PARTNER) violate(problem, "/role", RULE_ENUM, "partner");
}

/* Everything that is wrong with the input, in one reply. */
static enum outcome check_input(const struct role_assignment_create *in,
                                const struct role_assignment_facts *facts, struct problem *problem)
{
    bool client = RECORD_HAS(in, ROLE_ASSIGNMENT_CREATE, client_id);
    bool employee = RECORD_HAS(in, ROLE_ASSIGNMENT_CREATE, employee_id);
    const char *bearer = client ? "/client_id" : "/employee_id";
    if (client == employee) violate(problem, "", RULE_EXACTLY_ONE, "client_id, employee_id");
    if (in->role == ROLE_EMPLOYEE) violate(problem, "/role", RULE_ENUM, GRANTABLE);
    if (client != employee && !facts->bearer_found) violate(problem, bearer, RULE_REFERENCE, NULL);
    if (RECORD_HAS(in, ROLE_ASSIGNMENT_CREATE, unit_id) && !facts->unit_found)
        violate(problem, "/unit_id", RULE_REFERENCE, NULL);
    check_partner(in, facts, problem);
    return problem_outcome(problem);
}

static void put_bearer(struct role_assignment *ret, bool is_client,
                       const struct role_assignment_facts *facts)
{
    if (is_client) {
        RECORD_PUT(ret, ROLE_ASSIGNMENT, client_id, facts->bearer_id);
        RECORD_PUT(ret, ROLE_ASSIGNMENT, client_name, facts->bearer_name);
    } else {
        RECORD_PUT(ret, ROLE_ASSIGNMENT, employee_id, facts->bearer_id);
        RECORD_PUT(ret, ROLE_ASSIGNMENT, employee_name, facts->bearer_name);
    }
}

enum outcome role_assignments_decide_create(const struct role_assignment_create *in,
                                            const struct role_assignment_facts *facts,
                                            struct uuid id, struct role_assignment *ret,
                                            struct problem *problem)
{
    bool over_unit = RECORD_HAS(in, ROLE_ASSIGNMENT_CREATE, unit_id);
    TRY(check_input(in, facts, problem));
    if (uuid_equal(facts->bearer_id, facts->caller_id)) return refuse(problem, PROBLEM_OWN_CASE);
    if (!over_unit && !facts->whole_organization) return refuse(problem, PROBLEM_FORBIDDEN);
    if (facts->bearer_revoked) return refuse(problem, PROBLEM_CLIENT_REVOKED);
    *ret = (struct role_assignment){0};
    put_bearer(ret, RECORD_HAS(in, ROLE_ASSIGNMENT_CREATE, client_id), facts);
    if (over_unit) {
        RECORD_PUT(ret, ROLE_ASSIGNMENT, unit_id, facts->unit_id);
        RECORD_PUT(ret, ROLE_ASSIGNMENT, unit_name, facts->unit_name);
    }
    if (RECORD_HAS(in, ROLE_ASSIGNMENT_CREATE, partner_id)) {
        RECORD_PUT(ret, ROLE_ASSIGNMENT, partner_id, facts->partner_id);
        RECORD_PUT(ret, ROLE_ASSIGNMENT, partner_name, facts->partner_name);
    }
    RECORD_PUT(ret, ROLE_ASSIGNMENT, id, id);
    RECORD_PUT(ret, ROLE_ASSIGNMENT, role, in->role);
    if (!uuid_is_nil(facts->caller_id)) /* else an operator at the command line */
        RECORD_PUT(ret, ROLE_ASSIGNMENT, granted_by, facts->caller_id);
    RECORD_PUT(ret, ROLE_ASSIGNMENT, version, 1);
    RECORD_PUT(ret, ROLE_ASSIGNMENT, created_at, facts->now);
    RECORD_PUT(ret, ROLE_ASSIGNMENT, updated_at, facts->now);
    return OUTCOME_OK;
}

struct uuid role_assignments_bearer(const struct role_assignment *assignment)
{
    bool is_client = RECORD_HAS(assignment, ROLE_ASSIGNMENT, client_id);
    return is_client ? assignment->client_id : assignment->employee_id;
}

static bool is_over_everything(const struct role_assignment *assignment)
{
    return assignment->role == ROLE_ADMIN && !RECORD_HAS(assignment, ROLE_ASSIGNMENT, unit_id);
}

enum outcome role_assignments_decide_revoke(struct role_assignment *assignment,
                                            const struct role_assignment_facts *facts,
                                            struct problem *problem)
{
    if (RECORD_HAS(assignment, ROLE_ASSIGNMENT, revoked_at))
        return refuse(problem, PROBLEM_ROLE_ASSIGNMENT_REVOKED);
    if (uuid_equal(role_assignments_bearer(assignment), facts->caller_id))
        return refuse(problem, PROBLEM_OWN_CASE);
    if (is_over_everything(assignment) && facts->other_admins == 0)
        return refuse(problem, PROBLEM_LAST_ADMIN);
    RECORD_PUT(assignment, ROLE_ASSIGNMENT, revoked_at, facts->now);
    RECORD_PUT(assignment, ROLE_ASSIGNMENT, revoked_by, facts->caller_id);
    RECORD_PUT(assignment, ROLE_ASSIGNMENT, version, assignment->version + 1);
    RECORD_PUT(assignment, ROLE_ASSIGNMENT, updated_at, facts->now);
    return OUTCOME_OK;
}
