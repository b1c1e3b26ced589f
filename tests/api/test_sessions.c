/* test_sessions.c - the operations on sessions and seats, from request to reply
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/reply.h"
#include "fixture_resource.h"

#include <stdlib.h>
#include <string.h>

#include "../storage/fixture_classroom.h"

#include "domain/base/banned.h"

static const char *conflicting(const struct reply *reply)
{
    const char *at = strstr(body_of(reply), "\"conflicting\":");
    return at == NULL ? "" : at;
}

static void act_as_other(void)
{
    caller.principal.id = id_of("somebody-else");
}

static const char *session_with(const char *members)
{
    return arena_printf(&memory,
                        "{\"training_id\":\"ext:manpro\",\"name\":\"Angkatan I\",\"capacity\":2%s}",
                        members);
}

#define BEGINS "{\"starts_at\":\"2026-03-02T01:00:00Z\","
#define ENDS "\"ends_at\":\"2026-03-02T04:00:00Z\""
#define BLOCKS(room) ",\"blocks\":[" BEGINS ENDS room "}]"

START_TEST(a_session_is_pinned_to_the_published_version)
{
    struct reply made = post("/v1/sessions", session_with(BLOCKS(",\"room\":\"Aula\"")));
    ck_assert_msg(made.status == 201, "%s", body_of(&made));
    struct reply read = get(header_of(&made, "Location"));
    ck_assert_str_eq(member_of(&read, "id"), member_of(&made, "id"));
    ck_assert_ptr_nonnull(strstr(member_of(&read, "blocks"), "Aula"));
    ck_assert_str_eq(member_of(&read, "training_version_id"), uuid_text(id_of("manpro-v1")));
    ck_assert_str_eq(member_of(&read, "state"), "planned");
    ck_assert_str_eq(member_of(&read, "starts_at"), "2026-03-02T01:00:00.000000Z");
}
END_TEST

static void add_plan_item(void)
{
    const char *organization = uuid_text(fx.organization), *plan = uuid_text(id_of("plan"));
    owner_run("INSERT INTO plans (organization_id, id, year, name, state, budget_ceiling_rupiah,"
              " created_at, updated_at) VALUES ('%s', '%s', 2026, 'R', 'validated', 9, now(),"
              " now())",
              organization, plan);
    owner_run("INSERT INTO plan_items (organization_id, id, plan_id, unit_id, title, created_at,"
              " updated_at) VALUES ('%s', '%s', '%s', '%s', 'R', now(), now())",
              organization, uuid_text(id_of("item")), plan, uuid_text(id_of("office")));
}

START_TEST(r31_a_session_carries_out_an_adopted_item_of_its_training)
{
    add_plan_item();
    const char *session =
        session_with(arena_printf(&memory, ",\"plan_item_id\":\"%s\"", uuid_text(id_of("item"))));
    struct reply refused = post("/v1/sessions", session);
    ck_assert_int_eq(refused.status, 422);
    ck_assert_ptr_nonnull(strstr(body_of(&refused), "/plan_item_id"));
    ck_assert_ptr_nonnull(strstr(body_of(&refused), "adopted-item"));
    owner_run("UPDATE plans SET state = 'adopted'");
    struct reply made = post("/v1/sessions", session);
    ck_assert_msg(made.status == 201, "%s", body_of(&made));
    owner_run("INSERT INTO trainings (organization_id, id, code, name, form_id, created_at,"
              " updated_at) VALUES ('%s', '%s', 'O', 'Lain', 3, now(), now())",
              uuid_text(fx.organization), uuid_text(id_of("another")));
    owner_run("UPDATE plan_items SET training_id = '%s'", uuid_text(id_of("another")));
    ck_assert_int_eq(post("/v1/sessions", session).status, 422);
    owner_run("UPDATE plan_items SET training_id = '%s'", uuid_text(id_of("manpro")));
    ck_assert_int_eq(post("/v1/sessions", session).status, 201);
}
END_TEST

START_TEST(r40_a_room_and_an_instructor_are_taken_once)
{
    const char *taught =
        arena_printf(&memory,
                     ",\"blocks\":[{\"starts_at\":\"2026-03-02T01:00:00Z\",\"ends_at\":"
                     "\"2026-03-02T04:00:00Z\",\"instructor_ids\":[\"%s\"]}]",
                     uuid_text(id_of("teacher")));
    struct reply first = post("/v1/sessions", session_with(BLOCKS(",\"room\":\"Aula\"")));
    struct reply again = post("/v1/sessions", session_with(BLOCKS(",\"room\":\"Aula\"")));
    ck_assert_int_eq(again.status, 409);
    ck_assert_str_eq(problem_of(&again), "room-taken");
    ck_assert_ptr_nonnull(strstr(conflicting(&again), member_of(&first, "id")));
    struct reply teaching = post("/v1/sessions", session_with(taught));
    ck_assert_int_eq(teaching.status, 201);
    struct reply twice = post("/v1/sessions", session_with(taught));
    ck_assert_str_eq(problem_of(&twice), "instructor-taken");
    ck_assert_ptr_nonnull(strstr(conflicting(&twice), member_of(&teaching, "id")));
    const char *cancel = arena_printf(&memory, "%s/cancel", header_of(&first, "Location"));
    ck_assert_int_eq(post(cancel, "{\"reason\":\"batal\"}").status, 200);
    ck_assert_int_eq(post("/v1/sessions", session_with(BLOCKS(",\"room\":\"Aula\""))).status, 201);
}
END_TEST

START_TEST(r40_an_open_revision_case_holds_the_training)
{
    add_revision_case("case", "manpro", "open", NULL);
    struct reply held = post("/v1/sessions", session_with(""));
    ck_assert_str_eq(problem_of(&held), "training-held");
    ck_assert_ptr_nonnull(strstr(conflicting(&held), uuid_text(id_of("case"))));
    owner_run(
        "UPDATE revision_cases SET state = 'waived', waived_until = '9999-01-01', waived_by = id,"
        " reason = 'x'");
    ck_assert_int_eq(post("/v1/sessions", session_with("")).status, 201);
}
END_TEST

/* Days are those of the organization's zone: 2026-12-31T18:00Z is 2027 in Palembang. */
START_TEST(r40_an_agreement_covers_days_and_a_number_of_sessions)
{
    add_agreement("pks", "uni", "[2026-01-01,2027-01-01)", 1);
    const char *under = arena_printf(&memory, ",\"partner_id\":\"%s\",\"agreement_id\":\"%s\"",
                                     uuid_text(id_of("uni")), uuid_text(id_of("pks")));
    const char *late =
        arena_printf(&memory,
                     "%s,\"blocks\":[{\"starts_at\":\"2026-12-31T18:00:00Z\",\"ends_at\":"
                     "\"2026-12-31T19:00:00Z\"}]",
                     under);
    struct reply outside = post("/v1/sessions", session_with(late));
    ck_assert_str_eq(problem_of(&outside), "agreement-not-covering");
    ck_assert_ptr_nonnull(strstr(conflicting(&outside), uuid_text(id_of("pks"))));
    ck_assert_int_eq(post("/v1/sessions", session_with(under)).status, 201);
    struct reply used = post("/v1/sessions", session_with(under));
    ck_assert_str_eq(problem_of(&used), "agreement-not-covering");
}
END_TEST

