/* import_write.c - writing what a batch of rows means; see import_runner.h
 *
 * A batch is read and decided in one transaction, which keeps other imports of the organization
 * waiting until it ends. Where many people are new or changed, that transaction writes only the
 * second half of them, while a thread writes the first half in a transaction of its own: two
 * backends work at once. Units and positions come before both, because both refer to them; the
 * first half commits before the second, each with how far the work is, so that whoever goes on
 * after a crash goes on exactly there.
 * SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <string.h>

#include "api/http/app.h"
#include "api/import_runner.h"
#include "storage/ids.h"
#include "storage/imports.h"

#include "domain/base/banned.h"

/* How often a batch is decided anew because somebody else wrote what it was going to write. */
#define BATCH_TRIES 4
/* Fewer people to write are not worth a second transaction. */
#define DIVIDED_MIN 200

/* One transaction: what it writes, and of which rows it reports that they are done. */
struct step {
    struct import_runner *r;
    struct arena *arena;
    struct arena *beside; /* of the steps beside this one, which may run in a thread */
    struct problem problem;
    struct uow *uow;
    const struct import_changes *org; /* NULL: no units and positions */
    const struct import_share *share; /* NULL: no employees, and no rows are done */
    const struct import_row *rows;    /* share->rows of them */
    struct import_tally tally;
    enum outcome outcome;
};

static void step_open(struct step *s, struct import_runner *r, struct arena *a)
{
    *s = (struct step){.r = r, .arena = a};
    problem_init(&s->problem, a);
    s->uow = uow_new(a, r->run->app->db, &r->context, &s->problem);
    uow_for_write(s->uow);
}

/* What was found under the lock is not what this run left there: another process is at it, or a
 * caller has cancelled it. */
static bool still_ours(const struct import_runner *r, const struct import_work *found, bool held)
{
    return held && found->state == IMPORT_STATE_RUNNING &&
           found->bytes_done == r->work.bytes_done && found->rows_done == r->work.rows_done;
}

/* Locks the import until the step ends. r->lost: it may write nothing. */
static enum outcome step_hold(struct step *s)
{
    struct import_runner *r = s->r;
    struct import_work found;
    bool held = false;
    imports_want_lock(s->uow, r->work.id, &found);
    /* a dry run begins anew after a crash: a batch of it is no progress that stays */
    if (r->work.dry_run) jobs_extend(s->uow, r->run->job, JOB_LEASE_S, &held);
    else jobs_advance(s->uow, r->run->job, JOB_LEASE_S, &held);
    TRY(uow_sync(s->uow));
    if (still_ours(r, &found, held)) return OUTCOME_OK;
    r->lost = true;
    uow_rollback(s->uow);
    return OUTCOME_OK;
}

/* CONFLICT: somebody else changed a row between our look at it and our update. */
static enum outcome step_write(struct step *s)
{
    if (s->r->work.dry_run) { /* it is never divided */
        imports_apply_preview(s->uow, s->r->work.id, s->org);
        return OUTCOME_OK;
    }
    if (s->org != NULL) imports_apply_org(s->uow, s->org, &s->tally);
    if (s->share != NULL) imports_apply_share(s->uow, s->share, &s->tally);
    TRY(uow_sync(s->uow));
    if (!imports_missed(&s->tally)) return OUTCOME_OK;
    return problem_raise(&s->problem, PROBLEM_CONFLICT, NULL, NULL, NULL);
}

