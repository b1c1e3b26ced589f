/* test_db.c - storage/db/db.h: leases, failures to connect, session settings
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "storage/db/migrate.h"
#include "storage/db/pool.h"

#include "domain/base/banned.h"

/* One number and one text, as parameters and as columns; conditions only to make many variants. */
struct pair {
    struct presence has;
    int64_t number;
    const char *text;
};
static const struct field pair_fields[] = {
    {.name = "number", .kind = KIND_INTEGER, .offset = offsetof(struct pair, number)},
    {.name = "text", .kind = KIND_TEXT, .offset = offsetof(struct pair, text)},
};
static const struct record pair_record = {"pair", pair_fields, 2, sizeof(struct pair)};
static const struct statement_param pair_params[] = {{.kind = KIND_INTEGER, .field = 0},
                                                     {.kind = KIND_TEXT, .field = 1}};

#define PAIR_STATEMENT(variable, ...)                                                              \
    static const struct statement_token variable##_tokens[] = {__VA_ARGS__};                       \
    static const struct statement variable = {.name = #variable,                                   \
                                              .flags = STATEMENT_GLOBAL,                           \
                                              .in = &pair_record,                                  \
                                              .out = &pair_record,                                 \
                                              .tokens = variable##_tokens,                         \
                                              .token_count = LENGTH(variable##_tokens),            \
                                              .params = pair_params,                               \
                                              .param_count = LENGTH(pair_params)}

PAIR_STATEMENT(one, T("SELECT 1 AS number"));
PAIR_STATEMENT(setting, T("SELECT current_setting("), P(1), T(") AS text"));
PAIR_STATEMENT(sleep_ms, T("SELECT 1 AS number, pg_sleep("), P(0), T(" / 1000.0)::text AS text"));

/* Other tests of this program use their own pools. */
static struct db *db;

static void use(struct db_options options)
{
    db = fixture_db(options);
}

static void close_db(void)
{
    db_free(db);
    db = NULL;
    fixture_close();
}

static struct pair given(int64_t number, const char *text)
{
    return (struct pair){.has = {.value = text == NULL ? 1 : 3}, .number = number, .text = text};
}

static enum outcome run(struct db *on, const struct statement *s, struct pair in, struct pair *ret,
                        struct problem *problem)
{
    static const struct uow_context nobody = {.operation = "test"};
    struct uow *u = uow_new(problem->arena, on, &nobody, problem);
    uow_want(u, s, &in, ret, NULL);
    return uow_sync(u);
}

static enum outcome run_one(void)
{
    struct pair out;
    problem_init(&fx.problem, &fx.arena);
    return run(db, &one, given(0, NULL), &out, &fx.problem);
}

/* A transaction that holds its connection until the arena goes. */
static struct uow *hold(struct arena *a, struct problem *problem)
{
    static const struct uow_context nobody = {.operation = "test"};
    struct uow *u = uow_new(a, db, &nobody, problem);
    uow_for_write(u);
    uow_want(u, &one, NULL, NULL, NULL);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    return u;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

START_TEST(connects_only_when_asked)
{
    use((struct db_options){.size = 3});
    ck_assert_int_eq(db_stats(db).open, 0);
    ck_assert_int_eq(run_one(), OUTCOME_OK);
    ck_assert_int_eq(run_one(), OUTCOME_OK);
    struct db_stats stats = db_stats(db);
    ck_assert_int_eq(stats.open, 1);
    ck_assert_int_eq(stats.leased, 0);
    ck_assert_uint_eq(stats.connects, 1);
    ck_assert_uint_eq(stats.queries, 2);
}
END_TEST

static const struct {
    const char *name, *value;
} settings[] = {
    {"search_path", "bangkom"},
    {"TimeZone", "UTC-00:00"},
    {"client_encoding", "UTF8"},
    {"application_name", "bangkom"},
    {"statement_timeout", "1s"},
    {"lock_timeout", "500ms"},
    {"idle_in_transaction_session_timeout", "10s"},
    {"role", "bangkom_app"},
};

START_TEST(sessions_are_set_up)
{
    struct pair out;
    use((struct db_options){.statement_timeout_ms = 1000});
    ck_assert_int_eq(run(db, &setting, given(0, settings[_i].name), &out, &fx.problem), OUTCOME_OK);
    ck_assert_str_eq(out.text, settings[_i].value);
}
END_TEST

static const struct {
    int offset_minutes;
    const char *day;
} zones[] = {{0, "2025-12-31"}, {420, "2026-01-01"}, {-210, "2025-12-31"}, {345, "2026-01-01"}};

PAIR_STATEMENT(day_of,
               T("SELECT 1 AS number, (timestamptz '2025-12-31 18:30Z')::date::text AS text"));

/* A quarter past midnight of a new year at Kathmandu, half past one at Jakarta. */
START_TEST(days_are_those_of_the_organization)
{
    struct pair out;
    use((struct db_options){.time_zone_offset_minutes = zones[_i].offset_minutes});
    ck_assert_int_eq(run(db, &day_of, given(0, ""), &out, &fx.problem), OUTCOME_OK);
    ck_assert_str_eq(out.text, zones[_i].day);
}
END_TEST

START_TEST(an_unknown_role_is_unavailable)
{
    use((struct db_options){.role = "nobody_of_ours"});
    ck_assert_int_eq(run_one(), OUTCOME_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, "nobody_of_ours"));
    ck_assert_int_eq(db_stats(db).open, 0);
}
END_TEST

START_TEST(without_a_free_connection_it_is_unavailable)
{
    struct arena a, b;
    struct problem problem;
    arena_init(&a);
    arena_init(&b);
    problem_init(&problem, &a);
    use((struct db_options){.size = 2, .lease_wait_ms = 100});
    hold(&a, &problem);
    hold(&b, &problem);
    int64_t began_ms = now_ms();
    ck_assert_int_eq(run_one(), OUTCOME_UNAVAILABLE);
    ck_assert_int_ge(now_ms() - began_ms, 99);
    ck_assert_int_lt(now_ms() - began_ms, 1000);
    ck_assert_int_eq(fx.problem.retry_after_s, 1);
    ck_assert_uint_eq(db_stats(db).lease_timeouts, 1);
    ck_assert_int_eq(db_stats(db).leased, 2);
    arena_done(&b);
    ck_assert_int_eq(run_one(), OUTCOME_OK);
    arena_done(&a);
    ck_assert_int_eq(db_stats(db).leased, 0);
}
END_TEST

static void *give_back_soon(void *arena)
{
    usleep(100000);
    arena_done(arena);
    return NULL;
}

START_TEST(a_waiting_lease_gets_what_comes_back)
{
    struct arena a;
    struct problem problem;
    pthread_t thread;
    arena_init(&a);
    problem_init(&problem, &fx.arena);
    use((struct db_options){.size = 1, .lease_wait_ms = 5000});
    hold(&a, &problem);
    ck_assert_int_eq(pthread_create(&thread, NULL, give_back_soon, &a), 0);
    ck_assert_int_eq(run_one(), OUTCOME_OK);
    pthread_join(thread, NULL);
    ck_assert_uint_eq(db_stats(db).connects, 1);
}
END_TEST

/* A server is reached through a symbolic link, which comes and goes. */
static const char *link_to_server(char directory[], const char **ret_conninfo)
{
    PQconninfoOption *options = PQconninfo(fx.owner);
    const char *host = "", *user = "";
    for (PQconninfoOption *o = options; o->keyword != NULL; o++) {
        if (strcmp(o->keyword, "host") == 0) host = arena_text(&fx.arena, o->val);
        if (strcmp(o->keyword, "user") == 0) user = arena_text(&fx.arena, o->val);
    }
    PQconninfoFree(options);
    ck_assert_ptr_nonnull(mkdtemp(directory));
    const char *link = arena_printf(&fx.arena, "%s/s", directory);
    *ret_conninfo =
        arena_printf(&fx.arena, "host=%s user=%s dbname=%s", link, user, PQdb(fx.owner));
    ck_assert_msg(host[0] == '/', "this test needs a server on a Unix socket");
    ck_assert_int_eq(symlink(host, link), 0);
    return link;
}

START_TEST(a_failed_connect_fails_fast_then_recovers)
{
    char directory[] = "/tmp/bangkom-test-XXXXXX";
    const char *conninfo;
    const char *link = link_to_server(directory, &conninfo);
    char target[200];
    ssize_t length = readlink(link, target, sizeof target - 1);
    ck_assert_int_gt(length, 0);
    target[length] = '\0';

    use((struct db_options){.conninfo = conninfo});
    unlink(link);
    ck_assert_int_eq(run_one(), OUTCOME_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, "connect: "));
    ck_assert_int_eq(symlink(target, link), 0);
    ck_assert_int_eq(run_one(), OUTCOME_UNAVAILABLE); /* not even tried */
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, "connect: "));
    ck_assert_uint_eq(db_stats(db).connects, 1);
    ck_assert_uint_eq(db_stats(db).connect_failures, 1);
    usleep(600000);
    ck_assert_int_eq(run_one(), OUTCOME_OK);
    ck_assert_int_eq(db_stats(db).open, 1);
    unlink(link);
    rmdir(directory);
}
END_TEST

