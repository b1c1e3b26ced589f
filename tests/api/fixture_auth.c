/* fixture_auth.c - see fixture_auth.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_auth.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/http/auth_key.h"

#include "domain/base/banned.h"

struct fixture_auth fa;

static void add_people(void)
{
    const char *org = uuid_text(fx.organization);
    owner_run("INSERT INTO units (organization_id, id, name, kind, created_at, updated_at)"
              " VALUES ('%s', '%s', 'Kecamatan Contoh', 'subdistrict', now(), now())",
              org, uuid_text(fa.unit));
    owner_run("INSERT INTO employees (organization_id, id, nip, name, kind, unit_id, created_at,"
              " updated_at) VALUES ('%s', '%s', '%s', 'Contoh Pegawai', 'pns', '%s', now(), now())",
              org, uuid_text(fa.employee), fa.nip, uuid_text(fa.unit));
    owner_run("INSERT INTO clients (organization_id, id, name, secret_hash, secret_changed_at,"
              " created_at, updated_at) VALUES ('%s', '%s', 'Aplikasi Contoh', '%s',"
              " '2026-01-01T00:00:00Z', now(), now())",
              org, uuid_text(fa.client), auth_hash_secret(&fx.arena, "rahasia"));
    owner_run("INSERT INTO role_assignments (organization_id, id, client_id, role, unit_id,"
              " created_at, updated_at) VALUES ('%s', '%s', '%s', 'planner', '%s', now(), now())",
              org, uuid_text(random_uuid()), uuid_text(fa.client), uuid_text(fa.unit));
}

void fixture_auth_open(void)
{
    fixture_open();
    char *home = arena_copy(&fx.arena, "/tmp/bangkom-auth-XXXXXX", 24);
    ck_assert_ptr_nonnull(mkdtemp(home));
    fa = (struct fixture_auth){
        .home = home,
        .now = {INT64_C(1780000000500000)}, /* 2026-05-28 */
        .client = random_uuid(),
        .employee = random_uuid(),
        .unit = random_uuid(),
        .nip = "199001012015041001",
        .config = {.public_url = "https://bangkom.example.go.id",
                   .audience = "bangkom",
                   .role_cache_s = 5,
                   .token_ttl_s = 3600,
                   .time_zone_offset_minutes = 420,
                   .signing_key_file = arena_printf(&fx.arena, "%s/key.pem", home)},
    };
    add_people();
    fixture_auth_restart();
}

void fixture_auth_restart(void)
{
    auth_free(fa.auth);
    fa.auth = auth_new(&fa.config, fx.db, fa.logger, &fx.problem);
    ck_assert_msg(fa.auth != NULL, "%s", fx.problem.internal);
}

void fixture_auth_close(void)
{
    unlink(fa.config.signing_key_file);
    rmdir(fa.home);
    arena_reset(&fx.arena); /* principals before the authenticator */
    auth_free(fa.auth);
    fa.auth = NULL;
    fixture_close();
}

const char *client_token(void)
{
    const struct auth_subject client = {fx.organization, fa.client, true};
    return auth_issue(fa.auth, &fx.arena, &client, fa.now, 3600);
}

const char *employee_token(void)
{
    const struct auth_subject employee = {fx.organization, fa.employee, false};
    return auth_issue(fa.auth, &fx.arena, &employee, fa.now, 3600);
}

enum outcome verify(const char *token, const struct principal **ret)
{
    problem_init(&fx.problem, &fx.arena);
    return auth_verify(fa.auth, &fx.arena, arena_printf(&fx.arena, "Bearer %s", token), fa.now, ret,
                       &fx.problem);
}

void expect_refused(const char *token, const char *why)
{
    const struct principal *principal = NULL;
    ck_assert_int_eq(verify(token, &principal), OUTCOME_UNAUTHENTICATED);
    ck_assert_int_eq(fx.problem.code, PROBLEM_INVALID_TOKEN);
    ck_assert_str_eq(fx.problem.internal, why);
    ck_assert_ptr_null(principal);
}

const struct principal *expect_accepted(const char *token)
{
    const struct principal *principal = NULL;
    enum outcome outcome = verify(token, &principal);
    ck_assert_msg(outcome == OUTCOME_OK, "%d: %s", (int)outcome,
                  fx.problem.internal == NULL ? "" : fx.problem.internal);
    return principal;
}

/* ---- tokens by hand */

const char *b64(const char *text)
{
    return base64url_encode(&fx.arena, (const uint8_t *)text, strlen(text));
}

static const char *raw_part(const char *token, int number)
{
    for (; number > 0; number--) token = strchr(token, '.') + 1;
    return arena_copy(&fx.arena, token, strcspn(token, "."));
}

const char *part(const char *token, int number)
{
    size_t length;
    const char *raw = raw_part(token, number);
    if (number == 2) return raw;
    return (const char *)base64url_decode(&fx.arena, raw, &length);
}

const char *with_part(const char *token, int number, const char *text)
{
    const char *parts[3];
    for (int i = 0; i < 3; i++) parts[i] = i == number ? text : raw_part(token, i);
    return arena_printf(&fx.arena, "%s.%s.%s", parts[0], parts[1], parts[2]);
}

const char *replaced(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    ck_assert_msg(at != NULL, "no %s in %s", from, text);
    return arena_printf(&fx.arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

const char *signed_by_us(const char *header, const char *claims)
{
    uint8_t signature[AUTH_KEY_SIGNATURE_BYTES];
    struct auth_key *key = auth_key_load(fa.config.signing_key_file, &fx.problem);
    ck_assert_ptr_nonnull(key);
    const char *text = arena_printf(&fx.arena, "%s.%s", b64(header), b64(claims));
    auth_key_sign(key, text, strlen(text), signature);
    auth_key_free(key);
    return arena_printf(&fx.arena, "%s.%s", text,
                        base64url_encode(&fx.arena, signature, sizeof signature));
}
