/* test_sessions.c - trainings held: scheduled, changed, moved on
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/sessions.h"

#include <string.h>

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct session_create wanted;
static struct session_block_input blocks[2];
static struct session_block_facts found[2];
static struct uuid block_ids[2];
static struct agreement_usage usage;
static struct session_facts facts;

static struct session_block_input block(int64_t starts, int64_t ends)
{
    struct session_block_input made = {0};
    RECORD_PUT(&made, SESSION_BLOCK_INPUT, starts_at, (struct instant){starts});
    RECORD_PUT(&made, SESSION_BLOCK_INPUT, ends_at, (struct instant){ends});
    return made;
}

/* A published training, two free blocks, an agreement that covers them. */
static void begin(void)
{
    wanted = (struct session_create){0};
    RECORD_PUT(&wanted, SESSION_CREATE, name, "Angkatan I");
    RECORD_PUT(&wanted, SESSION_CREATE, capacity, 20);
    blocks[0] = block(3000, 4000);
    blocks[1] = block(1000, 2000);
    for (int i = 0; i < 2; i++) found[i] = (struct session_block_facts){.module_known = true};
    facts = (struct session_facts){.whole_organization = true,
                                   .training_found = true,
                                   .usage = &usage,
                                   .blocks = found,
                                   .block_ids = block_ids,
                                   .new_id = word_id("new"),
                                   .now = {77}};
    RECORD_PUT(&facts.pin, SESSION_PIN, training_id, word_id("manpro"));
    RECORD_PUT(&facts.pin, SESSION_PIN, training_name, "Manpro");
    RECORD_PUT(&facts.pin, SESSION_PIN, training_version_id, word_id("v2"));
    RECORD_PUT(&facts.pin, SESSION_PIN, training_version_number, 2);
    facts.pin.version_known = true;
    usage = (struct agreement_usage){.found = true,
                                     .agreement = {.partner_id = word_id("uni"),
                                                   .number = "PKS-1",
                                                   .state = AGREEMENT_STATE_ACTIVE,
                                                   .valid_from = day_of("1970-01-01"),
                                                   .valid_until = day_of("1970-01-01")},
                                     .standing = {.partner_active = true}};
}

static void want_blocks(size_t count)
{
    struct session_block_input_list list = {.count = count, .items = blocks};
    RECORD_PUT(&wanted, SESSION_CREATE, blocks, list);
}

static void want_partner(void)
{
    RECORD_PUT(&wanted, SESSION_CREATE, partner_id, word_id("uni"));
    RECORD_PUT(&wanted, SESSION_CREATE, agreement_id, word_id("pks"));
}

static enum outcome create(struct session *ret)
{
    return sessions_decide_create(&wanted, &facts, ret, &problem);
}

static void check_refused(const char *says)
{
    struct session session;
    enum outcome outcome = create(&session);
    ck_assert_str_eq(problem_text(), says);
    ck_assert_int_eq(outcome, problem_outcome(&problem));
}

/* ---- scheduling */

START_TEST(r35_a_session_is_pinned_to_the_version_of_its_day)
{
    struct session session;
    want_partner();
    want_blocks(2);
    RECORD_PUT(&wanted, SESSION_CREATE, training_version_id, word_id("v2"));
    ck_assert_int_eq(create(&session), OUTCOME_OK);
    ck_assert(uuid_equal(session.id, word_id("new")));
    ck_assert(uuid_equal(session.training_version_id, word_id("v2")));
    ck_assert_int_eq(session.training_version_number, 2);
    ck_assert_int_eq(session.state, SESSION_STATE_PLANNED);
    ck_assert_str_eq(session.name, "Angkatan I");
    ck_assert_uint_eq(session.blocks.count, 2);
    ck_assert_int_eq(session.starts_at.us, 1000);
    ck_assert_int_eq(session.ends_at.us, 4000);
    ck_assert_int_eq(session.version, 1);
    ck_assert_int_eq(session.created_at.us, 77);
}
END_TEST

START_TEST(r41_a_session_without_dates_measures_demand)
{
    struct session session;
    ck_assert_int_eq(create(&session), OUTCOME_OK);
    ck_assert(!RECORD_HAS(&session, SESSION, starts_at));
    ck_assert(!RECORD_HAS(&session, SESSION, ends_at));
    ck_assert_int_eq(session.demand, 0);
}
END_TEST

START_TEST(a_part_of_the_organization_schedules_nothing)
{
    facts.whole_organization = false;
    check_refused("forbidden");
}
END_TEST

