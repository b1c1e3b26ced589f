/* test_attendances.c - what is stated, what is not, and what follows when a session is completed
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/reply.h"
#include "fixture_resource.h"

#include <string.h>

#include "../storage/fixture_classroom.h"

#include "domain/base/banned.h"

#define SHEET "/v1/sessions/ext:s/attendances"
#define COMPLETE "/v1/sessions/ext:s/complete"

static const char *item_of(const char *seat_id, const char *block_id, bool present)
{
    return arena_printf(&memory, "{\"enrolment_id\":\"%s\",\"block_id\":\"%s\",\"present\":%s}",
                        seat_id, block_id, present ? "true" : "false");
}

static const char *item(const char *seat, const char *block, bool present)
{
    return item_of(uuid_text(id_of(seat)), uuid_text(id_of(block)), present);
}

static struct reply state_one(const char *seat, const char *block, bool present)
{
    return put(SHEET, arena_printf(&memory, "{\"items\":[%s]}", item(seat, block, present)));
}

static const char *state_of(const char *seat)
{
    return owner_text("SELECT state FROM enrolments WHERE id = '%s'", uuid_text(id_of(seat)));
}

static int64_t stated_count(void)
{
    return owner_number("SELECT count(*) FROM attendances WHERE organization_id = '%s'",
                        uuid_text(fx.organization));
}

static int64_t transition_count(void)
{
    return owner_number("SELECT count(*) FROM transitions WHERE organization_id = '%s'",
                        uuid_text(fx.organization));
}

/* A running session of one hour and three hours with a seat for p0. */
static void begin(void)
{
    resource_open(operations, routes);
    classroom_fill();
    classroom_session("s", "running");
    classroom_block("s", "short", 1, "[2026-03-02T01:00Z,2026-03-02T02:00Z)");
    classroom_block("s", "long", 2, "[2026-03-03T01:00Z,2026-03-03T04:00Z)");
    classroom_seat("s", "seat", "p0", "confirmed");
}

/* ---- whose ids */

static void add_strangers(void)
{
    struct uuid own = fx.organization;
    classroom_session("z", "running");
    classroom_block("z", "z-block", 1, "[2026-03-02T01:00Z,2026-03-02T02:00Z)");
    classroom_seat("z", "z-seat", "p1", "confirmed");
    classroom_seat("s", "z-waiting", "p2", "waitlisted");
    fx.organization = fx.other;
    classroom_fill();
    classroom_session("s", "running");
    classroom_block("s", "short", 1, "[2026-03-02T01:00Z,2026-03-02T02:00Z)");
    classroom_seat("s", "seat", "p0", "confirmed");
    fx.organization = own;
}

static const char *foreign(const char *word)
{
    struct uuid own = fx.organization;
    fx.organization = fx.other;
    const char *text = uuid_text(id_of(word));
    fx.organization = own;
    return text;
}

static void check_whole_sheet_refused(const char *wrong, const char *says)
{
    struct reply refused = put(
        SHEET, arena_printf(&memory, "{\"items\":[%s,%s]}", item("seat", "short", true), wrong));
    ck_assert_int_eq(refused.status, 422);
    ck_assert_str_eq(problem_of(&refused), says);
    ck_assert_int_eq(stated_count(), 0);
}

#define NO_SEAT "reference-not-found body:/items/1/enrolment_id reference"
#define NO_BLOCK "reference-not-found body:/items/1/block_id reference"

/* Trap: ids of another object or tenant accepted in one request. */
START_TEST(r03_ids_of_another_session_or_organization_refuse_the_whole_sheet)
{
    add_strangers();
    check_whole_sheet_refused(item("z-seat", "long", true), NO_SEAT);
    check_whole_sheet_refused(item("z-waiting", "long", true), NO_SEAT);
    check_whole_sheet_refused(item("seat", "z-block", true), NO_BLOCK);
    const char *seat = uuid_text(id_of("seat")), *block = uuid_text(id_of("long"));
    check_whole_sheet_refused(item_of(foreign("seat"), block, true), NO_SEAT);
    check_whole_sheet_refused(item_of(seat, foreign("short"), true), NO_BLOCK);
    ck_assert_int_eq(state_one("seat", "short", true).status, 200);
    ck_assert_int_eq(stated_count(), 1);
}
END_TEST

/* ---- what is not stated */

/* Trap: unset attendance counted as present. */
START_TEST(what_nobody_stated_is_missing_and_completes_nothing)
{
    struct reply before = get(SHEET);
    ck_assert_str_eq(data_of(&before, "missing"), "2,");
    ck_assert_str_eq(data_of(&before, "present_share"), "0,");
    ck_assert_ptr_nonnull(strstr(data_of(&before, "marks"), "\"present\":null"));
    ck_assert_int_eq(state_one("seat", "long", true).status, 200);
    struct reply early = post(COMPLETE, "{}");
    ck_assert_str_eq(problem_of(&early), "attendance-missing");
    ck_assert_ptr_nonnull(strstr(body_of(&early), uuid_text(id_of("short"))));
    ck_assert_ptr_null(strstr(body_of(&early), uuid_text(id_of("long"))));
    ck_assert_str_eq(state_of("seat"), "confirmed");
}
END_TEST

