/* test_identity.c - the token endpoint and the key set, from bytes to reply
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/identity_operations.h"

#include <string.h>
#include <strings.h>

#include "api/http/app.h"
#include "api/http/basic.h"
#include "api/http/dispatch.h"
#include "api/http/reply.h"
#include "fixture_auth.h"

#include "domain/base/banned.h"

static struct app app;

static void begin(void)
{
    fixture_auth_open();
    fa.config.language = "en";
    fa.config.body_limit_bytes = 65536;
    app.config = &fa.config;
    app.db = fx.db;
    app.auth = fa.auth;
}

/* One request; Authorization may be NULL. */
struct sent {
    const char *method, *target, *authorization, *body;
};

static const char *header(void *cookie, const char *name)
{
    const struct sent *sent = cookie;
    if (strcasecmp(name, "Authorization") == 0) return sent->authorization;
    if (strcasecmp(name, "Content-Type") == 0 && sent->body != NULL)
        return "application/x-www-form-urlencoded";
    return NULL;
}

static struct reply send_it(struct sent sent)
{
    struct reply reply;
    const struct raw_request raw = {
        .method = sent.method,
        .target = sent.target,
        .header = header,
        .header_cookie = &sent,
        .body = sent.body,
        .body_length = sent.body == NULL ? 0 : strlen(sent.body),
        .client_address = "192.0.2.1",
    };
    dispatch(&app, &raw, &fx.arena, &reply);
    return reply;
}

static struct reply ask(const char *authorization, const char *body)
{
    return send_it((struct sent){"POST", "/oauth/token", authorization, body});
}

static const char *body_of(const struct reply *r)
{
    if (r->static_body != NULL) return arena_copy(&fx.arena, r->static_body, r->static_length);
    return r->body.data;
}

static const char *form(const char *secret)
{
    return arena_printf(&fx.arena, "grant_type=client_credentials&client_id=%s&client_secret=%s",
                        uuid_text(fa.client), secret);
}

/* Standard base64 by the alphabet of base64url: the texts are chosen so that they do not differ. */
static const char *basic(const char *user, const char *password)
{
    const char *text = arena_printf(&fx.arena, "%s:%s", user, password);
    const char *encoded = b64(text);
    ck_assert_uint_eq(strcspn(encoded, "-_"), strlen(encoded));
    static const char *const padding[] = {"", "", "==", "="};
    return arena_printf(&fx.arena, "Basic %s%s", encoded, padding[strlen(encoded) % 4]);
}

static void expect_token(struct reply r)
{
    ck_assert_msg(r.status == 200, "%d %s", r.status, body_of(&r));
    ck_assert_str_eq(reply_get(&r, "Cache-Control"), "no-store");
    ck_assert_ptr_nonnull(strstr(body_of(&r), "\"token_type\":\"Bearer\",\"expires_in\":3600}"));
    const char *at = strstr(body_of(&r), "\"access_token\":\"") + 16;
    const char *token = arena_copy(&fx.arena, at, strcspn(at, "\""));
    /* made by the clock of the machine, not the test's */
    const char *iat = strstr(part(token, 1), "\"iat\":") + 6;
    int64_t issued_s = 0;
    ck_assert(parse_i64(arena_copy(&fx.arena, iat, strcspn(iat, ",}")), 0, INT64_MAX, &issued_s));
    fa.now.us = issued_s * 1000000;
    ck_assert(uuid_equal(expect_accepted(token)->id, fa.client));
}

static void expect_error(struct reply r, int status, const char *code, const char *error)
{
    ck_assert_msg(r.status == status, "%d %s", r.status, body_of(&r));
    ck_assert_str_eq(r.content_type, "application/problem+json");
    ck_assert_str_eq(reply_get(&r, "Cache-Control"), "no-store");
    const char *has_code = arena_printf(&fx.arena, "\"code\":\"%s\"", code);
    const char *has_error = arena_printf(&fx.arena, "\"error\":\"%s\"}", error);
    ck_assert_msg(strstr(body_of(&r), has_code) != NULL, "%s", body_of(&r));
    ck_assert_msg(strstr(body_of(&r), has_error) != NULL, "%s", body_of(&r));
    bool challenged = reply_get(&r, "WWW-Authenticate") != NULL;
    ck_assert_int_eq(challenged, status == 401);
}

START_TEST(a_client_gets_a_token)
{
    expect_token(ask(NULL, form("rahasia")));
    expect_token(
        ask(NULL, arena_printf(&fx.arena, "%s&scope=all&assertion=&x=1&x=2", form("rahasia"))));
}
END_TEST

START_TEST(by_basic_as_well)
{
    static const char grant[] = "grant_type=client_credentials";
    const char *id = uuid_text(fa.client);
    expect_token(ask(basic(id, "rahasia"), grant));
    expect_token(ask(basic(id, "rah%61sia"), grant)); /* RFC 6749 section 2.3.1 */
    expect_token(ask(basic(id, "rahasia"), arena_printf(&fx.arena, "%s&client_id=%s", grant, id)));
}
END_TEST

