/* test_rls.c - row-level security alone keeps tenants apart
 *
 * Raw SQL as bangkom_app, without any of our statements. The tables are taken from the catalogue,
 * so a new table that forgot its policy fails here.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdio.h>
#include <stdarg.h>
#include <string.h>

#include "storage/db/migrate.h"

#include "domain/base/banned.h"

#define MAX_TABLES 200
static const char *tables[MAX_TABLES];
static int table_count;
static PGconn *app;

static void load_tables(void)
{
    PGresult *rows = NULL;
    sql_on(fx.owner, &rows,
           "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
           " WHERE c.relnamespace = 'bangkom'::regnamespace AND c.relkind IN ('r', 'p')"
           " AND a.attname = 'organization_id' AND NOT a.attisdropped ORDER BY c.relname");
    ck_assert_ptr_nonnull(rows);
    table_count = PQntuples(rows);
    ck_assert_int_lt(table_count, MAX_TABLES);
    for (int i = 0; i < table_count; i++) tables[i] = arena_text(&fx.arena, PQgetvalue(rows, i, 0));
    PQclear(rows);
}

static void open_rls(void)
{
    fixture_open();
    populate(fx.owner, fx.organization, 1, migration_count);
    populate(fx.owner, fx.other, 1, migration_count);
    load_tables();
    app = PQconnectdb(fx.conninfo);
    ck_assert_str_eq(sql_on(app, NULL, "SET search_path = bangkom; SET ROLE bangkom_app"), "00000");
}

static void close_rls(void)
{
    PQfinish(app);
    fixture_close();
}

static const char *format(const char *text, ...) __attribute__((format(printf, 1, 2)));
static const char *format(const char *text, ...)
{
    char buffer[4096];
    va_list args;
    va_start(args, text);
    vsnprintf(buffer, sizeof buffer, text, args);
    va_end(args);
    return arena_text(&fx.arena, buffer);
}

static void act_for(const struct uuid *organization)
{
    const char *setting = organization == NULL ? "" : uuid_text(*organization);
    ck_assert_str_eq(sql_on(app, NULL, format("SET bangkom.organization_id = '%s'", setting)),
                     "00000");
}

/* Rows that a command gives or touches; -1: permission was refused; RELIED_ON: other rows refer to
 * them. Anything else fails the test. */
#define RELIED_ON INT64_MAX
static int64_t touched(const char *sql)
{
    PGresult *result = NULL;
    const char *state = sql_on(app, &result, sql);
    if (strcmp(state, "42501") == 0) return -1;
    if (strcmp(state, "23503") == 0) return RELIED_ON;
    ck_assert_msg(result != NULL, "%s %s in %s", state, PQerrorMessage(app), sql);
    int64_t count = 0;
    ck_assert(parse_i64(PQcmdTuples(result), 0, INT64_MAX, &count));
    PQclear(result);
    return count;
}

static int64_t rows_of(const char *table, struct uuid organization)
{
    return owner_number("SELECT count(*) FROM %s WHERE organization_id = '%s'", table,
                        uuid_text(organization));
}

static const char *where_other(void)
{
    return format("WHERE organization_id = '%s'", uuid_text(fx.other));
}

START_TEST(there_are_tables_and_rows_to_test_with)
{
    ck_assert_int_gt(table_count, 5);
    for (int i = 0; i < table_count; i++) {
        ck_assert_msg(rows_of(tables[i], fx.organization) > 0,
                      "tests/storage/rows has no row for %s", tables[i]);
        ck_assert_int_gt(rows_of(tables[i], fx.other), 0);
    }
}
END_TEST

START_TEST(every_tenant_table_has_row_level_security)
{
    for (int i = 0; i < table_count; i++) {
        ck_assert_msg(
            owner_number(
                "SELECT relrowsecurity::int FROM pg_class WHERE oid = 'bangkom.%s'::regclass",
                tables[i]) == 1,
            "%s has no row-level security", tables[i]);
        ck_assert_msg(
            owner_number(
                "SELECT count(*) FROM pg_policies WHERE schemaname = 'bangkom' AND tablename = '%s'"
                " AND permissive = 'PERMISSIVE' AND (qual IS NULL OR"
                " qual NOT LIKE '%%organization_id = %%current_organization()%%')",
                tables[i]) == 0,
            "a policy of %s lets rows of any tenant through", tables[i]);
    }
}
END_TEST

