/* test_uow_failures.c - storage/db/uow.h: deadlocks, lost connections, time-outs, changed schemas
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_notes.h"

#include <pthread.h>
#include <string.h>

#include "domain/base/banned.h"

START_TEST(serialization_failures_are_retryable)
{
    static const char *const states[] = {"40001", "40P01"};
    struct note out;
    for (size_t i = 0; i < LENGTH(states); i++) {
        struct note in = note(1, states[i]);
        struct uow *u = writer();
        uow_want(u, &fail_with, &in, &out, NULL);
        ck_assert_int_eq(uow_sync(u), OUTCOME_UNAVAILABLE);
        ck_assert(uow_retryable(u));
        ck_assert_int_gt(fx.problem.retry_after_s, 0);
        forget_problem();
    }
    expect_idle_pool(1);
}
END_TEST

static const char *tenant_of_reader(void)
{
    static struct note out;
    struct uow *u = reader();
    uow_want(u, &setting, NULL, &out, NULL);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    return out.body;
}

static void fail_once(struct uow *u)
{
    struct note in = note(1, "23514"), out;
    uow_want(u, &fail_with, &in, &out, NULL);
    ck_assert_int_ne(uow_sync(u), OUTCOME_OK);
    forget_problem();
}

/* The session keeps the tenant of the last reader, and takes one back with a trip that fails. */
START_TEST(a_failure_never_leaves_the_tenant_of_another)
{
    const struct uuid first = fx.organization, second = fx.other;
    for (int i = 0; i < 2; i++) {
        fx.context.organization_id = first;
        ck_assert_str_eq(tenant_of_reader(), uuid_text(first));
        fx.context.organization_id = second;
        fail_once(i == 0 ? reader() : writer());
        ck_assert_str_eq(tenant_of_reader(), uuid_text(second));
        fail_once(i == 0 ? reader() : writer());
        fx.context.organization_id = first;
        ck_assert_str_eq(tenant_of_reader(), uuid_text(first));
    }
    expect_idle_pool(1);
}
END_TEST

struct rival {
    pthread_barrier_t *both_hold;
    int64_t first, second;
    enum outcome outcome;
    bool retryable;
};

static void *lock_two(void *cookie)
{
    struct rival *r = cookie;
    arena_auto a;
    arena_init(&a);
    struct problem problem;
    problem_init(&problem, &a);
    struct note first = note(r->first, NULL), second = note(r->second, NULL), out;
    struct uow *u = uow_new(&a, fx.db, &fx.context, &problem);
    uow_for_write(u);
    uow_want(u, &note_lock, &first, &out, NULL);
    r->outcome = uow_sync(u);
    pthread_barrier_wait(r->both_hold);
    if (r->outcome != OUTCOME_OK) return NULL;
    uow_want(u, &note_lock, &second, &out, NULL);
    r->outcome = uow_commit(u);
    r->retryable = uow_retryable(u);
    return NULL;
}

START_TEST(one_of_two_in_a_deadlock_may_try_again)
{
    insert(1, "satu");
    insert(2, "dua");
    pthread_barrier_t both_hold;
    pthread_barrier_init(&both_hold, NULL, 2);
    struct rival a = {.both_hold = &both_hold, .first = 1, .second = 2};
    struct rival b = {.both_hold = &both_hold, .first = 2, .second = 1};
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, lock_two, &a), 0);
    lock_two(&b);
    pthread_join(thread, NULL);
    pthread_barrier_destroy(&both_hold);
    struct rival *loser = a.outcome == OUTCOME_OK ? &b : &a;
    struct rival *winner = loser == &a ? &b : &a;
    ck_assert_int_eq(winner->outcome, OUTCOME_OK);
    ck_assert_int_eq(loser->outcome, OUTCOME_UNAVAILABLE);
    ck_assert(loser->retryable);
    expect_idle_pool(2);
}
END_TEST

static int64_t backend_of(struct uow *u)
{
    struct note out;
    uow_want(u, &backend_pid, NULL, &out, NULL);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    return out.id;
}

static void terminate(int64_t pid)
{
    owner_run("SELECT pg_terminate_backend(%lld, 5000)", (long long)pid);
}

START_TEST(a_connection_lost_midway_is_unavailable_then_replaced)
{
    struct uow *u = writer();
    terminate(backend_of(u));
    queue_insert(u, 1, "satu");
    ck_assert_int_eq(uow_commit(u), OUTCOME_UNAVAILABLE);
    ck_assert_int_eq(fx.problem.code, PROBLEM_UNAVAILABLE);
    ck_assert_int_gt(fx.problem.retry_after_s, 0);
    ck_assert(!uow_retryable(u));
    expect_idle_pool(0);
    ck_assert_int_eq(notes_of(fx.organization), 0);
    forget_problem();
    insert(1, "satu");
    ck_assert_int_eq(db_stats(fx.db).connects, 2);
}
END_TEST

