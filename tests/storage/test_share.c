/* test_share.c - storage/db/share.h: brief reads of several threads in one round trip
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_notes.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "storage/db/pool.h"

#include "domain/base/banned.h"

#define COMPANY 6
#define PATIENT_MS 20000 /* nobody leaves the line in a test's time */

static struct db *db;

static void use(int shared_trips, int patience_ms)
{
    db = fixture_db((struct db_options){.size = 8,
                                        .shared_trips = shared_trips,
                                        .share_patience_ms = patience_ms,
                                        .lease_wait_ms = 5000});
}

static void close_db(void)
{
    db_free(db);
    fixture_close();
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* One read in a thread of its own. */
struct reading {
    const struct statement *statement;
    struct uuid organization;
    struct note in;
    pthread_t thread;
    struct arena arena; /* of what follows */
    enum outcome outcome;
    struct problem problem;
    struct note out;
    atomic_int_least64_t took_ms; /* 0: not over */
    int round_trips;
};

static void *read_once(void *cookie)
{
    struct reading *r = cookie;
    struct uow_context context = fx.context;
    int64_t begin_ms = now_ms();
    context.organization_id = r->organization;
    arena_init(&r->arena);
    problem_init(&r->problem, &r->arena);
    struct uow *u = uow_new(&r->arena, db, &context, &r->problem);
    uow_want(u, r->statement, &r->in, &r->out, NULL);
    r->outcome = uow_sync(u);
    r->round_trips = uow_round_trips(u);
    r->took_ms = now_ms() - begin_ms;
    return NULL;
}

static void begin(struct reading *r, const struct statement *s, struct note in)
{
    r->statement = s;
    r->in = in;
    if (uuid_is_nil(r->organization)) r->organization = fx.organization;
    ck_assert_int_eq(pthread_create(&r->thread, NULL, read_once, r), 0);
}

static void end(struct reading *r)
{
    ck_assert_int_eq(pthread_join(r->thread, NULL), 0);
}

static void wait_until(bool (*reached)(int count), int count)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    while (!reached(count)) nanosleep(&pause, NULL);
}

static bool so_many_under_way(int count)
{
    struct db_stats stats = db_stats(db);
    return stats.leased == count && stats.connects == (uint64_t)count;
}

static bool so_many_wait(int count)
{
    return db_stats(db).waiting == count;
}

/* A trip under way for so long that whoever comes has to wait or to go alone. */
static void occupy(struct reading *r, int64_t sleep_ms)
{
    begin(r, &brief_sleep_ms, note(sleep_ms, NULL));
    wait_until(so_many_under_way, 1);
}

/* Joins the line, behind those that are in it. */
static void join_line(struct reading *r, const struct statement *s, struct note in, int place)
{
    begin(r, s, in);
    wait_until(so_many_wait, place);
}

static void give_notes(void)
{
    owner_run("INSERT INTO notes VALUES ('%s', 1, 'satu'), ('%s', 2, 'dua'), ('%s', 1, 'lain')",
              uuid_text(fx.organization), uuid_text(fx.organization), uuid_text(fx.other));
}

static void expect_nothing_left(void)
{
    struct db_stats stats = db_stats(db);
    ck_assert_int_eq(stats.leased, 0);
    ck_assert_int_eq(stats.waiting, 0);
    ck_assert_int_eq(db->sharing, 0);
}

/* now() is the begin of the transaction: the same for all that travel together. */
START_TEST(who_waits_travels_together_each_for_its_organization)
{
    struct reading sleeper = {.took_ms = 0}, company[COMPANY] = {{.took_ms = 0}};
    use(1, PATIENT_MS);
    occupy(&sleeper, 300);
    for (int i = 0; i < COMPANY; i++) {
        company[i].organization = i % 3 == 0 ? fx.other : fx.organization;
        join_line(&company[i], &brief_setting, note(1, NULL), i + 1);
    }
    for (int i = 0; i < COMPANY; i++) {
        end(&company[i]);
        ck_assert_int_eq(company[i].outcome, OUTCOME_OK);
        ck_assert_int_eq(company[i].round_trips, 1);
        ck_assert_int_eq(company[i].out.id, company[0].out.id);
        ck_assert_str_eq(company[i].out.body, uuid_text(company[i].organization));
        arena_done(&company[i].arena);
    }
    end(&sleeper);
    arena_done(&sleeper.arena);
    ck_assert_uint_eq(db_stats(db).connects, 1);
    ck_assert_uint_eq(db_stats(db).queries, 1 + COMPANY);
    expect_nothing_left();
    close_db();
}
END_TEST

