/* test_auth.c - our own tokens: who gets in, and that nothing forged, old or revoked does
 *
 * Tokens of other issuers are in test_auth_oidc.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/auth.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "fixture_auth.h"

#include "domain/base/banned.h"

#define S INT64_C(1000000)

/* ---- who gets in */

START_TEST(a_client_is_known_with_its_roles)
{
    const struct principal *p = expect_accepted(client_token());
    ck_assert(uuid_equal(p->organization_id, fx.organization));
    ck_assert(uuid_equal(p->id, fa.client));
    ck_assert(p->is_client);
    ck_assert(uuid_is_nil(p->employee_id));
    ck_assert_str_eq(p->name, "Aplikasi Contoh");
    ck_assert_uint_eq(p->grant_count, 1);
    ck_assert_uint_eq(p->grants[0].role, ROLE_BIT_PLANNER);
    ck_assert(uuid_equal(p->grants[0].unit_id, fa.unit));
    ck_assert_int_eq(p->token_expires_at.us, 1780003600 * S);
}
END_TEST

START_TEST(an_employee_is_one_over_their_own_record)
{
    const struct principal *p = expect_accepted(employee_token());
    ck_assert(!p->is_client);
    ck_assert(uuid_equal(p->employee_id, fa.employee));
    ck_assert_str_eq(p->name, "Contoh Pegawai");
    ck_assert_uint_eq(p->grant_count, 0);
    ck_assert_uint_eq(principal_roles(p), ROLE_BIT_EMPLOYEE);
}
END_TEST

START_TEST(one_round_trip_the_first_time_none_after_that)
{
    const char *token = client_token();
    uint64_t before = db_stats(fx.db).connects;
    const struct principal *first = expect_accepted(token);
    uint64_t queries = db_stats(fx.db).queries;
    for (int i = 0; i < 10; i++) ck_assert_ptr_eq(expect_accepted(token), first);
    ck_assert_uint_eq(db_stats(fx.db).queries, queries);
    ck_assert_uint_eq(db_stats(fx.db).connects, before + 1);
}
END_TEST

START_TEST(a_restart_keeps_the_key)
{
    const char *token = client_token();
    fixture_auth_restart();
    expect_accepted(token);
}
END_TEST

START_TEST(the_scheme_is_bearer_in_any_case)
{
    static const char *const others[] = {NULL,          "",       "Bearer", "Basic eDp5",
                                         "BearerX.y.z", "Token x"};
    const struct principal *p = NULL;
    for (size_t i = 0; i < LENGTH(others); i++) {
        problem_init(&fx.problem, &fx.arena);
        ck_assert_int_eq(auth_verify(fa.auth, &fx.arena, others[i], fa.now, &p, &fx.problem),
                         OUTCOME_UNAUTHENTICATED);
        ck_assert_int_eq(fx.problem.code, PROBLEM_UNAUTHENTICATED);
    }
    const char *lower = arena_printf(&fx.arena, "bearer  %s", client_token());
    ck_assert_int_eq(auth_verify(fa.auth, &fx.arena, lower, fa.now, &p, &fx.problem), OUTCOME_OK);
}
END_TEST

/* ---- forgery */

START_TEST(every_changed_character_is_noticed)
{
    const char *token = client_token();
    size_t length = strlen(token);
    const struct principal *p = NULL;
    expect_accepted(token);                      /* cached: must not help */
    for (size_t at = 0; at + 1 < length; at++) { /* the last one has unused bits */
        char *changed = arena_copy(&fx.arena, token, length);
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        ck_assert_msg(verify(changed, &p) == OUTCOME_UNAUTHENTICATED, "character %zu", at);
    }
}
END_TEST

START_TEST(claims_cannot_be_swapped)
{
    const char *token = client_token();
    const char *claims = part(token, 1);
    const char *mine = uuid_text(fx.organization);
    const char *other = replaced(claims, mine, uuid_text(fx.other));
    expect_refused(with_part(token, 1, b64(other)), "the signature does not fit");
    const char *kind = replaced(claims, "\"client\"", "\"employee\"");
    expect_refused(with_part(token, 1, b64(kind)), "the signature does not fit");
}
END_TEST

