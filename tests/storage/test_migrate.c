/* test_migrate.c - storage/db/migrate.h: from empty, again, over rows of older schemas, refused
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <pthread.h>
#include <string.h>

#include "storage/db/migrate.h"

#include "domain/base/banned.h"

static const char *fresh; /* conninfo of an empty database, new in every test */
static int reported;

static void open_fresh(void)
{
    fixture_open();
    fresh = fixture_fresh("migrate");
    reported = 0;
    PQfinish(fx.owner);
    fx.owner = PQconnectdb(fresh);
    owner_run("SET search_path = bangkom; SET client_min_messages = warning");
}

static void report(const char *name)
{
    ck_assert_str_eq(name, migrations[reported].name);
    reported++;
}

static enum outcome run(int up_to, int *ret_applied)
{
    problem_init(&fx.problem, &fx.arena);
    return migrate(fresh, up_to, report, ret_applied, &fx.problem);
}

static void must_run(int up_to)
{
    int applied;
    ck_assert_msg(run(up_to, &applied) == OUTCOME_OK, "%s", fx.problem.internal);
}

START_TEST(numbers_have_no_gaps)
{
    for (int i = 0; i < migration_count; i++) {
        ck_assert_int_eq(migrations[i].number, i + 1);
        ck_assert_uint_eq(strlen(migrations[i].sha256), 64);
        ck_assert_uint_gt(strlen(migrations[i].sql), 0);
    }
}
END_TEST

START_TEST(from_empty_then_nothing_to_do)
{
    int applied = -1;
    ck_assert_msg(run(0, &applied) == OUTCOME_OK, "%s", fx.problem.internal);
    ck_assert_int_eq(applied, migration_count);
    ck_assert_int_eq(reported, migration_count);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM schema_migrations"), migration_count);
    ck_assert_str_eq(owner_text("SELECT sha256 FROM schema_migrations WHERE number = 1"),
                     migrations[0].sha256);
    const char *when = owner_text("SELECT max(applied_at) FROM schema_migrations");

    ck_assert_int_eq(run(0, &applied), OUTCOME_OK);
    ck_assert_int_eq(applied, 0);
    ck_assert_int_eq(reported, migration_count);
    ck_assert_str_eq(owner_text("SELECT max(applied_at) FROM schema_migrations"), when);
}
END_TEST

START_TEST(step_by_step)
{
    for (int n = 1; n <= migration_count; n++) {
        int applied;
        ck_assert_int_eq(run(n, &applied), OUTCOME_OK);
        ck_assert_int_eq(applied, 1);
        ck_assert_int_eq(owner_number("SELECT max(number) FROM schema_migrations"), n);
    }
}
END_TEST

/* Everything that is there, as text: rows of all tables that existed, in the columns that
 * existed. */
static const char *snapshot(void)
{
    return owner_text(
        "SELECT string_agg(table_name || ' ' ||"
        " (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM bangkom.%%I', table_name),"
        " false, true, '')))[1]::text, ', ' ORDER BY table_name)"
        " FROM information_schema.tables WHERE table_schema = 'bangkom' AND table_type = 'BASE TABLE'"
        " AND table_name <> 'schema_migrations'");
}

static int64_t rows_of_organizations(void)
{
    return owner_number(
        "SELECT coalesce(sum((xpath('/row/n/text()', query_to_xml(format("
        "'SELECT count(*) AS n FROM bangkom.%%I', table_name), false, true, '')))[1]::text::bigint), 0)"
        " FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)"
        " WHERE table_schema = 'bangkom' AND table_type = 'BASE TABLE'"
        " AND column_name = 'organization_id'");
}

/* Migration _i over rows that every older migration left behind. */
START_TEST(over_a_populated_older_schema)
{
    int n = _i;
    struct uuid first = random_uuid(), second = random_uuid();
    must_run(n - 1);
    populate(fx.owner, first, 1, n - 1);
    populate(fx.owner, second, 1, n - 1);
    int64_t rows = rows_of_organizations();
    ck_assert_int_gt(rows, 0);
    must_run(n);
    ck_assert_msg(rows_of_organizations() >= rows, "rows were lost; now %s", snapshot());
    must_run(0);
}
END_TEST