START_TEST(reads_see_one_tenant)
{
    for (int i = 0; i < table_count; i++) {
        const char *all = format("SELECT 1 FROM %s", tables[i]);
        act_for(&fx.organization);
        if (touched(all) < 0) continue; /* may not be read at all */
        ck_assert_int_eq(touched(all), rows_of(tables[i], fx.organization));
        ck_assert_int_eq(touched(format("%s %s", all, where_other())), 0);
        act_for(&fx.other);
        ck_assert_int_eq(touched(all), rows_of(tables[i], fx.other));
        act_for(NULL);
        ck_assert_int_eq(touched(all), 0);
    }
    ck_assert_int_eq(touched("SELECT 1 FROM organizations"), 0);
    act_for(&fx.other);
    ck_assert_int_eq(touched("SELECT 1 FROM organizations"), 1);
}
END_TEST

/* Column names of a table that an INSERT may give. */
static const char *columns_of(const char *table)
{
    return owner_text(
        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
        " WHERE attrelid = 'bangkom.%s'::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = '' AND attidentity <> 'a'",
        table);
}

/* A row of the other tenant, as the owner sees it, given back by the app: refused by the policy,
 * which speaks before any unique or foreign key can. */
START_TEST(inserts_for_another_tenant_are_refused)
{
    for (int i = 0; i < table_count; i++) {
        const char *columns = columns_of(tables[i]);
        const char *row = owner_text("SELECT quote_literal(to_jsonb(t)::text) FROM %s t %s LIMIT 1",
                                     tables[i], where_other());
        const char *sql =
            format("INSERT INTO %s (%s) SELECT %s FROM jsonb_populate_record(NULL::%s, %s)",
                   tables[i], columns, columns, tables[i], row);
        act_for(&fx.organization);
        ck_assert_msg(touched(sql) == -1, "%s took a row of another tenant", tables[i]);
        act_for(NULL);
        ck_assert_msg(touched(sql) == -1, "%s took a row without a tenant", tables[i]);
    }
}
END_TEST

START_TEST(updates_touch_one_tenant)
{
    int updatable = 0;
    for (int i = 0; i < table_count; i++) {
        const char *same = format("UPDATE %s SET organization_id = organization_id", tables[i]);
        const char *moved =
            format("UPDATE %s SET organization_id = '%s'", tables[i], uuid_text(fx.other));
        act_for(&fx.organization);
        ck_assert_msg(touched(format("%s %s", same, where_other())) <= 0, "%s", tables[i]);
        ck_assert_msg(touched(moved) == -1, "a row of %s was moved to another tenant", tables[i]);
        int64_t all = touched(same);
        if (all >= 0) ck_assert_int_eq(all, rows_of(tables[i], fx.organization));
        if (all > 0) updatable++;
    }
    ck_assert_int_gt(updatable, 0);
}
END_TEST

START_TEST(deletes_touch_one_tenant)
{
    int deletable = 0;
    for (int i = 0; i < table_count; i++) {
        int64_t others = rows_of(tables[i], fx.other);
        ck_assert_str_eq(sql_on(app, NULL, "BEGIN"), "00000");
        act_for(&fx.organization);
        ck_assert_msg(touched(format("DELETE FROM %s %s", tables[i], where_other())) <= 0, "%s",
                      tables[i]);
        ck_assert_str_eq(sql_on(app, NULL, "ROLLBACK"), "00000");
        ck_assert_str_eq(sql_on(app, NULL, "BEGIN"), "00000");
        act_for(&fx.organization);
        int64_t own = touched(format("DELETE FROM %s", tables[i]));
        if (own > 0) deletable++;
        if (own >= 0 && own != RELIED_ON) {
            ck_assert_int_eq(own, rows_of(tables[i], fx.organization));
            ck_assert_int_eq(rows_of(tables[i], fx.other), others);
        }
        ck_assert_str_eq(sql_on(app, NULL, "ROLLBACK"), "00000");
        ck_assert_msg(touched(format("TRUNCATE %s", tables[i])) == -1, "%s can be truncated",
                      tables[i]);
    }
    ck_assert_int_gt(deletable, 0);
}
END_TEST

