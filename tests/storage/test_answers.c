/* test_answers.c - who may answer, once, and at once
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/answers.h"

#include "fixture_evaluations.h"
#include "storage/evaluation_results.h"
#include "storage/evaluations.h"

#include "domain/base/banned.h"

#define PEOPLE 6
static struct uuid evaluation;
static struct uow_context everybody;

static void open_case(void)
{
    static const char *const states[PEOPLE + 2] = {"attended", "passed",   "failed", "attended",
                                                   "attended", "attended", "absent", "confirmed"};
    fixture_open();
    add_unit("office", NULL);
    add_judged_training("training");
    add_session("session", "training");
    for (int n = 0; n < PEOPLE + 2; n++) add_participant("p", n, "session", states[n]);
    everybody = fx.context;
}

static void open_session(void)
{
    add_instrument();
    evaluation = open_level1("session");
}

static int64_t count_of(const char *table)
{
    return owner_number("SELECT count(*) FROM %s WHERE organization_id = '%s'", table,
                        uuid_text(fx.organization));
}

START_TEST(without_a_published_instrument_nothing_is_opened)
{
    bool opened = true;
    struct uow *u = new_writer();
    enum outcome outcome = evaluations_open_level1(u, id_of("session"), &opened);
    ck_assert_int_eq(finish(u, outcome), OUTCOME_OK);
    ck_assert(!opened);
    ck_assert_int_eq(count_of("evaluations"), 0);
}
END_TEST

START_TEST(r60_those_who_attended_have_a_ballot_and_nobody_else)
{
    open_session();
    ck_assert_int_eq(count_of("ballots"), PEOPLE);
    act_as("p", PEOPLE);
    ck_assert_int_eq(answer(evaluation, 4, NULL), OUTCOME_NOT_FOUND);
    act_as("p", PEOPLE + 1);
    ck_assert_int_eq(answer(evaluation, 4, NULL), OUTCOME_NOT_FOUND);
    act_as("p", 0);
    ck_assert_int_eq(answer(id_of("elsewhere"), 4, NULL), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(count_of("responses"), 0);
}
END_TEST

/* p1 has answered already; p0 was not there after all, and the absent one was. */
START_TEST(r60_ballots_follow_corrections_of_attendance)
{
    open_session();
    act_as("p", 1);
    ck_assert_int_eq(answer(evaluation, 4, NULL), OUTCOME_OK);
    owner_run("UPDATE enrolments SET state = 'absent' WHERE id IN ('%s', '%s');"
              "UPDATE enrolments SET state = 'attended' WHERE id = '%s'",
              uuid_text(id_of("session-p0")), uuid_text(id_of("session-p1")),
              uuid_text(id_of("session-p6")));
    fx.context = everybody;
    struct uow *u = new_writer();
    evaluations_correct_ballots(u, id_of("session"));
    ck_assert_int_eq(finish(u, OUTCOME_OK), OUTCOME_OK);
    act_as("p", 0);
    ck_assert_int_eq(answer(evaluation, 4, NULL), OUTCOME_NOT_FOUND);
    act_as("p", 1);
    ck_assert_int_eq(answer(evaluation, 4, NULL), OUTCOME_CONFLICT);
    act_as("p", PEOPLE);
    ck_assert_int_eq(answer(evaluation, 4, NULL), OUTCOME_OK);
    ck_assert_int_eq(count_of("ballots"), PEOPLE);
}
END_TEST

static void correct_to_attended(const char *enrolment)
{
    owner_run("UPDATE enrolments SET state = 'attended' WHERE id = '%s'",
              uuid_text(id_of(enrolment)));
    fx.context = everybody;
    struct uow *u = new_writer();
    evaluations_correct_ballots(u, id_of("session"));
    ck_assert_int_eq(finish(u, OUTCOME_OK), OUTCOME_OK);
}

START_TEST(r61_once_all_have_answered_nobody_is_added)
{
    open_session();
    for (int n = 0; n < PEOPLE; n++) {
        act_as("p", n);
        ck_assert_int_eq(answer(evaluation, 4, NULL), OUTCOME_OK);
    }
    correct_to_attended("session-p6");
    ck_assert_int_eq(count_of("ballots"), PEOPLE);
}
END_TEST

