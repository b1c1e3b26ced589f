/* test_clients.c - storage/clients.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/clients.h"

#include "fixture.h"

#include <string.h>

#include "storage/clients_sql.h"

#include "domain/base/banned.h"

#define SECRET_HASH "$scrypt$ln=15,r=8,p=1$c2FsdA$aGFzaA"

static struct uow *writer(void)
{
    problem_init(&fx.problem, &fx.arena);
    struct uow *u = uow_new(&fx.arena, fx.db, &fx.context, &fx.problem);
    uow_for_write(u);
    return u;
}

static struct uow *reader(void)
{
    problem_init(&fx.problem, &fx.arena);
    return uow_new(&fx.arena, fx.db, &fx.context, &fx.problem);
}

static enum outcome register_client(const char *name, struct client *ret)
{
    struct uow *u = writer();
    struct client_create in = {0};
    struct client_facts facts = clients_facts(u);
    RECORD_PUT(&in, CLIENT_CREATE, name, name);
    TRY(clients_decide_create(&in, &facts, random_uuid(), ret, &fx.problem));
    clients_apply_create(u, ret, SECRET_HASH);
    return uow_commit(u);
}

static struct client registered(const char *name)
{
    struct client client;
    ck_assert_int_eq(register_client(name, &client), OUTCOME_OK);
    return client;
}

static const char *column_of(struct uuid client_id, const char *column)
{
    return owner_text("SELECT %s::text FROM clients WHERE id = '%s'", column, uuid_text(client_id));
}

static int64_t changes_of(struct uuid client_id)
{
    int64_t events = owner_number("SELECT count(*) FROM outbox_events WHERE resource_id = '%s'",
                                  uuid_text(client_id));
    int64_t audits = owner_number("SELECT count(*) FROM audit_events WHERE resource_id = '%s'"
                                  " AND resource_type = 'client' AND detail->>'id' = '%s'",
                                  uuid_text(client_id), uuid_text(client_id));
    ck_assert_int_eq(events, audits);
    return audits;
}

static int64_t can_authenticate(struct uuid client_id)
{
    return owner_number("SELECT count(*) FROM find_client('%s')", uuid_text(client_id));
}

/* An admin over the whole organization besides those that a test makes. */
static void add_admin(struct uuid client_id)
{
    owner_run("INSERT INTO role_assignments (organization_id, id, client_id, role, created_at,"
              " updated_at) VALUES ('%s', '%s', '%s', 'admin', now(), now())",
              uuid_text(fx.organization), uuid_text(random_uuid()), uuid_text(client_id));
}

START_TEST(what_is_registered_is_found_and_recorded)
{
    struct client client = registered("Portal"), found = {0};
    ck_assert_int_eq(clients_load(reader(), client.id, &found), OUTCOME_OK);
    ck_assert_str_eq(found.name, "Portal");
    ck_assert_int_eq(found.version, 1);
    ck_assert_int_eq(found.secret_changed_at.us, fx.context.now.us);
    ck_assert(!RECORD_HAS(&found, CLIENT, revoked_at));
    ck_assert_str_eq(column_of(client.id, "secret_hash"), SECRET_HASH);
    ck_assert_int_eq(changes_of(client.id), 1);
}
END_TEST

START_TEST(a_name_is_taken_once)
{
    struct client second;
    registered("Portal");
    ck_assert_int_eq(register_client("Portal", &second), OUTCOME_CONFLICT);
    ck_assert_int_eq(fx.problem.code, PROBLEM_ALREADY_EXISTS);
    ck_assert_str_eq(fx.problem.violations[0].pointer, "/name");
    ck_assert_int_eq(changes_of(second.id), 0);
}
END_TEST

START_TEST(a_new_secret_replaces_the_old_one)
{
    struct client client = registered("Portal");
    struct uow *u = writer();
    struct client_facts facts = clients_facts(u);
    ck_assert_int_eq(clients_load_for_update(u, client.id, &client), OUTCOME_OK);
    ck_assert_int_eq(clients_decide_rotate(&client, &facts, &fx.problem), OUTCOME_OK);
    clients_apply_rotate(u, &client, "other");
    ck_assert_int_eq(uow_commit(u), OUTCOME_OK);
    ck_assert_str_eq(column_of(client.id, "secret_hash"), "other");
    ck_assert_str_eq(column_of(client.id, "version"), "2");
    ck_assert_int_eq(changes_of(client.id), 2);
}
END_TEST

START_TEST(no_secret_is_in_the_trail)
{
    struct client client = registered("Portal");
    ck_assert_int_eq(changes_of(client.id), 1);
    ck_assert_int_eq(
        owner_number("SELECT count(*) FROM audit_events a WHERE a::text LIKE '%%scrypt%%'"
                     " OR a::text LIKE '%%secret_hash%%'"),
        0);
    ck_assert_int_eq(
        owner_number("SELECT count(*) FROM outbox_events e WHERE e::text LIKE '%%scrypt%%'"), 0);
}
END_TEST

