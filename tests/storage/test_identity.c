/* test_identity.c - storage/identity.h: who a caller is, in one round trip and within the tenant
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/identity.h"

#include "fixture.h"

#include <string.h>

#include "domain/base/banned.h"

static struct uuid client, employee, unit;
static const char nip[] = "199001012015041001";

static void begin(void)
{
    fixture_open();
    client = random_uuid(), employee = random_uuid(), unit = random_uuid();
    const char *org = uuid_text(fx.organization);
    owner_run("INSERT INTO units (organization_id, id, name, kind, created_at, updated_at)"
              " VALUES ('%s', '%s', 'Kecamatan Contoh', 'subdistrict', now(), now())",
              org, uuid_text(unit));
    owner_run("INSERT INTO employees (organization_id, id, nip, name, kind, unit_id, created_at,"
              " updated_at) VALUES ('%s', '%s', '%s', 'Contoh Pegawai', 'pns', '%s', now(), now())",
              org, uuid_text(employee), nip, uuid_text(unit));
    owner_run("INSERT INTO clients (organization_id, id, name, secret_hash, secret_changed_at,"
              " created_at, updated_at) VALUES ('%s', '%s', 'Aplikasi Contoh', 'h',"
              " '2026-01-02T00:00:00Z', now(), now())",
              org, uuid_text(client));
}

static void grant(const char *bearer, struct uuid id, const char *role, const char *where)
{
    owner_run("INSERT INTO role_assignments (organization_id, id, %s, role, unit_id, created_at,"
              " updated_at) VALUES ('%s', '%s', '%s', '%s', %s, now(), now())",
              bearer, uuid_text(fx.organization), uuid_text(random_uuid()), uuid_text(id), role,
              where);
}

static struct uow *in_organization(struct uuid id)
{
    struct uow_context *context = ARENA_NEW(&fx.arena, struct uow_context);
    *context = fx.context;
    context->organization_id = id;
    return uow_new(&fx.arena, fx.db, context, &fx.problem);
}

START_TEST(a_client_comes_with_its_roles)
{
    struct identity found;
    const char *here = arena_printf(&fx.arena, "'%s'", uuid_text(unit));
    struct uow *u = in_organization(fx.organization);
    grant("client_id", client, "planner", here);
    grant("client_id", client, "auditor", "NULL");
    grant("client_id", client, "admin", "NULL");
    grant("employee_id", employee, "leader", here);
    owner_run("UPDATE role_assignments SET revoked_at = now() WHERE role = 'admin'");
    ck_assert_int_eq(identity_load_client(u, client, &found), OUTCOME_OK);
    ck_assert_int_eq(uow_round_trips(u), 1);
    ck_assert(found.active);
    ck_assert(uuid_equal(found.id, client));
    ck_assert_str_eq(found.name, "Aplikasi Contoh");
    ck_assert_int_eq(found.secret_changed_at.us, INT64_C(1767312000000000));
    ck_assert_uint_eq(found.role_count, 2);
    for (size_t i = 0; i < 2; i++) {
        bool planner = strcmp(found.roles[i].role, "planner") == 0;
        ck_assert(planner || strcmp(found.roles[i].role, "auditor") == 0);
        ck_assert(planner ? uuid_equal(found.roles[i].unit_id, unit)
                          : uuid_is_nil(found.roles[i].unit_id));
    }
}
END_TEST

START_TEST(an_employee_is_found_by_id_and_by_nip)
{
    struct identity found;
    const struct ref names[] = {{.by = REF_BY_ID, .id = employee}, {.by = REF_BY_NIP, .key = nip}};
    grant("employee_id", employee, "leader", "NULL");
    grant("client_id", client, "admin", "NULL");
    for (size_t i = 0; i < LENGTH(names); i++) {
        struct uow *u = in_organization(fx.organization);
        ck_assert_int_eq(identity_load_employee(u, names[i], &found), OUTCOME_OK);
        ck_assert_int_eq(uow_round_trips(u), 1);
        ck_assert(found.active);
        ck_assert(uuid_equal(found.id, employee));
        ck_assert_str_eq(found.name, "Contoh Pegawai");
        ck_assert_uint_eq(found.role_count, 1);
        ck_assert_str_eq(found.roles[0].role, "leader");
    }
}
END_TEST

/* fx.context.today is 2026-01-01; left_on is the first day without service. */
START_TEST(who_is_gone_is_not_active)
{
    struct identity found;
    const struct ref name = {.by = REF_BY_ID, .id = employee};
    const char *id = uuid_text(employee);
    owner_run("UPDATE employees SET left_on = '2026-01-02' WHERE id = '%s'", id);
    ck_assert_int_eq(identity_load_employee(in_organization(fx.organization), name, &found), 0);
    ck_assert(found.active);
    owner_run("UPDATE employees SET left_on = '2026-01-01' WHERE id = '%s'", id);
    ck_assert_int_eq(identity_load_employee(in_organization(fx.organization), name, &found), 0);
    ck_assert(!found.active);
    owner_run("UPDATE clients SET revoked_at = now() WHERE id = '%s'", uuid_text(client));
    ck_assert_int_eq(identity_load_client(in_organization(fx.organization), client, &found), 0);
    ck_assert(!found.active);
}
END_TEST

