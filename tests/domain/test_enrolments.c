/* test_enrolments.c - people in sessions: nominated, decided, given back
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/enrolments.h"

#include <string.h>

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct session session;
static struct enrolment_create items[3];
static struct nominee found[3];
static struct uuid ids[3];
static struct nominations nominations;
static struct seat_candidate candidates[3];
static struct enrolment_facts facts;

static struct nominee person(const char *word)
{
    struct nominee nominee = {.weight_need_priority = 5000,
                              .weight_waiting = 3000,
                              .weight_hours_shortfall = 2000,
                              .need_priority = 8000};
    RECORD_PUT(&nominee, NOMINEE, employee_id, word_id(word));
    RECORD_PUT(&nominee, NOMINEE, employee_name, word);
    return nominee;
}

static struct seat_candidate candidate(const char *word, enum enrolment_state state)
{
    return (struct seat_candidate){
        .id = word_id(word), .state = state, .priority = 5000, .version = 4};
}

/* Three people for an open session; decided by somebody else than who nominated. */
static void begin(void)
{
    session = (struct session){.id = word_id("s"),
                               .name = "Angkatan I",
                               .state = SESSION_STATE_OPEN,
                               .capacity = 1,
                               .waitlist_limit = 1};
    found[0] = person("ani");
    found[1] = person("budi");
    found[2] = person("citra");
    for (int i = 0; i < 3; i++) items[i] = (struct enrolment_create){0};
    ids[0] = word_id("e0");
    nominations = (struct nominations){.session = &session,
                                       .count = 1,
                                       .items = items,
                                       .found = found,
                                       .ids = ids,
                                       .actor = word_id("leader"),
                                       .now = {7}};
    facts = (struct enrolment_facts){
        .session = session, .candidates = candidates, .actor = word_id("planner"), .now = {9}};
}

static enum outcome nominate(struct enrolment_list *ret)
{
    return enrolments_decide_nominations(&nominations, ret, &problem);
}

/* ---- nominating */

START_TEST(r45_a_nomination_is_ranked_by_need_and_says_why)
{
    struct enrolment_list made;
    RECORD_PUT(&found[0], NOMINEE, need_id, word_id("need"));
    ck_assert_int_eq(nominate(&made), OUTCOME_OK);
    ck_assert_uint_eq(made.count, 1);
    ck_assert_int_eq(made.items[0].state, ENROLMENT_STATE_NOMINATED);
    ck_assert_int_eq(made.items[0].priority, 4000);
    ck_assert_ptr_nonnull(strstr(made.items[0].priority_terms, "\"need_priority\":80"));
    ck_assert(uuid_equal(made.items[0].need_id, word_id("need")));
    ck_assert(uuid_equal(made.items[0].nominated_by, word_id("leader")));
    ck_assert_int_eq(made.items[0].created_at.us, 7);
}
END_TEST

START_TEST(the_system_nominates_without_a_name_or_a_need)
{
    struct enrolment_list made;
    nominations.actor = (struct uuid){0};
    session.state = SESSION_STATE_CLOSED;
    ck_assert_int_eq(nominate(&made), OUTCOME_OK);
    ck_assert(!RECORD_HAS(&made.items[0], ENROLMENT, nominated_by));
    ck_assert(!RECORD_HAS(&made.items[0], ENROLMENT, need_id));
}
END_TEST

START_TEST(nominations_are_taken_while_open_or_closed)
{
    struct enrolment_list made;
    bool taken = _i == SESSION_STATE_OPEN || _i == SESSION_STATE_CLOSED;
    session.state = (enum session_state)_i;
    ck_assert_int_eq(nominate(&made), taken ? OUTCOME_OK : OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), taken ? "" : "wrong-state");
}
END_TEST

static const char *const wrongs[] = {
    "reference-not-found /employee_id reference", "reference-not-found /employee_id reference",
    "own-case /employee_id own-case", "already-exists /employee_id unique",
    "reference-not-found /need_id reference"};

START_TEST(r01_a_wrong_nominee_is_named)
{
    struct enrolment_list made;
    if (_i == 0) RECORD_CLEAR(&found[0], NOMINEE, employee_id);
    if (_i == 1) found[0].has_left = true;
    if (_i == 2) nominations.self = word_id("ani");
    if (_i == 3) RECORD_PUT(&found[0], NOMINEE, enrolment_id, word_id("earlier"));
    if (_i == 4) RECORD_PUT(&items[0], ENROLMENT_CREATE, need_id, word_id("other"));
    ck_assert_int_ne(nominate(&made), OUTCOME_OK);
    ck_assert_str_eq(problem_text(), wrongs[_i]);
}
END_TEST

