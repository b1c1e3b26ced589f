/* test_training_history.c - a training across its versions, and R-61 in it
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_evaluations.h"
#include "storage/training_history_sql.h"

#include "domain/base/banned.h"

#define ORG uuid_text(fx.organization)
#define ID(word) uuid_text(id_of(word))

static void begin(void)
{
    fixture_open();
    fx.context.today = (struct date){20635}; /* 2026-07-01 */
    add_unit("office", NULL);
    add_judged_training("mp");
    add_instrument();
    add_session("mp-1", "mp");
    add_session("mp-2", "mp");
}

/* A closed evaluation with `count` answers that say `score` about everything. */
static void judge(const char *session, int count, int score)
{
    struct uuid id = id_of(arena_printf(&fx.arena, "%s-evaluation", session));
    owner_run("INSERT INTO evaluations (organization_id, id, session_id, instrument_version_id,"
              " level, state, opens_on, closes_on, created_at, updated_at) VALUES ('%s', '%s',"
              " '%s', '%s', 1, 'closed', '2026-01-01', '2026-01-14', now(), now())",
              ORG, uuid_text(id), ID(session), ID("instrument-version"));
    owner_run("INSERT INTO responses (organization_id, evaluation_id, scores, texts)"
              " SELECT '%s', '%s', '{\"%s\": %d}', '{}' FROM generate_series(1, %d)",
              ORG, uuid_text(id), ID("method"), score, count);
}

static void score(const char *enrolment, const char *kind, int revision, int score)
{
    owner_run("INSERT INTO test_scores (organization_id, id, session_id, enrolment_id, kind,"
              " revision, score, recorded_at) VALUES ('%s', gen_random_uuid(), '%s', '%s', '%s',"
              " %d, %d, now())",
              ORG, ID("mp-1"), ID(enrolment), kind, revision, score);
}

static struct training_history_version history(void)
{
    struct training_history_list_query in = {0};
    struct row_set rows;
    struct uow *u = new_reader();
    RECORD_PUT(&in, TRAINING_HISTORY_LIST_QUERY, training_id, by_id("mp"));
    RECORD_PUT(&in, TRAINING_HISTORY_LIST_QUERY, limit, 10);
    uow_want_rows(u, &sql_training_history, &in, &rows);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    ck_assert_uint_eq(rows.count, 1);
    return ((struct training_history_version *)rows.items)[0];
}

START_TEST(a_version_that_nobody_attended_has_no_figures)
{
    struct training_history_version found = history();
    ck_assert_int_eq(found.number, 1);
    ck_assert_int_eq(found.sessions_held, 2);
    ck_assert_int_eq(found.people_attended, 0);
    ck_assert(!RECORD_HAS(&found, TRAINING_HISTORY_VERSION, mean_gain));
    ck_assert(!RECORD_HAS(&found, TRAINING_HISTORY_VERSION, observed_percent));
    ck_assert(!RECORD_HAS(&found, TRAINING_HISTORY_VERSION, method_unfavourable_percent));
}
END_TEST

START_TEST(people_gains_and_observations_are_counted)
{
    add_participant("ani", 1, "mp-1", "passed");
    add_participant("ani", 1, "mp-2", "attended"); /* the same person */
    add_participant("ani", 2, "mp-1", "failed");
    add_participant("ani", 3, "mp-1", "absent");
    score("mp-1-ani1", "pre", 1, 9000);
    score("mp-1-ani1", "pre", 2, 4000); /* a correction */
    score("mp-1-ani1", "post", 1, 8000);
    score("mp-1-ani2", "post", 1, 8000);
    add_competency("project");
    owner_run("INSERT INTO observations (organization_id, id, enrolment_id, competency_id,"
              " observer_id, observed_on, score, created_at) SELECT '%s', gen_random_uuid(), '%s',"
              " '%s', '%s', date '2026-05-01' + n, n, now() FROM generate_series(3, 5) n",
              ORG, ID("mp-1-ani1"), ID("project"), ID("ani2"));
    struct training_history_version found = history();
    ck_assert_int_eq(found.people_attended, 2);
    ck_assert_int_eq(found.people_passed, 1);
    ck_assert_int_eq(found.people_tested, 1);
    ck_assert_int_eq(found.mean_gain, 4000);
    ck_assert_int_eq(found.observations, 3);
    ck_assert_int_eq(found.observed_percent, 6667);
    owner_run(
        "INSERT INTO policies (organization_id, id, name, created_at, updated_at)"
        " VALUES ('%s', '%s', 'Kebijakan', now(), now());"
        " INSERT INTO policy_versions (organization_id, id, policy_id, number, state,"
        " effective, parameters, created_at, updated_at) VALUES ('%s', '%s', '%s', 1,"
        " 'adopted', '[2000-01-01,)', '{\"evaluation.observed_min_score\": 5}', now(), now())",
        ORG, ID("policy"), ORG, ID("version"), ID("policy"));
    ck_assert_int_eq(history().observed_percent, 3333); /* */
}
END_TEST

START_TEST(r61_evaluations_with_few_answers_are_in_no_figure)
{
    judge("mp-1", 5, 2);
    judge("mp-2", 4, 5);
    struct training_history_version found = history();
    ck_assert_int_eq(found.answers, 5);
    ck_assert_int_eq(found.method_unfavourable_percent, 10000);
    ck_assert(!RECORD_HAS(&found, TRAINING_HISTORY_VERSION, overall_unfavourable_percent));
}
END_TEST

START_TEST(r61_an_open_evaluation_is_in_no_figure)
{
    judge("mp-1", 5, 2);
    owner_run("UPDATE evaluations SET state = 'open', closes_on = '2026-07-01'"
              " WHERE organization_id = '%s'",
              ORG);
    ck_assert_int_eq(history().answers, 0);
}
END_TEST

START_TEST(revisions_of_a_version_are_counted)
{
    owner_run(
        "INSERT INTO revision_cases (organization_id, id, training_id, dimension, state,"
        " by_rule, judged_version_id, evidence, opened_at, created_at, updated_at) SELECT '%s',"
        " gen_random_uuid(), '%s', d, s, false, '%s', '{}', now(), now(), now()"
        " FROM (VALUES ('method', 'verified_effective'), ('overall', 'open')) x (d, s)",
        ORG, ID("mp"), ID("mp"));
    ck_assert_int_eq(history().cases_opened, 2);
    ck_assert_int_eq(history().cases_effective, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("training_history");
    TCase *tests = tcase_create("training_history");
    tcase_add_checked_fixture(tests, begin, fixture_close);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_version_that_nobody_attended_has_no_figures);
    tcase_add_test(tests, people_gains_and_observations_are_counted);
    tcase_add_test(tests, r61_evaluations_with_few_answers_are_in_no_figure);
    tcase_add_test(tests, r61_an_open_evaluation_is_in_no_figure);
    tcase_add_test(tests, revisions_of_a_version_are_counted);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