START_TEST(a_subject_of_another_organization_is_nobody)
{
    const struct auth_subject client = {fx.other, fa.client, true};
    const struct auth_subject employee = {fx.other, fa.employee, false};
    expect_refused(auth_issue(fa.auth, &fx.arena, &client, fa.now, 60),
                   "the subject is not active");
    expect_refused(auth_issue(fa.auth, &fx.arena, &employee, fa.now, 60),
                   "the subject is not active");
}
END_TEST

START_TEST(the_token_does_not_choose_the_algorithm)
{
    const char *token = client_token();
    static const char *const algs[] = {"none", "None", "HS256", "RS256", "eddsa", "ES256"};
    for (size_t i = 0; i < LENGTH(algs); i++) {
        const char *quoted = arena_printf(&fx.arena, "\"%s\"", algs[i]);
        const char *header = replaced(part(token, 0), "\"EdDSA\"", quoted);
        expect_refused(with_part(token, 0, b64(header)), "alg is not EdDSA");
        expect_refused(signed_by_us(header, part(token, 1)), "alg is not EdDSA");
    }
    const char *none = replaced(part(token, 0), "\"EdDSA\"", "\"none\"");
    expect_refused(with_part(with_part(token, 0, b64(none)), 2, ""), "not a signed JWT");
}
END_TEST

