/* import_run.c - see import_run.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/import_run.h"

#include <string.h>

#include "api/config.h"
#include "api/http/app.h"
#include "api/import_read.h"
#include "storage/imports.h"

#include "domain/base/banned.h"

/* ---- from the beginning to the end */

static const char *copy_of_id(struct arena *a, struct uuid id)
{
    char text[UUID_TEXT_LENGTH + 1];
    uuid_format(id, text);
    return arena_text(a, text);
}

static void open_runner(struct import_runner *r, struct job_run *run)
{
    *r = (struct import_runner){.run = run};
    arena_init(&r->header);
    for (int i = 0; i < 2; i++) {
        r->batches[i].runner = r;
        arena_init(&r->batches[i].arena);
    }
    r->batch = &r->batches[0];
    r->context = (struct uow_context){
        .organization_id = run->job->organization_id,
        .whole_organization = true,
        .now = job_now(),
        .operation = "imports_run",
        .request_id = copy_of_id(&r->header, run->job->resource_id),
    };
    int64_t offset = run->app->config->time_zone_offset_minutes;
    r->context.today = instant_date(r->context.now, (int32_t)offset);
}

static void close_runner(struct import_runner *r)
{
    import_file_close(&r->file);
    for (int i = 0; i < 2; i++) arena_done(&r->batches[i].arena);
    arena_done(&r->header);
}

static bool has_ended(const struct import_work *work)
{
    return work->state != IMPORT_STATE_QUEUED && work->state != IMPORT_STATE_RUNNING;
}

/* Also who acts: the one who sent the file. */
static enum outcome load(struct import_runner *r, bool *ret_found)
{
    struct import_work *work = &r->work;
    struct uow *u = uow_new(&r->header, r->run->app->db, &r->context, r->run->problem);
    TRY(imports_load_work(u, r->run->job->resource_id, work, ret_found));
    if (!*ret_found) return OUTCOME_OK;
    r->context.principal_id = work->created_by;
    r->context.principal_name = work->created_by_name;
    return OUTCOME_OK;
}

static void forget_progress(struct import_work *work)
{
    static const int counters[] = {
        FIELD_IMPORT_WORK_bytes_done,   FIELD_IMPORT_WORK_reader_state,
        FIELD_IMPORT_WORK_rows_done,    FIELD_IMPORT_WORK_rows_created,
        FIELD_IMPORT_WORK_rows_updated, FIELD_IMPORT_WORK_rows_unchanged,
        FIELD_IMPORT_WORK_rows_failed,  FIELD_IMPORT_WORK_rows_warned,
    };
    for (size_t i = 0; i < sizeof counters / sizeof counters[0]; i++) {
        size_t offset = import_work_record.fields[counters[i]].offset;
        *(int64_t *)(void *)((char *)work + offset) = 0;
    }
    RECORD_CLEAR(work, IMPORT_WORK, csv_header);
}

static enum outcome begin(struct import_runner *r)
{
    struct import_work *work = &r->work;
    bool held = false;
    struct uow *u = uow_new(&r->header, r->run->app->db, &r->context, r->run->problem);
    uow_for_write(u);
    jobs_extend(u, r->run->job, JOB_LEASE_S, &held);
    TRY(uow_sync(u));
    if (!held) {
        r->lost = true;
        uow_rollback(u);
        return OUTCOME_OK;
    }
    imports_begin(u, work->id, work->dry_run);
    if (work->dry_run) forget_progress(work);
    if (RECORD_HAS(work, IMPORT_WORK, csv_header)) {
        struct slice row = {work->csv_header, strlen(work->csv_header)};
        (void)import_read_header(&r->header, row, &r->columns); /* it could be read once */
    }
    struct record_splitter splitter = {.format = work->format, .state = (int)work->reader_state};
    r->file.db = r->run->app->db;
    r->reading = r->context;
    r->rows_read = work->rows_done;
    r->file.context = &r->reading;
    r->file.import_id = work->id;
    r->file.byte_count = work->byte_count;
    import_file_open(&r->file, work->bytes_done, splitter);
    return uow_commit(u);
}