/* Trap: attendance percentage over past blocks only. */
START_TEST(the_share_is_of_all_blocks_also_of_those_to_come)
{
    owner_run("UPDATE session_blocks SET during = '[2099-01-01T01:00Z,2099-01-01T04:00Z)'"
              " WHERE id = '%s'",
              uuid_text(id_of("long")));
    ck_assert_int_eq(state_one("seat", "short", true).status, 200);
    struct reply now = get(SHEET);
    ck_assert_str_eq(data_of(&now, "present_share"), "25,");
    struct reply early = state_one("seat", "long", true);
    ck_assert_str_eq(problem_of(&early), "validation-failed body:/items/0/block_id future");
}
END_TEST

/* ---- results */

/* Trap: completing marks the absent complete, or reopens those who are out of it; blocks count by
 * their time and not by their number. */
START_TEST(completing_marks_the_absent_absent_and_reopens_nobody)
{
    classroom_seat("s", "gone", "p1", "withdrawn");
    classroom_seat("s", "refused", "p2", "rejected");
    classroom_seat("s", "waiting", "p3", "waitlisted");
    ck_assert_int_eq(state_one("seat", "short", true).status, 200);
    ck_assert_int_eq(state_one("seat", "long", false).status, 200);
    struct reply done = post(COMPLETE, "{}");
    ck_assert_msg(done.status == 200, "%s", body_of(&done));
    ck_assert_str_eq(state_of("seat"), "absent");
    ck_assert_str_eq(state_of("gone"), "withdrawn");
    ck_assert_str_eq(state_of("refused"), "rejected");
    ck_assert_str_eq(state_of("waiting"), "waitlisted");
}
END_TEST

START_TEST(completing_twice_is_refused_and_changes_nothing)
{
    ck_assert_int_eq(state_one("seat", "short", true).status, 200);
    ck_assert_int_eq(state_one("seat", "long", true).status, 200);
    ck_assert_int_eq(post(COMPLETE, "{}").status, 200);
    ck_assert_str_eq(state_of("seat"), "attended");
    int64_t before = transition_count();
    struct reply again = post(COMPLETE, "{\"realised_rupiah\":1}");
    ck_assert_str_eq(problem_of(&again), "wrong-state");
    struct reply cancelled = post("/v1/sessions/ext:s/cancel", "{\"reason\":\"x\"}");
    ck_assert_str_eq(problem_of(&cancelled), "wrong-state");
    ck_assert_int_eq(transition_count(), before);
    ck_assert_str_eq(state_of("seat"), "attended");
    ck_assert_int_eq(
        owner_number("SELECT version FROM enrolments WHERE id = '%s'", uuid_text(id_of("seat"))),
        2);
}
END_TEST

/* ---- corrections */

static void add_need(void)
{
    owner_run("INSERT INTO needs_analyses (organization_id, id, year, name, unit_id, created_at,"
              " updated_at) VALUES ('%s', '%s', 2026, 'AKPK', '%s', now(), now())",
              uuid_text(fx.organization), uuid_text(id_of("akpk")), uuid_text(id_of("office")));
    owner_run("INSERT INTO needs (organization_id, id, needs_analysis_id, unit_id, employee_id,"
              " competency_id, source, required_level, current_level, gap, state, priority,"
              " priority_terms, identified_on, created_at, updated_at) VALUES ('%s', '%s', '%s',"
              " '%s', '%s', '%s', 'competency_gap', 3, 1, -2, 'planned', 5000, '{}', '2026-01-01',"
              " now(), now())",
              uuid_text(fx.organization), uuid_text(id_of("need")), uuid_text(id_of("akpk")),
              uuid_text(id_of("office")), uuid_text(id_of("p0")), uuid_text(id_of("manpro-c")));
}

static const char *need_state(void)
{
    return owner_text("SELECT state FROM needs WHERE id = '%s'", uuid_text(id_of("need")));
}

static void correct(bool present)
{
    const char *items = arena_printf(&memory, "{\"items\":[%s,%s],\"reason\":\"salah catat\"}",
                                     item("seat", "short", present), item("seat", "long", present));
    struct reply corrected = put(SHEET, items);
    ck_assert_msg(corrected.status == 200, "%s", body_of(&corrected));
}

/* "counted" evidence of p0, and why the others are not. */
static const char *evidence(void)
{
    struct reply profile = get("/v1/employees/ext:p0/competency-profile?as_of=2026-12-31");
    ck_assert_int_eq(profile.status, 200);
    return body_of(&profile);
}