static struct import_work advanced(const struct step *s)
{
    struct import_work work = s->r->work;
    const struct import_share *share = s->share;
    const struct import_row *last = &s->rows[share->rows - 1];
    RECORD_PUT(&work, IMPORT_WORK, bytes_done, last->end);
    RECORD_PUT(&work, IMPORT_WORK, reader_state, last->reader_state);
    RECORD_PUT(&work, IMPORT_WORK, rows_done, work.rows_done + (int64_t)share->rows);
    RECORD_PUT(&work, IMPORT_WORK, rows_created, work.rows_created + (int64_t)share->created);
    RECORD_PUT(&work, IMPORT_WORK, rows_updated, work.rows_updated + (int64_t)share->updated);
    RECORD_PUT(&work, IMPORT_WORK, rows_unchanged, work.rows_unchanged + (int64_t)share->unchanged);
    RECORD_PUT(&work, IMPORT_WORK, rows_failed, work.rows_failed + (int64_t)share->failed);
    RECORD_PUT(&work, IMPORT_WORK, rows_warned, work.rows_warned + (int64_t)share->warned);
    return work;
}

static enum outcome step_commit(struct step *s)
{
    if (s->share == NULL) return uow_commit(s->uow);
    struct import_work work = advanced(s);
    imports_apply_progress(s->uow, &work, s->rows, s->share->rows);
    TRY(uow_commit(s->uow));
    s->r->work = work;
    s->r->run->advanced = !work.dry_run;
    return OUTCOME_OK;
}

static enum outcome step_run(struct step *s)
{
    TRY(step_hold(s));
    if (s->r->lost) return OUTCOME_OK;
    TRY(step_write(s));
    return step_commit(s);
}

static void *step_run_in_thread(void *cookie)
{
    struct step *s = cookie;
    s->outcome = step_run(s);
    return NULL;
}

/* How a step ended; CONFLICT also when the same may succeed next time. The problem's texts live in
 * the arena of the step. */
static enum outcome step_end(struct step *s, enum outcome outcome, struct problem *ret_problem)
{
    if (outcome == OUTCOME_OK) return outcome;
    bool again = uow_retryable(s->uow);
    uow_rollback(s->uow);
    *ret_problem = s->problem;
    return again ? OUTCOME_CONFLICT : outcome;
}

/* ---- a batch */

static void decide(const struct step *main, struct import_row *rows, size_t count,
                   const struct import_sets *sets, struct import_changes *ret)
{
    const struct import_runner *r = main->r;
    struct import_facts facts = imports_facts(sets);
    struct uuid *ids = ids_new_ascending(main->arena, r->context.now, IMPORT_BATCH_IDS(count));
    struct import_means means = {.arena = main->arena,
                                 .now = r->context.now,
                                 .today = r->context.today,
                                 .ids = ids,
                                 .cut = r->work.dry_run ? 0 : count / 2,
                                 .worth = DIVIDED_MIN};
    import_batch_decide(&means, rows, count, &facts, ret);
}

static bool has_org(const struct import_changes *c)
{
    return c->units_new.count + c->units_changed.count + c->positions_new.count +
               c->positions_changed.count >
           0;
}

/* Units and positions in a transaction of their own: both halves refer to them. */
static enum outcome write_org(const struct step *main, const struct import_changes *changes,
                              struct problem *ret_problem)
{
    struct step org;
    if (!has_org(changes)) return OUTCOME_OK;
    step_open(&org, main->r, main->beside);
    org.org = changes;
    return step_end(&org, step_run(&org), ret_problem);
}

/* Both halves at once; where no thread can be had, one after the other. */
static enum outcome write_halves(struct step *first, struct step *second)
{
    pthread_t thread;
    bool parallel = pthread_create(&thread, NULL, step_run_in_thread, first) == 0;
    if (!parallel) step_run_in_thread(first);
    enum outcome outcome = step_write(second);
    if (parallel) pthread_join(thread, NULL);
    return outcome;
}

static enum outcome write_divided(struct step *main, const struct import_changes *changes,
                                  struct problem *ret_problem)
{
    struct step first;
    TRY(write_org(main, changes, ret_problem));
    if (main->r->lost) return OUTCOME_OK;
    step_open(&first, main->r, main->beside);
    first.share = &changes->shares[0];
    first.rows = main->rows;
    main->share = &changes->shares[1];
    main->rows += first.share->rows;
    enum outcome outcome = write_halves(&first, main);
    TRY(step_end(&first, first.outcome, ret_problem));
    if (outcome == OUTCOME_OK && !main->r->lost) outcome = step_hold(main);
    if (outcome == OUTCOME_OK && !main->r->lost) outcome = step_commit(main);
    return step_end(main, outcome, ret_problem);
}

