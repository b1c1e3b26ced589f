/* import.c - how fast rows are imported, and in how much memory
 *
 * bench_import [ROWS]: sends that many invented people (100000) as NDJSON, works them off in this
 * process as a worker does, again when nothing changes, and when one column of every row does.
 * Prints rows per second, CPU time and growth of the resident set.
 * Needs BANGKOM_TEST_DATABASE_URL (tests/postgres).
 * SPDX-License-Identifier: Apache-2.0 */
#include "../storage/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "api/config.h"
#include "api/http/app.h"
#include "api/import_run.h"
#include "api/jobs.h"
#include "domain/base/strbuf.h"
#include "domain/import_requests.h"
#include "storage/ids.h"
#include "storage/imports.h"

#include "domain/base/banned.h"

#define PART_ROWS 2000

static int64_t row_total = 100000;
static const char *title = "S.Kom."; /* of everybody in the file */
static struct config config = {.time_zone_offset_minutes = 420};

static void put_person(struct strbuf *s, int64_t i)
{
    int day = (int)(1 + i % 28), month = (int)(1 + i / 28 % 12), born = (int)(1965 + i / 336 % 35);
    int serial = (int)(1 + i / 11760 % 999);
    strbuf_printf(s, "{\"id\":\"%032lld\",\"nipBaru\":\"%04d%02d%02d%04d%02d1%03d\",", (long long)i,
                  born, month, day, born + 25, month, serial);
    strbuf_printf(s,
                  "\"nama\":\"PEGAWAI CONTOH %lld\",\"gelarDepan\":\"\",\"gelarBelakang\":\"%s\",",
                  (long long)i, title);
    strbuf_printf(s,
                  "\"tglLahir\":\"%02d-%02d-%04d\",\"jenisKelamin\":\"M\",\"noHp\":\"0800000000\",",
                  day, month, born);
    strbuf_text(
        s, "\"statusPegawai\":\"PNS\",\"jenisPegawaiId\":\"15\",\"golRuangAkhirId\":\"33\","
           "\"golRuangAkhir\":\"III/c\",\"tmtGolAkhir\":\"01-04-2022\",\"jenisJabatanId\":\"4\",");
    strbuf_printf(s, "\"jabatanNama\":\"Pelaksana %d\",\"jabatanFungsionalUmumId\":\"jabatan-%d\",",
                  (int)(i % 400), (int)(i % 400));
    strbuf_printf(s,
                  "\"tmtJabatan\":\"01-01-2023\",\"unorId\":\"unit-%d\",\"unorNama\":\"Seksi %d\",",
                  (int)(i % 1500), (int)(i % 1500));
    strbuf_printf(s, "\"unorIndukId\":\"dinas-%d\",\"emailGov\":\"p%lld@contoh.example\"}\n",
                  (int)(i % 1500 / 30), (long long)i);
}

static void check(enum outcome outcome, const struct problem *problem)
{
    if (outcome == OUTCOME_OK) return;
    fprintf(stderr, "bench_import: %s\n", problem->internal == NULL ? "?" : problem->internal);
    exit(1);
}

/* One transaction per part, each in an arena of its own: what sending costs is not to be measured.
 * */
static int64_t send_part(struct uuid id, int64_t number, int64_t from)
{
    arena_auto a;
    arena_init(&a);
    struct problem problem;
    struct strbuf s;
    struct import_part part;
    problem_init(&problem, &a);
    strbuf_init(&s, &a, 2U << 20, 8U << 20);
    for (int64_t i = from; i < from + PART_ROWS && i < row_total; i++) put_person(&s, i);
    struct uow *u = uow_new(&a, fx.db, &fx.context, &problem);
    uow_for_write(u);
    struct bytes body = {(const uint8_t *)s.data, s.length};
    check(imports_store_part(u, id, number, body, &part), &problem);
    check(uow_commit(u), &problem);
    return part.byte_count;
}

static void send_file(void)
{
    struct import_create create = {0};
    RECORD_PUT(&create, IMPORT_CREATE, kind, IMPORT_KIND_EMPLOYEES);
    RECORD_PUT(&create, IMPORT_CREATE, format, IMPORT_FORMAT_NDJSON);
    RECORD_PUT(&create, IMPORT_CREATE, dry_run, false);
    struct import import = import_requests_create(&create, ids_new(fx.context.now),
                                                  fx.context.principal_id, fx.context.now);
    struct uow *u = uow_new(&fx.arena, fx.db, &fx.context, &fx.problem);
    uow_for_write(u);
    imports_apply_create(u, &import);
    check(uow_commit(u), &fx.problem);
    int64_t number = 0, bytes = 0;
    for (int64_t from = 0; from < row_total; from += PART_ROWS)
        bytes += send_part(import.id, ++number, from);
    check(import_requests_start(&import, number, number, bytes, &fx.problem), &fx.problem);
    u = uow_new(&fx.arena, fx.db, &fx.context, &fx.problem);
    uow_for_write(u);
    imports_apply_start(u, &import);
    check(uow_commit(u), &fx.problem);
}

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long resident_kb(void)
{
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f == NULL || fscanf(f, "%*s %ld", &pages) != 1) pages = 0;
    if (f != NULL) fclose(f);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static long peak_kb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* User and system time of all server processes that work for this database. */
static double server_cpu(void)
{
    const char *pids = owner_text("SELECT string_agg(pid::text, ' ') FROM pg_stat_activity"
                                  " WHERE datname = current_database()");
    double ticks = 0;
    for (const char *at = pids; at != NULL && *at != '\0';
         at += strcspn(at, " ") + (strchr(at, ' ') != NULL)) {
        unsigned long user = 0, system = 0;
        const char *path = arena_printf(&fx.arena, "/proc/%.*s/stat", (int)strcspn(at, " "), at);
        FILE *f = fopen(path, "r");
        if (f == NULL) continue;
        if (fscanf(f, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
                   &system) == 2)
            ticks += (double)(user + system);
        fclose(f);
    }
    return ticks / (double)sysconf(_SC_CLK_TCK);
}

static void measure(const char *what)
{
    struct app app = {.config = &config, .db = fx.db};
    bool ran = false;
    send_file();
    long before = resident_kb();
    double server = server_cpu();
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    check(jobs_run_next(&app, &ran, &fx.problem), &fx.problem);
    wall = seconds(CLOCK_MONOTONIC) - wall;
    server = server_cpu() - server;
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf(
        "%-10s %8.0f rows/s  %5.1f s  CPU: worker %4.1f s, database %4.1f s  resident +%ld kB, peak %ld kB\n",
        what, (double)row_total / wall, wall, cpu, server, resident_kb() - before, peak_kb());
    printf(
        "           %s\n",
        owner_text(
            "SELECT format('%%s: %%s created, %%s updated, %%s unchanged, "
            "%%s failed', state, rows_created,"
            " rows_updated, rows_unchanged, rows_failed) FROM imports ORDER BY started_at DESC LIMIT 1"));
}

START_TEST(import_rate)
{
    measure("new");
    owner_run("ANALYZE");
    measure("unchanged");
    title = "M.Kom.";
    measure("changed");
}
END_TEST

int main(int argc, char **argv)
{
    if (argc > 1 && !parse_i64(argv[1], 1, 10000000, &row_total)) return 2;
    Suite *suite = suite_create("bench_import");
    TCase *tests = tcase_create("bench_import");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_set_timeout(tests, 600);
    tcase_add_test(tests, import_rate);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
