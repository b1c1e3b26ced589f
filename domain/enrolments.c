/* enrolments.c - see enrolments.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/enrolments.h"

#include <string.h>

#include "domain/conflicting.h"
#include "domain/separation.h"

#include "domain/base/banned.h"

static const char *const action_names[] = {NULL, "approve", "reject", "withdraw"};
static const struct transition_rule rules[] = {
    {ENROLMENT_STATE_NOMINATED, ENROLMENT_ACTION_APPROVE, ENROLMENT_STATE_APPROVED},
    {ENROLMENT_STATE_NOMINATED, ENROLMENT_ACTION_REJECT, ENROLMENT_STATE_REJECTED},
    {ENROLMENT_STATE_NOMINATED, ENROLMENT_ACTION_WITHDRAW, ENROLMENT_STATE_WITHDRAWN},
    {ENROLMENT_STATE_APPROVED, ENROLMENT_ACTION_WITHDRAW, ENROLMENT_STATE_WITHDRAWN},
    {ENROLMENT_STATE_CONFIRMED, ENROLMENT_ACTION_WITHDRAW, ENROLMENT_STATE_WITHDRAWN},
    {ENROLMENT_STATE_WAITLISTED, ENROLMENT_ACTION_WITHDRAW, ENROLMENT_STATE_WITHDRAWN},
};
const struct transition_machine enrolments_machine = {&enrolment_state_enumeration, action_names,
                                                      rules, sizeof rules / sizeof rules[0]};

static enum outcome check_session(const struct session *session, struct problem *problem)
{
    if (session->state == SESSION_STATE_OPEN || session->state == SESSION_STATE_CLOSED)
        return OUTCOME_OK;
    return transitions_refuse(&sessions_machine, (int)session->state, problem);
}

/* ---- nominating */

static const char *pointer_to(const struct nominations *nominations, size_t i, const char *member,
                              struct problem *problem)
{
    if (!nominations->bulk) return arena_printf(problem->arena, "/%s", member);
    return arena_printf(problem->arena, "/items/%zu/%s", i, member);
}