START_TEST(ready_means_connected_and_migrated)
{
    use((struct db_options){.size = 1});
    ck_assert_int_eq(db_ready(db, &fx.problem), OUTCOME_OK);
    ck_assert_int_eq(fx.problem.code, PROBLEM_NONE);
    db_free(db);

    const char *fresh = fixture_fresh("ready");
    int applied;
    use((struct db_options){.conninfo = fresh, .size = 1});
    ck_assert_int_eq(db_ready(db, &fx.problem), OUTCOME_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, "42P01"));
    problem_init(&fx.problem, &fx.arena);
    ck_assert_int_eq(migrate(fresh, migration_count - 1, NULL, &applied, &fx.problem), OUTCOME_OK);
    ck_assert_int_eq(db_ready(db, &fx.problem), OUTCOME_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, "migrations are applied"));
    problem_init(&fx.problem, &fx.arena);
    ck_assert_int_eq(migrate(fresh, 0, NULL, &applied, &fx.problem), OUTCOME_OK);
    ck_assert_int_eq(db_ready(db, &fx.problem), OUTCOME_OK);
}
END_TEST

struct worker {
    pthread_t thread;
    atomic_int ok;
    int unavailable, other;
    const atomic_bool *stop;
};

static void *work(void *cookie)
{
    struct worker *w = cookie;
    while (!*w->stop) {
        struct pair out;
        arena_auto a;
        arena_init(&a);
        struct problem problem;
        problem_init(&problem, &a);
        enum outcome outcome = run(db, &sleep_ms, given(1, NULL), &out, &problem);
        if (outcome == OUTCOME_OK) w->ok++;
        else if (outcome == OUTCOME_UNAVAILABLE) w->unavailable++;
        else w->other++;
    }
    return NULL;
}