START_TEST(r41_a_session_without_blocks_measures_demand)
{
    struct reply made = post("/v1/sessions", session_with(""));
    const char *at = header_of(&made, "Location");
    ck_assert_int_eq(post(arena_printf(&memory, "%s/open", at), "{}").status, 200);
    struct reply named =
        post(arena_printf(&memory, "%s/enrolments", at), "{\"employee_id\":\"ext:p0\"}");
    ck_assert_msg(named.status == 201, "%s", body_of(&named));
    ck_assert_str_eq(member_of(&named, "rank"), "1");
    struct reply closed = post(arena_printf(&memory, "%s/close", at), "{}");
    ck_assert_str_eq(problem_of(&closed), "session-undated");
    struct reply read = get(at);
    ck_assert_str_eq(member_of(&read, "demand"), "1");
}
END_TEST

/* Credits of JP that are not reversed. */
static int64_t credits(void)
{
    return owner_number("SELECT count(*) FROM hour_entries WHERE kind = 'credit'"
                        " AND reversed_by IS NULL AND jp > 0");
}

/* A correction needs a reason, and decides again. */
static void correct(const char *at)
{
    struct reply bare =
        put(arena_printf(&memory, "%s/attendances", at), attendance_of("(1)", false));
    ck_assert_str_eq(problem_of(&bare), "validation-failed body:/reason required");
    struct reply corrected = put(arena_printf(&memory, "%s/attendances", at),
                                 with_reason(attendance_of("(1)", false), "salah catat"));
    ck_assert_msg(corrected.status == 200, "%s", body_of(&corrected));
    struct reply absent = get(enrolment_action(1, NULL));
    ck_assert_str_eq(member_of(&absent, "state"), "absent");
    ck_assert_int_eq(owner_number("SELECT count(*) FROM attendances WHERE revision = 2"), 1);
    ck_assert_int_eq(credits(), 1);
}