START_TEST(a_connection_lost_while_idle_is_not_noticed)
{
    struct note out, in = note(1, NULL);
    insert(1, "satu");
    terminate(backend_of(reader()));
    struct uow *u = reader();
    uow_want(u, &note_get, &in, &out, NULL);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    ck_assert_str_eq(out.body, "satu");
    terminate(backend_of(reader()));
    u = writer();
    uow_want(u, &note_lock, &in, &out, NULL);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    queue_insert(u, 2, "dua");
    ck_assert_int_eq(uow_commit(u), OUTCOME_OK);
    ck_assert_int_eq(notes_of(fx.organization), 2);
    expect_idle_pool(1);
}
END_TEST

START_TEST(a_commit_is_never_sent_twice)
{
    insert(1, "satu");
    terminate(backend_of(reader()));
    struct uow *u = writer();
    queue_insert(u, 2, "dua");
    ck_assert_int_eq(uow_commit(u), OUTCOME_UNAVAILABLE);
    ck_assert_int_eq(uow_round_trips(u), 1);
    ck_assert_int_eq(notes_of(fx.organization), 1);
    expect_idle_pool(0);
}
END_TEST

START_TEST(slow_statements_and_locks_are_given_up)
{
    insert(1, "satu");
    db_free(fx.db);
    fx.db = fixture_db((struct db_options){.statement_timeout_ms = 200});
    struct note in = note(5, NULL), one = note(1, "uno"), out;
    struct uow *u = reader();
    uow_want(u, &sleep_s, &in, &out, NULL);
    ck_assert_int_eq(uow_sync(u), OUTCOME_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, "57014"));
    forget_problem();

    owner_run("BEGIN; UPDATE notes SET body = 'x' WHERE organization_id = '%s'",
              uuid_text(fx.organization));
    u = writer();
    uow_write(u, &note_update, &one, NULL);
    ck_assert_int_eq(uow_commit(u), OUTCOME_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, "55P03"));
    ck_assert(!uow_retryable(u));
    owner_run("ROLLBACK");
    expect_idle_pool(1);
}
END_TEST

START_TEST(a_server_that_hangs_is_given_up)
{
    db_free(fx.db);
    fx.db = fixture_db((struct db_options){.statement_timeout_ms = 200});
    struct note out;
    int64_t pid = backend_of(reader());
    owner_run(
        "CREATE OR REPLACE FUNCTION pg_temp.stop(pid bigint) RETURNS void LANGUAGE plpgsql AS"
        " $$ BEGIN EXECUTE format('COPY (SELECT 1) TO PROGRAM ''cat >/dev/null; kill -STOP %%s''', pid); END $$;"
        "SELECT pg_temp.stop(%lld)",
        (long long)pid);
    struct uow *u = reader();
    uow_want(u, &backend_pid, NULL, &out, NULL);
    enum outcome outcome = uow_sync(u);
    owner_run("COPY (SELECT 1) TO PROGRAM 'cat >/dev/null; kill -CONT %lld'", (long long)pid);
    ck_assert_int_eq(outcome, OUTCOME_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, "does not answer"));
    expect_idle_pool(0);
    forget_problem();
    ck_assert_int_ne(backend_of(reader()), pid);
}
END_TEST

/* What could not be prepared because something before it failed is prepared the next time. */
START_TEST(an_aborted_preparation_is_made_up_for)
{
    struct note bad = note(1, "22012"), in = note(1, NULL), out;
    bool found;
    struct uow *u = reader();
    uow_want(u, &fail_with, &bad, &out, NULL);
    uow_want(u, &note_get, &in, &out, &found);
    ck_assert_int_eq(uow_sync(u), OUTCOME_INTERNAL);
    forget_problem();
    u = reader();
    uow_want(u, &note_get, &in, &out, &found);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    ck_assert_int_eq(db_stats(fx.db).connects, 1);
}
END_TEST

/* A migration under a running server: a plan that no longer fits is thrown away with its
 * connection. */
START_TEST(a_changed_schema_is_survived)
{
    insert(1, "satu");
    struct note in = note(1, NULL), out;
    struct uow *u = reader();
    uow_want(u, &note_get, &in, &out, NULL);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    owner_run("ALTER TABLE notes ALTER COLUMN body TYPE varchar(5000)");
    u = reader();
    uow_want(u, &note_get, &in, &out, NULL);
    enum outcome outcome = uow_sync(u);
    owner_run("ALTER TABLE notes ALTER COLUMN body TYPE text");
    ck_assert_int_eq(outcome, OUTCOME_OK);
    ck_assert_str_eq(out.body, "satu");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("uow_failures");
    TCase *tests = tcase_create("uow_failures");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, serialization_failures_are_retryable);
    tcase_add_test(tests, a_failure_never_leaves_the_tenant_of_another);
    tcase_add_test(tests, one_of_two_in_a_deadlock_may_try_again);
    tcase_add_test(tests, a_connection_lost_midway_is_unavailable_then_replaced);
    tcase_add_test(tests, a_connection_lost_while_idle_is_not_noticed);
    tcase_add_test(tests, a_commit_is_never_sent_twice);
    tcase_add_test(tests, slow_statements_and_locks_are_given_up);
    tcase_add_test(tests, a_server_that_hangs_is_given_up);
    tcase_add_test(tests, an_aborted_preparation_is_made_up_for);
    tcase_add_test(tests, a_changed_schema_is_survived);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, notes_sql, true);
}
