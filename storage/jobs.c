/* jobs.c - see jobs.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/jobs.h"

#include "storage/ids.h"
#include "storage/jobs_sql.h"

#include "domain/base/banned.h"

static void queue(struct uow *u, struct job_insert_in *in, const char *kind,
                  struct uuid resource_id)
{
    RECORD_PUT(in, JOB_INSERT_IN, id, ids_new(uow_context(u)->now));
    RECORD_PUT(in, JOB_INSERT_IN, kind, kind);
    RECORD_PUT(in, JOB_INSERT_IN, resource_id, resource_id);
    uow_write(u, &sql_job_insert, in, NULL);
}

void jobs_queue(struct uow *u, const char *kind, struct uuid resource_id)
{
    struct job_insert_in in = {0};
    queue(u, &in, kind, resource_id);
}

void jobs_queue_on(struct uow *u, const char *kind, struct uuid resource_id, struct date day)
{
    struct job_insert_in in = {0};
    RECORD_PUT(&in, JOB_INSERT_IN, day, day);
    queue(u, &in, kind, resource_id);
}

enum outcome jobs_claim(struct uow *u, int64_t lease_s, struct job *ret, bool *ret_found)
{
    struct job_claim_in in = {0};
    struct job_claim_out out = {0};
    RECORD_PUT(&in, JOB_CLAIM_IN, lease_s, lease_s);
    uow_want(u, &sql_job_claim, &in, &out, ret_found);
    TRY(uow_commit(u));
    *ret = (struct job){.organization_id = out.organization_id,
                        .id = out.id,
                        .resource_id = out.resource_id,
                        .kind = out.kind,
                        .attempts = out.attempts,
                        .lost = out.lost,
                        .claims = out.claims};
    return OUTCOME_OK;
}

static void extend(struct uow *u, struct job_extend_in *in, const struct job *job, bool *ret_held)
{
    struct job_extend_out *out = ARENA_NEW(uow_arena(u), struct job_extend_out);
    RECORD_PUT(in, JOB_EXTEND_IN, id, job->id);
    RECORD_PUT(in, JOB_EXTEND_IN, claims, job->claims);
    uow_want(u, &sql_job_extend, in, out, ret_held);
}

void jobs_extend(struct uow *u, const struct job *job, int64_t lease_s, bool *ret_held)
{
    struct job_extend_in in = {0};
    RECORD_PUT(&in, JOB_EXTEND_IN, lease_s, lease_s);
    extend(u, &in, job, ret_held);
}

void jobs_advance(struct uow *u, const struct job *job, int64_t lease_s, bool *ret_held)
{
    struct job_extend_in in = {0};
    RECORD_PUT(&in, JOB_EXTEND_IN, lease_s, lease_s);
    RECORD_PUT(&in, JOB_EXTEND_IN, advanced, true);
    extend(u, &in, job, ret_held);
}

void jobs_beat(struct uow *u, const struct job *job, int64_t lease_s)
{
    struct job_beat_in in = {0};
    RECORD_PUT(&in, JOB_BEAT_IN, id, job->id);
    RECORD_PUT(&in, JOB_BEAT_IN, claims, job->claims);
    RECORD_PUT(&in, JOB_BEAT_IN, lease_s, lease_s);
    uow_write(u, &sql_job_beat, &in, NULL);
}

void jobs_finish(struct uow *u, const struct job *job, const char *error)
{
    struct job_finish_in in = {0};
    RECORD_PUT(&in, JOB_FINISH_IN, id, job->id);
    RECORD_PUT(&in, JOB_FINISH_IN, claims, job->claims);
    RECORD_PUT(&in, JOB_FINISH_IN, state, error == NULL ? "done" : "failed");
    if (error != NULL) RECORD_PUT(&in, JOB_FINISH_IN, last_error, error);
    uow_write(u, &sql_job_finish, &in, NULL);
}

void jobs_give_back(struct uow *u, const struct job *job, int64_t wait_s, const char *error)
{
    struct job_give_back_in in = {0};
    RECORD_PUT(&in, JOB_GIVE_BACK_IN, id, job->id);
    RECORD_PUT(&in, JOB_GIVE_BACK_IN, claims, job->claims);
    RECORD_PUT(&in, JOB_GIVE_BACK_IN, spent, error == NULL ? 0 : 1);
    RECORD_PUT(&in, JOB_GIVE_BACK_IN, wait_s, wait_s);
    if (error != NULL) RECORD_PUT(&in, JOB_GIVE_BACK_IN, last_error, error);
    uow_write(u, &sql_job_give_back, &in, NULL);
}
