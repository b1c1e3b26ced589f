/* evaluation_close.c - see evaluation_close.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/evaluation_close.h"

#include "api/config.h"
#include "api/http/app.h"
#include "storage/evaluations.h"
#include "storage/revisions.h"

#include "domain/base/banned.h"

#define LOOK_AGAIN_S 60

static struct uow *unit_of_work(struct job_run *run)
{
    struct uow_context context = {.organization_id = run->job->organization_id,
                                  .whole_organization = true,
                                  .now = job_now(),
                                  .operation = "evaluations_close_due"};
    int32_t offset = (int32_t)run->app->config->time_zone_offset_minutes;
    context.today = instant_date(context.now, offset);
    struct uow *u = uow_new(run->problem->arena, run->app->db, &context, run->problem);
    uow_for_write(u);
    return u;
}

/* By the clock of the database the last day is over, by ours it may not be yet. */
static enum outcome close_or_wait(struct uow *u, const struct job *job)
{
    struct evaluation_to_close found;
    struct evaluations_closed closed;
    TRY(evaluations_load_for_close(u, job->resource_id, &found));
    if (found.closing.state == EVALUATION_STATE_OPEN) {
        jobs_give_back(u, job, LOOK_AGAIN_S, NULL);
        return OUTCOME_OK;
    }
    return revisions_close_due(u, &job->resource_id, &closed);
}

enum outcome evaluation_close_run(struct job_run *run, bool *ret_done)
{
    bool held = false;
    struct uow *u = unit_of_work(run);
    jobs_extend(u, run->job, JOB_LEASE_S, &held);
    TRY(uow_sync(u));
    *ret_done = held;
    if (!held) {
        uow_rollback(u);
        return OUTCOME_OK;
    }
    TRY(close_or_wait(u, run->job));
    return uow_commit(u);
}

enum outcome evaluation_close_give_up(struct job_run *run)
{
    (void)run;
    return OUTCOME_OK;
}