START_TEST(who_is_not_known_gets_none)
{
    static const char grant[] = "grant_type=client_credentials";
    const char *stranger = uuid_text(random_uuid());
    const char *as_stranger = replaced(form("rahasia"), uuid_text(fa.client), stranger);
    const char *as_word = replaced(form("rahasia"), uuid_text(fa.client), "word");
    expect_error(ask(NULL, form("Rahasia")), 401, "invalid-client", "invalid_client");
    expect_error(ask(NULL, as_stranger), 401, "invalid-client", "invalid_client");
    expect_error(ask(NULL, as_word), 401, "invalid-client", "invalid_client");
    expect_error(ask(NULL, grant), 401, "invalid-client", "invalid_client");
    expect_error(ask("Basic !", grant), 401, "invalid-client", "invalid_client");
    expect_error(ask("Bearer x", grant), 401, "invalid-client", "invalid_client");
    expect_error(ask(basic(uuid_text(fa.client), "salah"), grant), 401, "invalid-client",
                 "invalid_client");
    owner_run("UPDATE clients SET revoked_at = now() WHERE id = '%s'", uuid_text(fa.client));
    expect_error(ask(NULL, form("rahasia")), 401, "invalid-client", "invalid_client");
}
END_TEST

START_TEST(what_is_wrong_with_the_request_is_said_twice)
{
    const char *other = replaced(form("rahasia"), "client_credentials", "password");
    const char *without = replaced(form("rahasia"), "grant_type=client_credentials&", "");
    const char *twice = arena_printf(&fx.arena, "%s&client_id=x", form("rahasia"));
    const char *id = uuid_text(fa.client);
    expect_error(ask(NULL, other), 400, "unsupported-grant-type", "unsupported_grant_type");
    expect_error(ask(NULL, without), 400, "malformed-request", "invalid_request");
    expect_error(ask(NULL, twice), 422, "validation-failed", "invalid_request");
    expect_error(ask(NULL, "grant_type="), 400, "malformed-request", "invalid_request");
    expect_error(ask(NULL, ""), 400, "malformed-request", "invalid_request");
    expect_error(ask(basic(id, "rahasia"), form("rahasia")), 400, "malformed-request",
                 "invalid_request");
    expect_error(ask(basic(id, "rahasia"), "grant_type=client_credentials&client_id=x"), 400,
                 "malformed-request", "invalid_request");
}
END_TEST

START_TEST(the_key_set_names_the_key_of_the_tokens)
{
    struct reply r = send_it((struct sent){"GET", "/.well-known/jwks.json", NULL, NULL});
    ck_assert_int_eq(r.status, 200);
    ck_assert_str_eq(r.content_type, "application/json");
    const char *kid = strstr(part(client_token(), 0), "\"kid\":");
    kid = arena_copy(&fx.arena, kid, strlen(kid) - 1);
    ck_assert_msg(strstr(body_of(&r), kid) != NULL, "%s", body_of(&r));
    ck_assert_ptr_null(strstr(body_of(&r), "\"d\":"));
}
END_TEST

START_TEST(basic_is_decoded_twice)
{
    static const struct {
        const char *value, *user, *password; /* user NULL: refused */
    } rows[] = {
        {"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin", "open sesame"}, /* RFC 7617 section 2 */
        {"basic   YTpi", "a", "b"},
        {"Basic YTo=", "a", ""},
        {"Basic OmI=", "", "b"},
        {"Basic YTpiOmM=", "a", "b:c"},
        {"Basic YSUzQWI6Yyti", "a:b", "c b"},
        {"Basic YTolMDA=", NULL, NULL}, /* a:%00 */
        {"Basic YTolZmY=", NULL, NULL}, /* a:%ff */
        {"Basic YTomYg==", NULL, NULL}, /* a:&b */
        {"Basic YQ==", NULL, NULL},
        {"Basic YTpi=", NULL, NULL},
        {"Basic", NULL, NULL},
        {"Basic ", NULL, NULL},
        {"Basic ====", NULL, NULL},
        {"Basic YT-i", NULL, NULL},
        {"Bearer YTpi", NULL, NULL},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct basic found;
        ck_assert_msg(basic_parse(&fx.arena, rows[i].value, &found) == (rows[i].user != NULL), "%s",
                      rows[i].value);
        if (rows[i].user == NULL) continue;
        ck_assert_str_eq(found.user, rows[i].user);
        ck_assert_str_eq(found.password, rows[i].password);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("identity");
    TCase *test = tcase_create("identity");
    tcase_add_checked_fixture(test, begin, fixture_auth_close);
    tcase_set_timeout(test, 60);
    tcase_add_test(test, a_client_gets_a_token);
    tcase_add_test(test, by_basic_as_well);
    tcase_add_test(test, who_is_not_known_gets_none);
    tcase_add_test(test, what_is_wrong_with_the_request_is_said_twice);
    tcase_add_test(test, the_key_set_names_the_key_of_the_tokens);
    tcase_add_test(test, basic_is_decoded_twice);
    suite_add_tcase(suite, test);
    return fixture_main(suite, NULL, true);
}
