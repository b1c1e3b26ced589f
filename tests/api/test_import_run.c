/* test_import_run.c - imports worked off against a database: counts, repeats, dry runs, crashes,
 * two at once
 * SPDX-License-Identifier: Apache-2.0 */
#include "../storage/fixture.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "api/config.h"
#include "api/http/app.h"
#include "api/import_run.h"
#include "api/jobs.h"
#include "domain/base/strbuf.h"
#include "domain/import_requests.h"
#include "storage/ids.h"
#include "storage/imports.h"

#include "domain/base/banned.h"

static struct config config = {.time_zone_offset_minutes = 420, .workers = 1};
static struct app app;

static void open_app(void)
{
    fixture_open();
    app.config = &config;
    app.db = fx.db;
}

/* ---- sending and running */

struct sending {
    enum import_format format;
    bool dry_run;
    const char *text;
    size_t length;     /* 0: strlen */
    size_t part_bytes; /* 0: one part */
};

static struct uow *writing(struct arena *a, struct problem *problem)
{
    problem_init(problem, a);
    struct uow *u = uow_new(a, fx.db, &fx.context, problem);
    uow_for_write(u);
    return u;
}

static void send_parts(struct uow *u, struct uuid id, const struct sending *s, int64_t *ret_count)
{
    size_t length = s->length > 0 ? s->length : strlen(s->text);
    size_t step = s->part_bytes > 0 ? s->part_bytes : length;
    struct import_part part;
    *ret_count = 0;
    for (size_t at = 0; at < length; at += step) {
        size_t bytes = length - at < step ? length - at : step;
        struct bytes body = {(const uint8_t *)s->text + at, bytes};
        ck_assert_int_eq(imports_store_part(u, id, ++*ret_count, body, &part), OUTCOME_OK);
        ck_assert_int_eq(part.byte_count, (int64_t)bytes);
    }
}

static struct uuid send(struct sending s)
{
    arena_auto a;
    arena_init(&a);
    struct problem problem;
    struct uow *u = writing(&a, &problem);
    struct import_create create = {0};
    int64_t parts;
    RECORD_PUT(&create, IMPORT_CREATE, kind, IMPORT_KIND_EMPLOYEES);
    RECORD_PUT(&create, IMPORT_CREATE, format, s.format);
    RECORD_PUT(&create, IMPORT_CREATE, dry_run, s.dry_run);
    struct import import = import_requests_create(&create, ids_new(fx.context.now),
                                                  fx.context.principal_id, fx.context.now);
    int64_t bytes = (int64_t)(s.length > 0 ? s.length : strlen(s.text));
    imports_apply_create(u, &import);
    send_parts(u, import.id, &s, &parts);
    ck_assert_int_eq(import_requests_start(&import, parts, parts, bytes, &problem), OUTCOME_OK);
    imports_apply_start(u, &import);
    ck_assert_msg(uow_commit(u) == OUTCOME_OK, "%s", problem.internal);
    return import.id;
}

static struct import read_import(struct uuid id)
{
    struct problem problem;
    struct import import;
    problem_init(&problem, &fx.arena);
    struct uow *u = uow_new(&fx.arena, fx.db, &fx.context, &problem);
    ck_assert_int_eq(imports_load(u, id, false, &import), OUTCOME_OK);
    return import;
}

static void run_jobs(void)
{
    bool ran = true;
    while (ran) {
        struct problem problem;
        problem_init(&problem, &fx.arena);
        ck_assert_msg(jobs_run_next(&app, &ran, &problem) == OUTCOME_OK, "%s", problem.internal);
    }
}

static struct import run(struct sending s)
{
    struct uuid id = send(s);
    run_jobs();
    return read_import(id);
}

static void check_counts(const struct import *i, int64_t created, int64_t updated,
                         int64_t unchanged, int64_t failed)
{
    const char *why =
        owner_text("SELECT string_agg(row_number || pointer || ' ' || rule, ', ') FROM"
                   " import_errors WHERE import_id = '%s'",
                   uuid_text(i->id));
    const char *job =
        owner_text("SELECT last_error FROM jobs WHERE resource_id = '%s'", uuid_text(i->id));
    ck_assert_msg(i->state == IMPORT_STATE_COMPLETED, "state %d, job %s", i->state,
                  job == NULL ? "-" : job);
    ck_assert_msg(i->rows_created == created && i->rows_updated == updated &&
                      i->rows_unchanged == unchanged && i->rows_failed == failed,
                  "%d created, %d updated, %d unchanged, %d failed: %s", (int)i->rows_created,
                  (int)i->rows_updated, (int)i->rows_unchanged, (int)i->rows_failed,
                  why == NULL ? "no error" : why);
    ck_assert_int_eq(i->rows_done, created + updated + unchanged + failed);
}