static void expect_one_alone(const struct statement *s, struct reading *sleeper)
{
    struct reading one = {.took_ms = 0};
    begin(&one, s, note(1, NULL));
    end(&one);
    ck_assert_int_eq(one.outcome, OUTCOME_OK);
    ck_assert_str_eq(one.out.body, "satu");
    ck_assert_int_eq(sleeper->took_ms, 0); /* still asleep */
    ck_assert_uint_eq(db_stats(db).connects, 2);
    arena_done(&one.arena);
}

START_TEST(who_has_waited_for_long_goes_alone)
{
    struct reading sleeper = {.took_ms = 0};
    give_notes();
    use(1, 20);
    occupy(&sleeper, 3000);
    expect_one_alone(&brief_get, &sleeper);
    end(&sleeper);
    ck_assert_int_ge(sleeper.took_ms, 3000);
    arena_done(&sleeper.arena);
    expect_nothing_left();
    close_db();
}
END_TEST

START_TEST(what_is_not_brief_never_waits)
{
    struct reading sleeper = {.took_ms = 0};
    give_notes();
    use(1, PATIENT_MS);
    occupy(&sleeper, 3000);
    expect_one_alone(&note_get, &sleeper);
    end(&sleeper);
    arena_done(&sleeper.arena);
    close_db();
}
END_TEST

START_TEST(a_writer_never_waits)
{
    struct reading sleeper = {.took_ms = 0};
    struct note in = note(1, NULL), out;
    give_notes();
    use(1, PATIENT_MS);
    occupy(&sleeper, 3000);
    struct uow *u = uow_new(&fx.arena, db, &fx.context, &fx.problem);
    uow_for_write(u);
    uow_want(u, &brief_get, &in, &out, NULL);
    ck_assert_int_eq(uow_commit(u), OUTCOME_OK);
    ck_assert_int_eq(sleeper.took_ms, 0);
    end(&sleeper);
    arena_done(&sleeper.arena);
    close_db();
}
END_TEST

/* Two that wait and one that comes make a trip beside the one under way, but no more than that. */
START_TEST(a_crowd_makes_as_many_trips_as_may_be)
{
    struct reading sleepers[2] = {{.took_ms = 0}}, company[4] = {{.took_ms = 0}};
    use(2, PATIENT_MS);
    occupy(&sleepers[0], 2000);
    join_line(&company[0], &brief_setting, note(1, NULL), 1);
    join_line(&company[1], &brief_setting, note(1, NULL), 2);
    begin(&sleepers[1], &brief_sleep_ms, note(2000, NULL));
    wait_until(so_many_under_way, 2);
    ck_assert_int_eq(db_stats(db).waiting, 0); /* it took them along */
    for (int i = 0; i < 2; i++) join_line(&company[2 + i], &brief_setting, note(1, NULL), i + 1);
    struct reading late = {.took_ms = 0};
    join_line(&late, &brief_setting, note(1, NULL), 3);
    for (int i = 0; i < 4; i++) end(&company[i]);
    end(&late);
    for (int i = 0; i < 2; i++) end(&sleepers[i]);
    ck_assert_int_eq(company[0].out.id, company[1].out.id);
    ck_assert_int_eq(company[2].out.id, late.out.id);
    ck_assert_uint_eq(db_stats(db).connects, 2);
    expect_nothing_left();
    for (int i = 0; i < 4; i++) arena_done(&company[i].arena);
    for (int i = 0; i < 2; i++) arena_done(&sleepers[i].arena);
    arena_done(&late.arena);
    close_db();
}
END_TEST

