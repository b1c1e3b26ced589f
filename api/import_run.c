/* import_run.c - see import_run.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/import_run.h"

#include <string.h>

#include "api/config.h"
#include "api/http/app.h"
#include "api/import_file.h"
#include "storage/ids.h"
#include "storage/imports.h"

#include "domain/base/banned.h"

#define BATCH_ROWS 2000
/* How often a batch is decided anew because somebody else wrote what it was going to write. */
#define BATCH_TRIES 4

struct import_runner {
    struct job_run *run;
    struct uow_context context;
    struct import_work work; /* as stored */
    struct import_file file;
    struct arena header; /* of the columns, and of the texts of `work` */
    struct import_columns columns;
    struct arena batch;
    struct import_row *rows; /* of the batch being read */
    size_t count;
    bool lost; /* the job or the import is no longer ours */
};

/* ---- reading */

static void keep_row(struct import_runner *r, const struct import_row *row)
{
    struct import_row *kept = &r->rows[r->count++];
    *kept = *row;
    kept->number = r->work.rows_done + (int64_t)r->count;
    kept->end = import_file_position(&r->file);
    kept->reader_state = r->file.splitter.state;
}

static void map_record(struct import_runner *r, struct slice record)
{
    struct import_source source;
    struct import_row row;
    struct import_fault fault = r->work.format == IMPORT_FORMAT_CSV
                                    ? import_read_csv(&r->batch, &r->columns, record, &source)
                                    : import_read_json(&r->batch, record, &source);
    if (fault.rule != 0) imports_map_fault(&fault, &row);
    else imports_map(&r->batch, &source, r->context.today, &row);
    keep_row(r, &row);
}

/* Keeps the header row for whoever goes on behind it. false: it cannot be read. */
static bool take_header(struct import_runner *r, struct slice row)
{
    struct import_fault fault = import_read_header(&r->header, row, &r->columns);
    RECORD_PUT(&r->work, IMPORT_WORK, csv_header, arena_copy(&r->header, row.bytes, row.length));
    return fault.rule == 0;
}

/* Fills a batch. *ret_split says why it is not full; SPLIT_RECORD: it is. */
static enum outcome read_batch(struct import_runner *r, enum split *ret_split)
{
    struct slice record;
    arena_reset(&r->batch);
    r->rows = ARENA_ARRAY(&r->batch, BATCH_ROWS, struct import_row);
    r->count = 0;
    *ret_split = SPLIT_RECORD;
    while (r->count < BATCH_ROWS) {
        TRY(import_file_next(&r->file, &record, ret_split, r->run->problem));
        if (*ret_split == SPLIT_RECORD) {
            map_record(r, record);
            continue;
        }
        if (*ret_split != SPLIT_HEADER) return OUTCOME_OK;
        if (take_header(r, record)) continue;
        *ret_split = SPLIT_BROKEN;
        return OUTCOME_OK;
    }
    return OUTCOME_OK;
}

/* ---- writing */

/* One try to write some rows of the batch. */
struct attempt {
    struct arena *arena;
    struct problem problem;
    struct uow *uow;
    struct import_row *rows; /* copies: deciding adds findings */
    size_t count;
};

static struct import_work advanced(const struct import_runner *r, const struct attempt *t,
                                   const struct import_changes *c)
{
    struct import_work work = r->work;
    const struct import_row *last = &t->rows[t->count - 1];
    RECORD_PUT(&work, IMPORT_WORK, bytes_done, last->end);
    RECORD_PUT(&work, IMPORT_WORK, reader_state, last->reader_state);
    RECORD_PUT(&work, IMPORT_WORK, rows_done, work.rows_done + (int64_t)t->count);
    RECORD_PUT(&work, IMPORT_WORK, rows_created, work.rows_created + (int64_t)c->created);
    RECORD_PUT(&work, IMPORT_WORK, rows_updated, work.rows_updated + (int64_t)c->updated);
    RECORD_PUT(&work, IMPORT_WORK, rows_unchanged, work.rows_unchanged + (int64_t)c->unchanged);
    RECORD_PUT(&work, IMPORT_WORK, rows_failed, work.rows_failed + (int64_t)c->failed);
    RECORD_PUT(&work, IMPORT_WORK, rows_warned, work.rows_warned + (int64_t)c->warned);
    return work;
}

static void decide(struct import_runner *r, struct attempt *t, const struct import_sets *sets,
                   struct import_changes *ret)
{
    struct import_facts facts = imports_facts(sets);
    struct uuid *ids = ids_new_ascending(t->arena, r->context.now, IMPORT_BATCH_IDS(t->count));
    struct import_means means = {
        .arena = t->arena, .now = r->context.now, .today = r->context.today, .ids = ids};
    import_batch_decide(&means, t->rows, t->count, &facts, ret);
}

/* What was found under the lock is not what this run left there: another process is at it, or a
 * caller
 * has cancelled it. */
static bool still_ours(const struct import_runner *r, const struct import_work *found, bool held)
{
    return held && found->state == IMPORT_STATE_RUNNING &&
           found->bytes_done == r->work.bytes_done && found->rows_done == r->work.rows_done;
}