/* The whole way: three people for two seats, a seat given back, attendance, a test, results. */
START_TEST(seats_attendance_and_results)
{
    struct reply made = post("/v1/sessions", session_with(",\"waitlist_limit\":1" BLOCKS("")));
    const char *at = header_of(&made, "Location");
    ck_assert_int_eq(post(arena_printf(&memory, "%s/open", at), "{}").status, 200);
    struct reply bulk =
        post(arena_printf(&memory, "%s/enrolments/bulk", at),
             "{\"items\":[{\"employee_id\":\"ext:p0\"},{\"employee_id\":\"ext:p1\"},"
             "{\"employee_id\":\"ext:p2\"}]}");
    ck_assert_msg(bulk.status == 201, "%s", body_of(&bulk));
    act_as_other();
    owner_run("UPDATE enrolments SET priority = CASE WHEN employee_id = '%s' THEN 10 ELSE 20 END",
              uuid_text(id_of("p2")));
    for (int i = 0; i < 3; i++) {
        struct reply approved = post(enrolment_action(i, "approve"), "{}");
        ck_assert_msg(approved.status == 200, "%s", body_of(&approved));
        ck_assert_str_eq(member_of(&approved, "state"), "approved");
    }
    struct reply closed = post(arena_printf(&memory, "%s/close", at), "{}");
    ck_assert_msg(closed.status == 200, "%s", body_of(&closed));
    ck_assert_str_eq(member_of(&closed, "seats_taken"), "2");
    ck_assert_str_eq(member_of(&closed, "waitlisted"), "1");
    struct reply list = get(arena_printf(&memory, "%s/enrolments", at));
    ck_assert_str_eq(data_of(&list, "state"), "confirmed,confirmed,waitlisted,");
    ck_assert_str_eq(data_of(&list, "rank"), "1,2,3,");
    struct reply gone = post(enrolment_action(0, "withdraw"), "{\"reason\":\"sakit\"}");
    ck_assert_msg(gone.status == 200, "%s", body_of(&gone));
    struct reply after = get(arena_printf(&memory, "%s/enrolments?state=confirmed", at));
    ck_assert_str_eq(data_of(&after, "employee_name"), "p1,p2,");
    ck_assert_int_eq(post(arena_printf(&memory, "%s/start", at), "{}").status, 200);
    struct reply early = post(arena_printf(&memory, "%s/complete", at), "{}");
    ck_assert_str_eq(problem_of(&early), "attendance-missing");
    ck_assert_ptr_nonnull(strstr(body_of(&early), uuid_text(enrolment_id(1))));
    struct reply present =
        put(arena_printf(&memory, "%s/attendances", at), attendance_of("(1, 2)", true));
    ck_assert_msg(present.status == 200, "%s", body_of(&present));
    ck_assert_str_eq(member_of(&present, "recorded"), "2");
    struct reply scored =
        put(arena_printf(&memory, "%s/test-scores", at),
            arena_printf(&memory,
                         "{\"items\":[{\"enrolment_id\":\"%s\",\"kind\":\"pre\",\"score\":50},"
                         "{\"enrolment_id\":\"%s\",\"kind\":\"post\",\"score\":82.5},"
                         "{\"enrolment_id\":\"%s\",\"kind\":\"post\",\"score\":69.99}]}",
                         uuid_text(enrolment_id(1)), uuid_text(enrolment_id(1)),
                         uuid_text(enrolment_id(2))));
    ck_assert_msg(scored.status == 200, "%s", body_of(&scored));
    struct reply done =
        post(arena_printf(&memory, "%s/complete", at), "{\"realised_rupiah\":5000000}");
    ck_assert_msg(done.status == 200, "%s", body_of(&done));
    ck_assert_int_eq(credits(), 2);
    struct reply results = get(arena_printf(&memory, "%s/enrolments", at));
    ck_assert_ptr_nonnull(strstr(data_of(&results, "state"), "passed,"));
    ck_assert_ptr_nonnull(strstr(data_of(&results, "state"), "failed,"));
    ck_assert_ptr_nonnull(strstr(data_of(&results, "state"), "withdrawn,"));
    struct reply scores = get(arena_printf(&memory, "%s/test-scores", at));
    ck_assert_ptr_nonnull(strstr(data_of(&scores, "gain"), "32.5,"));
    ck_assert_int_eq(
        owner_number(
            "SELECT count(*) FROM assessments WHERE employee_id = '%s' AND method = 'training'"
            " AND level = 3",
            uuid_text(id_of("p1"))),
        1);
    correct(at);
}
END_TEST