START_TEST(what_is_unknown_is_named)
{
    static const char *const says[] = {"reference-not-found /training_id reference",
                                       "reference-not-found /agreement_id reference",
                                       "reference-not-found /partner_id reference",
                                       "reference-not-found /training_version_id reference"};
    want_partner();
    if (_i == 0) facts.training_found = false;
    if (_i == 1) usage.found = false;
    if (_i == 2) usage.agreement.partner_id = word_id("other");
    if (_i == 3) facts.pin.version_known = false;
    if (_i == 3) RECORD_PUT(&wanted, SESSION_CREATE, training_version_id, word_id("v9"));
    check_refused(says[_i]);
}
END_TEST

START_TEST(r40_a_partner_comes_with_an_agreement)
{
    if (_i == 0) RECORD_PUT(&wanted, SESSION_CREATE, partner_id, word_id("uni"));
    else RECORD_PUT(&wanted, SESSION_CREATE, agreement_id, word_id("pks"));
    check_refused(_i == 0 ? "validation-failed /agreement_id required"
                          : "validation-failed /partner_id required");
}
END_TEST

START_TEST(r35_only_the_published_version_is_taught)
{
    if (_i == 0) RECORD_CLEAR(&facts.pin, SESSION_PIN, training_version_id);
    else RECORD_PUT(&wanted, SESSION_CREATE, training_version_id, word_id("v1"));
    check_refused("training-unpublished");
    ck_assert_str_eq(problem.args[0], "Manpro");
}
END_TEST

/* What schedule.h refuses, creating refuses: a held training, an agreement that ended the day
 * before, a room that is taken. */
START_TEST(r40_the_calendar_is_asked)
{
    static const char *const says[] = {"training-held", "agreement-not-covering", "room-taken"};
    want_partner();
    want_blocks(1);
    if (_i == 0) RECORD_PUT(&facts.pin, SESSION_PIN, revision_case_id, word_id("case"));
    if (_i == 1) usage.agreement.valid_until = day_of("1969-12-31");
    if (_i == 2) RECORD_PUT(&found[0], SESSION_BLOCK_FACTS, room_session_id, word_id("other"));
    facts.pin.revision_dimension = "method";
    found[0].room_session_name = "Angkatan 0";
    check_refused(says[_i]);
    ck_assert_ptr_nonnull(strstr(problem.extension_json, "\"conflicting\":"));
}
END_TEST

/* ---- changing */

static struct session scheduled(void)
{
    struct session session;
    want_blocks(2);
    ck_assert_int_eq(create(&session), OUTCOME_OK);
    return session;
}

START_TEST(a_patch_that_says_nothing_new_changes_nothing)
{
    struct session session = scheduled();
    struct session_patch patch = {0};
    bool changed = true;
    RECORD_PUT(&patch, SESSION_PATCH, name, "Angkatan I");
    ck_assert_int_eq(sessions_decide_update(&session, &patch, &facts, &changed, &problem),
                     OUTCOME_OK);
    ck_assert(!changed);
    ck_assert(!sessions_moves(&patch));
    RECORD_PUT(&patch, SESSION_PATCH, name, "Angkatan II");
    ck_assert_int_eq(sessions_decide_update(&session, &patch, &facts, &changed, &problem),
                     OUTCOME_OK);
    ck_assert(changed);
    ck_assert_str_eq(session.name, "Angkatan II");
}
END_TEST

START_TEST(r40_other_blocks_replace_all_of_them)
{
    struct session session = scheduled();
    struct session_patch patch = {0};
    bool changed = false;
    struct session_block_input later[] = {block(9000, 9500)};
    struct session_block_input_list list = {.count = (size_t)_i, .items = later};
    RECORD_PUT(&patch, SESSION_PATCH, blocks, list);
    ck_assert_int_eq(sessions_decide_update(&session, &patch, &facts, &changed, &problem),
                     OUTCOME_OK);
    ck_assert(changed);
    ck_assert_uint_eq(session.blocks.count, (size_t)_i);
    ck_assert_int_eq(RECORD_HAS(&session, SESSION, starts_at), _i == 1);
    if (_i == 1) ck_assert_int_eq(session.ends_at.us, 9500);
}
END_TEST