START_TEST(r60_no_used_ballot_is_ever_taken_back)
{
    open_session();
    act_as("p", 0);
    ck_assert_int_eq(answer(evaluation, 4, NULL), OUTCOME_OK);
    PGconn *pg = app_connection();
    ck_assert_str_eq(sql_on(pg, NULL, "DELETE FROM ballots"), "00000");
    PQfinish(pg);
    ck_assert_int_eq(count_of("ballots"), 1);
}
END_TEST

START_TEST(r03_an_evaluation_of_another_organization_is_not_found)
{
    open_session();
    act_as("p", 0);
    fx.context.organization_id = fx.other;
    ck_assert_int_eq(answer(evaluation, 4, NULL), OUTCOME_NOT_FOUND);
}
END_TEST

START_TEST(r60_a_second_answer_is_refused)
{
    open_session();
    act_as("p", 0);
    ck_assert_int_eq(answer(evaluation, 4, "baik"), OUTCOME_OK);
    ck_assert_int_eq(answer(evaluation, 1, "buruk"), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "already-answered");
    ck_assert_int_eq(count_of("responses"), 1);
}
END_TEST

/* An answer on another connection, committed once somebody waits for it. */
static struct committer *answer_elsewhere(struct uuid employee_id)
{
    return commit_when_waited_for(arena_printf(
        &fx.arena,
        "SELECT 1 FROM evaluations WHERE id = '%s' FOR NO KEY UPDATE;"
        "UPDATE ballots SET answered = true WHERE evaluation_id = '%s' AND employee_id = '%s';"
        "INSERT INTO responses (organization_id, evaluation_id, scores, texts)"
        " VALUES ('%s', '%s', '{}', '{}')",
        uuid_text(evaluation), uuid_text(evaluation), uuid_text(employee_id),
        uuid_text(fx.organization), uuid_text(evaluation)));
}

/* The other answer of the same person is not committed yet when this one is asked. */
START_TEST(r60_two_answers_at_once_are_one)
{
    open_session();
    act_as("p", 0);
    struct committer *other = answer_elsewhere(fx.context.self);
    ck_assert_int_eq(answer(evaluation, 4, NULL), OUTCOME_CONFLICT);
    ck_assert(committed(other));
    ck_assert_str_eq(violation_of(), "already-answered");
    ck_assert_int_eq(count_of("responses"), 1);
}
END_TEST

/* Somebody else's answer comes in between: both are kept, and rewritten together. */
START_TEST(r60_answers_of_two_people_at_once_are_both_kept)
{
    open_session();
    act_as("p", 0);
    struct committer *other = answer_elsewhere(id_of("p1"));
    ck_assert_int_eq(answer(evaluation, 4, NULL), OUTCOME_OK);
    ck_assert(committed(other));
    ck_assert_int_eq(count_of("responses"), 2);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM ballots WHERE answered"
                                  " AND evaluation_id = '%s'",
                                  uuid_text(evaluation)),
                     2);
    ck_assert_int_eq(owner_number("SELECT count(DISTINCT xmin::text) FROM responses"
                                  " WHERE evaluation_id = '%s'",
                                  uuid_text(evaluation)),
                     1);
}
END_TEST

START_TEST(an_answered_instrument_never_changes)
{
    open_session();
    act_as("p", 0);
    PGconn *pg = app_connection();
    ck_assert_str_eq(sql_on(pg, NULL, "UPDATE instrument_items SET question = 'Materi?'"), "00000");
    ck_assert_int_eq(answer(evaluation, 4, NULL), OUTCOME_OK);
    ck_assert_str_eq(sql_on(pg, NULL, "UPDATE instrument_items SET question = 'Lain?'"), "23514");
    ck_assert_str_eq(sql_on(pg, NULL, "DELETE FROM instrument_items"), "23514");
    ck_assert_str_eq(sql_on(pg, NULL, "UPDATE instrument_versions SET frozen = false"), "23514");
    PQfinish(pg);
}
END_TEST

static size_t ballots_left(void)
{
    struct ballots ballots;
    ck_assert_int_eq(evaluations_load_ballots(new_reader(), &ballots), OUTCOME_OK);
    return ballots.data.count;
}

START_TEST(r62_a_ballot_is_there_until_it_is_used_or_the_evaluation_closes)
{
    open_session();
    act_as("p", 0);
    ck_assert_uint_eq(ballots_left(), 1);
    ck_assert_int_eq(answer(evaluation, 4, NULL), OUTCOME_OK);
    ck_assert_uint_eq(ballots_left(), 0);
    act_as("p", 1);
    fx.context.today.days += 14;
    ck_assert_uint_eq(ballots_left(), 1);
    fx.context.today.days += 1;
    ck_assert_uint_eq(ballots_left(), 0);
    ck_assert_int_eq(answer(evaluation, 4, NULL), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "wrong-state");
}
END_TEST