START_TEST(r01_nobody_approves_what_they_nominated)
{
    struct reply made = post("/v1/sessions", session_with(BLOCKS("")));
    const char *at = header_of(&made, "Location");
    ck_assert_int_eq(post(arena_printf(&memory, "%s/open", at), "{}").status, 200);
    ck_assert_int_eq(
        post(arena_printf(&memory, "%s/enrolments", at), "{\"employee_id\":\"ext:p0\"}").status,
        201);
    struct reply own = post(enrolment_action(0, "approve"), "{}");
    ck_assert_str_eq(problem_of(&own), "own-case");
    act_as(ROLE_BIT_LEADER, "other-office");
    struct reply outside =
        post(arena_printf(&memory, "%s/enrolments", at), "{\"employee_id\":\"ext:p1\"}");
    ck_assert_str_eq(problem_of(&outside), "reference-not-found body:/employee_id reference");
    ck_assert_int_eq(get(enrolment_action(0, NULL)).status, 404);
    struct reply hidden = get(arena_printf(&memory, "%s/enrolments", at));
    ck_assert_str_eq(data_of(&hidden, "id"), "");
}
END_TEST

static void begin(void)
{
    resource_open(operations, routes);
    classroom_fill();
}

int main(void)
{
    Suite *suite = suite_create("sessions");
    TCase *tests = tcase_create("sessions");
    tcase_add_checked_fixture(tests, begin, resource_close);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_session_is_pinned_to_the_published_version);
    tcase_add_test(tests, r31_a_session_carries_out_an_adopted_item_of_its_training);
    tcase_add_test(tests, r40_a_room_and_an_instructor_are_taken_once);
    tcase_add_test(tests, r40_an_open_revision_case_holds_the_training);
    tcase_add_test(tests, r40_an_agreement_covers_days_and_a_number_of_sessions);
    tcase_add_test(tests, r41_a_session_without_blocks_measures_demand);
    tcase_add_test(tests, seats_attendance_and_results);
    tcase_add_test(tests, r01_nobody_approves_what_they_nominated);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
