/* fixture_import.c - see fixture_import.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_import.h"

#include <string.h>

#include "api/config.h"
#include "api/jobs.h"
#include "domain/base/strbuf.h"
#include "domain/import_requests.h"
#include "storage/ids.h"
#include "storage/imports.h"

#include "domain/base/banned.h"

static struct config config = {.time_zone_offset_minutes = 420, .workers = 1};
struct app import_app;

void import_open(void)
{
    fixture_open();
    import_app.config = &config;
    import_app.db = fx.db;
}

/* ---- sending and running */

static struct uow *writing(struct arena *a, struct problem *problem)
{
    problem_init(problem, a);
    struct uow *u = uow_new(a, fx.db, &fx.context, problem);
    uow_for_write(u);
    return u;
}

static void send_parts(struct uow *u, struct uuid id, const struct import_sending *s,
                       int64_t *ret_count)
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

struct uuid import_send(struct import_sending s)
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

struct import import_read(struct uuid id)
{
    struct problem problem;
    struct import import;
    problem_init(&problem, &fx.arena);
    struct uow *u = uow_new(&fx.arena, fx.db, &fx.context, &problem);
    ck_assert_int_eq(imports_load(u, id, false, &import), OUTCOME_OK);
    return import;
}

void import_run_jobs(void)
{
    bool ran = true;
    while (ran) {
        struct problem problem;
        problem_init(&problem, &fx.arena);
        ck_assert_msg(jobs_run_next(&import_app, &ran, &problem) == OUTCOME_OK, "%s",
                      problem.internal);
    }
}

struct import import_do(struct import_sending s)
{
    struct uuid id = import_send(s);
    import_run_jobs();
    return import_read(id);
}

void import_check(const struct import *i, int64_t created, int64_t updated, int64_t unchanged,
                  int64_t failed)
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
const char *import_people(int from, int count, const char *rank)
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

int64_t import_count(const char *table)
{
    return owner_number("SELECT count(*) FROM %s WHERE organization_id = '%s'", table,
                        uuid_text(fx.organization));
}

void import_check_people(int64_t count)
{
    const char *organization = uuid_text(fx.organization);
    ck_assert_int_eq(import_count("employees"), count);
    ck_assert_int_eq(owner_number("SELECT max(version) FROM employees WHERE organization_id = '%s'",
                                  organization),
                     1);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM audit_events WHERE organization_id = '%s'"
                                  " AND resource_type = 'employee'",
                                  organization),
                     count);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM outbox_events WHERE organization_id = '%s'"
                                  " AND resource_type = 'employee'",
                                  organization),
                     count);
}
