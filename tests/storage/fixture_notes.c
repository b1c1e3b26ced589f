/* fixture_notes.c - see fixture_notes.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_notes.h"

#include "domain/base/banned.h"

/* A table as the migrations make them, and a function that fails as told. */
const char notes_sql[] =
    "SET search_path = bangkom;"
    "CREATE TABLE notes (organization_id uuid NOT NULL, id bigint NOT NULL, body text NOT NULL,"
    " CONSTRAINT notes_pkey PRIMARY KEY (organization_id, id));"
    "CALL tenant_table('notes', 'SELECT, INSERT, UPDATE, DELETE');"
    "CREATE FUNCTION fail_with(state text) RETURNS bigint LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'as told' USING ERRCODE = state; END $$;"
    "CREATE FUNCTION end_session() RETURNS text LANGUAGE sql SECURITY DEFINER AS"
    " $$ SELECT pg_terminate_backend(pg_backend_pid())::text $$";

static const struct field note_fields[] = {
    {.name = "id", .kind = KIND_INTEGER, .offset = offsetof(struct note, id)},
    {.name = "body", .kind = KIND_TEXT, .offset = offsetof(struct note, body)},
};
const struct record note_record = {"note", note_fields, 2, sizeof(struct note)};

static const struct statement_param note_params[] = {
    {.context = CONTEXT_ORGANIZATION_ID, .kind = KIND_UUID, .field = -1},
    {.kind = KIND_INTEGER, .field = NOTE_ID},
    {.kind = KIND_TEXT, .field = NOTE_BODY},
};
#define NOTE_STATEMENT(variable, own_flags, ...)                                                   \
    static const struct statement_token variable##_tokens[] = {__VA_ARGS__};                       \
    const struct statement variable = {.name = #variable,                                          \
                                       .flags = (own_flags),                                       \
                                       .in = &note_record,                                         \
                                       .out = &note_record,                                        \
                                       .tokens = variable##_tokens,                                \
                                       .token_count = LENGTH(variable##_tokens),                   \
                                       .params = note_params,                                      \
                                       .param_count = LENGTH(note_params)}

NOTE_STATEMENT(note_get, 0, T("SELECT id, body FROM notes WHERE organization_id = "), P(0),
               T(" AND id = "), P(1));
NOTE_STATEMENT(note_lock, 0, T("SELECT id, body FROM notes WHERE organization_id = "), P(0),
               T(" AND id = "), P(1), T(" FOR UPDATE"));
NOTE_STATEMENT(note_list, 0, T("SELECT id, body FROM notes WHERE organization_id = "), P(0),
               T(" ORDER BY id"));
NOTE_STATEMENT(note_insert, STATEMENT_WRITES,
               T("INSERT INTO notes (organization_id, id, body) VALUES ("), P(0), T(", "), P(1),
               T(", "), P(2), T(")"));
NOTE_STATEMENT(note_update, STATEMENT_WRITES, T("UPDATE notes SET body = "), P(2),
               T(" WHERE organization_id = "), P(0), T(" AND id >= "), P(1));
NOTE_STATEMENT(fail_with, 0, T("SELECT fail_with("), P(2), T(") AS id"));
NOTE_STATEMENT(backend_pid, STATEMENT_GLOBAL, T("SELECT pg_backend_pid()::bigint AS id"));
NOTE_STATEMENT(setting, STATEMENT_GLOBAL,
               T("SELECT 1 AS id, current_setting('bangkom.organization_id', true) AS body"));
NOTE_STATEMENT(prepared_names, STATEMENT_GLOBAL,
               T("SELECT count(*) AS id FROM pg_prepared_statements WHERE name LIKE 'note_get.%'"));
NOTE_STATEMENT(sleep_s, STATEMENT_GLOBAL, T("SELECT 1 AS id, pg_sleep("), P(1),
               T(")::text AS body"));
NOTE_STATEMENT(wrong_type, STATEMENT_GLOBAL, T("SELECT 'x'::text AS id"));
NOTE_STATEMENT(brief_get, STATEMENT_BRIEF, T("SELECT id, body FROM notes WHERE organization_id = "),
               P(0), T(" AND id = "), P(1));
NOTE_STATEMENT(brief_fail, STATEMENT_BRIEF, T("SELECT fail_with("), P(2), T(") AS id"));
NOTE_STATEMENT(brief_sleep_ms, STATEMENT_BRIEF, T("SELECT 1 AS id, pg_sleep("), P(1),
               T(" / 1000.0)::text AS body"));
NOTE_STATEMENT(brief_setting, STATEMENT_BRIEF,
               T("SELECT (extract(epoch FROM now()) * 1000000)::bigint AS id,"
                 " current_setting('bangkom.organization_id') AS body"));
NOTE_STATEMENT(brief_end, STATEMENT_BRIEF, T("SELECT 1 AS id, end_session() AS body"));
NOTE_STATEMENT(wrong_sql, STATEMENT_GLOBAL, T("SELECT nothing FROM nowhere"));

struct note note(int64_t id, const char *body)
{
    return (struct note){.has = {.value = body == NULL ? 1 : 3}, .id = id, .body = body};
}

struct uow *reader(void)
{
    return uow_new(&fx.arena, fx.db, &fx.context, &fx.problem);
}

struct uow *writer(void)
{
    struct uow *u = reader();
    uow_for_write(u);
    return u;
}

void queue_insert(struct uow *u, int64_t id, const char *body)
{
    struct note in = note(id, body);
    uow_write(u, &note_insert, &in, NULL);
}

void insert(int64_t id, const char *body)
{
    struct uow *u = writer();
    queue_insert(u, id, body);
    ck_assert_int_eq(uow_commit(u), OUTCOME_OK);
}

void forget_problem(void)
{
    problem_init(&fx.problem, &fx.arena);
}

int64_t notes_of(struct uuid organization)
{
    return owner_number("SELECT count(*) FROM notes WHERE organization_id = '%s'",
                        uuid_text(organization));
}

void expect_idle_pool(int open)
{
    struct db_stats stats = db_stats(fx.db);
    ck_assert_int_eq(stats.leased, 0);
    ck_assert_int_eq(stats.open, open);
}