/* `count` invented people in units of ten, as a JSON array. */
static const char *people(int from, int count, const char *rank)
{
    struct strbuf s;
    strbuf_init(&s, &fx.arena, 65536, 256U << 20);
    for (int i = from; i < from + count; i++) {
        strbuf_printf(&s, "%s\n{\"id\":\"orang-%d\",\"nipBaru\":\"1990%02d%02d2015%02d1%03d\",",
                      i == from ? "[" : ",", i, 1 + i / 28 % 12, 1 + i % 28, 1 + i / 336 % 12,
                      1 + i / 4032);
        strbuf_printf(&s, "\"nama\":\"ORANG KE %d\",\"tglLahir\":\"%02d-%02d-1990\",", i,
                      1 + i % 28, 1 + i / 28 % 12);
        strbuf_printf(
            &s, "\"jenisKelamin\":\"M\",\"statusPegawai\":\"PNS\",\"golRuangAkhirId\":\"%s\",",
            rank);
        strbuf_printf(
            &s, "\"unorId\":\"unit-%d\",\"unorNama\":\"Seksi %d\",\"unorIndukId\":\"induk-%d\",",
            i / 10, i / 10, i / 100);
        strbuf_printf(&s,
                      "\"jenisJabatanId\":\"4\",\"jabatanFungsionalUmumId\":\"jab-%d\","
                      "\"jabatanNama\":\"Pelaksana %d\",\"emailGov\":\"orang%d@contoh.example\"}",
                      i % 50, i % 50, i);
    }
    strbuf_text(&s, "]");
    ck_assert(!s.overflow);
    return s.data;
}

static int64_t count_of(const char *table)
{
    return owner_number("SELECT count(*) FROM %s WHERE organization_id = '%s'", table,
                        uuid_text(fx.organization));
}

/* ---- tests */

START_TEST(a_file_becomes_units_positions_and_employees)
{
    struct import i = run((struct sending){IMPORT_FORMAT_JSON, .text = people(0, 250, "31")});
    check_counts(&i, 250, 0, 0, 0);
    ck_assert_int_eq(i.bytes_done, i.byte_count);
    ck_assert_int_eq(count_of("employees"), 250);
    ck_assert_int_eq(count_of("units"), 25 + 3);
    ck_assert_int_eq(count_of("positions"), 50);
    ck_assert_int_eq(count_of("import_parts"), 0);
    ck_assert_int_eq(count_of("outbox_events") > 250, 1);
    ck_assert_str_eq(
        owner_text("SELECT u.name || '/' || p.name FROM employees e"
                   " JOIN units u ON u.id = e.unit_id JOIN units p ON p.id = u.parent_id"
                   " WHERE e.external_id = 'orang-123' AND e.organization_id = '%s'",
                   uuid_text(fx.organization)),
        "Seksi 12/induk-1");
}
END_TEST

START_TEST(the_same_file_again_changes_nothing)
{
    const char *text = people(0, 120, "31");
    run((struct sending){IMPORT_FORMAT_JSON, .text = text});
    int64_t audits = count_of("audit_events"), events = count_of("outbox_events");
    struct import i = run((struct sending){IMPORT_FORMAT_JSON, .text = text});
    check_counts(&i, 0, 0, 120, 0);
    /* those of the import itself: created and started */
    ck_assert_int_eq(count_of("audit_events"), audits + 2);
    ck_assert_int_eq(count_of("outbox_events"), events + 2);
    ck_assert_int_eq(owner_number("SELECT max(version) FROM employees WHERE organization_id = '%s'",
                                  uuid_text(fx.organization)),
                     1);
    ck_assert_int_eq(owner_number("SELECT max(version) FROM units WHERE organization_id = '%s'",
                                  uuid_text(fx.organization)),
                     1);
}
END_TEST

START_TEST(a_change_is_an_update)
{
    run((struct sending){IMPORT_FORMAT_JSON, .text = people(0, 30, "31")});
    struct import i = run((struct sending){IMPORT_FORMAT_JSON, .text = people(20, 20, "32")});
    check_counts(&i, 10, 10, 0, 0);
    ck_assert_int_eq(
        owner_number("SELECT count(*) FROM employees WHERE version = 2 AND rank_code = '32'"
                     " AND organization_id = '%s'",
                     uuid_text(fx.organization)),
        10);
}
END_TEST

