/* test_dispatch_work.c - handlers in their unit of work: commit, rollback, retry, no connection
 * held
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/dispatch.h"

#include <stdio.h>
#include <string.h>

#include "../storage/fixture.h"
#include "fixture_contract.h"

#include "domain/base/banned.h"

static const char marks_sql[] =
    "SET search_path = bangkom;"
    "CREATE TABLE marks (organization_id uuid NOT NULL,"
    " CONSTRAINT marks_pkey PRIMARY KEY (organization_id));"
    "CALL tenant_table('marks', 'SELECT, INSERT');"
    "CREATE FUNCTION fail_with(state text) RETURNS bigint LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'as told' USING ERRCODE = state; END $$";

static const struct statement_param mark_params[] = {
    {.context = CONTEXT_ORGANIZATION_ID, .kind = KIND_UUID, .field = -1}};
#define STATEMENT(variable, own_flags, parameters, ...)                                            \
    static const struct statement_token variable##_tokens[] = {__VA_ARGS__};                       \
    static const struct statement variable = {.name = #variable,                                   \
                                              .flags = (own_flags),                                \
                                              .tokens = variable##_tokens,                         \
                                              .token_count = LENGTH(variable##_tokens),            \
                                              .params = mark_params,                               \
                                              .param_count = (parameters)}

STATEMENT(mark, STATEMENT_WRITES, 1, T("INSERT INTO marks (organization_id) VALUES ("), P(0),
          T(")"));
STATEMENT(serialization_failure, 0, 0, T("SELECT fail_with('40001')"));

static void begin(void)
{
    fixture_contract_open();
    app.db = fx.db;
    caller.principal.organization_id = fx.organization;
}

static int64_t marks(void)
{
    return owner_number("SELECT count(*) FROM bangkom.marks WHERE organization_id = '%s'",
                        uuid_text(fx.organization));
}

static struct reply do_it(void)
{
    return send_request("DELETE", "/v1/widgets/ext:a", NULL, NULL);
}

static enum outcome leave_a_mark(struct request *rq, void *in)
{
    (void)in;
    uow_write(rq->uow, &mark, NULL, NULL);
    return reply_empty(rq);
}

START_TEST(what_a_handler_queued_is_committed)
{
    told.handler = leave_a_mark;
    ck_assert_int_eq(do_it().status, 204);
    ck_assert_int_eq(marks(), 1);
    ck_assert_int_eq(db_stats(fx.db).leased, 0);
}
END_TEST

START_TEST(a_commit_that_fails_is_a_problem_and_no_reply)
{
    told.handler = leave_a_mark;
    do_it();
    struct reply r = do_it(); /* the second mark is one too many, which only the database knows */
    ck_assert_int_eq(r.status, 409);
    ck_assert_str_eq(problem_of(&r), "conflict");
    ck_assert_ptr_null(strstr(body_of(&r), "marks_pkey"));
    ck_assert_int_eq(db_stats(fx.db).leased, 0);
}
END_TEST

static enum outcome mark_and_refuse(struct request *rq, void *in)
{
    (void)in;
    uow_write(rq->uow, &mark, NULL, NULL);
    TRY(uow_sync(rq->uow));
    return problem_raise(rq->problem, PROBLEM_OWN_CASE, NULL, NULL, NULL);
}

static enum outcome mark_and_say_nothing(struct request *rq, void *in)
{
    (void)in;
    uow_write(rq->uow, &mark, NULL, NULL);
    return OUTCOME_OK;
}

START_TEST(what_fails_is_rolled_back)
{
    told.handler = mark_and_refuse;
    ck_assert_int_eq(do_it().status, 403);
    told.handler = mark_and_say_nothing;
    ck_assert_int_eq(do_it().status, 500);
    ck_assert_int_eq(marks(), 0);
    ck_assert_int_eq(db_stats(fx.db).leased, 0);
}
END_TEST

/* The input is there both times. */
static enum outcome fail_once(struct request *rq, void *in)
{
    const struct widget_path seen = told.path;
    (void)in;
    ck_assert_str_eq(seen.widget_id.key, "a");
    if (told.calls == 1) uow_want(rq->uow, &serialization_failure, NULL, NULL, NULL);
    uow_write(rq->uow, &mark, NULL, NULL);
    return reply_empty(rq);
}

static enum outcome fail_always(struct request *rq, void *in)
{
    (void)in;
    uow_want(rq->uow, &serialization_failure, NULL, NULL, NULL);
    TRY(uow_sync(rq->uow));
    return reply_empty(rq);
}