/* The agreement is judged by the dates that the session has. */
START_TEST(r40_another_agreement_covers_the_dates_there_are)
{
    struct session session = scheduled();
    struct session_patch patch = {0};
    bool changed = false;
    RECORD_PUT(&patch, SESSION_PATCH, partner_id, word_id("uni"));
    RECORD_PUT(&patch, SESSION_PATCH, agreement_id, word_id("pks"));
    if (_i == 1) usage.agreement.valid_from = day_of("1970-01-02");
    if (_i == 1) usage.agreement.valid_until = day_of("1970-12-31");
    enum outcome outcome = sessions_decide_update(&session, &patch, &facts, &changed, &problem);
    ck_assert_int_eq(outcome, _i == 0 ? OUTCOME_OK : OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), _i == 0 ? "" : "agreement-not-covering");
}
END_TEST

START_TEST(r40_what_moves_is_checked_like_what_is_new)
{
    static const char *const says[] = {"training-retired", "instructor-taken",
                                       "validation-failed /agreement_id required"};
    struct session session = scheduled();
    struct session_patch patch = {0};
    struct session_block_input later[] = {block(9000, 9500)};
    struct session_block_input_list list = {.count = 1, .items = later};
    bool changed = false;
    RECORD_PUT(&patch, SESSION_PATCH, blocks, list);
    if (_i == 0) facts.pin.retired = true;
    if (_i == 1)
        RECORD_PUT(&found[0], SESSION_BLOCK_FACTS, instructor_session_id, word_id("other"));
    if (_i == 2) RECORD_PUT(&patch, SESSION_PATCH, partner_id, word_id("uni"));
    found[0].instructor_session_name = "Angkatan 0";
    ck_assert_int_ne(sessions_decide_update(&session, &patch, &facts, &changed, &problem),
                     OUTCOME_OK);
    ck_assert_str_eq(problem_text(), says[_i]);
}
END_TEST

START_TEST(only_what_is_planned_or_open_is_changed)
{
    struct session session = {.state = (enum session_state)_i};
    struct session_patch patch = {0};
    bool changed, open = _i == SESSION_STATE_PLANNED || _i == SESSION_STATE_OPEN;
    enum outcome outcome = sessions_decide_update(&session, &patch, &facts, &changed, &problem);
    ck_assert_int_eq(outcome, open ? OUTCOME_OK : OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), open ? "" : "wrong-state");
}
END_TEST

START_TEST(a_part_of_the_organization_changes_nothing)
{
    struct session session = scheduled();
    struct session_patch patch = {0};
    bool changed;
    facts.whole_organization = false;
    enum outcome outcome =
        _i == 0 ? sessions_decide_update(&session, &patch, &facts, &changed, &problem)
                : sessions_decide_step(&session, SESSION_ACTION_OPEN, &facts, NULL, &problem);
    ck_assert_int_eq(outcome, OUTCOME_FORBIDDEN);
    ck_assert_str_eq(problem_text(), "forbidden");
    ck_assert_int_eq(session.state, SESSION_STATE_PLANNED);
}
END_TEST

/* ---- actions */

#define ACTIONS 5
#define STATES 7

/* By state and action, both from 1; 0: refused. Trap: completing what is completed. */
static const enum session_state leads[STATES + 1][ACTIONS + 1] = {
    [SESSION_STATE_PLANNED] = {[SESSION_ACTION_OPEN] = SESSION_STATE_OPEN,
                               [SESSION_ACTION_CANCEL] = SESSION_STATE_CANCELLED},
    [SESSION_STATE_OPEN] = {[SESSION_ACTION_CLOSE] = SESSION_STATE_CLOSED,
                            [SESSION_ACTION_CANCEL] = SESSION_STATE_CANCELLED},
    [SESSION_STATE_CLOSED] = {[SESSION_ACTION_START] = SESSION_STATE_RUNNING,
                              [SESSION_ACTION_CANCEL] = SESSION_STATE_CANCELLED},
    [SESSION_STATE_RUNNING] = {[SESSION_ACTION_COMPLETE] = SESSION_STATE_COMPLETED,
                               [SESSION_ACTION_CANCEL] = SESSION_STATE_CANCELLED},
};

START_TEST(an_action_leads_on_or_is_refused)
{
    enum session_state state = (enum session_state)(_i / ACTIONS + 1);
    enum session_action action = (enum session_action)(_i % ACTIONS + 1);
    struct session session = scheduled();
    session.state = state;
    enum outcome outcome = sessions_decide_step(&session, action, &facts, "batal", &problem);
    if (leads[state][action] == 0) {
        ck_assert_int_eq(outcome, OUTCOME_CONFLICT);
        ck_assert_str_eq(problem_text(), "wrong-state");
        ck_assert_int_eq(session.state, state);
        return;
    }
    ck_assert_int_eq(outcome, OUTCOME_OK);
    ck_assert_int_eq(session.state, leads[state][action]);
    ck_assert_int_eq(session.version, 2);
    ck_assert_int_eq(session.updated_at.us, 77);
    ck_assert_int_eq(RECORD_HAS(&session, SESSION, reason), action == SESSION_ACTION_CANCEL);
}
END_TEST