START_TEST(a_dry_run_tells_the_same_and_changes_nothing)
{
    const char *text = "{\"nipBaru\":\"199001012015031001\",\"nama\":\"SATU\",\"unorId\":\"u\"}\n"
                       "{\"nipBaru\":\"123\",\"nama\":\"DUA\",\"unorId\":\"u\"}\n";
    struct import dry = run((struct sending){IMPORT_FORMAT_NDJSON, true, .text = text});
    check_counts(&dry, 1, 0, 0, 1);
    ck_assert_int_eq(count_of("employees") + count_of("units"), 0);
    struct import wet = run((struct sending){IMPORT_FORMAT_NDJSON, false, .text = text});
    check_counts(&wet, 1, 0, 0, 1);
    ck_assert_int_eq(count_of("employees"), 1);
    ck_assert_int_eq(
        owner_number("SELECT count(DISTINCT (row_number, pointer, rule)) FROM import_errors"
                     " WHERE organization_id = '%s'",
                     uuid_text(fx.organization)),
        1);
}
END_TEST

START_TEST(parts_may_be_cut_anywhere)
{
    const char *text = "\xEF\xBB\xBFnipBaru,nama,unorId,unorNama,lain\r\n"
                       "199001012015031001,\"SATU, S.Kom.\",u-1,\"Seksi\r\nSatu\",x\r\n"
                       "199001012015031002,\"D\"\"UA\",u-1,,\r\n"
                       "199001012015031003,TIGA,u-2,Dinas Dua,\r\n";
    for (size_t bytes = 1; bytes < 40; bytes++) {
        bool first = bytes == 1;
        struct import i =
            run((struct sending){IMPORT_FORMAT_CSV, .text = text, .part_bytes = bytes});
        check_counts(&i, first ? 3 : 0, 0, first ? 0 : 3, 0);
    }
}
END_TEST

START_TEST(a_broken_file_fails_behind_its_good_rows)
{
    struct import i = run((struct sending){
        IMPORT_FORMAT_JSON,
        .text = "[{\"nipBaru\":\"199001012015031001\",\"nama\":\"SATU\",\"unorId\":\"u\"},\n]]"});
    ck_assert_int_eq(i.state, IMPORT_STATE_FAILED);
    ck_assert_int_eq(i.failure, IMPORT_FAILURE_UNREADABLE);
    ck_assert_int_eq(i.rows_created, 1);
    ck_assert_str_eq(
        owner_text("SELECT row_number || rule FROM import_errors WHERE import_id = '%s'",
                   uuid_text(i.id)),
        "2syntax");
}
END_TEST

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

/* Works until the first batch is committed and then dies: its job stays claimed, its lease runs
 * out. */
START_TEST(a_crashed_run_goes_on_behind_its_last_batch)
{
    struct uuid id = send(
        (struct sending){IMPORT_FORMAT_JSON, .text = people(0, 5000, "31"), .part_bytes = 100000});
    owner_run(
        "CREATE OR REPLACE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF NEW.rows_done > 2000 THEN RAISE EXCEPTION 'crash' USING ERRCODE = '57014'; END IF;"
        " RETURN NEW; END $$;"
        "CREATE TRIGGER crash BEFORE UPDATE ON imports FOR EACH ROW WHEN (NEW.id = '%s')"
        " EXECUTE FUNCTION crash()",
        uuid_text(id));
    struct job job = claim();
    bool done = false;
    atomic_bool never = false;
    struct job_run crashing = {&app, &job, &never, &fx.problem};
    ck_assert_int_ne(import_run(&crashing, &done), OUTCOME_OK);
    owner_run(
        "DROP TRIGGER crash ON imports; UPDATE jobs SET lease_until = now() - interval '1 s'");
    struct import half = read_import(id);
    ck_assert_int_eq(half.rows_done, 2000);
    ck_assert_int_eq(count_of("employees"), 2000);
    run_jobs();
    struct import whole = read_import(id);
    check_counts(&whole, 5000, 0, 0, 0);
    ck_assert_int_eq(count_of("employees"), 5000);
    ck_assert_int_eq(owner_number("SELECT max(version) FROM employees WHERE organization_id = '%s'",
                                  uuid_text(fx.organization)),
                     1);
    ck_assert_int_eq(
        owner_number("SELECT attempts FROM jobs WHERE resource_id = '%s'", uuid_text(id)), 2);
}
END_TEST

/* A worker that lost its lease to another may not commit any more. */
START_TEST(who_lost_the_job_writes_nothing)
{
    struct uuid id = send((struct sending){IMPORT_FORMAT_JSON, .text = people(0, 5, "31")});
    struct job slow = claim();
    owner_run("UPDATE jobs SET lease_until = now() - interval '1 s'");
    struct job fast = claim();
    ck_assert_int_eq(fast.attempts, slow.attempts + 1);
    bool done = true;
    atomic_bool never = false;
    struct job_run lost = {&app, &slow, &never, &fx.problem};
    ck_assert_int_eq(import_run(&lost, &done), OUTCOME_OK);
    ck_assert(!done);
    ck_assert_int_eq(count_of("employees"), 0);
    struct job_run held = {&app, &fast, &never, &fx.problem};
    ck_assert_int_eq(import_run(&held, &done), OUTCOME_OK);
    ck_assert(done);
    struct import i = read_import(id);
    check_counts(&i, 5, 0, 0, 0);
}
END_TEST