START_TEST(of_many_all_or_none_are_nominated)
{
    struct enrolment_list made;
    nominations.bulk = true;
    nominations.count = 3;
    ck_assert_int_eq(nominate(&made), OUTCOME_OK);
    ck_assert_uint_eq(made.count, 3);
    RECORD_CLEAR(&found[1], NOMINEE, employee_id);
    found[2] = found[0];
    ck_assert_int_eq(nominate(&made), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "reference-not-found /items/1/employee_id reference |"
                                     " /items/2/employee_id duplicate");
}
END_TEST

/* ---- deciding */

static struct enrolment enrolment_in(enum enrolment_state state)
{
    return (struct enrolment){.id = word_id("e0"),
                              .employee_id = word_id("ani"),
                              .employee_name = "Ani",
                              .nominated_by = word_id("leader"),
                              .state = state,
                              .priority = 9000,
                              .version = 1};
}

static enum outcome act(struct enrolment *enrolment, enum enrolment_action action,
                        struct enrolment_decision *ret)
{
    struct enrolment_approval in = {0};
    if (action == ENROLMENT_ACTION_APPROVE)
        return enrolments_decide_approval(enrolment, &in, &facts, ret, &problem);
    if (action == ENROLMENT_ACTION_REJECT)
        return enrolments_decide_rejection(enrolment, "penuh", &facts, ret, &problem);
    return enrolments_decide_withdrawal(enrolment, "sakit", &facts, ret, &problem);
}

START_TEST(r01_neither_who_nominated_nor_who_is_nominated_decides)
{
    struct enrolment enrolment = enrolment_in(ENROLMENT_STATE_NOMINATED);
    struct enrolment_decision decision;
    facts.actor = _i % 2 == 0 ? word_id("leader") : word_id("ani");
    ck_assert_int_eq(
        act(&enrolment, _i < 2 ? ENROLMENT_ACTION_APPROVE : ENROLMENT_ACTION_REJECT, &decision),
        OUTCOME_FORBIDDEN);
    ck_assert_str_eq(problem_text(), "own-case");
    ck_assert_int_eq(enrolment.state, ENROLMENT_STATE_NOMINATED);
}
END_TEST

START_TEST(while_open_nobody_gets_a_seat_yet)
{
    struct enrolment enrolment = enrolment_in(ENROLMENT_STATE_NOMINATED);
    struct enrolment_decision decision;
    ck_assert_int_eq(act(&enrolment, ENROLMENT_ACTION_APPROVE, &decision), OUTCOME_OK);
    ck_assert_int_eq(decision.from, ENROLMENT_STATE_NOMINATED);
    ck_assert_int_eq(enrolment.state, ENROLMENT_STATE_APPROVED);
    ck_assert(uuid_equal(enrolment.approved_by, word_id("planner")));
    ck_assert_int_eq(enrolment.version, 2);
    ck_assert_int_eq(enrolment.updated_at.us, 9);
    ck_assert_uint_eq(decision.seats.count, 0);
    ck_assert_int_eq(act(&enrolment, ENROLMENT_ACTION_WITHDRAW, &decision), OUTCOME_OK);
    ck_assert_int_eq(enrolment.state, ENROLMENT_STATE_WITHDRAWN);
    ck_assert_str_eq(enrolment.reason, "sakit");
    ck_assert_uint_eq(decision.seats.count, 0);
}
END_TEST

START_TEST(a_rejection_says_why_and_by_whom)
{
    struct enrolment enrolment = enrolment_in(ENROLMENT_STATE_NOMINATED);
    struct enrolment_decision decision;
    if (_i == 1) facts.actor = (struct uuid){0};
    ck_assert_int_eq(act(&enrolment, ENROLMENT_ACTION_REJECT, &decision), OUTCOME_OK);
    ck_assert_int_eq(enrolment.state, ENROLMENT_STATE_REJECTED);
    ck_assert_str_eq(enrolment.reason, "penuh");
    ck_assert_int_eq(RECORD_HAS(&enrolment, ENROLMENT, approved_by), _i == 0);
}
END_TEST