START_TEST(a_serialization_failure_is_retried_once)
{
    told.handler = fail_once;
    ck_assert_int_eq(do_it().status, 204);
    ck_assert_int_eq(told.calls, 2);
    ck_assert_int_eq(marks(), 1);
    told.handler = fail_always;
    told.calls = 0;
    struct reply r = do_it();
    ck_assert_int_eq(r.status, 503);
    ck_assert_str_ne(header_of(&r, "Retry-After"), "");
    ck_assert_int_eq(told.calls, 2);
}
END_TEST

static enum outcome spoil_and_fail(struct request *rq, void *in)
{
    struct widgets_query *query = in; /* the first member of the call */
    ck_assert_int_eq(query->limit, 20);
    query->limit++;
    return fail_always(rq, in);
}

START_TEST(a_retry_starts_from_the_same_input)
{
    told.handler = spoil_and_fail;
    ck_assert_int_eq(send_request("GET", "/v1/widgets", NULL, NULL).status, 503);
    ck_assert_int_eq(told.calls, 2);
}
END_TEST

START_TEST(what_is_refused_before_the_handler_needs_no_connection)
{
    struct db *fresh = fixture_db((struct db_options){0});
    app.db = fresh;
    ck_assert_int_eq(send_request("GET", "/v1/widgets/7", NULL, NULL).status, 400);
    ck_assert_int_eq(send_request("POST", "/v1/widgets",
                                  "Content-Type: application/json\nIdempotency-Key: k\n", "{}")
                         .status,
                     422);
    ck_assert_int_eq(send_request("GET", "/page", NULL, NULL).status, 200);
    ck_assert_uint_eq(db_stats(fresh).connects, 0);
    db_free(fresh);
}
END_TEST

START_TEST(without_a_database_it_is_unavailable)
{
    struct db *away = db_new(
        &(struct db_options){.conninfo = "host=/nowhere", .size = 1, .connect_timeout_s = 1});
    app.db = away;
    told.handler = fail_always;
    struct reply r = do_it();
    ck_assert_int_eq(r.status, 503);
    ck_assert_str_eq(problem_of(&r), "unavailable");
    ck_assert_str_ne(header_of(&r, "Retry-After"), "");
    arena_reset(&memory);
    db_free(away);
}
END_TEST

/* What is called after the work: how often, with how many marks in the database, about whom. */
static struct {
    int calls;
    int64_t marks;
    struct uuid subject;
} after;

static void look(struct request *rq, struct uuid subject)
{
    (void)rq;
    after.calls++;
    after.marks = marks();
    after.subject = subject;
}

static enum outcome leave_a_mark_and_look(struct request *rq, void *in)
{
    request_after_work(rq, look, fx.other);
    return leave_a_mark(rq, in);
}

START_TEST(what_is_to_be_forgotten_is_told_after_the_commit)
{
    told.handler = leave_a_mark_and_look;
    ck_assert_int_eq(do_it().status, 204);
    ck_assert_int_eq(after.calls, 1);
    ck_assert_int_eq(after.marks, 1);
    ck_assert(uuid_equal(after.subject, fx.other));
    ck_assert_int_ne(do_it().status, 204); /* whether a failed COMMIT took place is not known */
    ck_assert_int_eq(after.calls, 2);
}
END_TEST

static enum outcome look_and_refuse(struct request *rq, void *in)
{
    (void)in;
    request_after_work(rq, look, fx.other);
    return problem_raise(rq->problem, PROBLEM_CONFLICT, NULL, NULL, NULL);
}

START_TEST(nothing_is_told_of_what_was_refused)
{
    told.handler = look_and_refuse;
    ck_assert_int_eq(do_it().status, 409);
    ck_assert_int_eq(after.calls, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dispatch_work");
    TCase *tests = tcase_create("dispatch_work");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_add_checked_fixture(tests, begin, fixture_contract_close);
    tcase_add_test(tests, what_a_handler_queued_is_committed);
    tcase_add_test(tests, a_commit_that_fails_is_a_problem_and_no_reply);
    tcase_add_test(tests, what_fails_is_rolled_back);
    tcase_add_test(tests, a_serialization_failure_is_retried_once);
    tcase_add_test(tests, a_retry_starts_from_the_same_input);
    tcase_add_test(tests, what_is_to_be_forgotten_is_told_after_the_commit);
    tcase_add_test(tests, nothing_is_told_of_what_was_refused);
    tcase_add_test(tests, what_is_refused_before_the_handler_needs_no_connection);
    tcase_add_test(tests, without_a_database_it_is_unavailable);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, marks_sql, true);
}