enum { THREADS = 8, ENOUGH = 50 };

static int good_work(struct worker *workers)
{
    int ok = 0;
    for (int i = 0; i < THREADS; i++) ok += workers[i].ok;
    return ok;
}

/* Eight threads share three connections while all of them are cut again and again. */
START_TEST(threads_share_the_pool_while_connections_die)
{
    static atomic_bool stop;
    struct worker workers[THREADS];
    use((struct db_options){.size = 3});
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.stop = &stop};
        ck_assert_int_eq(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < 10 || (i < 400 && good_work(workers) < ENOUGH); i++) {
        usleep(50000);
        owner_run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                  " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }
    stop = true;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        ck_assert_int_eq(workers[i].other, 0);
    }
    ck_assert_int_ge(good_work(workers), ENOUGH);
    ck_assert_int_eq(db_stats(db).leased, 0);
    ck_assert_int_le(db_stats(db).open, 3);
    ck_assert_uint_gt(db_stats(db).connects, 10);
    ck_assert_int_eq(run_one(), OUTCOME_OK);
}
END_TEST

/* After one loss the idle connections are looked at before they are used. */
START_TEST(the_dead_are_not_leased_again)
{
    struct arena arenas[3];
    struct problem problem;
    problem_init(&problem, &fx.arena);
    use((struct db_options){.size = 3});
    for (int i = 0; i < 3; i++) {
        arena_init(&arenas[i]);
        hold(&arenas[i], &problem);
    }
    for (int i = 0; i < 3; i++) arena_done(&arenas[i]);
    ck_assert_int_eq(db_stats(db).open, 3);
    owner_run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
              " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    for (int i = 0; i < 4; i++) ck_assert_int_eq(run_one(), OUTCOME_OK);
    ck_assert_int_eq(db_stats(db).open, 1);
    ck_assert_uint_eq(db_stats(db).connects, 4);
}
END_TEST

struct elsewhere {
    pthread_barrier_t taken, given;
    struct connection *connection;
};

