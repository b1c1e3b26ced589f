/* jobs.c - see jobs.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/jobs.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "api/evaluation_close.h"
#include "api/http/app.h"
#include "api/http/log.h"
#include "api/import_run.h"
#include "api/job_beat.h"
#include "storage/evaluations.h"
#include "storage/imports.h"

#include "domain/base/banned.h"

#define MAX_ATTEMPTS 8
/* Each process that a job takes down takes the requests that it serves along, and a batch is
 * committed within seconds: one or two that died before the next may be chance, three in a row
 * are the job's doing. */
#define MAX_LOST 3
#define LONGEST_WAIT_S 300
/* How an end is written when the connection is lost meanwhile: so often, waiting at first so long,
 * then twice as long each time. */
#define SETTLE_TRIES 6
#define SETTLE_FIRST_MS 100
/* After a wake-up the job may not be committed yet: look often at first, then ever more seldom. */
#define SHORTEST_PAUSE_MS 20
#define LONGEST_PAUSE_MS 1000

static const struct {
    const char *kind;
    job_handler *run;
    job_surrender *give_up;
} handlers[] = {
    {IMPORT_JOB, import_run, import_give_up},
    {EVALUATION_CLOSE_JOB, evaluation_close_run, evaluation_close_give_up},
};
#define HANDLER_COUNT (sizeof handlers / sizeof handlers[0])

struct jobs {
    struct app *app;
    atomic_bool stopping;
    pthread_mutex_t lock; /* of the two below */
    pthread_cond_t changed;
    uint64_t wakes;
    int count;
    pthread_t threads[];
};

struct instant job_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (struct instant){(int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000};
}

/* ---- one job */

static struct uow *unit_of_work(struct app *app, struct arena *a, struct uuid organization_id,
                                struct problem *problem)
{
    struct uow_context context = {
        .organization_id = organization_id, .operation = "jobs_run", .now = job_now()};
    struct uow *u = uow_new(a, app->db, &context, problem);
    uow_for_write(u);
    return u;
}

static enum outcome run_handler(struct job_run *run, bool *ret_done)
{
    for (size_t i = 0; i < HANDLER_COUNT; i++)
        if (strcmp(handlers[i].kind, run->job->kind) == 0) return handlers[i].run(run, ret_done);
    run->problem->internal = "no handler for this kind of job";
    return problem_raise(run->problem, PROBLEM_INTERNAL_ERROR, NULL, NULL, NULL);
}

static enum outcome give_up(struct job_run *run)
{
    for (size_t i = 0; i < HANDLER_COUNT; i++)
        if (strcmp(handlers[i].kind, run->job->kind) == 0) return handlers[i].give_up(run);
    return OUTCOME_OK;
}

static int64_t wait_after(int64_t attempts)
{
    int64_t wait = INT64_C(1) << (attempts > 10 ? 10 : attempts);
    return wait > LONGEST_WAIT_S ? LONGEST_WAIT_S : wait;
}

static void log_failure(struct job_run *run, struct problem *problem)
{
    char id[UUID_TEXT_LENGTH + 1];
    uuid_format(run->job->id, id);
    log_event(run->app->logger, LOG_LEVEL_ERROR, "job failed", "job_id", id, "kind", run->job->kind,
              "code", problem_definitions[problem->code].code, "reason", problem->internal, NULL);
}

static const char *reason_of(const struct problem *problem)
{
    return problem->internal != NULL ? problem->internal : problem_definitions[problem->code].code;
}

/* Attempts since the work last got on, this one included. */
static int64_t attempts_of(const struct job_run *run)
{
    return run->advanced ? 1 : run->job->attempts;
}

static enum outcome try_settle(struct job_run *run, enum outcome outcome, bool done,
                               struct arena *a)
{
    const struct job *job = run->job;
    const char *why = reason_of(run->problem);
    struct problem problem;
    problem_init(&problem, a);
    struct uow *u = unit_of_work(run->app, a, job->organization_id, &problem);
    if (outcome == OUTCOME_OK && done) {
        jobs_finish(u, job, NULL);
    } else if (outcome == OUTCOME_OK) {
        jobs_give_back(u, job, 0, NULL);
    } else if (!run->crashed && attempts_of(run) < MAX_ATTEMPTS) {
        jobs_give_back(u, job, wait_after(attempts_of(run)), why);
    } else {
        struct job_run last = *run;
        last.problem = &problem;
        TRY(give_up(&last));
        jobs_finish(u, job, why);
    }
    return uow_commit(u);
}

/* Writes down how the run ended. Each statement of it does nothing the second time. When it cannot
 * be written at all, the lease runs out and the job is claimed again. */
static enum outcome settle(struct job_run *run, enum outcome outcome, bool done)
{
    enum outcome written = OUTCOME_UNAVAILABLE;
    int64_t pause_ms = SETTLE_FIRST_MS;
    for (int i = 0; i < SETTLE_TRIES && written == OUTCOME_UNAVAILABLE; i++, pause_ms *= 2) {
        arena_auto a;
        arena_init(&a);
        if (i > 0)
            nanosleep(
                &(struct timespec){.tv_sec = pause_ms / 1000, .tv_nsec = pause_ms % 1000 * 1000000},
                NULL);
        written = try_settle(run, outcome, done, &a);
    }
    return written;
}

