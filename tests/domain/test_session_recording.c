/* test_session_recording.c - who may record attendance and scores, and when
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/session_recording.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static const struct {
    bool manages, teaches;
    enum session_state state, from;
    const char *reason, *says;
} recordings[] = {
    {true, false, SESSION_STATE_RUNNING, SESSION_STATE_RUNNING, NULL, ""},
    {false, true, SESSION_STATE_RUNNING, SESSION_STATE_RUNNING, NULL, ""},
    {false, false, SESSION_STATE_RUNNING, SESSION_STATE_RUNNING, NULL, "forbidden"},
    {false, false, SESSION_STATE_CANCELLED, SESSION_STATE_RUNNING, NULL, "forbidden"},
    {true, false, SESSION_STATE_CLOSED, SESSION_STATE_CLOSED, NULL, ""},
    {true, false, SESSION_STATE_CLOSED, SESSION_STATE_RUNNING, NULL, "wrong-state"},
    {true, false, SESSION_STATE_OPEN, SESSION_STATE_CLOSED, "x", "wrong-state"},
    {true, false, SESSION_STATE_CANCELLED, SESSION_STATE_CLOSED, "x", "wrong-state"},
    {true, false, SESSION_STATE_COMPLETED, SESSION_STATE_RUNNING, "salah catat", ""},
    {true, false, SESSION_STATE_EVALUATED, SESSION_STATE_RUNNING, "salah catat", ""},
    {true, true, SESSION_STATE_COMPLETED, SESSION_STATE_RUNNING, NULL,
     "validation-failed /reason required"},
    {true, true, SESSION_STATE_EVALUATED, SESSION_STATE_CLOSED, NULL,
     "validation-failed /reason required"},
};

START_TEST(who_manages_or_teaches_records_and_gives_a_reason_to_correct)
{
    struct session session = {.state = recordings[_i].state};
    struct session_recorder recorder = {.manages = recordings[_i].manages,
                                        .teaches = recordings[_i].teaches,
                                        .reason = recordings[_i].reason};
    enum outcome outcome =
        session_recording_check(&recorder, &session, recordings[_i].from, &problem);
    ck_assert_str_eq(problem_text(), recordings[_i].says);
    ck_assert_int_eq(outcome, problem_outcome(&problem));
}
END_TEST

/* Trap: ids of another object accepted; they are unknown here, and every one of them is named. */
START_TEST(r01_participants_are_known_and_not_the_recorder)
{
    struct session_recorder recorder = {.self = word_id("ani")};
    struct uuid ani = word_id("ani"), budi = word_id("budi"), nobody = {0};
    session_recording_check_participant(&recorder, 0, &budi, &problem);
    ck_assert_str_eq(problem_text(), "");
    session_recording_check_participant(&recorder, 1, &ani, &problem);
    ck_assert_str_eq(problem_text(), "own-case /items/1/enrolment_id own-case");
    session_recording_check_participant(&recorder, 2, NULL, &problem);
    ck_assert_str_eq(problem_text(),
                     "own-case /items/1/enrolment_id own-case | /items/2/enrolment_id reference");
    recorder.self = nobody;
    session_recording_check_participant(&recorder, 3, &nobody, &problem);
    ck_assert_uint_eq(problem.violation_count, 2);
}
END_TEST

START_TEST(an_unknown_reference_becomes_the_code_of_the_problem)
{
    session_recording_violate(0, "block_id", RULE_REFERENCE, &problem);
    session_recording_violate(0, "block_id", RULE_DUPLICATE, &problem);
    ck_assert_str_eq(problem_text(), "reference-not-found /items/0/block_id reference |"
                                     " /items/0/block_id duplicate");
}
END_TEST

int main(void)
{
    int count = sizeof recordings / sizeof recordings[0];
    TCase *tests = tcase_create("session_recording");
    tcase_add_loop_test(tests, who_manages_or_teaches_records_and_gives_a_reason_to_correct, 0,
                        count);
    tcase_add_test(tests, r01_participants_are_known_and_not_the_recorder);
    tcase_add_test(tests, an_unknown_reference_becomes_the_code_of_the_problem);
    return run_case(tests, "session_recording");
}