/* In a thread of its own: gives its connection back after the other one. */
static void *lease_longer(void *cookie)
{
    struct arena a;
    struct problem problem;
    struct elsewhere *e = cookie;
    arena_init(&a);
    problem_init(&problem, &a);
    ck_assert_int_eq(db_take(db, &e->connection, &problem), OUTCOME_OK);
    pthread_barrier_wait(&e->taken);
    pthread_barrier_wait(&e->given);
    db_give(db, e->connection);
    arena_done(&a);
    return NULL;
}

/* Though another thread's is the newest idle one. */
START_TEST(a_thread_gets_its_last_connection_again)
{
    struct connection *first, *second;
    struct elsewhere e;
    pthread_t other;
    pthread_barrier_init(&e.taken, NULL, 2);
    pthread_barrier_init(&e.given, NULL, 2);
    use((struct db_options){.size = 2});
    ck_assert_int_eq(db_take(db, &first, &fx.problem), OUTCOME_OK);
    ck_assert_int_eq(pthread_create(&other, NULL, lease_longer, &e), 0);
    pthread_barrier_wait(&e.taken);
    db_give(db, first);
    pthread_barrier_wait(&e.given);
    pthread_join(other, NULL);
    ck_assert_int_eq(db_take(db, &second, &fx.problem), OUTCOME_OK);
    ck_assert_ptr_eq(second, first);
    ck_assert_ptr_ne(second, e.connection);
    db_give(db, second);
}
END_TEST

enum { OPTIONS = 9 };
struct options {
    struct presence has;
    bool on[OPTIONS];
};

/* 512 variants of one statement: a caller's choice of filters must not fill the server's memory. */
START_TEST(a_connection_that_prepared_too_much_is_replaced)
{
    static const struct uow_context nobody = {.operation = "test"};
    struct field fields[OPTIONS];
    struct statement_condition conditions[OPTIONS];
    struct statement_token tokens[3 * OPTIONS + 1] = {T("SELECT 1 AS number")};
    for (int i = 0; i < OPTIONS; i++) {
        fields[i] = (struct field){.name = arena_printf(&fx.arena, "o%d", i), .kind = KIND_BOOL};
        fields[i].offset = (uint16_t)(offsetof(struct options, on) + (size_t)i);
        conditions[i] = (struct statement_condition){.field = (int16_t)i, .equals = -1};
        tokens[3 * i + 1] = (struct statement_token){.kind = TOKEN_IF, .index = (int16_t)i};
        tokens[3 * i + 2] = (struct statement_token){.kind = TOKEN_TEXT, .text = " "};
        tokens[3 * i + 3] = (struct statement_token){.kind = TOKEN_END};
    }
    const struct record record = {"options", fields, OPTIONS, sizeof(struct options)};
    const struct statement s = {.name = "many",
                                .flags = STATEMENT_GLOBAL,
                                .in = &record,
                                .out = &pair_record,
                                .tokens = tokens,
                                .token_count = LENGTH(tokens),
                                .conditions = conditions,
                                .condition_count = OPTIONS};
    use((struct db_options){.size = 1});
    for (uint64_t mask = 0; mask < 1U << OPTIONS; mask++) {
        struct options in = {.has = {.value = mask}};
        struct pair out;
        struct uow *u = uow_new(&fx.arena, db, &nobody, &fx.problem);
        uow_want(u, &s, &in, &out, NULL);
        ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    }
    ck_assert_uint_eq(db_stats(db).connects, 2);
    ck_assert_int_eq(db_stats(db).open, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("db");
    TCase *tests = tcase_create("db");
    tcase_add_checked_fixture(tests, fixture_open, close_db);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, connects_only_when_asked);
    tcase_add_loop_test(tests, sessions_are_set_up, 0, (int)LENGTH(settings));
    tcase_add_loop_test(tests, days_are_those_of_the_organization, 0, (int)LENGTH(zones));
    tcase_add_test(tests, an_unknown_role_is_unavailable);
    tcase_add_test(tests, without_a_free_connection_it_is_unavailable);
    tcase_add_test(tests, a_waiting_lease_gets_what_comes_back);
    tcase_add_test(tests, a_failed_connect_fails_fast_then_recovers);
    tcase_add_test(tests, ready_means_connected_and_migrated);
    tcase_add_test(tests, threads_share_the_pool_while_connections_die);
    tcase_add_test(tests, a_thread_gets_its_last_connection_again);
    tcase_add_test(tests, the_dead_are_not_leased_again);
    tcase_add_test(tests, a_connection_that_prepared_too_much_is_replaced);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