START_TEST(another_organization_has_neither)
{
    struct identity found;
    const struct ref name = {.by = REF_BY_NIP, .key = nip};
    ck_assert_int_eq(identity_load_client(in_organization(fx.other), client, &found), OUTCOME_OK);
    ck_assert(!found.active);
    ck_assert_int_eq(identity_load_employee(in_organization(fx.other), name, &found), OUTCOME_OK);
    ck_assert(!found.active);
}
END_TEST

START_TEST(a_client_is_found_before_its_tenant_is_known)
{
    struct uuid organization;
    const char *hash = NULL;
    bool found = false;
    struct uow *u = in_organization((struct uuid){{0}});
    ck_assert_int_eq(identity_find_client(u, client, &organization, &hash, &found), OUTCOME_OK);
    ck_assert(found);
    ck_assert(uuid_equal(organization, fx.organization));
    ck_assert_str_eq(hash, "h");
    ck_assert_int_eq(identity_find_client(u, employee, &organization, &hash, &found), OUTCOME_OK);
    ck_assert(!found);
    owner_run("UPDATE clients SET revoked_at = now() WHERE id = '%s'", uuid_text(client));
    ck_assert_int_eq(identity_find_client(u, client, &organization, &hash, &found), OUTCOME_OK);
    ck_assert(!found);
}
END_TEST

START_TEST(an_organization_is_found_by_slug)
{
    struct uuid id = {{1}};
    struct uow *u = in_organization((struct uuid){{0}});
    const char *slug = arena_printf(&fx.arena, "o%s", uuid_text(fx.other));
    ck_assert_int_eq(identity_find_organization(u, slug, &id), OUTCOME_OK);
    ck_assert(uuid_equal(id, fx.other));
    ck_assert_int_eq(identity_find_organization(u, "nowhere", &id), OUTCOME_OK);
    ck_assert(uuid_is_nil(id));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("identity");
    TCase *test = tcase_create("identity");
    tcase_add_checked_fixture(test, begin, fixture_close);
    tcase_add_test(test, a_client_comes_with_its_roles);
    tcase_add_test(test, an_employee_is_found_by_id_and_by_nip);
    tcase_add_test(test, who_is_gone_is_not_active);
    tcase_add_test(test, another_organization_has_neither);
    tcase_add_test(test, a_client_is_found_before_its_tenant_is_known);
    tcase_add_test(test, an_organization_is_found_by_slug);
    suite_add_tcase(suite, test);
    return fixture_main(suite, NULL, true);
}
