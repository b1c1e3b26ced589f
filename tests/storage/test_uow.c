/* test_uow.c - storage/db/uow.h: round trips, guard, transactions, mistakes of ours
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_notes.h"

#include <string.h>

#include "domain/base/banned.h"

START_TEST(reads_travel_together_and_hold_nothing)
{
    insert(1, "satu");
    insert(2, "dua");
    struct note first, second;
    struct row_set rows;
    bool found = false;
    struct note in = note(1, NULL), in2 = note(2, NULL);
    struct uow *u = reader();
    uow_want(u, &note_get, &in, &first, NULL);
    uow_want(u, &note_get, &in2, &second, &found);
    uow_want_rows(u, &note_list, NULL, &rows);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    ck_assert_int_eq(uow_round_trips(u), 1);
    ck_assert_str_eq(first.body, "satu");
    ck_assert_str_eq(second.body, "dua");
    ck_assert(found);
    ck_assert_uint_eq(rows.count, 2);
    ck_assert_int_eq(((struct note *)rows.items)[1].id, 2);
    ck_assert_ptr_eq(rows.record, &note_record);
    expect_idle_pool(1);
    ck_assert(!uow_writes(u));
    ck_assert_int_eq(uow_commit(u), OUTCOME_OK);
    ck_assert_int_eq(uow_round_trips(u), 1);
}
END_TEST

START_TEST(nothing_queued_costs_nothing)
{
    struct uow *u = writer();
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    ck_assert_int_eq(uow_commit(u), OUTCOME_OK);
    ck_assert_int_eq(uow_round_trips(u), 0);
    expect_idle_pool(0);
}
END_TEST

START_TEST(absent_row_is_not_found_unless_asked)
{
    struct note in = note(404, NULL), out = {.id = 7};
    bool found = true;
    struct row_set rows = {.count = 9};
    struct uow *u = reader();
    uow_want(u, &note_get, &in, &out, &found);
    uow_want_rows(u, &note_list, NULL, &rows);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    ck_assert(!found);
    ck_assert_uint_eq(rows.count, 0);
    ck_assert_int_eq(out.id, 7);
    uow_want(u, &note_get, &in, &out, NULL);
    ck_assert_int_eq(uow_sync(u), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(fx.problem.code, PROBLEM_NOT_FOUND);
    expect_idle_pool(1);
}
END_TEST

START_TEST(a_change_is_two_round_trips)
{
    insert(1, "satu");
    struct note old, in = note(1, NULL), changed = note(1, "uno");
    int64_t rows = -1;
    struct uow *u = writer();
    uow_want(u, &note_lock, &in, &old, NULL);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    ck_assert_int_eq(db_stats(fx.db).leased, 1);
    ck_assert(uow_writes(u));
    uow_write(u, &note_update, &changed, &rows);
    queue_insert(u, 2, "dua");
    ck_assert_int_eq(notes_of(fx.organization), 1);
    ck_assert_int_eq(uow_commit(u), OUTCOME_OK);
    ck_assert_int_eq(uow_round_trips(u), 2);
    ck_assert_int_eq(rows, 1);
    ck_assert_int_eq(notes_of(fx.organization), 2);
    ck_assert_str_eq(owner_text("SELECT body FROM notes WHERE organization_id = '%s' AND id = 1",
                                uuid_text(fx.organization)),
                     "uno");
    expect_idle_pool(1);
}
END_TEST

START_TEST(writes_alone_are_one_round_trip)
{
    struct uow *u = writer();
    queue_insert(u, 1, "satu");
    queue_insert(u, 2, "dua");
    ck_assert_int_eq(uow_commit(u), OUTCOME_OK);
    ck_assert_int_eq(uow_round_trips(u), 1);
    ck_assert_int_eq(notes_of(fx.organization), 2);
}
END_TEST

START_TEST(parameters_are_read_when_queued)
{
    struct uow *u = writer();
    struct note in = note(1, "satu");
    uow_write(u, &note_insert, &in, NULL);
    in.id = 99;
    ck_assert_int_eq(uow_commit(u), OUTCOME_OK);
    ck_assert_int_eq(owner_number("SELECT id FROM notes WHERE organization_id = '%s'",
                                  uuid_text(fx.organization)),
                     1);
}
END_TEST

START_TEST(what_was_not_committed_is_rolled_back_with_the_arena)
{
    struct arena a;
    arena_init(&a);
    struct uow *u = uow_new(&a, fx.db, &fx.context, &fx.problem);
    uow_for_write(u);
    queue_insert(u, 1, "satu");
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    ck_assert_int_eq(db_stats(fx.db).leased, 1);
    arena_done(&a);
    ck_assert_int_eq(notes_of(fx.organization), 0);
    expect_idle_pool(1);
    insert(1, "satu"); /* on the same connection */
    ck_assert_int_eq(db_stats(fx.db).connects, 1);
}
END_TEST