static void answer_all(int count)
{
    for (int n = 0; n < count; n++) {
        act_as("p", n);
        ck_assert_int_eq(answer(evaluation, n < 2 ? 2 : 4, n < 3 ? "kurang contoh" : NULL),
                         OUTCOME_OK);
    }
    fx.context = everybody;
}

static struct evaluation_results results(void)
{
    struct evaluation_results ret;
    ck_assert_int_eq(evaluation_results_load(new_reader(), evaluation, &ret), OUTCOME_OK);
    return ret;
}

START_TEST(r61_nothing_is_shown_while_it_is_open_and_k_answers_after)
{
    open_session();
    answer_all(PEOPLE);
    struct evaluation_results shown = results();
    ck_assert_int_eq(shown.suppressed, SUPPRESSION_REASON_OPEN);
    ck_assert_uint_eq(shown.dimensions.count, 0);
    ck_assert_int_eq(shown.answered, PEOPLE);
    fx.context.today.days += 15;
    shown = results();
    ck_assert(!RECORD_HAS(&shown, EVALUATION_RESULTS, suppressed));
    ck_assert_uint_eq(shown.dimensions.count, 2);
    ck_assert_int_eq(shown.dimensions.items[0].dimension, EVALUATION_DIMENSION_METHOD);
    ck_assert_int_eq(shown.dimensions.items[0].n, PEOPLE);
    ck_assert_int_eq(shown.dimensions.items[0].mean, 333);
    ck_assert_int_eq(shown.dimensions.items[0].unfavourable, 2);
    ck_assert_uint_eq(shown.texts.count, 1); /* three spoke: fewer than k */
    ck_assert_int_eq(shown.texts.items[0].suppressed, SUPPRESSION_REASON_TOO_FEW_ANSWERS);
    ck_assert_uint_eq(shown.texts.items[0].texts.count, 0);
}
END_TEST

START_TEST(r61_a_total_leaves_out_what_is_too_small_by_itself)
{
    struct training_results total;
    open_session();
    answer_all(PEOPLE);
    add_session("second", "training");
    for (int n = 0; n < 3; n++) add_participant("p", n, "second", "attended");
    evaluation = open_level1("second");
    answer_all(3);
    fx.context.today.days += 15;
    ck_assert_int_eq(results().suppressed, SUPPRESSION_REASON_TOO_FEW_ANSWERS);
    ck_assert_int_eq(evaluation_results_load_training(new_reader(), by_id("training"), 1, &total),
                     OUTCOME_OK);
    ck_assert_int_eq(total.evaluations, 1);
    ck_assert_int_eq(total.evaluations_withheld, 1);
    ck_assert_int_eq(total.answered, PEOPLE);
    ck_assert_int_eq(total.dimensions.items[0].n, PEOPLE);
    ck_assert_int_eq(evaluation_results_load_training(new_reader(), by_id("training"), 2, &total),
                     OUTCOME_OK);
    ck_assert_int_eq(total.suppressed, SUPPRESSION_REASON_TOO_FEW_ANSWERS);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("answers");
    TCase *tests = tcase_create("answers");
    tcase_add_checked_fixture(tests, open_case, fixture_close);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, without_a_published_instrument_nothing_is_opened);
    tcase_add_test(tests, r60_those_who_attended_have_a_ballot_and_nobody_else);
    tcase_add_test(tests, r60_ballots_follow_corrections_of_attendance);
    tcase_add_test(tests, r61_once_all_have_answered_nobody_is_added);
    tcase_add_test(tests, r60_no_used_ballot_is_ever_taken_back);
    tcase_add_test(tests, r03_an_evaluation_of_another_organization_is_not_found);
    tcase_add_test(tests, r60_a_second_answer_is_refused);
    tcase_add_test(tests, r60_two_answers_at_once_are_one);
    tcase_add_test(tests, r60_answers_of_two_people_at_once_are_both_kept);
    tcase_add_test(tests, an_answered_instrument_never_changes);
    tcase_add_test(tests, r62_a_ballot_is_there_until_it_is_used_or_the_evaluation_closes);
    tcase_add_test(tests, r61_nothing_is_shown_while_it_is_open_and_k_answers_after);
    tcase_add_test(tests, r61_a_total_leaves_out_what_is_too_small_by_itself);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
