/* test_units.c - the tree of units in the database: its closure, moves at once, scope
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/units.h"

#include <string.h>

#include "fixture_people.h"

#include "domain/base/banned.h"

/* ---- the closure is what the parents say */

/* Rows of unit_ancestors that walking up the parents does not give, and the other way round. */
static int64_t wrong_ancestors(void)
{
    return owner_number(
        "WITH RECURSIVE up (unit_id, ancestor_id, depth) AS ("
        " SELECT id, id, 0 FROM units WHERE organization_id = '%s' UNION ALL"
        " SELECT up.unit_id, p.parent_id, up.depth + 1 FROM up JOIN units p ON p.id = up.ancestor_id"
        " WHERE p.parent_id IS NOT NULL AND up.depth < 50),"
        " kept AS (SELECT unit_id, ancestor_id, depth FROM unit_ancestors WHERE organization_id = '%s')"
        " SELECT (SELECT count(*) FROM (SELECT * FROM up EXCEPT SELECT * FROM kept) a)"
        " + (SELECT count(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM up) b)",
        uuid_text(fx.organization), uuid_text(fx.organization));
}

static const char *move_sql(const char *unit, const char *to)
{
    return arena_printf(&fx.arena, "UPDATE units SET parent_id = '%s' WHERE id = '%s'",
                        uuid_text(id_of(to)), uuid_text(id_of(unit)));
}

START_TEST(the_closure_follows_inserts_and_moves)
{
    add_unit("root", NULL);
    add_unit("a", "root");
    add_unit("b", "root");
    add_unit("a1", "a");
    add_unit("a11", "a1");
    ck_assert_int_eq(wrong_ancestors(), 0);
    owner_run("%s", move_sql("a1", "b"));
    ck_assert_int_eq(wrong_ancestors(), 0);
    owner_run("UPDATE units SET parent_id = NULL WHERE id = '%s'", uuid_text(id_of("a1")));
    ck_assert_int_eq(wrong_ancestors(), 0);
    owner_run("%s", move_sql("root", "a11"));
    ck_assert_int_eq(wrong_ancestors(), 0);
}
END_TEST

/* Both orders of a bulk insert: children before their parents, and after. */
START_TEST(one_statement_inserts_a_tree_in_any_order)
{
    owner_run(
        "INSERT INTO units (organization_id, id, name, kind, parent_id, created_at, updated_at)"
        " SELECT '%s', md5('%d-' || n)::uuid, n::text, 'other',"
        " CASE WHEN n > 1 THEN md5('%d-' || n / 2)::uuid END, now(), now()"
        " FROM generate_series(1, 100) n ORDER BY n %s",
        uuid_text(fx.organization), _i, _i, _i == 0 ? "DESC" : "ASC");
    ck_assert_int_eq(
        owner_number("SELECT count(*) FROM unit_ancestors WHERE organization_id = '%s' AND"
                     " ancestor_id = md5('%d-1')::uuid",
                     uuid_text(fx.organization), _i),
        100);
    ck_assert_int_eq(wrong_ancestors(), 0);
}
END_TEST

START_TEST(one_statement_moves_many)
{
    add_unit("a", NULL);
    add_unit("b", "a");
    add_unit("c", NULL);
    add_unit("d", NULL);
    owner_run("UPDATE units SET parent_id = CASE name WHEN 'a' THEN '%s'::uuid ELSE '%s'::uuid END"
              " WHERE organization_id = '%s' AND name IN ('a', 'c')",
              uuid_text(id_of("c")), uuid_text(id_of("d")), uuid_text(fx.organization));
    ck_assert_int_eq(wrong_ancestors(), 0);
}
END_TEST

static const char *constraint_of(const char *sql)
{
    PGresult *result = PQexec(fx.owner, sql);
    const char *name = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    const char *copy = arena_text(&fx.arena, name == NULL ? "" : name);
    PQclear(result);
    return copy;
}

START_TEST(circles_are_refused)
{
    add_unit("a", NULL);
    add_unit("b", "a");
    add_unit("c", "b");
    ck_assert_str_eq(constraint_of(move_sql("a", "c")), "units_parent_acyclic");
    ck_assert_str_eq(constraint_of(move_sql("a", "b")), "units_parent_acyclic");
    ck_assert_str_eq(constraint_of(move_sql("a", "a")), "units_parent_other");
    ck_assert_str_eq(
        constraint_of(arena_printf(
            &fx.arena,
            "INSERT INTO units (organization_id, id, name, kind, parent_id, created_at, updated_at)"
            " VALUES ('%s', md5('x')::uuid, 'x', 'other', md5('y')::uuid, now(), now()),"
            " ('%s', md5('y')::uuid, 'y', 'other', md5('x')::uuid, now(), now())",
            uuid_text(fx.organization), uuid_text(fx.organization))),
        "units_parent_acyclic");
    ck_assert_int_eq(wrong_ancestors(), 0);
}
END_TEST