static void pass(void)
{
    ck_assert_int_eq(state_one("seat", "short", true).status, 200);
    ck_assert_int_eq(state_one("seat", "long", true).status, 200);
    const char *score = arena_printf(&memory,
                                     "{\"items\":[{\"enrolment_id\":\"%s\",\"kind\":\"post\","
                                     "\"score\":90}]}",
                                     uuid_text(id_of("seat")));
    ck_assert_int_eq(put("/v1/sessions/ext:s/test-scores", score).status, 200);
    ck_assert_int_eq(post(COMPLETE, "{}").status, 200);
}

/* Trap: a stale result satisfying a target. */
START_TEST(r27_evidence_of_what_was_not_attended_is_withdrawn)
{
    add_need();
    pass();
    ck_assert_str_eq(state_of("seat"), "passed");
    ck_assert_str_eq(need_state(), "met");
    ck_assert_ptr_nonnull(strstr(evidence(), "\"achieved_level\":3"));
    correct(false);
    ck_assert_str_eq(state_of("seat"), "absent");
    ck_assert_str_eq(need_state(), "planned");
    ck_assert_ptr_nonnull(strstr(evidence(), "\"achieved_level\":null"));
    ck_assert_ptr_nonnull(strstr(evidence(), "\"reason\":\"withdrawn\""));
    correct(true);
    ck_assert_str_eq(state_of("seat"), "passed");
    ck_assert_str_eq(need_state(), "met");
    ck_assert_ptr_nonnull(strstr(evidence(), "\"achieved_level\":3"));
    ck_assert_int_eq(owner_number("SELECT count(*) FROM assessments WHERE employee_id = '%s'",
                                  uuid_text(id_of("p0"))),
                     1); /* it stays as it was recorded */
    correct(false);
    ck_assert_str_eq(need_state(), "planned");
}
END_TEST

/* Of a unit as a whole: somebody named the evidence. */
START_TEST(r27_so_it_is_where_it_was_named_for_a_unit)
{
    add_need();
    owner_run("UPDATE needs SET employee_id = NULL WHERE id = '%s'", uuid_text(id_of("need")));
    pass();
    ck_assert_str_eq(need_state(), "planned");
    const char *body = arena_printf(
        &memory, "{\"assessment_id\":\"%s\"}",
        owner_text("SELECT id FROM assessments WHERE employee_id = '%s'", uuid_text(id_of("p0"))));
    const char *meet = arena_printf(&memory, "/v1/needs/%s/meet", uuid_text(id_of("need")));
    struct reply met = post(meet, body);
    ck_assert_msg(met.status == 200, "%s", body_of(&met));
    ck_assert_str_eq(need_state(), "met");
    correct(false);
    ck_assert_str_eq(need_state(), "planned");
    struct reply withdrawn = post(meet, body);
    ck_assert_str_eq(problem_of(&withdrawn), "validation-failed body:/assessment_id evidence");
}
END_TEST

/* ---- who states */

static void act_as_teacher(const char *person)
{
    act_as(ROLE_BIT_INSTRUCTOR, NULL);
    caller.principal.is_client = false;
    caller.principal.id = caller.principal.employee_id = id_of(person);
}

START_TEST(r01_a_teacher_states_others_in_their_own_sessions_only)
{
    classroom_seat("s", "teachers-seat", "p5", "confirmed");
    owner_run("INSERT INTO instructors (organization_id, id, name, employee_id, created_at,"
              " updated_at) VALUES ('%s', '%s', 'p5', '%s', now(), now())",
              uuid_text(fx.organization), uuid_text(id_of("colleague")), uuid_text(id_of("p5")));
    act_as_teacher("p5");
    struct reply stranger = state_one("seat", "short", true);
    ck_assert_str_eq(problem_of(&stranger), "forbidden");
    classroom_teacher("short", "colleague");
    struct reply own = state_one("teachers-seat", "short", true);
    ck_assert_int_eq(own.status, 403);
    ck_assert_str_eq(problem_of(&own), "own-case body:/items/0/enrolment_id own-case");
    ck_assert_int_eq(stated_count(), 0);
    ck_assert_int_eq(state_one("seat", "short", true).status, 200);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("attendances");
    TCase *tests = tcase_create("attendances");
    tcase_add_checked_fixture(tests, begin, resource_close);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, r03_ids_of_another_session_or_organization_refuse_the_whole_sheet);
    tcase_add_test(tests, what_nobody_stated_is_missing_and_completes_nothing);
    tcase_add_test(tests, the_share_is_of_all_blocks_also_of_those_to_come);
    tcase_add_test(tests, completing_marks_the_absent_absent_and_reopens_nobody);
    tcase_add_test(tests, completing_twice_is_refused_and_changes_nothing);
    tcase_add_test(tests, r27_evidence_of_what_was_not_attended_is_withdrawn);
    tcase_add_test(tests, r27_so_it_is_where_it_was_named_for_a_unit);
    tcase_add_test(tests, r01_a_teacher_states_others_in_their_own_sessions_only);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
