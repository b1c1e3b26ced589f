/* job_beat.c - see job_beat.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/job_beat.h"

#include <time.h>

#include "api/http/app.h"
#include "api/job_run.h"

#include "domain/base/banned.h"

/* Waits for the next beat. false: it is time to stop. */
static bool wait_for_beat(struct job_beat *b)
{
    struct timespec until;
    int waited = 0;
    clock_gettime(CLOCK_REALTIME, &until);
    int64_t ns = until.tv_nsec + b->period_ms * 1000000;
    until.tv_sec += ns / 1000000000;
    until.tv_nsec = ns % 1000000000;
    pthread_mutex_lock(&b->lock);
    while (!b->stopping && waited == 0)
        waited = pthread_cond_timedwait(&b->changed, &b->lock, &until);
    bool stopping = b->stopping;
    pthread_mutex_unlock(&b->lock);
    return !stopping;
}

static enum outcome beat(struct job_beat *b)
{
    arena_auto a;
    arena_init(&a);
    struct problem problem;
    struct uow_context context = {
        .organization_id = b->job->organization_id, .operation = "jobs_beat", .now = job_now()};
    problem_init(&problem, &a);
    struct uow *u = uow_new(&a, b->app->db, &context, &problem);
    uow_for_write(u);
    jobs_beat(u, b->job, b->lease_s);
    return uow_commit(u);
}

static void *beat_until_stopped(void *cookie)
{
    struct job_beat *b = cookie;
    while (wait_for_beat(b))
        if (beat(b) != OUTCOME_OK) continue; /* the lease is several beats long */
    return NULL;
}

void job_beat_start(struct job_beat *b)
{
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->changed, NULL);
    b->stopping = false;
    b->started = pthread_create(&b->thread, NULL, beat_until_stopped, b) == 0;
}

void job_beat_stop(struct job_beat *b)
{
    pthread_mutex_lock(&b->lock);
    b->stopping = true;
    pthread_cond_broadcast(&b->changed);
    pthread_mutex_unlock(&b->lock);
    if (b->started) pthread_join(b->thread, NULL);
    pthread_cond_destroy(&b->changed);
    pthread_mutex_destroy(&b->lock);
}
