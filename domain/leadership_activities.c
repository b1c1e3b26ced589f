/* leadership_activities.c - see leadership_activities.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/leadership_activities.h"

#include "domain/registry.h"
#include "domain/separation.h"

#include "domain/base/banned.h"

static void violate(struct problem *problem, const char *pointer, enum violation_rule rule)
{
    (void)!problem_violation(problem, VIOLATION_IN_BODY, pointer, rule, NULL, NULL);
}

static bool is_with_a_person(enum leadership_activity_kind kind)
{
    return kind == LEADERSHIP_ACTIVITY_KIND_COACHED || kind == LEADERSHIP_ACTIVITY_KIND_MENTORED ||
           kind == LEADERSHIP_ACTIVITY_KIND_OBSERVED;
}

static void check_leader(const struct leadership_activity_targets *targets,
                         const struct leadership_recorder *recorder, struct problem *problem)
{
    if (!RECORD_HAS(targets, LEADERSHIP_ACTIVITY_TARGETS, leader_id)) {
        (void)!registry_refuse_reference(problem, "/leader_id");
        return;
    }
    if (!targets->heads_unit) violate(problem, "/leader_id", RULE_HEADS_UNIT);
    bool own = !uuid_is_nil(recorder->self) && uuid_equal(recorder->self, targets->leader_id);
    if (!own && !targets->planned) violate(problem, "/leader_id", RULE_OWN_ONLY);
}

static void check_session(const struct leadership_activity_create *in,
                          const struct leadership_activity_targets *targets,
                          struct problem *problem)
{
    bool given = RECORD_HAS(in, LEADERSHIP_ACTIVITY_CREATE, session_id);
    if (!given && !is_with_a_person(in->kind)) violate(problem, "/session_id", RULE_REQUIRED);
    if (given && !RECORD_HAS(targets, LEADERSHIP_ACTIVITY_TARGETS, session_id))
        (void)!registry_refuse_reference(problem, "/session_id");
}

/* A person beside a session would make the same attendance count once for each. */
static void check_person(const struct leadership_activity_create *in,
                         const struct leadership_activity_targets *targets, struct problem *problem)
{
    bool given = RECORD_HAS(in, LEADERSHIP_ACTIVITY_CREATE, employee_id);
    if (given != is_with_a_person(in->kind))
        violate(problem, "/employee_id", given ? RULE_UNKNOWN : RULE_REQUIRED);
    else if (given && !RECORD_HAS(targets, LEADERSHIP_ACTIVITY_TARGETS, employee_id))
        (void)!registry_refuse_reference(problem, "/employee_id");
}

static enum outcome check(const struct leadership_activity_create *in,
                          const struct leadership_activity_targets *targets,
                          const struct leadership_recorder *recorder, struct problem *problem)
{
    check_leader(targets, recorder, problem);
    check_session(in, targets, problem);
    check_person(in, targets, problem);
    if (in->took_place_on.days > recorder->today.days)
        violate(problem, "/took_place_on", RULE_FUTURE);
    TRY(problem_outcome(problem));
    return separation_check(targets->leader_id, &targets->employee_id, 1, problem);
}

enum outcome leadership_activities_decide_create(const struct leadership_activity_create *in,
                                                 const struct leadership_activity_targets *targets,
                                                 const struct leadership_recorder *recorder,
                                                 struct leadership_activity *ret,
                                                 struct problem *problem)
{
    TRY(check(in, targets, recorder, problem));
    *ret = (struct leadership_activity){0};
    record_copy(&leadership_activity_record, ret, &leadership_activity_create_record, in);
    record_copy(&leadership_activity_record, ret, &leadership_activity_targets_record, targets);
    RECORD_PUT(ret, LEADERSHIP_ACTIVITY, id, recorder->new_id);
    RECORD_PUT(ret, LEADERSHIP_ACTIVITY, recorded_by, recorder->id);
    RECORD_PUT(ret, LEADERSHIP_ACTIVITY, created_at, recorder->now);
    return OUTCOME_OK;
}