START_TEST(a_revoked_client_cannot_authenticate)
{
    struct client client = registered("Portal"), other = registered("Admin");
    struct client_facts facts;
    add_admin(other.id);
    ck_assert_int_eq(can_authenticate(client.id), 1);
    struct uow *u = writer();
    ck_assert_int_eq(clients_load_for_revoke(u, client.id, &client, &facts), OUTCOME_OK);
    ck_assert_int_eq(facts.other_admins, 1);
    ck_assert_int_eq(clients_decide_revoke(&client, &facts, &fx.problem), OUTCOME_OK);
    clients_apply_update(u, &client);
    ck_assert_int_eq(uow_commit(u), OUTCOME_OK);
    ck_assert_int_eq(can_authenticate(client.id), 0);
    ck_assert_str_eq(column_of(client.id, "version"), "2");
    ck_assert_int_eq(changes_of(client.id), 2);
}
END_TEST

START_TEST(a_client_is_not_another_admin_to_itself)
{
    struct client client = registered("Admin");
    struct client_facts facts;
    add_admin(client.id);
    ck_assert_int_eq(clients_load_for_revoke(writer(), client.id, &client, &facts), OUTCOME_OK);
    ck_assert_int_eq(facts.other_admins, 0);
}
END_TEST

START_TEST(r02_a_part_of_the_organization_has_no_clients)
{
    struct client client = registered("Portal");
    struct uuid unit = random_uuid();
    fx.context.whole_organization = false;
    fx.context.scope = &unit;
    fx.context.scope_count = 1;
    ck_assert_int_eq(clients_load(reader(), client.id, &client), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(clients_load_for_update(writer(), client.id, &client), OUTCOME_NOT_FOUND);
}
END_TEST

START_TEST(r03_other_organizations_find_none)
{
    struct client client = registered("Portal"), same;
    struct uuid id = client.id;
    fx.context.organization_id = fx.other;
    ck_assert_int_eq(clients_load(reader(), id, &client), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(register_client("Portal", &same), OUTCOME_OK);
}
END_TEST

/* ---- the list */

static const char *names_of(const struct clients_list_query *query)
{
    struct row_set rows;
    struct uow *u = reader();
    uow_want_rows(u, &sql_client_list, query, &rows);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    const char *names = "";
    for (size_t i = 0; i < rows.count; i++)
        names = arena_printf(&fx.arena, "%s%s ", names, ((struct client *)rows.items)[i].name);
    return names;
}

static struct clients_list_query query_by(enum clients_list_sort sort)
{
    struct clients_list_query query = {0};
    RECORD_PUT(&query, CLIENTS_LIST_QUERY, limit, 10);
    RECORD_PUT(&query, CLIENTS_LIST_QUERY, sort, sort);
    return query;
}

START_TEST(the_list_goes_on_after_a_name)
{
    struct clients_list_query query = query_by(CLIENTS_LIST_SORT_NAME);
    registered("C");
    registered("A");
    registered("B");
    ck_assert_str_eq(names_of(&query), "A B C ");
    RECORD_PUT(&query, CLIENTS_LIST_QUERY, after_text, "A");
    RECORD_PUT(&query, CLIENTS_LIST_QUERY, after_id, random_uuid());
    ck_assert_str_eq(names_of(&query), "B C ");
}
END_TEST

START_TEST(the_list_goes_on_after_a_time)
{
    struct clients_list_query query = query_by(CLIENTS_LIST_SORT_CREATED_AT);
    struct client first = registered("B");
    fx.context.now.us += 1;
    registered("A");
    ck_assert_str_eq(names_of(&query), "B A ");
    RECORD_PUT(&query, CLIENTS_LIST_QUERY, after_text, "2026-01-01T00:00:00.000000Z");
    RECORD_PUT(&query, CLIENTS_LIST_QUERY, after_id, first.id);
    ck_assert_str_eq(names_of(&query), "A ");
}
END_TEST

START_TEST(the_list_tells_revoked_ones_from_others)
{
    struct clients_list_query query = query_by(CLIENTS_LIST_SORT_NAME);
    struct client gone = registered("A");
    registered("B");
    owner_run("UPDATE clients SET revoked_at = now() WHERE id = '%s'", uuid_text(gone.id));
    ck_assert_str_eq(names_of(&query), "A B ");
    RECORD_PUT(&query, CLIENTS_LIST_QUERY, revoked, true);
    ck_assert_str_eq(names_of(&query), "A ");
    RECORD_PUT(&query, CLIENTS_LIST_QUERY, revoked, false);
    ck_assert_str_eq(names_of(&query), "B ");
    fx.context.whole_organization = false;
    ck_assert_str_eq(names_of(&query), "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("clients");
    TCase *tests = tcase_create("clients");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, what_is_registered_is_found_and_recorded);
    tcase_add_test(tests, a_name_is_taken_once);
    tcase_add_test(tests, a_new_secret_replaces_the_old_one);
    tcase_add_test(tests, no_secret_is_in_the_trail);
    tcase_add_test(tests, a_revoked_client_cannot_authenticate);
    tcase_add_test(tests, a_client_is_not_another_admin_to_itself);
    tcase_add_test(tests, r02_a_part_of_the_organization_has_no_clients);
    tcase_add_test(tests, r03_other_organizations_find_none);
    tcase_add_test(tests, the_list_goes_on_after_a_name);
    tcase_add_test(tests, the_list_goes_on_after_a_time);
    tcase_add_test(tests, the_list_tells_revoked_ones_from_others);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