START_TEST(rollback_ends_the_work)
{
    struct uow *u = writer();
    queue_insert(u, 1, "satu");
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    queue_insert(u, 2, "dua");
    uow_rollback(u);
    expect_idle_pool(1);
    ck_assert_int_eq(notes_of(fx.organization), 0);
    queue_insert(u, 3, "tiga");
    ck_assert_int_eq(uow_commit(u), OUTCOME_INTERNAL);
    ck_assert_int_eq(notes_of(fx.organization), 0);
}
END_TEST

START_TEST(the_first_failure_sticks_and_spoils_nothing_else)
{
    insert(1, "satu");
    struct note in = note(1, NULL), out = {.id = 0};
    struct uow *u = writer();
    queue_insert(u, 2, "dua");
    queue_insert(u, 1, "lagi"); /* notes_pkey: nobody said what it means */
    uow_want(u, &note_get, &in, &out, NULL);
    ck_assert_int_eq(uow_commit(u), OUTCOME_CONFLICT);
    ck_assert_int_eq(fx.problem.code, PROBLEM_CONFLICT);
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, "23505 notes_pkey"));
    ck_assert_ptr_null(strstr(fx.problem.internal, "lagi"));
    ck_assert_int_eq(out.id, 0);
    ck_assert(!uow_retryable(u));
    expect_idle_pool(1);
    queue_insert(u, 3, "tiga");
    ck_assert_int_eq(uow_sync(u), OUTCOME_CONFLICT);
    ck_assert_int_eq(uow_commit(u), OUTCOME_CONFLICT);
    ck_assert_int_eq(notes_of(fx.organization), 1);
    forget_problem();
    insert(5, "lima");
    ck_assert_int_eq(db_stats(fx.db).connects, 1);
}
END_TEST