/* Does the job while its lease is kept. */
static enum outcome do_job(struct job_run *run, bool *ret_done)
{
    struct job_beat beat = {
        .app = run->app, .job = run->job, .period_ms = JOB_BEAT_MS, .lease_s = JOB_LEASE_S};
    job_beat_start(&beat);
    enum outcome outcome = run_handler(run, ret_done);
    job_beat_stop(&beat);
    return outcome;
}

static enum outcome refuse_job(struct job_run *run)
{
    run->crashed = true;
    run->problem->internal = arena_printf(
        run->problem->arena, "%lld processes in a row ended while they did it and got nowhere",
        (long long)run->job->lost);
    return problem_raise(run->problem, PROBLEM_INTERNAL_ERROR, NULL, NULL, NULL);
}

static enum outcome run_next(struct app *app, const atomic_bool *stopping, bool *ret_ran,
                             struct problem *problem)
{
    arena_auto a;
    arena_init(&a);
    struct job job = {0};
    struct problem failure;
    problem_init(&failure, &a);
    *ret_ran = false;
    struct uow *u = unit_of_work(app, &a, (struct uuid){0}, problem);
    TRY(jobs_claim(u, JOB_LEASE_S, &job, ret_ran));
    if (!*ret_ran) return OUTCOME_OK;
    bool done = false;
    struct job_run run = {.app = app, .job = &job, .stopping = stopping, .problem = &failure};
    enum outcome outcome = job.lost < MAX_LOST ? do_job(&run, &done) : refuse_job(&run);
    if (outcome != OUTCOME_OK) log_failure(&run, &failure);
    if (settle(&run, outcome, done) == OUTCOME_OK) return OUTCOME_OK;
    problem->internal = "how a job ended could not be written";
    return problem_raise(problem, PROBLEM_UNAVAILABLE, NULL, NULL, NULL);
}

enum outcome jobs_run_next(struct app *app, bool *ret_ran, struct problem *problem)
{
    static const atomic_bool never = false;
    return run_next(app, &never, ret_ran, problem);
}

/* ---- threads */

static bool run_one(struct jobs *jobs)
{
    arena_auto a;
    arena_init(&a);
    struct problem problem;
    bool ran = false;
    problem_init(&problem, &a);
    enum outcome outcome = run_next(jobs->app, &jobs->stopping, &ran, &problem);
    return outcome == OUTCOME_OK && ran;
}

/* Returns whether somebody said meanwhile that there is work. */
static bool pause_for(struct jobs *jobs, int64_t ms, uint64_t *seen)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    int64_t ns = until.tv_nsec + ms * 1000000;
    until.tv_sec += ns / 1000000000;
    until.tv_nsec = ns % 1000000000;
    pthread_mutex_lock(&jobs->lock);
    int waited = 0;
    while (*seen == jobs->wakes && waited == 0)
        waited = pthread_cond_timedwait(&jobs->changed, &jobs->lock, &until);
    bool woken = *seen != jobs->wakes;
    *seen = jobs->wakes;
    pthread_mutex_unlock(&jobs->lock);
    return woken;
}

static void *work(void *cookie)
{
    struct jobs *jobs = cookie;
    int64_t pause_ms = SHORTEST_PAUSE_MS;
    uint64_t seen = 0;
    while (!atomic_load(&jobs->stopping)) {
        bool again = run_one(jobs) || pause_for(jobs, pause_ms, &seen);
        pause_ms = again ? SHORTEST_PAUSE_MS : 2 * pause_ms;
        if (pause_ms > LONGEST_PAUSE_MS) pause_ms = LONGEST_PAUSE_MS;
    }
    return NULL;
}

struct jobs *jobs_new(struct app *app, int workers)
{
    size_t size = sizeof(struct jobs) + (size_t)workers * sizeof(pthread_t);
    struct jobs *jobs = calloc(1, size);
    if (jobs == NULL) abort();
    jobs->app = app;
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_cond_init(&jobs->changed, NULL);
    for (; jobs->count < workers; jobs->count++)
        if (pthread_create(&jobs->threads[jobs->count], NULL, work, jobs) != 0) abort();
    return jobs;
}

void jobs_wake(struct jobs *jobs)
{
    if (jobs == NULL) return;
    pthread_mutex_lock(&jobs->lock);
    jobs->wakes++;
    pthread_cond_broadcast(&jobs->changed);
    pthread_mutex_unlock(&jobs->lock);
}

void jobs_free(struct jobs *jobs)
{
    if (jobs == NULL) return;
    atomic_store(&jobs->stopping, true);
    jobs_wake(jobs);
    for (int i = 0; i < jobs->count; i++) pthread_join(jobs->threads[i], NULL);
    pthread_cond_destroy(&jobs->changed);
    pthread_mutex_destroy(&jobs->lock);
    free(jobs);
}
