/* test_role_assignments.c - storage/role_assignments.h: scope, references, and the last admin under
 * concurrency
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/role_assignments.h"

#include "fixture.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "storage/clients.h"
#include "storage/role_assignments_sql.h"

#include "domain/base/banned.h"

/* Two agencies side by side, each with an employee; two clients that are admins over everything. */
static struct uuid agency, division, elsewhere, employee, stranger, first, second;
static struct uuid first_admin, second_admin;

static void add_unit(struct uuid id, const struct uuid *parent)
{
    const char *parent_text =
        parent == NULL ? "NULL" : arena_printf(&fx.arena, "'%s'", uuid_text(*parent));
    owner_run("INSERT INTO units (organization_id, id, external_id, name, kind, parent_id,"
              " created_at, updated_at)"
              " VALUES ('%s', '%s', 'u%s', 'Unit', 'agency', %s, now(), now())",
              uuid_text(fx.organization), uuid_text(id), uuid_text(id), parent_text);
}

static void add_employee(struct uuid id, struct uuid unit, const char *nip)
{
    owner_run("INSERT INTO employees (organization_id, id, nip, name, kind, unit_id, created_at,"
              " updated_at) VALUES ('%s', '%s', '%s', 'Contoh', 'pns', '%s', now(), now())",
              uuid_text(fx.organization), uuid_text(id), nip, uuid_text(unit));
}

static void add_client(struct uuid id)
{
    owner_run("INSERT INTO clients (organization_id, id, name, secret_hash, secret_changed_at,"
              " created_at, updated_at) VALUES ('%s', '%s', '%s', 'h', now(), now(), now())",
              uuid_text(fx.organization), uuid_text(id), uuid_text(id));
}

static struct uuid add_admin(const char *column, struct uuid bearer)
{
    struct uuid id = random_uuid();
    owner_run("INSERT INTO role_assignments (organization_id, id, %s, role, created_at, updated_at)"
              " VALUES ('%s', '%s', '%s', 'admin', now(), now())",
              column, uuid_text(fx.organization), uuid_text(id), uuid_text(bearer));
    return id;
}

static void open_roles(void)
{
    struct uuid *const ids[] = {&agency,   &division, &elsewhere, &employee,
                                &stranger, &first,    &second};
    fixture_open();
    for (size_t i = 0; i < LENGTH(ids); i++) *ids[i] = random_uuid();
    add_unit(agency, NULL);
    add_unit(division, &agency);
    add_unit(elsewhere, NULL);
    add_employee(employee, division, "199001012015041001");
    add_employee(stranger, elsewhere, "199001012015041002");
    add_client(first);
    add_client(second);
    first_admin = add_admin("client_id", first);
    second_admin = add_admin("client_id", second);
}

static void see_agency_only(void)
{
    fx.context.whole_organization = false;
    fx.context.scope = &agency;
    fx.context.scope_count = 1;
}

static struct uow *work(bool writes)
{
    problem_init(&fx.problem, &fx.arena);
    struct uow *u = uow_new(&fx.arena, fx.db, &fx.context, &fx.problem);
    if (writes) uow_for_write(u);
    return u;
}

static struct ref by_id(struct uuid id)
{
    return (struct ref){.by = REF_BY_ID, .id = id};
}

static struct role_assignment_create planner_of(struct ref employee_ref, struct uuid unit)
{
    struct role_assignment_create in = {0};
    RECORD_PUT(&in, ROLE_ASSIGNMENT_CREATE, employee_id, employee_ref);
    RECORD_PUT(&in, ROLE_ASSIGNMENT_CREATE, role, ROLE_PLANNER);
    RECORD_PUT(&in, ROLE_ASSIGNMENT_CREATE, unit_id, by_id(unit));
    return in;
}

static enum outcome grant(const struct role_assignment_create *in, struct role_assignment *ret)
{
    struct uow *u = work(true);
    struct role_assignment_facts facts;
    TRY(role_assignments_load_for_create(u, in, &facts));
    TRY(role_assignments_decide_create(in, &facts, random_uuid(), ret, &fx.problem));
    role_assignments_apply_create(u, ret);
    return uow_commit(u);
}

static struct role_assignment granted(struct uuid to, struct uuid over)
{
    struct role_assignment assignment;
    struct role_assignment_create in = planner_of(by_id(to), over);
    ck_assert_int_eq(grant(&in, &assignment), OUTCOME_OK);
    return assignment;
}

static enum outcome try_to_take_away(struct uow *u, struct uuid id, const char *reason)
{
    struct role_assignment assignment;
    struct role_assignment_facts facts;
    TRY(role_assignments_load_for_revoke(u, id, &assignment, &facts));
    TRY(role_assignments_decide_revoke(&assignment, &facts, &fx.problem));
    role_assignments_apply_revoke(u, &assignment, reason);
    return uow_commit(u);
}

