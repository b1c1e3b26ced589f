/* observations.c - see observations.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/observations.h"

#include "domain/separation.h"

#include "domain/base/banned.h"

static void refuse_reference(struct problem *problem, const char *pointer)
{
    (void)!problem_raise(problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
    (void)!problem_violation(problem, VIOLATION_IN_BODY, pointer, RULE_REFERENCE, NULL, NULL);
}

static enum outcome check_references(const struct observation_target *target,
                                     struct problem *problem)
{
    bool took_part = RECORD_HAS(target, OBSERVATION_TARGET, enrolment_id) && target->attended;
    if (!took_part) refuse_reference(problem, "/enrolment_id");
    if (!RECORD_HAS(target, OBSERVATION_TARGET, competency_id))
        refuse_reference(problem, "/competency_id");
    return problem_outcome(problem);
}

static enum outcome check_day(const struct observation_facts *facts, struct problem *problem)
{
    char day[DATE_TEXT_LENGTH + 1] = "-";
    const struct observation_target *target = facts->target;
    if (RECORD_HAS(target, OBSERVATION_TARGET, ended_on)) {
        struct date first = date_add_months(target->ended_on, (int32_t)target->months);
        if (facts->today.days >= first.days) return OUTCOME_OK;
        date_format(first, day);
    }
    return problem_raise(problem, PROBLEM_TOO_EARLY, day, NULL, NULL);
}

enum outcome observations_decide_create(const struct observation_create *in,
                                        const struct observation_facts *facts,
                                        struct observation *ret, struct problem *problem)
{
    const struct observation_target *target = facts->target;
    if (uuid_is_nil(facts->self))
        return problem_raise(problem, PROBLEM_FORBIDDEN, NULL, NULL, NULL);
    TRY(check_references(target, problem));
    TRY(separation_check(facts->self, &target->employee_id, 1, problem));
    TRY(check_day(facts, problem));
    *ret = (struct observation){0};
    record_copy(&observation_record, ret, &observation_create_record, in);
    RECORD_PUT(ret, OBSERVATION, id, facts->new_id);
    RECORD_PUT(ret, OBSERVATION, enrolment_id, target->enrolment_id);
    RECORD_PUT(ret, OBSERVATION, session_id, target->session_id);
    RECORD_PUT(ret, OBSERVATION, employee_id, target->employee_id);
    RECORD_PUT(ret, OBSERVATION, competency_id, target->competency_id);
    RECORD_PUT(ret, OBSERVATION, observer_id, facts->self);
    RECORD_PUT(ret, OBSERVATION, observed_on, facts->today);
    RECORD_PUT(ret, OBSERVATION, created_at, facts->now);
    return OUTCOME_OK;
}