/* How reading ended, as what the import says and what its list of errors says. */
static const struct {
    enum import_failure failure;
    enum violation_rule rule;
    const char *arg;
} endings[] = {
    [SPLIT_END] = {0, 0, NULL},
    [SPLIT_BROKEN] = {IMPORT_FAILURE_UNREADABLE, RULE_SYNTAX, NULL},
    [SPLIT_TOO_LONG] = {IMPORT_FAILURE_RECORD_TOO_LONG, RULE_MAX_LENGTH, "65536"},
};

static enum outcome finish(struct import_runner *r)
{
    struct arena *a = &r->batch->arena;
    enum split split = r->batch->split;
    struct import_row row = {.number = r->work.rows_done + 1};
    const char *place = arena_printf(a, "byte %lld", (long long)r->work.bytes_done);
    bool held = false;
    r->context.now = job_now();
    struct uow *u = uow_new(a, r->run->app->db, &r->context, r->run->problem);
    uow_for_write(u);
    jobs_extend(u, r->run->job, JOB_LEASE_S, &held);
    TRY(uow_sync(u));
    if (!held) {
        r->lost = true;
        uow_rollback(u);
        return OUTCOME_OK;
    }
    if (split == SPLIT_END) RECORD_PUT(&r->work, IMPORT_WORK, bytes_done, r->work.byte_count);
    else
        imports_find(&row, (struct import_finding){
                               .rule = endings[split].rule,
                               .pointer = "",
                               .arg = endings[split].arg != NULL ? endings[split].arg : place});
    imports_apply_progress(u, &r->work, &row, 1);
    imports_apply_end(u, r->work.id, endings[split].failure);
    return uow_commit(u);
}

/* Writes the batch and reads the next one meanwhile; where no thread can be had, afterwards. */
static enum outcome write_and_read_on(struct import_runner *r, struct import_batch *next)
{
    pthread_t reader;
    bool last = r->batch->split != SPLIT_RECORD;
    bool beside = !last && import_read_begin(next, &reader);
    enum outcome outcome = import_write_batch(r);
    if (beside) pthread_join(reader, NULL);
    if (!beside && !last) import_read_batch(next);
    return outcome;
}

static enum outcome run_batches(struct import_runner *r)
{
    import_read_batch(r->batch);
    for (;;) {
        struct import_batch *next = &r->batches[r->batch == &r->batches[0]];
        if (atomic_load(r->run->stopping)) {
            r->lost = true;
            return OUTCOME_OK;
        }
        TRY(import_read_end(r->batch));
        TRY(write_and_read_on(r, next));
        if (r->lost) return OUTCOME_OK;
        if (r->batch->split != SPLIT_RECORD) return finish(r);
        r->batch = next;
    }
}

static enum outcome run_all(struct import_runner *r, bool *ret_done)
{
    bool found = false;
    TRY(load(r, &found));
    *ret_done = !found || has_ended(&r->work);
    if (*ret_done) return OUTCOME_OK;
    TRY(begin(r));
    if (!r->lost) TRY(run_batches(r));
    *ret_done = !r->lost;
    return OUTCOME_OK;
}

enum outcome import_run(struct job_run *run, bool *ret_done)
{
    struct import_runner r;
    open_runner(&r, run);
    import_file_open(&r.file, 0, (struct record_splitter){0});
    enum outcome outcome = run_all(&r, ret_done);
    close_runner(&r);
    return outcome;
}

enum outcome import_give_up(struct job_run *run)
{
    struct import_runner r;
    open_runner(&r, run);
    import_file_open(&r.file, 0, (struct record_splitter){0});
    struct uow *u = uow_new(&r.header, run->app->db, &r.context, run->problem);
    uow_for_write(u);
    imports_apply_end(u, run->job->resource_id,
                      run->crashed ? IMPORT_FAILURE_CRASHED : IMPORT_FAILURE_INTERNAL);
    enum outcome outcome = uow_commit(u);
    close_runner(&r);
    return outcome;
}