static enum outcome take_away(struct uuid id, const char *reason)
{
    struct uow *u = work(true);
    enum outcome outcome = try_to_take_away(u, id, reason);
    uow_rollback(u);
    return outcome;
}

static bool in_force(struct uuid id)
{
    return owner_number("SELECT count(*) FROM role_assignments WHERE id = '%s'"
                        " AND revoked_at IS NULL AND revoked_by IS NULL",
                        uuid_text(id)) == 1;
}

/* ---- granting */

START_TEST(a_grant_is_kept_recorded_and_found_with_names)
{
    struct role_assignment found = {0};
    struct ref nip = {.by = REF_BY_NIP, .key = "199001012015041001"};
    struct role_assignment_create in = planner_of(nip, division);
    struct role_assignment made;
    ck_assert_int_eq(grant(&in, &made), OUTCOME_OK);
    ck_assert_int_eq(role_assignments_load(work(false), made.id, &found), OUTCOME_OK);
    ck_assert(uuid_equal(found.employee_id, employee));
    ck_assert_str_eq(found.employee_name, "Contoh");
    ck_assert_str_eq(found.unit_name, "Unit");
    ck_assert_int_eq(found.role, ROLE_PLANNER);
    ck_assert(uuid_equal(found.granted_by, fx.context.principal_id));
    ck_assert(!RECORD_HAS(&found, ROLE_ASSIGNMENT, client_id));
    ck_assert_int_eq(owner_number("SELECT count(*) FROM audit_events WHERE resource_id = '%s'"
                                  " AND resource_type = 'role_assignment' AND reason IS NULL",
                                  uuid_text(made.id)),
                     1);
}
END_TEST

START_TEST(the_same_role_twice_already_exists)
{
    struct role_assignment made = granted(employee, division), again;
    struct role_assignment_create in = planner_of(by_id(employee), division);
    ck_assert_int_eq(grant(&in, &again), OUTCOME_CONFLICT);
    ck_assert_int_eq(fx.problem.code, PROBLEM_ALREADY_EXISTS);
    ck_assert_int_eq(take_away(made.id, NULL), OUTCOME_OK);
    ck_assert_int_eq(grant(&in, &again), OUTCOME_OK);
}
END_TEST

START_TEST(r02_what_is_named_must_lie_in_scope)
{
    static const struct {
        struct uuid *employee, *unit;
        const char *pointer;
    } cases[] = {{&stranger, &division, "/employee_id"}, {&employee, &elsewhere, "/unit_id"}};
    struct role_assignment made;
    see_agency_only();
    struct role_assignment_create in = planner_of(by_id(*cases[_i].employee), *cases[_i].unit);
    ck_assert_int_eq(grant(&in, &made), OUTCOME_INVALID);
    ck_assert_int_eq(fx.problem.code, PROBLEM_REFERENCE_NOT_FOUND);
    ck_assert_uint_eq(fx.problem.violation_count, 1);
    ck_assert_str_eq(fx.problem.violations[0].pointer, cases[_i].pointer);
}
END_TEST

START_TEST(r02_clients_are_outside_of_every_subtree)
{
    struct role_assignment made;
    struct role_assignment_create in = {0};
    RECORD_PUT(&in, ROLE_ASSIGNMENT_CREATE, client_id, first);
    RECORD_PUT(&in, ROLE_ASSIGNMENT_CREATE, role, ROLE_PLANNER);
    RECORD_PUT(&in, ROLE_ASSIGNMENT_CREATE, unit_id, by_id(division));
    see_agency_only();
    ck_assert_int_eq(grant(&in, &made), OUTCOME_INVALID);
    ck_assert_str_eq(fx.problem.violations[0].pointer, "/client_id");
    fx.context.whole_organization = true;
    ck_assert_int_eq(grant(&in, &made), OUTCOME_OK);
}
END_TEST

START_TEST(r03_units_of_other_organizations_are_not_found)
{
    struct role_assignment made;
    struct role_assignment_create in = planner_of(by_id(employee), division);
    fx.context.organization_id = fx.other;
    ck_assert_int_eq(grant(&in, &made), OUTCOME_INVALID);
    ck_assert_uint_eq(fx.problem.violation_count, 2);
    ck_assert_int_eq(role_assignments_load(work(false), first_admin, &made), OUTCOME_NOT_FOUND);
}
END_TEST

/* ---- reading */