/* What is evidence is never changed and never taken away, not even one's own. */
static const char *const histories[] = {"audit_events", "outbox_events", "assessments"};

START_TEST(histories_are_append_only)
{
    const char *table = histories[_i];
    const char *first =
        owner_text("SELECT attname FROM pg_attribute WHERE attrelid = 'bangkom.%s'::regclass"
                   " AND attnum = 2",
                   table);
    act_for(&fx.organization);
    ck_assert_int_gt(touched(format("SELECT 1 FROM %s", table)), 0);
    ck_assert_int_eq(touched(format("UPDATE %s SET %s = %s", table, first, first)), -1);
    ck_assert_int_eq(touched(format("DELETE FROM %s", table)), -1);
    ck_assert_int_eq(touched(format("TRUNCATE %s", table)), -1);
    ck_assert_int_eq(
        owner_number("SELECT has_any_column_privilege('bangkom_app', 'bangkom.%s', 'UPDATE')::int",
                     table),
        0);
}
END_TEST

/* What would get round the policies. */
static const struct {
    const char *what, *sql;
} doors[] = {
    {"bangkom_app is above row-level security",
     "SELECT count(*) FROM pg_roles WHERE rolname = 'bangkom_app'"
     " AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolcanlogin)"},
    {"bangkom_app is a member of another role",
     "SELECT count(*) FROM pg_auth_members WHERE member = 'bangkom_app'::regrole"},
    {"bangkom_app owns something",
     "SELECT count(*) FROM pg_class WHERE relowner = 'bangkom_app'::regrole"},
    {"bangkom_app may create in the schema",
     "SELECT has_schema_privilege('bangkom_app', 'bangkom', 'CREATE')::int"},
    {"a view runs with its owner's rights",
     "SELECT count(*) FROM pg_class WHERE relnamespace = 'bangkom'::regnamespace AND relkind = 'v'"
     " AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)"
     " AND has_table_privilege('bangkom_app', oid, 'SELECT')"},
    {"a materialized view can be read",
     "SELECT count(*) FROM pg_class WHERE relnamespace = 'bangkom'::regnamespace AND relkind = 'm'"
     " AND has_table_privilege('bangkom_app', oid, 'SELECT')"},
    {"a function with its owner's rights has no search_path of its own",
     "SELECT count(*) FROM pg_proc WHERE pronamespace = 'bangkom'::regnamespace AND prosecdef"
     " AND NOT EXISTS (SELECT 1 FROM unnest(proconfig) AS s WHERE s LIKE 'search_path=%')"},
    {"a function with its owner's rights can be called by everybody",
     "SELECT count(*) FROM pg_proc p WHERE pronamespace = 'bangkom'::regnamespace AND prosecdef"
     " AND EXISTS (SELECT 1 FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee = 0)"},
    {"the record of migrations can be changed",
     "SELECT has_table_privilege('bangkom_app', 'bangkom.schema_migrations', 'INSERT, UPDATE, DELETE')::int"},
};

START_TEST(no_door_stands_open)
{
    ck_assert_msg(owner_number("%s", doors[_i].sql) == 0, "%s", doors[_i].what);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rls");
    TCase *tests = tcase_create("rls");
    tcase_add_checked_fixture(tests, open_rls, close_rls);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, there_are_tables_and_rows_to_test_with);
    tcase_add_test(tests, every_tenant_table_has_row_level_security);
    tcase_add_test(tests, reads_see_one_tenant);
    tcase_add_test(tests, inserts_for_another_tenant_are_refused);
    tcase_add_test(tests, updates_touch_one_tenant);
    tcase_add_test(tests, deletes_touch_one_tenant);
    tcase_add_loop_test(tests, histories_are_append_only, 0, (int)LENGTH(histories));
    tcase_add_loop_test(tests, no_door_stands_open, 0, (int)LENGTH(doors));
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
