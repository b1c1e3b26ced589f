/* test_enrolments.c - own cases and clashes of seats
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/reply.h"
#include "fixture_resource.h"

#include <string.h>

#include "../storage/fixture_classroom.h"

#include "domain/base/banned.h"

static const char *action(const char *seat, const char *name)
{
    return arena_printf(&memory, "/v1/enrolments/%s%s%s", uuid_text(id_of(seat)),
                        name[0] == '\0' ? "" : "/", name);
}

static void act_as_person(enum role_bit role, const char *person)
{
    act_as(role, "office");
    caller.principal.is_client = false;
    caller.principal.id = caller.principal.employee_id = id_of(person);
}

/* p0 has a seat in s and is nominated for z, which is held at the same hour. */
static void begin(void)
{
    resource_open(operations, routes);
    classroom_fill();
    classroom_session("s", "closed");
    classroom_block("s", "s-block", 1, "[2026-03-02T01:00Z,2026-03-02T04:00Z)");
    classroom_seat("s", "s-seat", "p0", "confirmed");
    classroom_session("z", "open");
    classroom_block("z", "z-block", 1, "[2026-03-02T03:00Z,2026-03-02T05:00Z)");
    classroom_seat("z", "z-seat", "p0", "nominated");
}

START_TEST(r46_a_clash_names_the_other_seat)
{
    struct reply clash = post(action("z-seat", "approve"), "{}");
    ck_assert_int_eq(clash.status, 409);
    ck_assert_str_eq(problem_of(&clash), "participant-clash");
    const char *named = strstr(body_of(&clash), "\"conflicting\":");
    ck_assert_ptr_nonnull(named);
    ck_assert_ptr_nonnull(strstr(named, uuid_text(id_of("s-seat"))));
    struct reply accepted = post(action("z-seat", "approve"), "{\"accept_clash\":true}");
    ck_assert_msg(accepted.status == 200, "%s", body_of(&accepted));
    ck_assert_ptr_nonnull(strstr(member_of(&accepted, "clashes"), uuid_text(id_of("s-seat"))));
}
END_TEST

START_TEST(r46_who_gave_the_other_seat_back_has_no_clash)
{
    ck_assert_int_eq(post(action("s-seat", "withdraw"), "{\"reason\":\"x\"}").status, 200);
    struct reply approved = post(action("z-seat", "approve"), "{}");
    ck_assert_msg(approved.status == 200, "%s", body_of(&approved));
    ck_assert_str_eq(member_of(&approved, "clashes"), "[]");
}
END_TEST

/* By giving the seat back, or because its session is cancelled. */
START_TEST(r46_a_seat_given_back_lets_sit_elsewhere_at_once)
{
    owner_run("UPDATE sessions SET state = 'closed' WHERE id = '%s'", uuid_text(id_of("z")));
    owner_run("UPDATE enrolments SET state = 'waitlisted' WHERE id = '%s'",
              uuid_text(id_of("z-seat")));
    const char *way = _i == 0 ? action("s-seat", "withdraw") : "/v1/sessions/ext:s/cancel";
    struct reply gone = post(way, "{\"reason\":\"x\"}");
    ck_assert_msg(gone.status == 200, "%s", body_of(&gone));
    struct reply seated = get(action("z-seat", ""));
    ck_assert_str_eq(member_of(&seated, "state"), "confirmed");
}
END_TEST

/* A place to wait elsewhere is told, too; a mere nomination is shown but stops nobody. */
START_TEST(r46_what_was_decided_elsewhere_is_named)
{
    static const char *const states[] = {"approved", "waitlisted", "nominated"};
    owner_run("UPDATE enrolments SET state = '%s' WHERE id = '%s'", states[_i],
              uuid_text(id_of("s-seat")));
    struct reply read = get(action("z-seat", ""));
    ck_assert_ptr_nonnull(strstr(member_of(&read, "clashes"), states[_i]));
    struct reply clash = post(action("z-seat", "approve"), "{}");
    ck_assert_int_eq(clash.status, _i < 2 ? 409 : 200);
    if (_i == 2) return;
    ck_assert_ptr_nonnull(strstr(body_of(&clash), uuid_text(id_of("s-seat"))));
    ck_assert_int_eq(post(action("z-seat", "approve"), "{\"accept_clash\":true}").status, 200);
}
END_TEST

/* p0 has a seat in s when those of z are given out; unless that was accepted, the next gets it. */
START_TEST(r46_a_seat_is_not_given_to_who_sits_elsewhere)
{
    classroom_seat("z", "next", "p1", "approved");
    owner_run("UPDATE sessions SET capacity = 1 WHERE id = '%s'", uuid_text(id_of("z")));
    owner_run("UPDATE enrolments SET state = 'approved', priority = 9000, clash_accepted = %s"
              " WHERE id = '%s'",
              _i == 0 ? "false" : "true", uuid_text(id_of("z-seat")));
    ck_assert_int_eq(post("/v1/sessions/ext:z/close", "{}").status, 200);
    struct reply read = get(action("z-seat", ""));
    struct reply next = get(action("next", ""));
    ck_assert_str_eq(member_of(&read, "state"), _i == 0 ? "waitlisted" : "confirmed");
    ck_assert_str_eq(member_of(&next, "state"), _i == 0 ? "confirmed" : "waitlisted");
    ck_assert_ptr_nonnull(strstr(member_of(&read, "clashes"), uuid_text(id_of("s-seat"))));
}
END_TEST

START_TEST(r01_nobody_nominates_themself)
{
    act_as_person(ROLE_BIT_LEADER, "p1");
    struct reply own = post("/v1/sessions/ext:z/enrolments", "{\"employee_id\":\"ext:p1\"}");
    ck_assert_int_eq(own.status, 403);
    ck_assert_str_eq(problem_of(&own), "own-case body:/employee_id own-case");
    struct reply among =
        post("/v1/sessions/ext:z/enrolments/bulk",
             "{\"items\":[{\"employee_id\":\"ext:p2\"},{\"employee_id\":\"ext:p1\"}]}");
    ck_assert_str_eq(problem_of(&among), "own-case body:/items/1/employee_id own-case");
    struct reply other = post("/v1/sessions/ext:z/enrolments", "{\"employee_id\":\"ext:p2\"}");
    ck_assert_int_eq(other.status, 201);
}
END_TEST

START_TEST(r01_who_is_nominated_does_not_decide)
{
    act_as_person(ROLE_BIT_APPROVER, "p0");
    struct reply own = post(action("z-seat", _i == 0 ? "approve" : "reject"),
                            _i == 0 ? "{}" : "{\"reason\":\"x\"}");
    ck_assert_int_eq(own.status, 403);
    ck_assert_str_eq(problem_of(&own), "own-case");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("enrolments");
    TCase *tests = tcase_create("enrolments");
    tcase_add_checked_fixture(tests, begin, resource_close);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, r46_a_clash_names_the_other_seat);
    tcase_add_test(tests, r46_who_gave_the_other_seat_back_has_no_clash);
    tcase_add_loop_test(tests, r46_a_seat_given_back_lets_sit_elsewhere_at_once, 0, 2);
    tcase_add_loop_test(tests, r46_what_was_decided_elsewhere_is_named, 0, 3);
    tcase_add_loop_test(tests, r46_a_seat_is_not_given_to_who_sits_elsewhere, 0, 2);
    tcase_add_test(tests, r01_nobody_nominates_themself);
    tcase_add_loop_test(tests, r01_who_is_nominated_does_not_decide, 0, 2);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