/* The classical confusion: the public key as the secret of an HMAC. */
START_TEST(the_public_key_is_no_secret_of_an_hmac)
{
    uint8_t mac[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    const char *token = client_token();
    const char *jwks = auth_jwks(fa.auth, &fx.arena);
    const char *x = strstr(jwks, "\"x\":\"") + 5;
    const char *key = arena_copy(&fx.arena, x, strcspn(x, "\""));
    const char *header = replaced(part(token, 0), "\"EdDSA\"", "\"HS256\"");
    const char *text = arena_printf(&fx.arena, "%s.%s", b64(header), b64(part(token, 1)));
    HMAC(EVP_sha256(), key, (int)strlen(key), (const uint8_t *)text, strlen(text), mac, &length);
    expect_refused(arena_printf(&fx.arena, "%s.%s", text, base64url_encode(&fx.arena, mac, length)),
                   "alg is not EdDSA");
}
END_TEST

START_TEST(a_key_in_the_header_is_not_used)
{
    const char *token = client_token();
    const char *kid = replaced(part(token, 0), "\"kid\":\"", "\"kid\":\"x");
    expect_refused(signed_by_us(kid, part(token, 1)), "unknown kid");
    const char *crit = replaced(part(token, 0), "{", "{\"crit\":[\"exp\"],");
    expect_refused(signed_by_us(crit, part(token, 1)), "not a signed JWT");
}
END_TEST

/* What else is wrong with a token that we ourselves signed. */
static const struct {
    int part;
    const char *from, *to, *why;
} wrong[] = {
    {0, "at+jwt", "JWT", "typ is not at+jwt"},
    {0, "\"typ\":\"at+jwt\",", "", "no typ"},
    {1, "\"aud\":\"bangkom\"", "\"aud\":\"other\"", "another audience"},
    {1, "\"aud\":\"bangkom\"", "\"aud\":[\"a\",1]", "another audience"},
    {1, "\"aud\":\"bangkom\",", "", "another audience"},
    {1, "bangkom.example", "elsewhere.example", "unknown issuer"},
    {1, "\"iss\":", "\"was\":", "no iss"},
    {1, "\"exp\":1780003600", "\"exp\":1780000000", "expired"},
    {1, "\"exp\":1780003600", "\"exp\":\"1780003600\"", "no exp"},
    {1, "\"exp\":1780003600", "\"exp\":-1", "no exp"},
    {1, "\"exp\":1780003600", "\"exp\":1e300", "no exp"},
    {1, "\"iat\":1780000000", "\"iat\":1780000061", "issued in the future (iat)"},
    {1, "\"iat\":1780000000", "\"iat\":true", "issued in the future (iat)"},
    {1, "\"iat\":1780000000,", "", "no iat"},
    {1, "\"iat\":", "\"nbf\":1780000061,\"iat\":", "not valid yet (nbf)"},
    {1, "\"kind\":\"client\"", "\"kind\":\"admin\"", "unknown kind"},
    {1, "\"kind\":\"client\",", "", "no kind"},
    {1, "\"sub\":\"", "\"sub\":\"x", "sub is no id"},
    {1, "\"org\":\"", "\"org\":\"x", "org is no id"},
    {1, "\"exp\"", "\"exp\":9999999999,\"exp\"", "not a signed JWT"}, /* a member twice */
};

START_TEST(what_we_signed_is_still_checked)
{
    const char *token = client_token();
    const char *json[2] = {part(token, 0), part(token, 1)};
    json[wrong[_i].part] = replaced(json[wrong[_i].part], wrong[_i].from, wrong[_i].to);
    expect_refused(signed_by_us(json[0], json[1]), wrong[_i].why);
}
END_TEST

START_TEST(what_is_unusual_but_right_is_taken)
{
    const char *token = client_token();
    const char *claims =
        replaced(part(token, 1), "\"aud\":\"bangkom\"", "\"aud\":[\"x\",\"bangkom\"]");
    claims = replaced(claims, "\"iat\":1780000000", "\"nbf\":1780000060,\"iat\":1780000060.5");
    expect_accepted(signed_by_us(part(token, 0), claims));
    const char *header = replaced(part(token, 0), "at+jwt", "application/AT+JWT");
    expect_accepted(signed_by_us(header, part(token, 1)));
}
END_TEST

START_TEST(what_is_no_token_is_refused)
{
    static const char *const texts[] = {
        ".", "..", "...", "a.b.c", "e30.e30.", "e30.e30.AA.AA", "W10.e30.AA"};
    for (size_t i = 0; i < LENGTH(texts); i++) expect_refused(texts[i], "not a signed JWT");
    expect_refused("e30.e30.AA", "no iss");
    char *longest = arena_copy(&fx.arena, "", 0);
    longest = arena_alloc(&fx.arena, 9001);
    memset(longest, 'a', 9000);
    expect_refused(longest, "longer than any token");
}
END_TEST

/* ---- time */

START_TEST(a_cached_token_ends_with_its_time)
{
    const char *token = client_token();
    expect_accepted(token);
    fa.now.us = 1780003600 * S - 1;
    expect_accepted(token);
    fa.now.us = 1780003600 * S;
    expect_refused(token, "expired");
    expect_refused(token, "expired"); /* dropped from the cache: the claims say so */
}
END_TEST

static void revoke_role(void)
{
    owner_run("UPDATE role_assignments SET revoked_at = now() WHERE client_id = '%s'",
              uuid_text(fa.client));
}

START_TEST(a_changed_role_counts_after_role_cache_s)
{
    const char *token = client_token();
    ck_assert_uint_eq(expect_accepted(token)->grant_count, 1);
    revoke_role();
    fa.now.us += 5 * S - 1;
    ck_assert_uint_eq(expect_accepted(token)->grant_count, 1);
    fa.now.us += 1;
    ck_assert_uint_eq(expect_accepted(token)->grant_count, 0);
}
END_TEST

START_TEST(a_changed_role_counts_at_once_after_forget)
{
    const char *token = client_token();
    const char *other = employee_token();
    const struct principal *employee = expect_accepted(other);
    const struct principal *old = expect_accepted(token);
    revoke_role();
    auth_forget(fa.auth, fa.client);
    ck_assert_uint_eq(expect_accepted(token)->grant_count, 0);
    ck_assert_ptr_eq(expect_accepted(other), employee);
    ck_assert_uint_eq(old->grant_count, 1); /* requests that run keep what they have */
}
END_TEST

START_TEST(a_revoked_client_is_refused)
{
    const char *token = client_token();
    expect_accepted(token);
    owner_run("UPDATE clients SET revoked_at = now() WHERE id = '%s'", uuid_text(fa.client));
    expect_accepted(token);
    auth_forget(fa.auth, fa.client);
    expect_refused(token, "the subject is not active");
    expect_refused(client_token(), "the subject is not active");
}
END_TEST

START_TEST(a_changed_secret_ends_older_tokens)
{
    const char *token = client_token();
    expect_accepted(token);
    owner_run("UPDATE clients SET secret_changed_at = to_timestamp(1780000010) WHERE id = '%s'",
              uuid_text(fa.client));
    fa.now.us = 1780000010 * S;
    expect_refused(token, "the secret was changed since");
    expect_accepted(client_token());
}
END_TEST

/* left_on is the first day without service, in the organization's zone. */
START_TEST(who_left_is_refused_from_that_day)
{
    const char *token = employee_token();
    owner_run("UPDATE employees SET left_on = '2026-05-30' WHERE id = '%s'",
              uuid_text(fa.employee));
    expect_accepted(token);
    owner_run("UPDATE employees SET left_on = '2026-05-29' WHERE id = '%s'",
              uuid_text(fa.employee));
    auth_forget(fa.auth, fa.employee);
    expect_refused(token, "the subject is not active");
}
END_TEST

START_TEST(a_database_that_is_away_is_no_refusal)
{
    const char *token = client_token();
    const struct principal *p = expect_accepted(token);
    struct db *away = fixture_db((struct db_options){.conninfo = "host=/nowhere dbname=none"});
    struct auth *lonely = auth_new(&fa.config, away, NULL, &fx.problem);
    const char *header = arena_printf(&fx.arena, "Bearer %s", token);
    ck_assert_ptr_nonnull(lonely);
    ck_assert_int_eq(auth_verify(lonely, &fx.arena, header, fa.now, &p, &fx.problem),
                     OUTCOME_UNAVAILABLE);
    ck_assert_int_eq(fx.problem.code, PROBLEM_UNAVAILABLE);
    auth_free(lonely);
    arena_reset(&fx.arena);
    db_free(away);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("auth");
    TCase *test = tcase_create("auth");
    tcase_add_checked_fixture(test, fixture_auth_open, fixture_auth_close);
    tcase_set_timeout(test, 60);
    tcase_add_test(test, a_client_is_known_with_its_roles);
    tcase_add_test(test, an_employee_is_one_over_their_own_record);
    tcase_add_test(test, one_round_trip_the_first_time_none_after_that);
    tcase_add_test(test, a_restart_keeps_the_key);
    tcase_add_test(test, the_scheme_is_bearer_in_any_case);
    tcase_add_test(test, every_changed_character_is_noticed);
    tcase_add_test(test, claims_cannot_be_swapped);
    tcase_add_test(test, a_subject_of_another_organization_is_nobody);
    tcase_add_test(test, the_token_does_not_choose_the_algorithm);
    tcase_add_test(test, the_public_key_is_no_secret_of_an_hmac);
    tcase_add_test(test, a_key_in_the_header_is_not_used);
    tcase_add_loop_test(test, what_we_signed_is_still_checked, 0, LENGTH(wrong));
    tcase_add_test(test, what_is_unusual_but_right_is_taken);
    tcase_add_test(test, what_is_no_token_is_refused);
    tcase_add_test(test, a_cached_token_ends_with_its_time);
    tcase_add_test(test, a_changed_role_counts_after_role_cache_s);
    tcase_add_test(test, a_changed_role_counts_at_once_after_forget);
    tcase_add_test(test, a_revoked_client_is_refused);
    tcase_add_test(test, a_changed_secret_ends_older_tokens);
    tcase_add_test(test, who_left_is_refused_from_that_day);
    tcase_add_test(test, a_database_that_is_away_is_no_refusal);
    suite_add_tcase(suite, test);
    return fixture_main(suite, NULL, true);
}
