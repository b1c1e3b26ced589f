/* test_import_interrupted.c - imports that crash, lose their job, are stopped, or hold rows which
 * the database refuses: nothing is lost, nothing is done twice
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_import.h"

#include <string.h>
#include <time.h>

#include "api/import_run.h"
#include "api/job_beat.h"
#include "api/jobs.h"
#include "storage/imports.h"

#include "domain/base/banned.h"

static atomic_bool stop_now = true;

static struct job claim(void)
{
    arena_auto a;
    arena_init(&a);
    struct problem problem;
    struct job job = {0};
    bool found;
    problem_init(&problem, &a);
    struct uow_context nobody = {.now = fx.context.now};
    struct uow *u = uow_new(&a, fx.db, &nobody, &problem);
    uow_for_write(u);
    ck_assert_int_eq(jobs_claim(u, 60, &job, &found), OUTCOME_OK);
    ck_assert(found);
    job.kind = IMPORT_JOB;
    return job;
}

/* As if the process died when it was to write down more rows than that. */
static void crash_beyond(struct uuid import_id, int64_t rows)
{
    owner_run(
        "CREATE OR REPLACE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF NEW.rows_done > %lld THEN RAISE EXCEPTION 'crash' USING ERRCODE = '57014'; END IF;"
        " RETURN NEW; END $$;"
        "CREATE TRIGGER crash BEFORE UPDATE ON imports FOR EACH ROW WHEN (NEW.id = '%s')"
        " EXECUTE FUNCTION crash()",
        (long long)rows, uuid_text(import_id));
}

/* Behind a batch; between the halves of one, which commit one after the other; at the end. */
static const int64_t crash_places[] = {2000, 3000, 4500};

/* Works on an import until its process dies when it was to write down more rows than `place`: its
 * job stays claimed, its lease runs out. */
static void crash_at(struct uuid import_id, int64_t place)
{
    bool done = false;
    atomic_bool never = false;
    crash_beyond(import_id, place);
    struct job job = claim();
    struct job_run crashing = {&import_app, &job, &never, &fx.problem, false, false};
    ck_assert_int_ne(import_run(&crashing, &done), OUTCOME_OK);
    ck_assert(crashing.advanced);
    owner_run(
        "DROP TRIGGER crash ON imports; UPDATE jobs SET lease_until = now() - interval '1 s'");
    ck_assert_int_eq(import_read(import_id).rows_done, place);
}

START_TEST(a_crashed_run_goes_on_where_it_was)
{
    int64_t place = crash_places[_i];
    struct uuid id = import_send((struct import_sending){
        IMPORT_FORMAT_JSON, .text = import_people(0, 5000, "31"), .part_bytes = 100000});
    crash_at(id, place);
    import_check_people(place);
    import_run_jobs();
    struct import whole = import_read(id);
    import_check(&whole, 5000, 0, 0, 0);
    import_check_people(5000);
    /* claimed twice; what went wrong before it got on no longer counts */
    ck_assert_str_eq(
        owner_text("SELECT claims || '/' || attempts FROM jobs WHERE resource_id = '%s'",
                   uuid_text(id)),
        "2/1");
}
END_TEST

/* Changes are divided like new people. */
START_TEST(a_crash_between_the_halves_of_an_update_loses_nothing)
{
    import_do((struct import_sending){IMPORT_FORMAT_JSON, .text = import_people(0, 2500, "31")});
    struct uuid id = import_send(
        (struct import_sending){IMPORT_FORMAT_JSON, .text = import_people(0, 2500, "32")});
    crash_at(id, 1000);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM employees WHERE version = 2"), 1000);
    import_run_jobs();
    struct import whole = import_read(id);
    import_check(&whole, 0, 2500, 0, 0);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM employees WHERE version = 2"), 2500);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM audit_events"
                                  " WHERE resource_type = 'employee' AND resource_version = 2"),
                     2500);
}
END_TEST

/* A long import is interrupted often; only getting nowhere is a reason to give up. */
START_TEST(interruptions_do_not_add_up)
{
    struct uuid id = import_send(
        (struct import_sending){IMPORT_FORMAT_JSON, .text = import_people(0, 2500, "31")});
    owner_run("UPDATE jobs SET attempts = 20");
    crash_beyond(id, 2000);
    import_run_jobs();
    ck_assert_str_eq(
        owner_text("SELECT state || attempts FROM jobs WHERE resource_id = '%s'", uuid_text(id)),
        "queued1");
    owner_run("UPDATE jobs SET run_after = now(), attempts = 20");
    import_run_jobs(); /* it gets nowhere now */
    ck_assert_str_eq(owner_text("SELECT state FROM jobs WHERE resource_id = '%s'", uuid_text(id)),
                     "failed");
    ck_assert_int_eq(import_read(id).state, IMPORT_STATE_FAILED);
    ck_assert_int_eq(import_read(id).failure, IMPORT_FAILURE_INTERNAL);
    owner_run("DROP TRIGGER crash ON imports");
}
END_TEST

