/* test_jobs.c - the table of jobs: one worker per job, leases, taking over from the crashed
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <pthread.h>
#include <string.h>

#include "storage/jobs.h"

#include "domain/base/banned.h"

#define LENGTH_OF(array) (sizeof(array) / sizeof((array)[0]))

static void open_jobs(void)
{
    fixture_open();
    owner_run("DELETE FROM jobs");
}

static struct uow *work_of(struct arena *a, struct uuid organization_id, struct problem *problem)
{
    struct uow_context context = {.organization_id = organization_id, .now = fx.context.now};
    problem_init(problem, a);
    struct uow *u = uow_new(a, fx.db, &context, problem);
    uow_for_write(u);
    return u;
}

static void queue_job(struct uuid resource_id)
{
    struct problem problem;
    struct uow *u = work_of(&fx.arena, fx.organization, &problem);
    jobs_queue(u, "import", resource_id);
    ck_assert_int_eq(uow_commit(u), OUTCOME_OK);
}

static bool claim(struct job *ret)
{
    struct problem problem;
    bool found = false;
    struct uow *u = work_of(&fx.arena, (struct uuid){0}, &problem);
    ck_assert_msg(jobs_claim(u, 60, ret, &found) == OUTCOME_OK, "%s", problem.internal);
    return found;
}

enum step { EXTEND, ADVANCE, FINISH, FAIL, GIVE_BACK, GIVE_BACK_FAILED };

/* Does one step with a job; whether it was still held. */
static bool take_step(const struct job *job, enum step step)
{
    struct problem problem;
    bool held = false;
    struct uow *u = work_of(&fx.arena, job->organization_id, &problem);
    if (step == ADVANCE) jobs_advance(u, job, 60, &held);
    else jobs_extend(u, job, 60, &held);
    if (step == FINISH || step == FAIL) jobs_finish(u, job, step == FINISH ? NULL : "why");
    if (step == GIVE_BACK) jobs_give_back(u, job, 0, NULL);
    if (step == GIVE_BACK_FAILED) jobs_give_back(u, job, 60, "reason");
    ck_assert_msg(uow_commit(u) == OUTCOME_OK, "%s", problem.internal);
    return held;
}

START_TEST(a_job_is_claimed_once)
{
    struct uuid resource = random_uuid();
    struct job job, other;
    queue_job(resource);
    queue_job(resource);
    ck_assert(claim(&job));
    ck_assert(uuid_equal(job.resource_id, resource));
    ck_assert(uuid_equal(job.organization_id, fx.organization));
    ck_assert_str_eq(job.kind, "import");
    ck_assert_int_eq(job.attempts, 1);
    ck_assert(!claim(&other));
    ck_assert(take_step(&job, FINISH));
    ck_assert(!claim(&other));
    ck_assert_str_eq(owner_text("SELECT state FROM jobs"), "done");
}
END_TEST

START_TEST(the_job_of_a_crashed_worker_is_taken_over)
{
    struct job crashed, next;
    queue_job(random_uuid());
    ck_assert(claim(&crashed));
    owner_run("UPDATE jobs SET lease_until = now() - interval '1 second'");
    ck_assert(claim(&next));
    ck_assert_int_eq(next.attempts, 2);
    /* the first one is still alive after all, and may do nothing any more */
    ck_assert(!take_step(&crashed, EXTEND));
    ck_assert(!take_step(&crashed, FINISH));
    ck_assert(!take_step(&crashed, GIVE_BACK));
    ck_assert_str_eq(owner_text("SELECT state FROM jobs"), "running");
    ck_assert(take_step(&next, EXTEND));
    ck_assert(take_step(&next, FAIL));
    ck_assert_str_eq(owner_text("SELECT state FROM jobs"), "failed");
}
END_TEST

/* Claims the job again as if its process had died. */
static struct job claim_after_a_crash(void)
{
    struct job job;
    owner_run("UPDATE jobs SET lease_until = now() - interval '1 second'");
    ck_assert(claim(&job));
    return job;
}