START_TEST(r41_a_session_without_dates_opens_but_does_not_close)
{
    struct session session;
    ck_assert_int_eq(create(&session), OUTCOME_OK);
    ck_assert_int_eq(sessions_decide_step(&session, SESSION_ACTION_OPEN, &facts, NULL, &problem),
                     OUTCOME_OK);
    ck_assert_int_eq(sessions_decide_step(&session, SESSION_ACTION_CLOSE, &facts, NULL, &problem),
                     OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "session-undated");
    ck_assert_int_eq(session.state, SESSION_STATE_OPEN);
}
END_TEST

START_TEST(r40_a_held_training_opens_no_session)
{
    struct session session = scheduled();
    RECORD_PUT(&facts.pin, SESSION_PIN, revision_case_id, word_id("case"));
    facts.pin.revision_dimension = "method";
    ck_assert_int_eq(sessions_decide_step(&session, SESSION_ACTION_OPEN, &facts, NULL, &problem),
                     OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "training-held");
}
END_TEST

/* What is wrong by now, and what the refusal says. */
static void spoil(int what)
{
    if (what == 0) usage.agreement.state = AGREEMENT_STATE_TERMINATED;
    if (what == 1) usage.agreement.valid_from = day_of("1970-01-02");
    if (what == 2) usage.standing.partner_active = false;
    if (what == 3) facts.has_inactive_instructor = true;
    facts.inactive_instructor.name = "Widyaiswara";
}

START_TEST(r40_what_a_session_was_scheduled_with_is_looked_at_again)
{
    static const char *const says[] = {"agreement-not-covering", "agreement-not-covering",
                                       "partner-inactive", "instructor-inactive"};
    bool opens = _i < 4;
    struct session session = scheduled();
    if (!opens) session.state = SESSION_STATE_CLOSED;
    spoil(_i % 4);
    ck_assert_int_eq(sessions_decide_step(&session,
                                          opens ? SESSION_ACTION_OPEN : SESSION_ACTION_START,
                                          &facts, NULL, &problem),
                     OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), says[_i % 4]);
    ck_assert_int_eq(session.state, opens ? SESSION_STATE_PLANNED : SESSION_STATE_CLOSED);
    problem_init(&problem, problem.arena);
    ck_assert_int_eq(
        sessions_decide_step(&session, SESSION_ACTION_CANCEL, &facts, "batal", &problem),
        OUTCOME_OK);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("sessions");
    tcase_add_checked_fixture(tests, begin, NULL);
    tcase_add_test(tests, r35_a_session_is_pinned_to_the_version_of_its_day);
    tcase_add_test(tests, r41_a_session_without_dates_measures_demand);
    tcase_add_test(tests, a_part_of_the_organization_schedules_nothing);
    tcase_add_loop_test(tests, what_is_unknown_is_named, 0, 4);
    tcase_add_loop_test(tests, r40_a_partner_comes_with_an_agreement, 0, 2);
    tcase_add_loop_test(tests, r35_only_the_published_version_is_taught, 0, 2);
    tcase_add_loop_test(tests, r40_the_calendar_is_asked, 0, 3);
    tcase_add_test(tests, a_patch_that_says_nothing_new_changes_nothing);
    tcase_add_loop_test(tests, r40_other_blocks_replace_all_of_them, 0, 2);
    tcase_add_loop_test(tests, r40_another_agreement_covers_the_dates_there_are, 0, 2);
    tcase_add_loop_test(tests, r40_what_moves_is_checked_like_what_is_new, 0, 3);
    tcase_add_loop_test(tests, only_what_is_planned_or_open_is_changed, 1, STATES + 1);
    tcase_add_loop_test(tests, a_part_of_the_organization_changes_nothing, 0, 2);
    tcase_add_loop_test(tests, an_action_leads_on_or_is_refused, 0, STATES * ACTIONS);
    tcase_add_test(tests, r41_a_session_without_dates_opens_but_does_not_close);
    tcase_add_test(tests, r40_a_held_training_opens_no_session);
    tcase_add_loop_test(tests, r40_what_a_session_was_scheduled_with_is_looked_at_again, 0, 8);
    return run_case(tests, "sessions");
}