static const char *level(int n)
{
    return arena_printf(&fx.arena, "level-%d", n);
}

START_TEST(at_most_32_levels_lie_below_a_root)
{
    add_unit(level(0), NULL);
    for (int n = 1; n <= 32; n++) add_unit(level(n), level(n - 1));
    ck_assert_int_eq(wrong_ancestors(), 0);
    ck_assert_str_eq(
        constraint_of(arena_printf(
            &fx.arena,
            "INSERT INTO units (organization_id, id, name, kind, parent_id, created_at, updated_at)"
            " VALUES ('%s', gen_random_uuid(), 'x', 'other', '%s', now(), now())",
            uuid_text(fx.organization), uuid_text(id_of(level(32))))),
        "unit_ancestors_depth_range");
    add_unit("above", NULL);
    ck_assert_str_eq(constraint_of(move_sql(level(0), "above")), "unit_ancestors_depth_range");
    ck_assert_int_eq(wrong_ancestors(), 0);
}
END_TEST

/* ---- two at once */

START_TEST(two_moves_at_once_close_no_circle)
{
    PGconn *first = app_connection(), *second = app_connection();
    add_unit("a", NULL);
    add_unit("b", NULL);
    run_on(first, "BEGIN; %s", move_sql("a", "b"));
    ck_assert_int_eq(PQsendQuery(second, move_sql("b", "a")), 1);
    ck_assert(is_blocked(second));
    run_on(first, "COMMIT");
    ck_assert_str_eq(end_of(second), "23514");
    ck_assert_int_eq(wrong_ancestors(), 0);
    PQfinish(first);
    PQfinish(second);
}
END_TEST

static const char *insert_sql(const char *unit, const char *parent)
{
    return arena_printf(
        &fx.arena,
        "INSERT INTO units (organization_id, id, name, kind, parent_id, created_at, updated_at)"
        " VALUES ('%s', '%s', '%s', 'other', '%s', now(), now())",
        uuid_text(fx.organization), uuid_text(id_of(unit)), unit, uuid_text(id_of(parent)));
}

/* Whoever comes second waits, and sees what the first did. */
START_TEST(a_move_and_an_insert_below_it_see_each_other)
{
    PGconn *first = app_connection(), *second = app_connection();
    add_unit("old", NULL);
    add_unit("new", NULL);
    add_unit("moved", "old");
    const char *move = move_sql("moved", "new"), *insert = insert_sql("child", "moved");
    run_on(first, "BEGIN; %s", _i == 0 ? move : insert);
    ck_assert_int_eq(PQsendQuery(second, _i == 0 ? insert : move), 1);
    ck_assert(is_blocked(second));
    run_on(first, "COMMIT");
    ck_assert_str_eq(end_of(second), "00000");
    ck_assert_int_eq(wrong_ancestors(), 0);
    PQfinish(first);
    PQfinish(second);
}
END_TEST

/* ---- what storage/units.c does */

static struct unit_create new_unit(void)
{
    struct unit_create in = {0};
    RECORD_PUT(&in, UNIT_CREATE, name, "Kelurahan Contoh");
    RECORD_PUT(&in, UNIT_CREATE, kind, UNIT_KIND_VILLAGE);
    RECORD_PUT(&in, UNIT_CREATE, external_id, "k-1");
    return in;
}

static enum outcome try_create(struct uow *u, const struct ref *parent, struct unit *ret)
{
    struct unit_facts facts;
    struct unit_create in = new_unit();
    TRY(units_load_for_create(u, parent, &facts));
    TRY(units_decide_create(&in, &facts, ret, &fx.problem));
    units_apply_create(u, ret);
    return OUTCOME_OK;
}

static enum outcome create(const struct ref *parent, struct unit *ret)
{
    struct uow *u = new_writer();
    return finish(u, try_create(u, parent, ret));
}

static int64_t rows_about(const char *table, struct uuid id)
{
    return owner_number(
        "SELECT count(*) FROM %s WHERE resource_id = '%s' AND resource_type = 'unit'", table,
        uuid_text(id));
}