static void violate(const struct nominations *nominations, size_t i, const char *member,
                    enum violation_rule rule, struct problem *problem)
{
    if (rule == RULE_REFERENCE)
        (void)!problem_raise(problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
    if (rule == RULE_UNIQUE)
        (void)!problem_raise(problem, PROBLEM_ALREADY_EXISTS, NULL, NULL, NULL);
    if (rule == RULE_OWN_CASE) (void)!problem_raise(problem, PROBLEM_OWN_CASE, NULL, NULL, NULL);
    (void)!problem_violation(problem, VIOLATION_IN_BODY,
                             pointer_to(nominations, i, member, problem), rule, NULL, NULL);
}

static bool named_before(const struct nominee *found, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (RECORD_HAS(&found[j], NOMINEE, employee_id) &&
            uuid_equal(found[j].employee_id, found[i].employee_id))
            return true;
    return false;
}

static void check_nominee(const struct nominations *nominations, size_t i, struct problem *problem)
{
    const struct nominee *nominee = &nominations->found[i];
    struct uuid self = nominations->self;
    if (!RECORD_HAS(nominee, NOMINEE, employee_id) || nominee->has_left) {
        violate(nominations, i, "employee_id", RULE_REFERENCE, problem);
        return;
    }
    if (!uuid_is_nil(self) && uuid_equal(nominee->employee_id, self))
        violate(nominations, i, "employee_id", RULE_OWN_CASE, problem);
    if (named_before(nominations->found, i))
        violate(nominations, i, "employee_id", RULE_DUPLICATE, problem);
    if (RECORD_HAS(nominee, NOMINEE, enrolment_id))
        violate(nominations, i, "employee_id", RULE_UNIQUE, problem);
    if (RECORD_HAS(&nominations->items[i], ENROLMENT_CREATE, need_id) &&
        !RECORD_HAS(nominee, NOMINEE, need_id))
        violate(nominations, i, "need_id", RULE_REFERENCE, problem);
}

static void put_enrolment(struct enrolment *to, const struct nominations *nominations, size_t i,
                          struct arena *a)
{
    const struct nominee *nominee = &nominations->found[i];
    RECORD_PUT(to, ENROLMENT, id, nominations->ids[i]);
    RECORD_PUT(to, ENROLMENT, session_id, nominations->session->id);
    RECORD_PUT(to, ENROLMENT, session_name, nominations->session->name);
    RECORD_PUT(to, ENROLMENT, employee_id, nominee->employee_id);
    RECORD_PUT(to, ENROLMENT, employee_name, nominee->employee_name);
    RECORD_PUT(to, ENROLMENT, unit_id, nominee->unit_id);
    RECORD_PUT(to, ENROLMENT, unit_name, nominee->unit_name);
    if (RECORD_HAS(nominee, NOMINEE, need_id)) RECORD_PUT(to, ENROLMENT, need_id, nominee->need_id);
    RECORD_PUT(to, ENROLMENT, state, ENROLMENT_STATE_NOMINATED);
    RECORD_PUT(to, ENROLMENT, priority, seats_priority(nominee));
    RECORD_PUT(to, ENROLMENT, priority_terms, seats_terms(nominee, a));
    if (!uuid_is_nil(nominations->actor))
        RECORD_PUT(to, ENROLMENT, nominated_by, nominations->actor);
    RECORD_PUT(to, ENROLMENT, clash_accepted, false);
    RECORD_PUT(to, ENROLMENT, version, 1);
    RECORD_PUT(to, ENROLMENT, created_at, nominations->now);
    RECORD_PUT(to, ENROLMENT, updated_at, nominations->now);
}

enum outcome enrolments_decide_nominations(const struct nominations *nominations,
                                           struct enrolment_list *ret, struct problem *problem)
{
    size_t count = nominations->count;
    struct enrolment *made = ARENA_ARRAY(problem->arena, count + 1, struct enrolment);
    TRY(check_session(nominations->session, problem));
    for (size_t i = 0; i < count; i++) check_nominee(nominations, i, problem);
    TRY(problem_outcome(problem));
    for (size_t i = 0; i < count; i++) put_enrolment(&made[i], nominations, i, problem->arena);
    *ret = (struct enrolment_list){.count = count, .items = made};
    return OUTCOME_OK;
}

/* ---- deciding */

static enum outcome decide(struct enrolment *enrolment, enum enrolment_action action,
                           const struct enrolment_facts *facts, struct enrolment_decision *ret,
                           struct problem *problem)
{
    int to;
    TRY(transitions_decide(&enrolments_machine, (int)enrolment->state, (int)action, &to, problem));
    TRY(check_session(&facts->session, problem));
    *ret = (struct enrolment_decision){.from = enrolment->state};
    RECORD_PUT(enrolment, ENROLMENT, state, (enum enrolment_state)to);
    RECORD_CLEAR(enrolment, ENROLMENT, waitlisted_at);
    RECORD_PUT(enrolment, ENROLMENT, version, enrolment->version + 1);
    RECORD_PUT(enrolment, ENROLMENT, updated_at, facts->now);
    return OUTCOME_OK;
}

/* neither who nominated nor who is nominated. */
static enum outcome check_separation(const struct enrolment *enrolment, struct uuid actor,
                                     struct problem *problem)
{
    struct uuid parties[] = {enrolment->employee_id, enrolment->nominated_by};
    return separation_check(actor, parties, 2, problem);
}

static void put_decider(struct enrolment *enrolment, struct uuid actor)
{
    if (!uuid_is_nil(actor)) RECORD_PUT(enrolment, ENROLMENT, approved_by, actor);
}

static struct seat_room room_of(const struct enrolment_facts *facts, int64_t given_back)
{
    return (struct seat_room){.capacity = facts->session.capacity,
                              .taken = facts->session.seats_taken - given_back,
                              .waitlist_limit = facts->session.waitlist_limit};
}

/* Whoever only waits elsewhere has not been accepted to sit in two places: that is seen when there
 * are two seats. */
static bool is_seat(enum enrolment_state state)
{
    return state != ENROLMENT_STATE_APPROVED && state != ENROLMENT_STATE_WAITLISTED;
}

static enum outcome check_clash(const struct enrolment *enrolment,
                                const struct enrolment_approval *in,
                                const struct enrolment_facts *facts, struct problem *problem)
{
    if (!facts->has_clash || in->accept_clash) return OUTCOME_OK;
    conflicting_put(problem, "enrolment", facts->clash.enrolment_id, facts->clash.session_name);
    return problem_raise(problem, PROBLEM_PARTICIPANT_CLASH, enrolment->employee_name,
                         facts->clash.session_name, NULL);
}

enum outcome enrolments_decide_approval(struct enrolment *enrolment,
                                        const struct enrolment_approval *in,
                                        struct enrolment_facts *facts,
                                        struct enrolment_decision *ret, struct problem *problem)
{
    size_t count = facts->candidate_count;
    struct seat_room room = room_of(facts, 0);
    struct seat_candidate *candidates =
        ARENA_ARRAY(problem->arena, count + 1, struct seat_candidate);
    TRY(check_separation(enrolment, facts->actor, problem));
    TRY(decide(enrolment, ENROLMENT_ACTION_APPROVE, facts, ret, problem));
    TRY(check_clash(enrolment, in, facts, problem));
    if (facts->has_clash && is_seat(facts->clash.state))
        RECORD_PUT(enrolment, ENROLMENT, clash_accepted, true);
    put_decider(enrolment, facts->actor);
    if (facts->session.state == SESSION_STATE_OPEN) return OUTCOME_OK;
    for (size_t i = 0; i < count; i++) candidates[i] = facts->candidates[i];
    candidates[count] = (struct seat_candidate){.id = enrolment->id,
                                                .state = enrolment->state,
                                                .priority = enrolment->priority,
                                                .version = enrolment->version};
    ret->seats = seats_allocate(candidates, count + 1, &room, facts->now, problem->arena);
    return OUTCOME_OK;
}

enum outcome enrolments_decide_rejection(struct enrolment *enrolment, const char *reason,
                                         struct enrolment_facts *facts,
                                         struct enrolment_decision *ret, struct problem *problem)
{
    TRY(check_separation(enrolment, facts->actor, problem));
    TRY(decide(enrolment, ENROLMENT_ACTION_REJECT, facts, ret, problem));
    put_decider(enrolment, facts->actor);
    RECORD_PUT(enrolment, ENROLMENT, reason, reason);
    return OUTCOME_OK;
}

static size_t without(struct seat_candidate *candidates, size_t count, struct uuid id)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!uuid_equal(candidates[i].id, id)) candidates[kept++] = candidates[i];
    return kept;
}

enum outcome enrolments_decide_withdrawal(struct enrolment *enrolment, const char *reason,
                                          struct enrolment_facts *facts,
                                          struct enrolment_decision *ret, struct problem *problem)
{
    TRY(decide(enrolment, ENROLMENT_ACTION_WITHDRAW, facts, ret, problem));
    RECORD_PUT(enrolment, ENROLMENT, reason, reason);
    if (facts->session.state == SESSION_STATE_OPEN) return OUTCOME_OK;
    bool had_seat = ret->from == ENROLMENT_STATE_CONFIRMED;
    struct seat_room room = room_of(facts, had_seat);
    if (had_seat) {
        ret->elsewhere = facts->elsewhere;
        ret->elsewhere_count = facts->elsewhere_count;
    }
    size_t count = without(facts->candidates, facts->candidate_count, enrolment->id);
    ret->seats = seats_allocate(facts->candidates, count, &room, facts->now, problem->arena);
    return OUTCOME_OK;
}
