/* test_idempotency.c - Idempotency-Key over a real database
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/idempotency.h"

#include <stdio.h>
#include <string.h>

#include "../storage/fixture.h"
#include "fixture_contract.h"

#include "domain/base/banned.h"

static const char things_sql[] =
    "SET search_path = bangkom;"
    "CREATE TABLE things (organization_id uuid NOT NULL, name text NOT NULL);"
    "CALL tenant_table('things', 'SELECT, INSERT');";

/* What the operations do: one row each time they run to their end. */
static const struct statement_param thing_params[] = {
    {.context = CONTEXT_ORGANIZATION_ID, .kind = KIND_UUID, .field = -1}};
static const struct statement_token count_tokens[] = {
    T("SELECT count(*) AS count FROM things WHERE organization_id = "), P(0)};
static const struct statement_token insert_tokens[] = {
    T("INSERT INTO things (organization_id, name) VALUES ("), P(0), T(", 'x')")};
static const struct statement thing_count = {.name = "thing_count",
                                             .out = &widget_record,
                                             .tokens = count_tokens,
                                             .token_count = LENGTH(count_tokens),
                                             .params = thing_params,
                                             .param_count = 1};
static const struct statement thing_insert = {.name = "thing_insert",
                                              .flags = STATEMENT_WRITES,
                                              .tokens = insert_tokens,
                                              .token_count = LENGTH(insert_tokens),
                                              .params = thing_params,
                                              .param_count = 1};

/* The reply tells how many there were, so that a second run would show. */
static enum outcome read_and_write(struct request *rq, void *in)
{
    struct widget widget = {.count = 0};
    (void)in;
    uow_want(rq->uow, &thing_count, NULL, &widget, NULL);
    TRY(uow_sync(rq->uow));
    uow_write(rq->uow, &thing_insert, NULL, NULL);
    return reply_created(rq, &widget_record, &widget, (struct uuid){{9}}, 1);
}

static enum outcome write_only(struct request *rq, void *in)
{
    (void)in;
    uow_write(rq->uow, &thing_insert, NULL, NULL);
    return reply_empty(rq);
}

static enum outcome write_and_fail(struct request *rq, void *in)
{
    (void)in;
    uow_write(rq->uow, &thing_insert, NULL, NULL);
    TRY(uow_sync(rq->uow));
    return problem_raise(rq->problem, PROBLEM_CONFLICT, NULL, NULL, NULL);
}

static void begin(void)
{
    fixture_contract_open();
    app.db = fx.db;
    caller.principal.organization_id = fx.organization;
    told.handler = read_and_write;
}

static struct reply post(const char *key, const char *body)
{
    const char *headers =
        arena_printf(&memory, "Content-Type: application/json\nIdempotency-Key: %s\n", key);
    return send_request("POST", "/v1/widgets", headers, body);
}

static int64_t things(void)
{
    return owner_number("SELECT count(*) FROM bangkom.things WHERE organization_id = '%s'",
                        uuid_text(fx.organization));
}

static int64_t kept(void)
{
    return owner_number(
        "SELECT count(*) FROM bangkom.idempotency_keys WHERE organization_id = '%s'",
        uuid_text(fx.organization));
}

#define BODY "{\"name\":\"a\"}"

START_TEST(a_repeated_request_gets_the_same_reply_and_does_nothing)
{
    struct reply first = post("k 1", BODY), second = post("k 1", BODY);
    ck_assert_int_eq(first.status, 201);
    ck_assert_str_eq(header_of(&first, "Idempotency-Replayed"), "");
    ck_assert_int_eq(second.status, 201);
    ck_assert_str_eq(header_of(&second, "Idempotency-Replayed"), "true");
    ck_assert_str_eq(body_of(&second), body_of(&first));
    ck_assert_str_eq(second.content_type, first.content_type);
    ck_assert_str_eq(header_of(&second, "Location"), header_of(&first, "Location"));
    ck_assert_str_eq(header_of(&second, "ETag"), "\"v1\"");
    ck_assert_str_ne(header_of(&second, "X-Request-Id"), header_of(&first, "X-Request-Id"));
    ck_assert_int_eq(things(), 1);
    ck_assert_int_eq(kept(), 1);
}
END_TEST

START_TEST(also_when_the_handler_reads_nothing)
{
    told.handler = write_only;
    ck_assert_int_eq(post("k", BODY).status, 204);
    struct reply second = post("k", BODY);
    ck_assert_int_eq(second.status, 204);
    ck_assert_str_eq(header_of(&second, "Idempotency-Replayed"), "true");
    ck_assert_uint_eq(strlen(body_of(&second)), 0);
    ck_assert_int_eq(things(), 1);
}
END_TEST

START_TEST(another_key_is_another_request)
{
    ck_assert_int_eq(post("k1", BODY).status, 201);
    ck_assert_int_eq(post("k2", BODY).status, 201);
    ck_assert_int_eq(
        send_request("POST", "/v1/widgets", "Content-Type: application/json\n", BODY).status, 201);
    ck_assert_int_eq(things(), 3);
    ck_assert_int_eq(kept(), 2);
}
END_TEST

