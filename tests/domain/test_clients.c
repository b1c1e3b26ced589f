/* test_clients.c - domain/clients.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/clients.h"

#include "fixture.h"

#include "domain/base/banned.h"

static const struct uuid caller = {{1}}, other = {{2}};
static const struct instant then = {1000000}, now = {2000000};
static struct problem problem;
static struct client_facts facts;
static struct client client;

static void start(void)
{
    problem_init(&problem, &memory);
    facts = (struct client_facts){
        .now = now, .caller_id = caller, .whole_organization = true, .other_admins = 1};
    client = (struct client){0};
    RECORD_PUT(&client, CLIENT, id, other);
    RECORD_PUT(&client, CLIENT, name, "Sinkronisasi");
    RECORD_PUT(&client, CLIENT, secret_changed_at, then);
    RECORD_PUT(&client, CLIENT, version, 4);
    RECORD_PUT(&client, CLIENT, created_at, then);
    RECORD_PUT(&client, CLIENT, updated_at, then);
}

static void expect_touched(void)
{
    ck_assert_int_eq(client.version, 5);
    ck_assert_int_eq(client.updated_at.us, now.us);
    ck_assert_int_eq(client.created_at.us, then.us);
}

static void expect_untouched(enum problem_code code)
{
    ck_assert_int_eq(problem.code, code);
    ck_assert_int_eq(client.version, 4);
    ck_assert_int_eq(client.updated_at.us, then.us);
}

START_TEST(a_new_client_is_complete_and_in_force)
{
    struct client_create in = {0};
    RECORD_PUT(&in, CLIENT_CREATE, name, "Portal");
    ck_assert_int_eq(clients_decide_create(&in, &facts, other, &client, &problem), OUTCOME_OK);
    ck_assert_str_eq(client.name, "Portal");
    ck_assert(uuid_equal(client.id, other));
    ck_assert_int_eq(client.version, 1);
    ck_assert_int_eq(client.secret_changed_at.us, now.us);
    ck_assert(!RECORD_HAS(&client, CLIENT, revoked_at));
    for (int i = 0; i < client_record.count; i++)
        ck_assert_int_eq(record_has(&client, i), i != FIELD_CLIENT_revoked_at);
}
END_TEST

START_TEST(r02_only_admins_over_everything_register_clients)
{
    struct client_create in = {0};
    RECORD_PUT(&in, CLIENT_CREATE, name, "Portal");
    facts.whole_organization = false;
    ck_assert_int_eq(clients_decide_create(&in, &facts, other, &client, &problem),
                     OUTCOME_FORBIDDEN);
    expect_untouched(PROBLEM_FORBIDDEN);
}
END_TEST

START_TEST(another_name_is_a_change_and_the_same_is_none)
{
    struct client_patch patch = {0};
    bool changed = true;
    RECORD_PUT(&patch, CLIENT_PATCH, name, "Sinkronisasi");
    ck_assert_int_eq(clients_decide_update(&client, &patch, &facts, &changed, &problem),
                     OUTCOME_OK);
    ck_assert(!changed);
    ck_assert_int_eq(client.version, 4);
    RECORD_PUT(&patch, CLIENT_PATCH, name, "Portal");
    ck_assert_int_eq(clients_decide_update(&client, &patch, &facts, &changed, &problem),
                     OUTCOME_OK);
    ck_assert(changed);
    ck_assert_str_eq(client.name, "Portal");
    ck_assert_int_eq(client.secret_changed_at.us, then.us);
    expect_touched();
}
END_TEST

START_TEST(rotating_dates_the_secret)
{
    ck_assert_int_eq(clients_decide_rotate(&client, &facts, &problem), OUTCOME_OK);
    ck_assert_int_eq(client.secret_changed_at.us, now.us);
    expect_touched();
}
END_TEST

START_TEST(r01_a_client_may_rotate_its_own_secret)
{
    client.id = caller;
    ck_assert_int_eq(clients_decide_rotate(&client, &facts, &problem), OUTCOME_OK);
    expect_touched();
}
END_TEST

START_TEST(revoking_dates_the_end)
{
    ck_assert_int_eq(clients_decide_revoke(&client, &facts, &problem), OUTCOME_OK);
    ck_assert(RECORD_HAS(&client, CLIENT, revoked_at));
    ck_assert_int_eq(client.revoked_at.us, now.us);
    expect_touched();
}
END_TEST

START_TEST(r01_nobody_revokes_themselves)
{
    client.id = caller;
    ck_assert_int_eq(clients_decide_revoke(&client, &facts, &problem), OUTCOME_FORBIDDEN);
    expect_untouched(PROBLEM_OWN_CASE);
    ck_assert(!RECORD_HAS(&client, CLIENT, revoked_at));
}
END_TEST

START_TEST(the_last_admin_stays)
{
    facts.other_admins = 0;
    ck_assert_int_eq(clients_decide_revoke(&client, &facts, &problem), OUTCOME_CONFLICT);
    expect_untouched(PROBLEM_LAST_ADMIN);
}
END_TEST

START_TEST(a_revocation_is_final)
{
    struct client_patch patch = {0};
    bool changed;
    RECORD_PUT(&client, CLIENT, revoked_at, then);
    RECORD_PUT(&patch, CLIENT_PATCH, name, "Portal");
    ck_assert_int_eq(clients_decide_revoke(&client, &facts, &problem), OUTCOME_CONFLICT);
    expect_untouched(PROBLEM_CLIENT_REVOKED);
    problem_init(&problem, &memory);
    ck_assert_int_eq(clients_decide_rotate(&client, &facts, &problem), OUTCOME_CONFLICT);
    expect_untouched(PROBLEM_CLIENT_REVOKED);
    problem_init(&problem, &memory);
    ck_assert_int_eq(clients_decide_update(&client, &patch, &facts, &changed, &problem),
                     OUTCOME_CONFLICT);
    expect_untouched(PROBLEM_CLIENT_REVOKED);
    ck_assert_int_eq(client.revoked_at.us, then.us);
}
END_TEST

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_case("clients", &suite);
    tcase_add_checked_fixture(tests, start, NULL);
    tcase_add_test(tests, a_new_client_is_complete_and_in_force);
    tcase_add_test(tests, r02_only_admins_over_everything_register_clients);
    tcase_add_test(tests, another_name_is_a_change_and_the_same_is_none);
    tcase_add_test(tests, rotating_dates_the_secret);
    tcase_add_test(tests, r01_a_client_may_rotate_its_own_secret);
    tcase_add_test(tests, revoking_dates_the_end);
    tcase_add_test(tests, r01_nobody_revokes_themselves);
    tcase_add_test(tests, the_last_admin_stays);
    tcase_add_test(tests, a_revocation_is_final);
    return fixture_run(suite);
}