static enum outcome write_whole(struct step *main, const struct import_changes *changes,
                                struct problem *ret_problem)
{
    main->org = changes;
    main->share = &changes->shares[0];
    return step_end(main, step_run(main), ret_problem);
}

static enum outcome attempt_rows(struct step *main, const struct import_row *rows, size_t count,
                                 struct problem *ret_problem)
{
    struct import_keys keys;
    struct import_sets sets;
    struct import_changes changes;
    /* copies: deciding adds findings */
    struct import_row *copies = ARENA_ARRAY(main->arena, count, struct import_row);
    memcpy(copies, rows, count * sizeof *rows);
    main->rows = copies;
    import_batch_keys(main->arena, copies, count, &keys);
    imports_want_turn(main->uow);
    if (main->r->work.dry_run) imports_want_preview(main->uow, main->r->work.id, &keys, &sets);
    else imports_want_batch(main->uow, &keys, &sets);
    enum outcome outcome = uow_sync(main->uow);
    if (outcome != OUTCOME_OK) return step_end(main, outcome, ret_problem);
    decide(main, copies, count, &sets, &changes);
    if (changes.shares[1].rows > 0) return write_divided(main, &changes, ret_problem);
    return write_whole(main, &changes, ret_problem);
}

/* ---- until it is written */

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

/* Where in the batch the work stands. */
static size_t written(const struct import_runner *r)
{
    return (size_t)(r->work.rows_done + 1 - r->batch->rows[0].number);
}

/* One try to write the rows up to `end`. */
static enum outcome try_rows(struct import_runner *r, size_t end, bool last_try,
                             struct problem *ret_problem)
{
    arena_auto a, beside;
    arena_init(&a);
    arena_init(&beside);
    struct step main;
    struct problem problem;
    size_t from = written(r);
    r->context.now = job_now();
    step_open(&main, r, &a);
    main.beside = &beside;
    enum outcome outcome = attempt_rows(&main, r->batch->rows + from, end - from, &problem);
    if (outcome == OUTCOME_OK) return outcome;
    ret_problem->code = problem.code;
    ret_problem->internal = arena_text(ret_problem->arena, problem.internal);
    if (is_about_the_rows(outcome) && end - from == 1 && last_try)
        refuse_row(&r->batch->rows[from], &problem);
    return outcome;
}

/* Writes the rows up to `end`, trying anew while others interfere; a single row that is refused to
 * the last is written down as such. */
static enum outcome write_rows(struct import_runner *r, size_t end, struct problem *ret_problem)
{
    enum outcome outcome = OUTCOME_CONFLICT;
    for (int i = 0; i < BATCH_TRIES && is_about_the_rows(outcome); i++)
        outcome = try_rows(r, end, i == BATCH_TRIES - 2, ret_problem);
    return outcome;
}

static enum outcome write_singly(struct import_runner *r, struct problem *ret_problem)
{
    while (written(r) < r->batch->count && !r->lost)
        TRY(write_rows(r, written(r) + 1, ret_problem));
    return OUTCOME_OK;
}

/* A batch that is refused as a whole is written row by row, so that only the rows at fault are
 * lost. */
enum outcome import_write_batch(struct import_runner *r)
{
    struct problem problem;
    problem_init(&problem, r->run->problem->arena);
    if (r->batch->count == 0) return OUTCOME_OK;
    enum outcome outcome = write_rows(r, r->batch->count, &problem);
    if (is_about_the_rows(outcome) && r->batch->count > 1) outcome = write_singly(r, &problem);
    if (outcome != OUTCOME_OK) *r->run->problem = problem;
    return outcome;
}