START_TEST(attempts_that_end_without_a_word_are_counted)
{
    struct job job;
    queue_job(random_uuid());
    ck_assert(claim(&job));
    ck_assert_int_eq(job.lost, 0);
    job = claim_after_a_crash();
    ck_assert_int_eq(job.lost, 1);
    /* neither a failure that was written down nor an orderly end is one of them */
    ck_assert(take_step(&job, GIVE_BACK));
    ck_assert(claim(&job));
    ck_assert_int_eq(job.lost, 1);
    ck_assert(take_step(&job, EXTEND));
    job = claim_after_a_crash();
    ck_assert_int_eq(job.lost, 2);
    ck_assert(take_step(&job, ADVANCE));
    job = claim_after_a_crash();
    ck_assert_int_eq(job.lost, 1);
}
END_TEST

START_TEST(a_job_that_failed_is_started_again_by_queueing_it)
{
    struct uuid resource = random_uuid();
    struct job job, again;
    queue_job(resource);
    ck_assert(claim(&job));
    job = claim_after_a_crash();
    ck_assert(take_step(&job, FAIL));
    ck_assert_str_eq(owner_text("SELECT state || ' ' || last_error FROM jobs"), "failed why");
    ck_assert(!claim(&again));
    queue_job(resource);
    ck_assert(claim(&again));
    ck_assert(uuid_equal(again.id, job.id));
    ck_assert_int_eq(again.attempts, 1);
    ck_assert_int_eq(again.lost, 0);
    ck_assert(!take_step(&job, EXTEND)); /* who held it before does not hold it now */
    ck_assert(take_step(&again, FINISH));
    queue_job(resource);
    ck_assert(!claim(&again));
}
END_TEST

START_TEST(a_job_that_is_given_back_was_no_attempt)
{
    struct job job;
    queue_job(random_uuid());
    ck_assert(claim(&job));
    ck_assert(take_step(&job, GIVE_BACK));
    ck_assert(claim(&job));
    ck_assert_int_eq(job.attempts, 1);
    ck_assert(take_step(&job, GIVE_BACK_FAILED));
    ck_assert(!claim(&job));
    ck_assert_str_eq(owner_text("SELECT last_error FROM jobs"), "reason");
    owner_run("UPDATE jobs SET run_after = now()");
    ck_assert(claim(&job));
    ck_assert_int_eq(job.attempts, 2);
}
END_TEST

#define JOBS 40
static void *claim_all(void *cookie)
{
    int64_t *count = cookie;
    for (;;) {
        arena_auto a;
        arena_init(&a);
        struct problem problem;
        struct job job;
        bool found = false;
        struct uow *u = work_of(&a, (struct uuid){0}, &problem);
        if (jobs_claim(u, 60, &job, &found) != OUTCOME_OK) return "cannot claim";
        if (!found) return NULL;
        ++*count;
    }
}

START_TEST(two_workers_never_share_a_job)
{
    pthread_t threads[3];
    int64_t counts[3] = {0}, total = 0;
    for (int i = 0; i < JOBS; i++) queue_job(random_uuid());
    for (size_t i = 0; i < LENGTH_OF(threads); i++)
        pthread_create(&threads[i], NULL, claim_all, &counts[i]);
    for (size_t i = 0; i < LENGTH_OF(threads); i++) {
        void *complaint;
        pthread_join(threads[i], &complaint);
        ck_assert_ptr_null(complaint);
        total += counts[i];
    }
    ck_assert_int_eq(total, JOBS);
    ck_assert_int_eq(owner_number("SELECT max(attempts) FROM jobs"), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("jobs");
    TCase *tests = tcase_create("jobs");
    tcase_add_checked_fixture(tests, open_jobs, fixture_close);
    tcase_add_test(tests, a_job_is_claimed_once);
    tcase_add_test(tests, the_job_of_a_crashed_worker_is_taken_over);
    tcase_add_test(tests, attempts_that_end_without_a_word_are_counted);
    tcase_add_test(tests, a_job_that_failed_is_started_again_by_queueing_it);
    tcase_add_test(tests, a_job_that_is_given_back_was_no_attempt);
    tcase_add_test(tests, two_workers_never_share_a_job);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