/* Trap: results that are decided again by people; a running session is not changed by them. */
START_TEST(what_is_decided_or_running_is_refused)
{
    struct enrolment enrolment = enrolment_in(ENROLMENT_STATE_NOMINATED);
    struct enrolment_decision decision;
    enum enrolment_action action = (enum enrolment_action)(_i % 3 + 1);
    if (_i < 3) enrolment.state = ENROLMENT_STATE_ABSENT;
    else facts.session.state = SESSION_STATE_RUNNING;
    ck_assert_int_eq(act(&enrolment, action, &decision), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "wrong-state");
}
END_TEST

START_TEST(r46_a_clash_names_the_record_unless_it_is_accepted)
{
    struct enrolment enrolment = enrolment_in(ENROLMENT_STATE_NOMINATED);
    struct enrolment_decision decision;
    struct enrolment_approval in = {.accept_clash = _i == 1};
    facts.has_clash = true;
    facts.clash = (struct enrolment_clash){.enrolment_id = word_id("x"), .session_name = "Lain"};
    enum outcome outcome = enrolments_decide_approval(&enrolment, &in, &facts, &decision, &problem);
    ck_assert_int_eq(outcome, _i == 1 ? OUTCOME_OK : OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), _i == 1 ? "" : "participant-clash");
    if (_i == 1) return;
    ck_assert_str_eq(problem.args[0], "Ani");
    ck_assert_str_eq(problem.extension_json,
                     "\"conflicting\":{\"kind\":\"enrolment\",\"id\":"
                     "\"78000000-0000-0000-0000-000000000000\",\"name\":\"Lain\"}");
}
END_TEST

/* What was accepted is a second seat, not a place to wait beside another. */
START_TEST(r46_a_clash_is_accepted_with_a_seat_only)
{
    static const enum enrolment_state states[] = {
        ENROLMENT_STATE_CONFIRMED, ENROLMENT_STATE_APPROVED, ENROLMENT_STATE_WAITLISTED};
    struct enrolment enrolment = enrolment_in(ENROLMENT_STATE_NOMINATED);
    struct enrolment_decision decision;
    struct enrolment_approval in = {.accept_clash = true};
    facts.has_clash = true;
    facts.clash.state = states[_i];
    ck_assert_int_eq(enrolments_decide_approval(&enrolment, &in, &facts, &decision, &problem),
                     OUTCOME_OK);
    ck_assert_int_eq(enrolment.clash_accepted, _i == 0);
}
END_TEST

/* Who waits already stays ahead of who is approved now, whatever their priority. */
START_TEST(r45_behind_the_close_the_approved_get_what_is_left)
{
    struct enrolment enrolment = enrolment_in(ENROLMENT_STATE_NOMINATED);
    struct enrolment_decision decision;
    facts.session.state = SESSION_STATE_CLOSED;
    facts.session.capacity = _i;
    candidates[0] = candidate("w", ENROLMENT_STATE_WAITLISTED);
    facts.candidate_count = 1;
    ck_assert_int_eq(act(&enrolment, ENROLMENT_ACTION_APPROVE, &decision), OUTCOME_OK);
    const struct enrolment_move *moves = decision.seats.items;
    ck_assert_uint_eq(decision.seats.count, _i == 0 ? 0 : 2);
    if (_i == 0) return;
    ck_assert(uuid_equal(moves[0].id, word_id("w")));
    ck_assert_int_eq(moves[0].state, ENROLMENT_STATE_CONFIRMED);
    ck_assert(uuid_equal(moves[1].id, word_id("e0")));
    ck_assert_int_eq(moves[1].state,
                     _i == 1 ? ENROLMENT_STATE_WAITLISTED : ENROLMENT_STATE_CONFIRMED);
    ck_assert_int_eq(moves[1].version, 3);
}
END_TEST

/* Trap: a freed seat that promotes nobody because another limit applies, here that nobody may
 * wait any more. */