/* Rows that only the database refuses: the batch is written row by row, and they are reported. */
START_TEST(a_poisoned_row_is_lost_alone)
{
    owner_run("CREATE OR REPLACE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
              " RAISE EXCEPTION 'poison' USING ERRCODE = 'unique_violation',"
              " CONSTRAINT = 'employees_nip_key'; END $$;"
              "CREATE TRIGGER poison BEFORE INSERT ON employees FOR EACH ROW"
              " WHEN (NEW.name IN ('ORANG KE %d', 'ORANG KE 390')) EXECUTE FUNCTION poison()",
              _i == 0 ? 10 : 389);
    struct import i =
        import_do((struct import_sending){IMPORT_FORMAT_JSON, .text = import_people(0, 400, "31")});
    owner_run("DROP TRIGGER poison ON employees");
    import_check(&i, 398, 0, 0, 2);
    import_check_people(398);
    ck_assert_str_eq(owner_text("SELECT string_agg(row_number || rule, ' ' ORDER BY row_number)"
                                " FROM import_errors WHERE import_id = '%s' AND NOT warning",
                                uuid_text(i.id)),
                     _i == 0 ? "11unique 391unique" : "390unique 391unique");
}
END_TEST

START_TEST(a_beat_keeps_the_lease_and_waits_for_nobody)
{
    import_send((struct import_sending){IMPORT_FORMAT_JSON, .text = import_people(0, 5, "31")});
    struct job job = claim();
    struct job_beat beat = {.app = &import_app, .job = &job, .period_ms = 10, .lease_s = 600};
    job_beat_start(&beat);
    for (int i = 0; i < 500 && owner_number("SELECT count(*) FROM jobs WHERE lease_until >"
                                            " now() + interval '300 s'") == 0;
         i++)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    ck_assert_int_eq(
        owner_number("SELECT count(*) FROM jobs WHERE lease_until > now() + interval '300 s'"), 1);
    /* the work has the row: the beat leaves it alone, and ends at once when it is told to */
    owner_run("BEGIN; UPDATE jobs SET lease_until = now()");
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    job_beat_stop(&beat);
    owner_run("COMMIT");
    ck_assert_int_eq(
        owner_number("SELECT count(*) FROM jobs WHERE lease_until > now() + interval '300 s'"), 0);
    owner_run("DELETE FROM jobs"); /* the next test is to claim its own */
}
END_TEST

/* A worker that lost its lease to another may not commit any more. */
START_TEST(who_lost_the_job_writes_nothing)
{
    struct uuid id =
        import_send((struct import_sending){IMPORT_FORMAT_JSON, .text = import_people(0, 5, "31")});
    struct job slow = claim();
    owner_run("UPDATE jobs SET lease_until = now() - interval '1 s'");
    struct job fast = claim();
    ck_assert_int_eq(fast.attempts, slow.attempts + 1);
    bool done = true;
    atomic_bool never = false;
    struct job_run lost = {&import_app, &slow, &never, &fx.problem, false, false};
    ck_assert_int_eq(import_run(&lost, &done), OUTCOME_OK);
    ck_assert(!done);
    ck_assert_int_eq(import_count("employees"), 0);
    struct job_run held = {&import_app, &fast, &never, &fx.problem, false, false};
    ck_assert_int_eq(import_run(&held, &done), OUTCOME_OK);
    ck_assert(done);
    struct import i = import_read(id);
    import_check(&i, 5, 0, 0, 0);
}
END_TEST

START_TEST(a_stopped_run_gives_its_job_back)
{
    struct uuid id =
        import_send((struct import_sending){IMPORT_FORMAT_JSON, .text = import_people(0, 5, "31")});
    struct job job = claim();
    bool done = true;
    struct job_run stopped = {&import_app, &job, &stop_now, &fx.problem, false, false};
    ck_assert_int_eq(import_run(&stopped, &done), OUTCOME_OK);
    ck_assert(!done);
    ck_assert_int_eq(import_read(id).rows_done, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("import_interrupted");
    TCase *tests = tcase_create("import_interrupted");
    tcase_add_checked_fixture(tests, import_open, fixture_close);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, a_crashed_run_goes_on_where_it_was, 0, 3);
    tcase_add_test(tests, a_crash_between_the_halves_of_an_update_loses_nothing);
    tcase_add_test(tests, interruptions_do_not_add_up);
    tcase_add_loop_test(tests, a_poisoned_row_is_lost_alone, 0, 2);
    tcase_add_test(tests, a_beat_keeps_the_lease_and_waits_for_nobody);
    tcase_add_test(tests, who_lost_the_job_writes_nothing);
    tcase_add_test(tests, a_stopped_run_gives_its_job_back);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