START_TEST(every_migration_has_rows_for_its_tables)
{
    struct uuid organization = random_uuid();
    must_run(0);
    populate(fx.owner, organization, 1, migration_count);
    const char *empty = owner_text(
        "WITH tenant_tables AS MATERIALIZED ("
        " SELECT table_name FROM information_schema.columns"
        " JOIN information_schema.tables USING (table_schema, table_name)"
        " WHERE table_schema = 'bangkom' AND table_type = 'BASE TABLE' AND column_name = 'organization_id')"
        " SELECT string_agg(table_name, ', ') FROM tenant_tables"
        " WHERE query_to_xml(format('SELECT 1 FROM bangkom.%%I WHERE organization_id = ''%s''', table_name),"
        " false, true, '')::text = ''",
        uuid_text(organization));
    ck_assert_msg(empty == NULL, "tests/storage/rows has no rows for %s", empty);
}
END_TEST

static const struct {
    const char *tamper, *says;
} tamperings[] = {
    {"UPDATE schema_migrations SET sha256 = 'x' WHERE number = 1", "was changed since"},
    {"UPDATE schema_migrations SET number = 1000 WHERE number = 1", "out of order"},
    {"INSERT INTO schema_migrations (number, name, sha256) SELECT max(number) + 1, 'later', 'x' FROM schema_migrations",
     "unknown to this program"},
};

START_TEST(a_history_that_is_not_ours_is_refused)
{
    int applied;
    must_run(0);
    owner_run("%s", tamperings[_i].tamper);
    ck_assert_int_eq(run(0, &applied), OUTCOME_CONFLICT);
    ck_assert_int_eq(applied, 0);
    ck_assert_msg(strstr(fx.problem.internal, tamperings[_i].says) != NULL, "%s",
                  fx.problem.internal);
}
END_TEST

/* A migration that fails leaves nothing of itself behind, and what stood before it stays. */
START_TEST(a_failing_migration_is_undone)
{
    int applied;
    must_run(1);
    /* what the next migration will stumble over: its recorded row cannot be written */
    owner_run("ALTER TABLE schema_migrations ADD CONSTRAINT only_one CHECK (number < 2)");
    const char *before = snapshot();
    ck_assert_int_eq(run(0, &applied), OUTCOME_INTERNAL);
    ck_assert_int_eq(applied, 0);
    ck_assert_msg(strstr(fx.problem.internal, "only_one") != NULL, "%s", fx.problem.internal);
    ck_assert_str_eq(snapshot(), before);
    owner_run("ALTER TABLE schema_migrations DROP CONSTRAINT only_one");
    reported = 1;
    must_run(0);
}
END_TEST

START_TEST(without_a_server_it_is_unavailable)
{
    int applied;
    ck_assert_int_eq(migrate("host=/nowhere dbname=x", 0, NULL, &applied, &fx.problem),
                     OUTCOME_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, "connect: "));
}
END_TEST

struct racer {
    pthread_t thread;
    enum outcome outcome;
    int applied;
};

static void *race(void *cookie)
{
    struct racer *r = cookie;
    arena_auto a;
    arena_init(&a);
    struct problem problem;
    problem_init(&problem, &a);
    r->outcome = migrate(fresh, 0, NULL, &r->applied, &problem);
    return NULL;
}

START_TEST(two_at_once_apply_each_once)
{
    struct racer racers[3];
    int applied = 0;
    for (size_t i = 0; i < LENGTH(racers); i++)
        ck_assert_int_eq(pthread_create(&racers[i].thread, NULL, race, &racers[i]), 0);
    for (size_t i = 0; i < LENGTH(racers); i++) {
        pthread_join(racers[i].thread, NULL);
        ck_assert_int_eq(racers[i].outcome, OUTCOME_OK);
        applied += racers[i].applied;
    }
    ck_assert_int_eq(applied, migration_count);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("migrate");
    TCase *tests = tcase_create("migrate");
    tcase_add_checked_fixture(tests, open_fresh, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, numbers_have_no_gaps);
    tcase_add_test(tests, from_empty_then_nothing_to_do);
    tcase_add_test(tests, step_by_step);
    tcase_add_loop_test(tests, over_a_populated_older_schema, 2, migration_count + 1);
    tcase_add_test(tests, every_migration_has_rows_for_its_tables);
    tcase_add_loop_test(tests, a_history_that_is_not_ours_is_refused, 0, (int)LENGTH(tamperings));
    tcase_add_test(tests, a_failing_migration_is_undone);
    tcase_add_test(tests, without_a_server_it_is_unavailable);
    tcase_add_test(tests, two_at_once_apply_each_once);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, false);
}