START_TEST(r02_a_subtree_shows_its_own_assignments_only)
{
    struct role_assignment inside = granted(employee, division), found;
    struct role_assignment outside = granted(stranger, elsewhere);
    see_agency_only();
    ck_assert_int_eq(role_assignments_load(work(false), inside.id, &found), OUTCOME_OK);
    ck_assert_int_eq(role_assignments_load(work(false), outside.id, &found), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(role_assignments_load(work(false), first_admin, &found), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(take_away(outside.id, NULL), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(take_away(first_admin, NULL), OUTCOME_NOT_FOUND);
    ck_assert(in_force(outside.id) && in_force(first_admin));
}
END_TEST

static size_t listed(const struct role_assignments_list_query *query, struct role_assignment *ret)
{
    struct row_set rows;
    struct uow *u = work(false);
    uow_want_rows(u, &sql_role_assignment_list, query, &rows);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    if (rows.count > 0) *ret = *(struct role_assignment *)rows.items;
    return rows.count;
}

START_TEST(the_list_is_filtered_and_scoped)
{
    struct role_assignment made = granted(employee, division), top = {0};
    struct role_assignments_list_query query = {0};
    granted(stranger, elsewhere);
    RECORD_PUT(&query, ROLE_ASSIGNMENTS_LIST_QUERY, limit, 10);
    ck_assert_uint_eq(listed(&query, &top), 4);
    RECORD_PUT(&query, ROLE_ASSIGNMENTS_LIST_QUERY, after_id, top.id);
    ck_assert_uint_eq(listed(&query, &top), 3);
    RECORD_CLEAR(&query, ROLE_ASSIGNMENTS_LIST_QUERY, after_id);
    RECORD_PUT(&query, ROLE_ASSIGNMENTS_LIST_QUERY, role, ROLE_ADMIN);
    ck_assert_uint_eq(listed(&query, &top), 2);
    RECORD_PUT(&query, ROLE_ASSIGNMENTS_LIST_QUERY, client_id, second);
    ck_assert_uint_eq(listed(&query, &top), 1);
    ck_assert(uuid_equal(top.id, second_admin));
    query = (struct role_assignments_list_query){0};
    RECORD_PUT(&query, ROLE_ASSIGNMENTS_LIST_QUERY, limit, 10);
    see_agency_only();
    ck_assert_uint_eq(listed(&query, &top), 1);
    ck_assert(uuid_equal(top.id, made.id));
    RECORD_PUT(&query, ROLE_ASSIGNMENTS_LIST_QUERY, unit_id, by_id(division));
    RECORD_PUT(&query, ROLE_ASSIGNMENTS_LIST_QUERY, employee_id, by_id(employee));
    RECORD_PUT(&query, ROLE_ASSIGNMENTS_LIST_QUERY, revoked, false);
    ck_assert_uint_eq(listed(&query, &top), 1);
    RECORD_PUT(&query, ROLE_ASSIGNMENTS_LIST_QUERY, revoked, true);
    ck_assert_uint_eq(listed(&query, &top), 0);
}
END_TEST

/* ---- revoking */

START_TEST(a_revocation_is_kept_with_its_reason)
{
    struct role_assignment made = granted(employee, division);
    ck_assert_int_eq(take_away(made.id, "Mutasi"), OUTCOME_OK);
    ck_assert(!in_force(made.id));
    ck_assert_str_eq(owner_text("SELECT reason FROM audit_events WHERE resource_id = '%s'"
                                " AND resource_version = 2",
                                uuid_text(made.id)),
                     "Mutasi");
    ck_assert_int_eq(take_away(made.id, NULL), OUTCOME_CONFLICT);
    ck_assert_int_eq(fx.problem.code, PROBLEM_ROLE_ASSIGNMENT_REVOKED);
}
END_TEST

START_TEST(the_last_admin_stays)
{
    ck_assert_int_eq(take_away(first_admin, NULL), OUTCOME_OK);
    ck_assert_int_eq(take_away(second_admin, NULL), OUTCOME_CONFLICT);
    ck_assert_int_eq(fx.problem.code, PROBLEM_LAST_ADMIN);
    ck_assert(in_force(second_admin));
}
END_TEST

/* Admins that are no longer there do not count. */
static const char *const departures[] = {
    "UPDATE clients SET revoked_at = now() WHERE id = '%s'",
    "UPDATE role_assignments SET revoked_at = now() WHERE client_id = '%s'",
    "UPDATE role_assignments SET role = 'auditor' WHERE client_id = '%s'",
};

START_TEST(who_is_gone_is_no_other_admin)
{
    const char *text = departures[_i];
    size_t head = strcspn(text, "%");
    owner_run("%s%s'", arena_copy(&fx.arena, text, head), uuid_text(first));
    ck_assert_int_eq(take_away(second_admin, NULL), OUTCOME_CONFLICT);
    ck_assert_int_eq(fx.problem.code, PROBLEM_LAST_ADMIN);
}
END_TEST

START_TEST(an_employee_who_left_is_no_other_admin)
{
    add_admin("employee_id", employee);
    ck_assert_int_eq(take_away(first_admin, NULL), OUTCOME_OK);
    owner_run("UPDATE employees SET left_on = '2026-01-01' WHERE id = '%s'", uuid_text(employee));
    ck_assert_int_eq(take_away(second_admin, NULL), OUTCOME_CONFLICT);
    owner_run("UPDATE employees SET left_on = '2026-01-02' WHERE id = '%s'", uuid_text(employee));
    ck_assert_int_eq(take_away(second_admin, NULL), OUTCOME_OK);
}
END_TEST

/* ---- two admins who take each other away at once */

struct rival {
    struct arena arena;
    struct problem problem;
    bool by_client; /* revokes the client that holds the role, not the role */
    enum outcome outcome;
};

static enum outcome rival_revokes(struct rival *r, struct uow *u)
{
    struct role_assignment assignment;
    struct role_assignment_facts facts;
    TRY(role_assignments_load_for_revoke(u, second_admin, &assignment, &facts));
    TRY(role_assignments_decide_revoke(&assignment, &facts, &r->problem));
    role_assignments_apply_revoke(u, &assignment, NULL);
    return uow_commit(u);
}

static enum outcome rival_revokes_client(struct rival *r, struct uow *u)
{
    struct client client;
    struct client_facts facts;
    TRY(clients_load_for_revoke(u, second, &client, &facts));
    TRY(clients_decide_revoke(&client, &facts, &r->problem));
    clients_apply_update(u, &client);
    return uow_commit(u);
}

static void *run_rival(void *cookie)
{
    struct rival *r = cookie;
    struct uow *u = uow_new(&r->arena, fx.db, &fx.context, &r->problem);
    uow_for_write(u);
    r->outcome = (r->by_client ? rival_revokes_client : rival_revokes)(r, u);
    uow_rollback(u);
    return NULL;
}

static void wait_for_a_waiter(void)
{
    for (int i = 0; i < 1000; i++) {
        if (owner_number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
                         " AND NOT granted AND database = (SELECT oid FROM pg_database"
                         " WHERE datname = current_database())") > 0)
            return;
        usleep(5000);
    }
    ck_abort_msg("nobody waits: the two would not have met");
}

START_TEST(of_two_admins_who_revoke_each_other_one_stays)
{
    pthread_t thread;
    struct rival rival = {.by_client = _i == 1};
    struct role_assignment assignment;
    struct role_assignment_facts facts;
    arena_init(&rival.arena);
    problem_init(&rival.problem, &rival.arena);
    struct uow *u = work(true);
    ck_assert_int_eq(role_assignments_load_for_revoke(u, first_admin, &assignment, &facts),
                     OUTCOME_OK);
    ck_assert_int_eq(facts.other_admins, 1);
    ck_assert_int_eq(pthread_create(&thread, NULL, run_rival, &rival), 0);
    wait_for_a_waiter();
    ck_assert_int_eq(role_assignments_decide_revoke(&assignment, &facts, &fx.problem), OUTCOME_OK);
    role_assignments_apply_revoke(u, &assignment, NULL);
    ck_assert_int_eq(uow_commit(u), OUTCOME_OK);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_int_eq(rival.outcome, OUTCOME_CONFLICT);
    ck_assert_int_eq(rival.problem.code, PROBLEM_LAST_ADMIN);
    ck_assert(!in_force(first_admin) && in_force(second_admin));
    ck_assert_int_eq(owner_number("SELECT count(*) FROM clients WHERE organization_id = '%s'"
                                  " AND revoked_at IS NOT NULL",
                                  uuid_text(fx.organization)),
                     0);
    arena_done(&rival.arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("role_assignments");
    TCase *tests = tcase_create("role_assignments");
    tcase_add_checked_fixture(tests, open_roles, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, a_grant_is_kept_recorded_and_found_with_names);
    tcase_add_test(tests, the_same_role_twice_already_exists);
    tcase_add_loop_test(tests, r02_what_is_named_must_lie_in_scope, 0, 2);
    tcase_add_test(tests, r02_clients_are_outside_of_every_subtree);
    tcase_add_test(tests, r03_units_of_other_organizations_are_not_found);
    tcase_add_test(tests, r02_a_subtree_shows_its_own_assignments_only);
    tcase_add_test(tests, the_list_is_filtered_and_scoped);
    tcase_add_test(tests, a_revocation_is_kept_with_its_reason);
    tcase_add_test(tests, the_last_admin_stays);
    tcase_add_loop_test(tests, who_is_gone_is_no_other_admin, 0, (int)LENGTH(departures));
    tcase_add_test(tests, an_employee_who_left_is_no_other_admin);
    tcase_add_loop_test(tests, of_two_admins_who_revoke_each_other_one_stays, 0, 2);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