/* CONFLICT: somebody else changed a row between our look at it and our update. */
static enum outcome try_batch(struct import_runner *r, struct attempt *t)
{
    struct import_keys keys;
    struct import_sets sets;
    struct import_changes changes;
    struct import_touched touched = {0};
    struct import_work found;
    bool held = false;
    import_batch_keys(t->arena, t->rows, t->count, &keys);
    imports_want_batch(t->uow, r->work.id, &keys, &found, &sets);
    jobs_extend(t->uow, r->run->job, JOB_LEASE_S, &held);
    TRY(uow_sync(t->uow));
    if (!still_ours(r, &found, held)) {
        r->lost = true;
        uow_rollback(t->uow);
        return OUTCOME_OK;
    }
    decide(r, t, &sets, &changes);
    struct import_work work = advanced(r, t, &changes);
    if (!r->work.dry_run) imports_apply_batch(t->uow, &changes, &touched);
    imports_apply_progress(t->uow, &work, t->rows, t->count);
    TRY(uow_sync(t->uow));
    if (!r->work.dry_run && imports_missed(&changes, &touched))
        return problem_raise(&t->problem, PROBLEM_CONFLICT, NULL, NULL, NULL);
    TRY(uow_commit(t->uow));
    r->work = work;
    return OUTCOME_OK;
}

static enum outcome attempt_rows(struct import_runner *r, struct arena *a,
                                 const struct import_row *rows, size_t count,
                                 struct problem *ret_problem)
{
    struct attempt t = {.arena = a, .count = count};
    problem_init(&t.problem, a);
    r->context.now = job_now();
    t.uow = uow_new(a, r->run->app->db, &r->context, &t.problem);
    uow_for_write(t.uow);
    t.rows = ARENA_ARRAY(a, count, struct import_row);
    memcpy(t.rows, rows, count * sizeof *rows);
    enum outcome outcome = try_batch(r, &t);
    *ret_problem = t.problem;
    if (outcome == OUTCOME_OK) return outcome;
    bool again = uow_retryable(t.uow);
    uow_rollback(t.uow);
    return again ? OUTCOME_CONFLICT : outcome;
}

/* CONFLICT and INVALID are about what is in the rows; everything else is about the database being
 * away. */
static bool is_about_the_rows(enum outcome outcome)
{
    return outcome == OUTCOME_CONFLICT || outcome == OUTCOME_INVALID;
}

/* A row that the database refuses for a reason that was not seen coming. */
static void refuse_row(struct import_row *row, const struct problem *problem)
{
    enum violation_rule rule =
        problem->violation_count > 0 ? problem->violations[0].rule : RULE_UNIQUE;
    imports_find(row, (struct import_finding){.rule = rule, .pointer = ""});
}

/* Writes rows [from, from + count) of the batch, trying anew while others interfere; a single row
 * that is
 * refused to the last is written down as such. */
static enum outcome write_rows(struct import_runner *r, size_t from, size_t count,
                               struct problem *ret_problem)
{
    enum outcome outcome = OUTCOME_CONFLICT;
    for (int i = 0; i < BATCH_TRIES && is_about_the_rows(outcome); i++) {
        arena_auto a;
        arena_init(&a);
        struct problem problem;
        outcome = attempt_rows(r, &a, r->rows + from, count, &problem);
        ret_problem->code = problem.code;
        ret_problem->internal = arena_text(ret_problem->arena, problem.internal);
        if (is_about_the_rows(outcome) && count == 1 && i == BATCH_TRIES - 2)
            refuse_row(&r->rows[from], &problem);
    }
    return outcome;
}

static enum outcome write_singly(struct import_runner *r, struct problem *ret_problem)
{
    for (size_t i = 0; i < r->count && !r->lost; i++) TRY(write_rows(r, i, 1, ret_problem));
    return OUTCOME_OK;
}

/* A batch that is refused as a whole is written row by row, so that only the rows at fault are
 * lost. */
static enum outcome write_batch(struct import_runner *r)
{
    struct problem problem;
    problem_init(&problem, r->run->problem->arena);
    if (r->count == 0) return OUTCOME_OK;
    enum outcome outcome = write_rows(r, 0, r->count, &problem);
    if (is_about_the_rows(outcome) && r->count > 1) outcome = write_singly(r, &problem);
    if (outcome != OUTCOME_OK) *r->run->problem = problem;
    return outcome;
}

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
    arena_init(&r->batch);
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
    arena_done(&r->batch);
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
    r->file.context = &r->context;
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

static enum outcome finish(struct import_runner *r, enum split split)
{
    struct import_row row = {.number = r->work.rows_done + 1};
    const char *place = arena_printf(&r->batch, "byte %lld", (long long)r->work.bytes_done);
    bool held = false;
    r->context.now = job_now();
    struct uow *u = uow_new(&r->batch, r->run->app->db, &r->context, r->run->problem);
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

static enum outcome run_batches(struct import_runner *r)
{
    enum split split = SPLIT_RECORD;
    while (!r->lost && split == SPLIT_RECORD) {
        if (atomic_load(r->run->stopping)) {
            r->lost = true;
            return OUTCOME_OK;
        }
        TRY(read_batch(r, &split));
        TRY(write_batch(r));
    }
    return r->lost ? OUTCOME_OK : finish(r, split);
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
    imports_apply_end(u, run->job->resource_id, IMPORT_FAILURE_INTERNAL);
    enum outcome outcome = uow_commit(u);
    close_runner(&r);
    return outcome;
}