START_TEST(a_unit_is_stored_with_its_trail)
{
    struct unit unit, read;
    struct ref parent = by_ext("root"), by_key = by_ext("k-1");
    add_unit("root", NULL);
    ck_assert_int_eq(create(&parent, &unit), OUTCOME_OK);
    ck_assert_int_eq(units_load(new_reader(), by_key, &read), OUTCOME_OK);
    ck_assert(uuid_equal(read.id, unit.id) && uuid_equal(read.parent_id, id_of("root")));
    ck_assert_str_eq(read.name, "Kelurahan Contoh");
    ck_assert_int_eq(read.kind, UNIT_KIND_VILLAGE);
    ck_assert_int_eq(read.version, 1);
    ck_assert_int_eq(rows_about("audit_events", unit.id), 1);
    ck_assert_int_eq(rows_about("outbox_events", unit.id), 1);
}
END_TEST

START_TEST(a_key_belongs_to_one_unit)
{
    struct unit unit;
    struct ref parent = by_ext("root");
    add_unit("root", NULL);
    ck_assert_int_eq(create(&parent, &unit), OUTCOME_OK);
    ck_assert_int_eq(create(&parent, &unit), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "already-exists /external_id");
}
END_TEST

static enum outcome try_move(struct uow *u, const char *word, const struct ref *parent)
{
    struct unit unit;
    struct unit_facts facts;
    struct unit_patch patch = {0};
    bool changed;
    record_mark(&patch, FIELD_UNIT_PATCH_parent_id, parent != NULL);
    TRY(units_load_for_update(u, by_ext(word), parent, &unit, &facts));
    TRY(units_decide_update(&unit, &patch, &facts, &changed, &fx.problem));
    if (changed) units_apply_update(u, &unit);
    return OUTCOME_OK;
}

static enum outcome move(const char *word, const struct ref *parent)
{
    struct uow *u = new_writer();
    return finish(u, try_move(u, word, parent));
}

START_TEST(a_circle_is_a_problem_of_its_own)
{
    struct ref below = by_id("c");
    add_unit("a", NULL);
    add_unit("b", "a");
    add_unit("c", "b");
    ck_assert_int_eq(move("a", &below), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "unit-cycle /parent_id");
    ck_assert_int_eq(move("c", NULL), OUTCOME_OK);
    ck_assert_int_eq(
        owner_number("SELECT version FROM units WHERE id = '%s'", uuid_text(id_of("c"))), 2);
}
END_TEST

START_TEST(r02_units_out_of_scope_are_not_found)
{
    struct unit unit;
    struct ref inside = by_id("inside"), outside = by_id("outside");
    add_unit("inside", NULL);
    add_unit("below", "inside");
    add_unit("outside", NULL);
    scoped_to("inside");
    ck_assert_int_eq(units_load(new_reader(), by_id("below"), &unit), OUTCOME_OK);
    ck_assert_int_eq(units_load(new_reader(), outside, &unit), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(units_load(new_reader(), by_ext("outside"), &unit), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(move("outside", &inside), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(move("below", &outside), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /parent_id");
    ck_assert_int_eq(move("below", NULL), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(create(&outside, &unit), OUTCOME_INVALID);
    ck_assert_int_eq(create(NULL, &unit), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(create(&inside, &unit), OUTCOME_OK);
}
END_TEST

START_TEST(r03_units_of_another_organization_are_not_there)
{
    struct unit unit;
    struct ref parent = by_id("root");
    add_unit("root", NULL);
    struct uuid own = fx.context.organization_id;
    fx.context.organization_id = fx.other;
    ck_assert_int_eq(units_load(new_reader(), parent, &unit), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(create(&parent, &unit), OUTCOME_INVALID);
    fx.context.organization_id = own;
    ck_assert_int_eq(units_load(new_reader(), parent, &unit), OUTCOME_OK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("units");
    TCase *tests = tcase_create("units");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, the_closure_follows_inserts_and_moves);
    tcase_add_loop_test(tests, one_statement_inserts_a_tree_in_any_order, 0, 2);
    tcase_add_test(tests, one_statement_moves_many);
    tcase_add_test(tests, circles_are_refused);
    tcase_add_test(tests, at_most_32_levels_lie_below_a_root);
    tcase_add_test(tests, two_moves_at_once_close_no_circle);
    tcase_add_loop_test(tests, a_move_and_an_insert_below_it_see_each_other, 0, 2);
    tcase_add_test(tests, a_unit_is_stored_with_its_trail);
    tcase_add_test(tests, a_key_belongs_to_one_unit);
    tcase_add_test(tests, a_circle_is_a_problem_of_its_own);
    tcase_add_test(tests, r02_units_out_of_scope_are_not_found);
    tcase_add_test(tests, r03_units_of_another_organization_are_not_there);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