START_TEST(r46_a_freed_seat_goes_to_the_first_who_waits)
{
    struct enrolment enrolment = enrolment_in(ENROLMENT_STATE_CONFIRMED);
    struct enrolment_decision decision;
    facts.session.state = SESSION_STATE_CLOSED;
    facts.session.seats_taken = 1;
    facts.session.waitlist_limit = 0;
    candidates[0] = candidate("w1", ENROLMENT_STATE_WAITLISTED);
    candidates[1] = candidate("w2", ENROLMENT_STATE_WAITLISTED);
    candidates[1].priority = 5001;
    facts.candidate_count = 2;
    ck_assert_int_eq(act(&enrolment, ENROLMENT_ACTION_WITHDRAW, &decision), OUTCOME_OK);
    ck_assert_uint_eq(decision.seats.count, 1);
    ck_assert(uuid_equal(decision.seats.items[0].id, word_id("w2")));
    ck_assert_int_eq(decision.seats.items[0].state, ENROLMENT_STATE_CONFIRMED);
}
END_TEST

START_TEST(r46_who_waits_and_withdraws_frees_a_place_to_wait)
{
    struct enrolment enrolment = enrolment_in(ENROLMENT_STATE_WAITLISTED);
    struct enrolment_decision decision;
    RECORD_PUT(&enrolment, ENROLMENT, waitlisted_at, (struct instant){1});
    facts.session.state = SESSION_STATE_CLOSED;
    facts.session.seats_taken = 1;
    candidates[0] = candidate("e0", ENROLMENT_STATE_WAITLISTED);
    candidates[1] = candidate("a", ENROLMENT_STATE_APPROVED);
    facts.candidate_count = 2;
    ck_assert_int_eq(act(&enrolment, ENROLMENT_ACTION_WITHDRAW, &decision), OUTCOME_OK);
    ck_assert(!RECORD_HAS(&enrolment, ENROLMENT, waitlisted_at));
    ck_assert_uint_eq(decision.seats.count, 1);
    ck_assert(uuid_equal(decision.seats.items[0].id, word_id("a")));
    ck_assert_int_eq(decision.seats.items[0].state, ENROLMENT_STATE_WAITLISTED);
}
END_TEST

/* Who only waited here was in nobody's way elsewhere. */
START_TEST(r46_whose_seat_is_given_back_is_looked_at_again_elsewhere)
{
    static const enum enrolment_state states[] = {
        ENROLMENT_STATE_NOMINATED, ENROLMENT_STATE_APPROVED, ENROLMENT_STATE_WAITLISTED,
        ENROLMENT_STATE_CONFIRMED};
    struct session_waited_for elsewhere[2] = {0};
    struct enrolment enrolment = enrolment_in(states[_i]);
    struct enrolment_decision decision;
    facts.session.state = SESSION_STATE_CLOSED;
    facts.elsewhere = elsewhere;
    facts.elsewhere_count = 2;
    ck_assert_int_eq(act(&enrolment, ENROLMENT_ACTION_WITHDRAW, &decision), OUTCOME_OK);
    ck_assert_uint_eq(decision.elsewhere_count, states[_i] == ENROLMENT_STATE_CONFIRMED ? 2 : 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("enrolments");
    tcase_add_checked_fixture(tests, begin, NULL);
    tcase_add_test(tests, r45_a_nomination_is_ranked_by_need_and_says_why);
    tcase_add_test(tests, the_system_nominates_without_a_name_or_a_need);
    tcase_add_loop_test(tests, nominations_are_taken_while_open_or_closed, 1, 8);
    tcase_add_loop_test(tests, r01_a_wrong_nominee_is_named, 0, 5);
    tcase_add_test(tests, of_many_all_or_none_are_nominated);
    tcase_add_loop_test(tests, r01_neither_who_nominated_nor_who_is_nominated_decides, 0, 4);
    tcase_add_test(tests, while_open_nobody_gets_a_seat_yet);
    tcase_add_loop_test(tests, a_rejection_says_why_and_by_whom, 0, 2);
    tcase_add_loop_test(tests, what_is_decided_or_running_is_refused, 0, 6);
    tcase_add_loop_test(tests, r46_a_clash_names_the_record_unless_it_is_accepted, 0, 2);
    tcase_add_loop_test(tests, r46_a_clash_is_accepted_with_a_seat_only, 0, 3);
    tcase_add_loop_test(tests, r45_behind_the_close_the_approved_get_what_is_left, 0, 3);
    tcase_add_test(tests, r46_a_freed_seat_goes_to_the_first_who_waits);
    tcase_add_test(tests, r46_who_waits_and_withdraws_frees_a_place_to_wait);
    tcase_add_loop_test(tests, r46_whose_seat_is_given_back_is_looked_at_again_elsewhere, 0, 4);
    return run_case(tests, "enrolments");
}
