/* test_evaluation_close.c - evaluations whose last day is over are closed by themselves
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/evaluation_close.h"

#include <pthread.h>

#include "../storage/fixture_revisions.h"
#include "api/config.h"
#include "api/http/app.h"
#include "api/jobs.h"
#include "storage/evaluations.h"

#include "domain/base/banned.h"

#define SERVERS 4

static struct config config = {.time_zone_offset_minutes = 420, .workers = 1};
static struct app app;

/* Session "s" was judged badly: 8 of 20, one more might have answered. */
static void begin(void)
{
    static const struct scores bad = {2, 5}, good = {4, 5};
    fixture_revisions_open();
    app.config = &config;
    app.db = fx.db;
    owner_run("DELETE FROM jobs");
    add_judged_session("s", "one", "2026-03-02", 21);
    add_judgements("s", 8, bad);
    add_judgements("s", 12, good);
}

/* `first` day on which the job may run */
static void last_day_is(const char *last, const char *first)
{
    struct uow *u = new_writer();
    owner_run("UPDATE evaluations SET closes_on = '%s' WHERE id = '%s'", last,
              uuid_text(id_of("es")));
    jobs_queue_on(u, EVALUATION_CLOSE_JOB, id_of("es"), day(first));
    ck_assert_int_eq(finish(u, OUTCOME_OK), OUTCOME_OK);
}

static bool run_next(void)
{
    bool ran = false;
    struct problem problem;
    arena_auto a;
    arena_init(&a);
    problem_init(&problem, &a);
    ck_assert_msg(jobs_run_next(&app, &ran, &problem) == OUTCOME_OK, "%s", problem.internal);
    return ran;
}

static const char *state(void)
{
    return owner_text("SELECT state FROM evaluations WHERE id = '%s'", uuid_text(id_of("es")));
}

static int64_t closings(void)
{
    return owner_number("SELECT count(*) FROM transitions WHERE resource_id = '%s'"
                        " AND from_state = 'open' AND to_state = 'closed'",
                        uuid_text(id_of("es")));
}

START_TEST(r69_an_evaluation_is_closed_and_judged_after_its_last_day)
{
    last_day_is("2026-03-31", "2026-04-01");
    ck_assert(run_next());
    ck_assert_str_eq(state(), "closed");
    ck_assert_int_eq(closings(), 1);
    ck_assert_int_eq(revision_case_count("open"), 1);
    ck_assert_str_eq(
        owner_text("SELECT state FROM sessions WHERE id = '%s'", uuid_text(id_of("s"))),
        "evaluated");
    ck_assert_str_eq(owner_text("SELECT state FROM jobs"), "done");
    ck_assert(!run_next());
}
END_TEST

START_TEST(r69_nothing_is_closed_before_its_day)
{
    last_day_is("9998-12-31", "9999-01-01");
    ck_assert(!run_next());
    ck_assert_str_eq(state(), "open");
}
END_TEST

START_TEST(closed_by_hand_it_is_left_alone)
{
    last_day_is("2026-03-31", "2026-04-01");
    close_judged("s");
    ck_assert(run_next());
    ck_assert_int_eq(closings(), 0);
    ck_assert_str_eq(owner_text("SELECT state FROM jobs"), "done");
}
END_TEST

/* The clock of the database is ahead of the server's. */
START_TEST(a_job_that_is_early_waits)
{
    last_day_is("9998-12-31", "2026-04-01");
    ck_assert(run_next());
    ck_assert_str_eq(state(), "open");
    ck_assert_str_eq(owner_text("SELECT state || ' ' || attempts || ' ' || (run_after > now())"
                                " FROM jobs"),
                     "queued 0 true");
    ck_assert(!run_next());
}
END_TEST

static void *serve(void *ran)
{
    *(bool *)ran = run_next();
    return NULL;
}

START_TEST(of_many_servers_one_closes_it)
{
    pthread_t threads[SERVERS];
    bool ran[SERVERS];
    int count = 0;
    last_day_is("2026-03-31", "2026-04-01");
    for (int i = 0; i < SERVERS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, serve, &ran[i]), 0);
    for (int i = 0; i < SERVERS; i++) pthread_join(threads[i], NULL);
    for (int i = 0; i < SERVERS; i++) count += ran[i];
    ck_assert_int_eq(count, 1);
    ck_assert_int_eq(closings(), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("evaluation_close");
    TCase *tests = tcase_create("evaluation_close");
    tcase_add_checked_fixture(tests, begin, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, r69_an_evaluation_is_closed_and_judged_after_its_last_day);
    tcase_add_test(tests, r69_nothing_is_closed_before_its_day);
    tcase_add_test(tests, closed_by_hand_it_is_left_alone);
    tcase_add_test(tests, a_job_that_is_early_waits);
    tcase_add_test(tests, of_many_servers_one_closes_it);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
