/* test_uow_forget.c - uow_forget_caller: what is queued later tells neither who asked nor when
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_notes.h"

#include "domain/base/banned.h"

/* Notes who asked, with which request, and when. */
static const struct statement_param told_params[] = {
    {.context = CONTEXT_ORGANIZATION_ID, .kind = KIND_UUID, .field = -1},
    {.kind = KIND_INTEGER, .field = NOTE_ID},
    {.context = CONTEXT_PRINCIPAL_NAME, .kind = KIND_TEXT, .field = -1},
    {.context = CONTEXT_REQUEST_ID, .kind = KIND_TEXT, .field = -1},
    {.context = CONTEXT_NOW, .kind = KIND_INSTANT, .field = -1},
};
static const struct statement_token told_tokens[] = {
    T("INSERT INTO notes (organization_id, id, body) SELECT "),
    P(0),
    T(", "),
    P(1),
    T(", concat_ws(' ', "),
    P(2),
    T(", "),
    P(3),
    T(", "),
    P(4),
    T(" AT TIME ZONE 'UTC')"),
};
static const struct statement told = {.name = "told",
                                      .flags = STATEMENT_WRITES,
                                      .in = &note_record,
                                      .tokens = told_tokens,
                                      .token_count = LENGTH(told_tokens),
                                      .params = told_params,
                                      .param_count = LENGTH(told_params)};

static const char *body_of(int64_t id)
{
    return owner_text("SELECT body FROM notes WHERE organization_id = '%s' AND id = %d",
                      uuid_text(fx.organization), (int)id);
}

START_TEST(r60_what_follows_a_forgotten_caller_tells_neither_who_nor_when)
{
    static const struct {
        int64_t us;
        const char *exactly, *day;
    } times[] = {
        {INT64_C(1780012345678901), "2026-05-28 23:52:25.678901", "2026-05-28 00:00:00"},
        {INT64_C(1779926400000000), "2026-05-28 00:00:00", "2026-05-28 00:00:00"},
        {INT64_C(-1), "1969-12-31 23:59:59.999999", "1969-12-31 00:00:00"},
    };
    struct uow_context context = fx.context;
    context.principal_id = context.self = random_uuid();
    context.principal_name = "Sri";
    context.request_id = "r-1";
    context.operation = "evaluations_answer";
    context.now.us = times[_i].us;
    context.today.days = 20601;
    struct note in = note(1, NULL);
    struct uow *u = uow_new(&fx.arena, fx.db, &context, &fx.problem);
    uow_for_write(u);
    uow_write(u, &told, &in, NULL);
    uow_forget_caller(u);
    in.id = 2;
    uow_write(u, &told, &in, NULL);
    ck_assert_int_eq(uow_commit(u), OUTCOME_OK);
    ck_assert_str_eq(body_of(1), arena_printf(&fx.arena, "Sri r-1 %s", times[_i].exactly));
    ck_assert_str_eq(body_of(2), times[_i].day);
    const struct uow_context *left = uow_context(u);
    ck_assert(uuid_equal(left->organization_id, fx.organization) && left->whole_organization);
    ck_assert(uuid_is_nil(left->principal_id) && uuid_is_nil(left->self));
    ck_assert(left->principal_name == NULL && left->request_id == NULL && left->scope_count == 0);
    ck_assert_str_eq(left->operation, "evaluations_answer");
    ck_assert_int_eq(left->today.days, 20601);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("uow_forget");
    TCase *tests = tcase_create("uow_forget");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_add_loop_test(tests, r60_what_follows_a_forgotten_caller_tells_neither_who_nor_when, 0,
                        3);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, notes_sql, true);
}