/* What stands before a failure was answered with it, what stands behind is done alone. */
static void expect_others_unharmed(const struct statement *bad, enum outcome outcome)
{
    struct reading sleeper = {.took_ms = 0}, company[COMPANY] = {{.took_ms = 0}};
    give_notes();
    use(1, PATIENT_MS);
    occupy(&sleeper, 300);
    for (int i = 0; i < COMPANY; i++) {
        company[i].organization = i == 1 ? fx.other : fx.organization;
        join_line(&company[i], i == 2 ? bad : &brief_get, note(1, i == 2 ? "22012" : NULL), i + 1);
    }
    for (int i = 0; i < COMPANY; i++) {
        end(&company[i]);
        ck_assert_msg(company[i].outcome == (i == 2 ? outcome : OUTCOME_OK), "%d: %s", i,
                      company[i].problem.internal);
        if (i != 2) ck_assert_str_eq(company[i].out.body, i == 1 ? "lain" : "satu");
        arena_done(&company[i].arena);
    }
    end(&sleeper);
    arena_done(&sleeper.arena);
    expect_nothing_left();
    close_db();
}

START_TEST(a_failure_takes_nothing_from_the_others)
{
    expect_others_unharmed(&brief_fail, OUTCOME_INTERNAL);
}
END_TEST

START_TEST(a_lost_connection_takes_nothing_from_the_others)
{
    expect_others_unharmed(&brief_end, OUTCOME_UNAVAILABLE);
}
END_TEST

#define THREADS 12
#define READS 250

struct crowd {
    struct uuid organization;
    atomic_int *wrong;
    int number;
};

static bool read_well(const struct crowd *c, struct arena *a, int turn)
{
    struct uow_context context = fx.context;
    struct problem problem;
    struct note out = {.id = 0};
    char text[UUID_TEXT_LENGTH + 1];
    uuid_format(c->organization, text);
    bool fails = (turn + c->number) % 41 == 0;
    struct note in = note(1 + turn % 2, "22012");
    context.organization_id = c->organization;
    problem_init(&problem, a);
    struct uow *u = uow_new(a, db, &context, &problem);
    uow_want(u, fails ? &brief_fail : &brief_get, &in, &out, NULL);
    if (fails) return uow_sync(u) == OUTCOME_INTERNAL;
    return uow_sync(u) == OUTCOME_OK && out.id == in.id &&
           strncmp(out.body, text, UUID_TEXT_LENGTH) == 0;
}

static void *read_often(void *cookie)
{
    const struct crowd *c = cookie;
    struct arena a;
    arena_init(&a);
    for (int turn = 0; turn < READS; turn++) {
        if (!read_well(c, &a, turn)) atomic_fetch_add(c->wrong, 1);
        arena_reset(&a);
    }
    arena_done(&a);
    return NULL;
}

/* Two organizations whose notes say whose they are; some reads fail. */
START_TEST(a_crowd_reads_what_is_its_own)
{
    pthread_t threads[THREADS];
    struct crowd crowd[THREADS];
    atomic_int wrong = 0;
    const struct uuid both[2] = {fx.organization, fx.other};
    for (int i = 0; i < 2; i++)
        owner_run("INSERT INTO notes SELECT '%s', n, '%s ' || n FROM generate_series(1, 2) n",
                  uuid_text(both[i]), uuid_text(both[i]));
    use(_i, 20);
    for (int i = 0; i < THREADS; i++) {
        crowd[i] = (struct crowd){both[i % 2], &wrong, i};
        ck_assert_int_eq(pthread_create(&threads[i], NULL, read_often, &crowd[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    ck_assert_int_eq(atomic_load(&wrong), 0);
    expect_nothing_left();
    close_db();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("share");
    TCase *tests = tcase_create("share");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, fixture_open, NULL);
    tcase_add_test(tests, who_waits_travels_together_each_for_its_organization);
    tcase_add_test(tests, who_has_waited_for_long_goes_alone);
    tcase_add_test(tests, what_is_not_brief_never_waits);
    tcase_add_test(tests, a_writer_never_waits);
    tcase_add_test(tests, a_crowd_makes_as_many_trips_as_may_be);
    tcase_add_test(tests, a_failure_takes_nothing_from_the_others);
    tcase_add_test(tests, a_lost_connection_takes_nothing_from_the_others);
    tcase_add_loop_test(tests, a_crowd_reads_what_is_its_own, 1, 3);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, notes_sql, true);
}
