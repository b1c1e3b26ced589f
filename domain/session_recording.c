/* session_recording.c - see session_recording.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/session_recording.h"

#include "domain/base/banned.h"

enum outcome session_recording_check(const struct session_recorder *recorder,
                                     const struct session *session, enum session_state from,
                                     struct problem *problem)
{
    if (!recorder->manages && !recorder->teaches)
        return problem_raise(problem, PROBLEM_FORBIDDEN, NULL, NULL, NULL);
    if (session->state < from || session->state == SESSION_STATE_CANCELLED)
        return transitions_refuse(&sessions_machine, (int)session->state, problem);
    if (session->state >= SESSION_STATE_COMPLETED && recorder->reason == NULL)
        return problem_violation(problem, VIOLATION_IN_BODY, "/reason", RULE_REQUIRED, NULL, NULL);
    return OUTCOME_OK;
}

void session_recording_violate(size_t index, const char *member, enum violation_rule rule,
                               struct problem *problem)
{
    if (rule == RULE_REFERENCE)
        (void)!problem_raise(problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
    if (rule == RULE_OWN_CASE) (void)!problem_raise(problem, PROBLEM_OWN_CASE, NULL, NULL, NULL);
    (void)!problem_violation(problem, VIOLATION_IN_BODY,
                             arena_printf(problem->arena, "/items/%zu/%s", index, member), rule,
                             NULL, NULL);
}

void session_recording_check_participant(const struct session_recorder *recorder, size_t index,
                                         const struct uuid *employee_id, struct problem *problem)
{
    if (employee_id == NULL)
        session_recording_violate(index, "enrolment_id", RULE_REFERENCE, problem);
    else if (!uuid_is_nil(recorder->self) && uuid_equal(*employee_id, recorder->self))
        session_recording_violate(index, "enrolment_id", RULE_OWN_CASE, problem);
}