START_TEST(a_stopped_run_gives_its_job_back)
{
    struct uuid id = send((struct sending){IMPORT_FORMAT_JSON, .text = people(0, 5, "31")});
    struct job job = claim();
    bool done = true;
    struct job_run stopped = {&app, &job, &stop_now, &fx.problem};
    ck_assert_int_eq(import_run(&stopped, &done), OUTCOME_OK);
    ck_assert(!done);
    ck_assert_int_eq(read_import(id).rows_done, 0);
}
END_TEST

static void *run_in_thread(void *cookie)
{
    arena_auto a;
    arena_init(&a);
    struct problem problem;
    bool ran;
    (void)cookie;
    problem_init(&problem, &a);
    return (void *)(intptr_t)jobs_run_next(&app, &ran, &problem);
}

START_TEST(two_at_once_leave_one_of_each)
{
    const char *text = people(0, 3000, "31");
    struct uuid first = send((struct sending){IMPORT_FORMAT_JSON, .text = text});
    struct uuid second = send((struct sending){IMPORT_FORMAT_JSON, .text = text});
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, run_in_thread, NULL);
    for (int i = 0; i < 2; i++) {
        void *outcome;
        pthread_join(threads[i], &outcome);
        ck_assert_ptr_null(outcome);
    }
    struct import a = read_import(first), b = read_import(second);
    ck_assert_int_eq(a.state, IMPORT_STATE_COMPLETED);
    ck_assert_int_eq(b.state, IMPORT_STATE_COMPLETED);
    ck_assert_int_eq(a.rows_created + b.rows_created, 3000);
    ck_assert_int_eq(a.rows_unchanged + b.rows_unchanged, 3000);
    ck_assert_int_eq(count_of("employees"), 3000);
    ck_assert_int_eq(owner_number("SELECT max(version) FROM employees WHERE organization_id = '%s'",
                                  uuid_text(fx.organization)),
                     1);
}
END_TEST

START_TEST(a_circle_of_units_is_warned_of)
{
    struct import i = run((struct sending){
        IMPORT_FORMAT_NDJSON, .text = "{\"nipBaru\":\"199001012015031001\",\"nama\":\"SATU\","
                                      "\"unorId\":\"a\",\"unorIndukId\":\"b\"}\n"
                                      "{\"nipBaru\":\"199001012015031002\",\"nama\":\"DUA\","
                                      "\"unorId\":\"b\",\"unorIndukId\":\"a\"}\n"});
    check_counts(&i, 2, 0, 0, 0);
    ck_assert_int_eq(i.rows_warned, 1);
}
END_TEST

START_TEST(key_and_nip_of_two_people_refuse_the_row)
{
    run((struct sending){IMPORT_FORMAT_JSON, .text = people(0, 2, "31")});
    struct import i = run((struct sending){
        IMPORT_FORMAT_NDJSON,
        .text = "{\"id\":\"orang-0\","
                "\"nipBaru\":\"199001022015011001\",\"nama\":\"X\",\"unorId\":\"a\"}\n"});
    check_counts(&i, 0, 0, 0, 1);
}
END_TEST

START_TEST(jobs_run_by_themselves)
{
    app.jobs = jobs_new(&app, 1);
    struct uuid id = send((struct sending){IMPORT_FORMAT_JSON, .text = people(0, 5, "31")});
    jobs_wake(app.jobs);
    for (int i = 0; i < 200 && read_import(id).state != IMPORT_STATE_COMPLETED; i++)
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    jobs_free(app.jobs);
    app.jobs = NULL;
    struct import done = read_import(id);
    check_counts(&done, 5, 0, 0, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("import_run");
    TCase *tests = tcase_create("import_run");
    tcase_add_checked_fixture(tests, open_app, fixture_close);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_file_becomes_units_positions_and_employees);
    tcase_add_test(tests, the_same_file_again_changes_nothing);
    tcase_add_test(tests, a_change_is_an_update);
    tcase_add_test(tests, a_dry_run_tells_the_same_and_changes_nothing);
    tcase_add_test(tests, parts_may_be_cut_anywhere);
    tcase_add_test(tests, a_broken_file_fails_behind_its_good_rows);
    tcase_add_test(tests, a_crashed_run_goes_on_behind_its_last_batch);
    tcase_add_test(tests, who_lost_the_job_writes_nothing);
    tcase_add_test(tests, a_stopped_run_gives_its_job_back);
    tcase_add_test(tests, two_at_once_leave_one_of_each);
    tcase_add_test(tests, a_circle_of_units_is_warned_of);
    tcase_add_test(tests, key_and_nip_of_two_people_refuse_the_row);
    tcase_add_test(tests, jobs_run_by_themselves);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