START_TEST(the_same_key_for_another_request_is_refused)
{
    post("k", BODY);
    struct reply r = post("k", "{\"name\":\"b\"}");
    ck_assert_int_eq(r.status, 422);
    ck_assert_str_eq(problem_of(&r), "idempotency-key-reused");
    r = send_request("POST", "/v1/widgets/bulk",
                     "Content-Type: application/json\nIdempotency-Key: k\n", BODY);
    ck_assert_str_eq(problem_of(&r), "idempotency-key-reused");
    ck_assert_int_eq(things(), 1);
}
END_TEST

START_TEST(callers_do_not_share_keys)
{
    post("k", BODY);
    caller.principal.id.bytes[0]++;
    ck_assert_str_eq(header_of(&(struct reply[]){post("k", BODY)}[0], "Idempotency-Replayed"), "");
    caller.principal.organization_id = fx.other;
    ck_assert_str_eq(header_of(&(struct reply[]){post("k", BODY)}[0], "Idempotency-Replayed"), "");
    ck_assert_int_eq(things(), 2);
}
END_TEST

START_TEST(a_key_at_work_is_refused_for_now)
{
    owner_run("BEGIN");
    owner_run("SELECT pg_advisory_xact_lock(hashtextextended('%s %s k', 0))",
              uuid_text(fx.organization), uuid_text(caller.principal.id));
    struct reply r = post("k", BODY);
    ck_assert_int_eq(r.status, 409);
    ck_assert_str_eq(problem_of(&r), "request-in-progress");
    ck_assert_str_eq(header_of(&r, "Retry-After"), "1");
    ck_assert_int_eq(post("l", BODY).status, 201);
    owner_run("COMMIT");
    ck_assert_int_eq(post("k", BODY).status, 201);
}
END_TEST

START_TEST(a_failed_request_may_be_repeated)
{
    told.handler = write_and_fail;
    ck_assert_int_eq(post("k", BODY).status, 409);
    ck_assert_int_eq(kept() + things(), 0);
    told.handler = read_and_write;
    struct reply r = post("k", BODY);
    ck_assert_int_eq(r.status, 201);
    ck_assert_str_eq(header_of(&r, "Idempotency-Replayed"), "");
    ck_assert_int_eq(things(), 1);
}
END_TEST

START_TEST(a_secret_is_shown_once_and_not_kept)
{
    static const char target[] = "/v1/widgets/ext:a/keys";
    struct reply r = send_request("POST", target, "Idempotency-Key: k\n", NULL);
    ck_assert_int_eq(r.status, 201);
    r = send_request("POST", target, "Idempotency-Key: k\n", NULL);
    ck_assert_int_eq(r.status, 409);
    ck_assert_str_eq(problem_of(&r), "already-exists");
    ck_assert_ptr_nonnull(strstr(body_of(&r), "\"location\":\"/v1/widgets/ext:a/keys/09000000-"));
    ck_assert_ptr_null(
        owner_text("SELECT body FROM bangkom.idempotency_keys WHERE organization_id = '%s'",
                   uuid_text(fx.organization)));
    ck_assert_int_eq(things(), 1);
}
END_TEST

START_TEST(a_look_up_costs_no_round_trip)
{
    told.handler = read_and_write;
    struct db_stats before = db_stats(fx.db);
    post("k", BODY);
    struct db_stats after = db_stats(fx.db);
    /* lock, look-up, count; insert, keep */
    ck_assert_uint_eq(after.queries - before.queries, 5);
}
END_TEST

START_TEST(old_keys_are_removed_by_and_by)
{
    struct idempotency_insert_in row = {.key = NULL};
    post("old", BODY);
    post("new", BODY);
    owner_run("UPDATE bangkom.idempotency_keys SET created_at = created_at - interval '25 hours'"
              " WHERE key = 'old'");
    RECORD_PUT(&row, IDEMPOTENCY_INSERT_IN, key, "purging");
    RECORD_PUT(&row, IDEMPOTENCY_INSERT_IN, request_hash, "00ff");
    RECORD_PUT(&row, IDEMPOTENCY_INSERT_IN, status, 204);
    RECORD_PUT(&row, IDEMPOTENCY_INSERT_IN, headers, "{}");
    fx.context.now.us = owner_number("SELECT (extract(epoch FROM now()) * 1000000)::bigint");
    struct uow *u = uow_new(&fx.arena, fx.db, &fx.context, &fx.problem);
    uow_for_write(u);
    idempotency_keep(u, &row);
    ck_assert_int_eq(uow_commit(u), OUTCOME_OK);
    ck_assert_int_eq(kept(), 2);
    ck_assert_str_eq(header_of(&(struct reply[]){post("old", BODY)}[0], "Idempotency-Replayed"),
                     "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("idempotency");
    TCase *tests = tcase_create("idempotency");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_add_checked_fixture(tests, begin, fixture_contract_close);
    tcase_add_test(tests, a_repeated_request_gets_the_same_reply_and_does_nothing);
    tcase_add_test(tests, also_when_the_handler_reads_nothing);
    tcase_add_test(tests, another_key_is_another_request);
    tcase_add_test(tests, the_same_key_for_another_request_is_refused);
    tcase_add_test(tests, callers_do_not_share_keys);
    tcase_add_test(tests, a_key_at_work_is_refused_for_now);
    tcase_add_test(tests, a_failed_request_may_be_repeated);
    tcase_add_test(tests, a_secret_is_shown_once_and_not_kept);
    tcase_add_test(tests, a_look_up_costs_no_round_trip);
    tcase_add_test(tests, old_keys_are_removed_by_and_by);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, things_sql, true);
}