START_TEST(a_row_that_must_be_there_is_asked_before_commit)
{
    struct note in = note(404, NULL), out;
    struct uow *u = writer();
    queue_insert(u, 1, "satu");
    uow_want(u, &note_get, &in, &out, NULL);
    ck_assert_int_eq(uow_commit(u), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(notes_of(fx.organization), 0);
    expect_idle_pool(1);
}
END_TEST

struct watch {
    bool *found;
    int calls;
    bool found_then;
    enum outcome answer;
};

static enum outcome look(void *cookie)
{
    struct watch *w = cookie;
    w->calls++;
    w->found_then = *w->found;
    if (w->answer == OUTCOME_CONFLICT)
        problem_raise(&fx.problem, PROBLEM_CONFLICT, NULL, NULL, NULL);
    return w->answer;
}

/* Queues the look-up of note 1 and the guard over it, as the dispatcher does for an idempotency
 * key. */
static void guard_note_1(struct uow *u, struct watch *w, bool *found)
{
    struct note in = note(1, NULL);
    w->found = found;
    uow_want(u, &note_get, &in, ARENA_NEW(&fx.arena, struct note), found);
    uow_guard(u, look, w);
}

START_TEST(guard_is_asked_once_after_the_first_sync)
{
    insert(1, "satu");
    bool found = false;
    struct watch w = {.answer = OUTCOME_OK};
    struct note in = note(1, NULL), out;
    struct uow *u = writer();
    guard_note_1(u, &w, &found);
    ck_assert_int_eq(w.calls, 0);
    uow_want(u, &note_get, &in, &out, NULL);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    ck_assert(w.found_then);
    ck_assert_int_eq(uow_commit(u), OUTCOME_OK);
    ck_assert_int_eq(w.calls, 1);
    ck_assert_int_eq(uow_round_trips(u), 2);
}
END_TEST

START_TEST(guard_stops_the_work)
{
    bool found;
    struct watch w = {.answer = OUTCOME_CONFLICT};
    struct uow *u = writer();
    guard_note_1(u, &w, &found);
    queue_insert(u, 2, "dua");
    ck_assert_int_eq(uow_sync(u), OUTCOME_CONFLICT);
    ck_assert_int_eq(uow_commit(u), OUTCOME_CONFLICT);
    ck_assert_int_eq(w.calls, 1);
    ck_assert_int_eq(notes_of(fx.organization), 0);
    expect_idle_pool(1);
}
END_TEST

START_TEST(guard_is_asked_before_commit)
{
    bool found;
    struct watch stop = {.answer = OUTCOME_CONFLICT}, go = {.answer = OUTCOME_OK};
    struct uow *u = writer();
    guard_note_1(u, &stop, &found);
    queue_insert(u, 2, "dua");
    ck_assert_int_eq(uow_commit(u), OUTCOME_CONFLICT);
    ck_assert_int_eq(notes_of(fx.organization), 0);
    forget_problem();
    u = writer();
    guard_note_1(u, &go, &found);
    queue_insert(u, 2, "dua");
    ck_assert_int_eq(uow_commit(u), OUTCOME_OK);
    ck_assert_int_eq(uow_round_trips(u), 2);
    ck_assert_int_eq(notes_of(fx.organization), 1);
}
END_TEST

START_TEST(guard_speaks_before_failures_behind_it)
{
    insert(1, "satu");
    bool found;
    struct watch w = {.answer = OUTCOME_CONFLICT};
    struct note missing = note(404, NULL), out;
    struct uow *u = writer();
    guard_note_1(u, &w, &found);
    uow_want(u, &note_get, &missing, &out, NULL);
    ck_assert_int_eq(uow_sync(u), OUTCOME_CONFLICT);
    ck_assert_int_eq(fx.problem.code, PROBLEM_CONFLICT);
    forget_problem();

    struct note bad = note(1, "22012");
    u = writer();
    guard_note_1(u, &w, &found);
    uow_want(u, &fail_with, &bad, &out, NULL);
    ck_assert_int_eq(uow_sync(u), OUTCOME_CONFLICT);
    forget_problem();

    u = writer();
    w.calls = 0;
    uow_want(u, &fail_with, &bad, &out, NULL); /* before it: what it looks at never came */
    guard_note_1(u, &w, &found);
    ck_assert_int_eq(uow_sync(u), OUTCOME_INTERNAL);
    ck_assert_int_eq(w.calls, 0);
}
END_TEST

START_TEST(every_trip_has_its_own_tenant)
{
    struct note out;
    insert(1, "satu");
    struct uow *u = reader();
    uow_want(u, &setting, NULL, &out, NULL);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    ck_assert_str_eq(out.body, uuid_text(fx.organization));

    struct uow_context nobody = {.operation = "test"};
    struct row_set rows;
    u = uow_new(&fx.arena, fx.db, &nobody, &fx.problem);
    uow_want(u, &setting, NULL, &out, NULL);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    ck_assert_str_eq(out.body, "");

    fx.context.organization_id = fx.other;
    u = reader();
    uow_want_rows(u, &note_list, NULL, &rows);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    ck_assert_uint_eq(rows.count, 0);
    ck_assert_int_eq(db_stats(fx.db).connects, 1);
}
END_TEST

static struct uow *without_tenant(void)
{
    struct uow_context nobody = {.operation = "test"};
    struct uow *u = uow_new(&fx.arena, fx.db, &nobody, &fx.problem);
    uow_want_rows(u, &note_list, NULL, ARENA_NEW(&fx.arena, struct row_set));
    return u;
}

static struct uow *writing_reader(void)
{
    struct uow *u = reader();
    queue_insert(u, 1, "satu");
    return u;
}

static struct uow *queued_after_commit(void)
{
    struct uow *u = writer();
    queue_insert(u, 1, "satu");
    ck_assert_int_eq(uow_commit(u), OUTCOME_OK);
    queue_insert(u, 2, "dua");
    return u;
}

static struct uow *row_of_wrong_type(void)
{
    struct uow *u = reader();
    uow_want(u, &wrong_type, NULL, ARENA_NEW(&fx.arena, struct note), NULL);
    return u;
}

static struct uow *statement_that_does_not_parse(void)
{
    struct uow *u = reader();
    uow_want(u, &wrong_sql, NULL, ARENA_NEW(&fx.arena, struct note), NULL);
    return u;
}

static const struct mistake {
    struct uow *(*make)(void);
    const char *says;
} mistakes[] = {
    {without_tenant, "note_list: needs a tenant"},
    {writing_reader, "note_insert: writes without uow_for_write"},
    {queued_after_commit, "note_insert: queued after the end"},
    {row_of_wrong_type, "wrong_type.0: column id"},
    {statement_that_does_not_parse, "wrong_sql.0: 42P01"},
};

START_TEST(mistakes_of_ours_are_internal)
{
    const struct mistake *m = &mistakes[_i];
    struct uow *u = m->make();
    ck_assert_int_eq(uow_sync(u), OUTCOME_INTERNAL);
    ck_assert_int_eq(fx.problem.code, PROBLEM_INTERNAL_ERROR);
    ck_assert_msg(strstr(fx.problem.internal, m->says) != NULL, "%s", fx.problem.internal);
    ck_assert_int_eq(db_stats(fx.db).leased, 0);
    ck_assert_int_eq(uow_commit(u), OUTCOME_INTERNAL);
}
END_TEST

/* More than socket buffers hold in both directions: whoever only writes or only reads would
 * hang. */
START_TEST(a_long_pipeline_does_not_block)
{
    enum { COUNT = 1000, BYTES = 4000 };
    char *body = arena_alloc(&fx.arena, BYTES + 1);
    struct row_set *rows = ARENA_ARRAY(&fx.arena, COUNT, struct row_set);
    memset(body, 'a', BYTES);
    struct uow *u = writer();
    for (int i = 0; i < COUNT; i++) queue_insert(u, i, body);
    for (int i = 0; i < 20; i++) uow_want_rows(u, &note_list, NULL, &rows[i]);
    for (int i = COUNT; i < 2 * COUNT; i++) queue_insert(u, i, body);
    ck_assert_int_eq(uow_commit(u), OUTCOME_OK);
    ck_assert_int_eq(uow_round_trips(u), 1);
    for (int i = 0; i < 20; i++) ck_assert_uint_eq(rows[i].count, COUNT);
    ck_assert_int_eq(notes_of(fx.organization), 2 * COUNT);
}
END_TEST

START_TEST(a_variant_is_prepared_once_per_connection)
{
    struct note in = note(1, NULL), out;
    bool found;
    struct uow *u = reader();
    for (int i = 0; i < 3; i++) uow_want(u, &note_get, &in, &out, &found);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    uow_want(u, &note_get, &in, &out, &found);
    uow_want(u, &prepared_names, NULL, &out, NULL);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    ck_assert_int_eq(out.id, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("uow");
    TCase *tests = tcase_create("uow");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, reads_travel_together_and_hold_nothing);
    tcase_add_test(tests, nothing_queued_costs_nothing);
    tcase_add_test(tests, absent_row_is_not_found_unless_asked);
    tcase_add_test(tests, a_change_is_two_round_trips);
    tcase_add_test(tests, writes_alone_are_one_round_trip);
    tcase_add_test(tests, parameters_are_read_when_queued);
    tcase_add_test(tests, what_was_not_committed_is_rolled_back_with_the_arena);
    tcase_add_test(tests, rollback_ends_the_work);
    tcase_add_test(tests, the_first_failure_sticks_and_spoils_nothing_else);
    tcase_add_test(tests, a_row_that_must_be_there_is_asked_before_commit);
    tcase_add_test(tests, guard_is_asked_once_after_the_first_sync);
    tcase_add_test(tests, guard_stops_the_work);
    tcase_add_test(tests, guard_is_asked_before_commit);
    tcase_add_test(tests, guard_speaks_before_failures_behind_it);
    tcase_add_test(tests, every_trip_has_its_own_tenant);
    tcase_add_loop_test(tests, mistakes_of_ours_are_internal, 0, (int)LENGTH(mistakes));
    tcase_add_test(tests, a_long_pipeline_does_not_block);
    tcase_add_test(tests, a_variant_is_prepared_once_per_connection);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, notes_sql, true);
}
