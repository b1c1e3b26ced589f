/* test_auth_oidc.c - tokens of other issuers, with key sets made here; and the file that names them
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/auth.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <rhonabwy.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "api/http/auth_fetch.h"
#include "api/http/auth_issuer.h"
#include "fixture_auth.h"

#include "domain/base/banned.h"

#define ISSUER "https://sso.example.go.id"

/* Key pairs of the issuer, made once for all tests. */
static jwk_t *rsa, *rsa_short, *ec, *ed, *stranger;
static jwks_t *published;

static jwk_t *make_pair(int type, unsigned bits, const char *kid)
{
    jwk_t *private = NULL, *public = NULL;
    r_jwk_init(&private);
    r_jwk_init(&public);
    ck_assert_int_eq(r_jwk_generate_key_pair(private, public, type, bits, kid), RHN_OK);
    if (strcmp(kid, "stranger") != 0) r_jwks_append_jwk(published, public);
    r_jwk_free(public);
    return private;
}

static void make_keys(void)
{
    r_global_init();
    r_jwks_init(&published);
    rsa = make_pair(R_KEY_TYPE_RSA, 2048, "rsa");
    rsa_short = make_pair(R_KEY_TYPE_RSA, 1024, "short");
    ec = make_pair(R_KEY_TYPE_EC, 256, "ec");
    ed = make_pair(R_KEY_TYPE_EDDSA, 256, "ed");
    stranger = make_pair(R_KEY_TYPE_RSA, 2048, "stranger");
}

static void free_keys(void)
{
    jwk_t *keys[] = {rsa, rsa_short, ec, ed, stranger};
    for (size_t i = 0; i < LENGTH(keys); i++) r_jwk_free(keys[i]);
    r_jwks_free(published);
    r_global_close();
}

/* ---- files */

static const char *path_of(const char *name)
{
    return arena_printf(&fx.arena, "%s/%s", fa.home, name);
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(path_of(name), "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static const char *issuers_json(void)
{
    return arena_printf(&fx.arena,
                        "[{\"issuer\":\"" ISSUER "\",\"audience\":\"bangkom\","
                        "\"algorithms\":[\"RS256\",\"ES256\"],\"jwks_file\":\"%s\","
                        "\"organization\":\"o%s\",\"employee_claim\":\"nip\"},"
                        "{\"issuer\":\"" ISSUER "\",\"audience\":\"elsewhere\","
                        "\"algorithms\":[\"EdDSA\"],\"jwks_file\":\"%s\","
                        "\"organization\":\"missing\",\"employee_claim\":\"nip\"}]",
                        path_of("jwks.json"), uuid_text(fx.organization), path_of("jwks.json"));
}

static void open_issuers(void)
{
    fixture_auth_open();
    char *keys = r_jwks_export_to_json_str(published, 0);
    write_file("jwks.json", keys);
    r_free(keys);
    write_file("issuers.json", issuers_json());
    fa.config.oidc_issuers_file = path_of("issuers.json");
    fixture_auth_restart();
}

static void close_issuers(void)
{
    unlink(path_of("issuers.json"));
    unlink(path_of("jwks.json"));
    fixture_auth_close();
}

/* ---- tokens */

struct made {
    jwk_t *key;
    jwa_alg alg;
    const char *kid;    /* NULL: none */
    const char *claims; /* NULL: good_claims() */
};

static const char *good_claims(void)
{
    return arena_printf(&fx.arena,
                        "{\"iss\":\"" ISSUER "\",\"aud\":[\"portal\",\"bangkom\"],\"sub\":\"u-1\","
                        "\"nip\":\"19900101 201504 1 001\",\"iat\":1780000000,\"exp\":1780000600}");
}

static const char *make(struct made made)
{
    jws_t *jws = NULL;
    const char *claims = made.claims == NULL ? good_claims() : made.claims;
    r_jws_init(&jws);
    r_jws_set_alg(jws, made.alg);
    r_jws_set_header_str_value(jws, "typ", "JWT");
    if (made.kid != NULL) r_jws_set_header_str_value(jws, "kid", made.kid);
    r_jws_set_payload(jws, (const unsigned char *)claims, strlen(claims));
    char *text = made.alg == R_JWA_ALG_NONE ? r_jws_serialize_unsecure(jws, NULL, 0)
                                            : r_jws_serialize(jws, made.key, 0);
    ck_assert_ptr_nonnull(text);
    const char *token = arena_text(&fx.arena, text);
    r_free(text);
    r_jws_free(jws);
    return token;
}

static const char *with_claims(const char *claims)
{
    return make((struct made){rsa, R_JWA_ALG_RS256, "rsa", claims});
}

/* ---- who gets in */

START_TEST(an_employee_is_found_by_nip)
{
    const struct made good[] = {{rsa, R_JWA_ALG_RS256, "rsa", NULL},
                                {ec, R_JWA_ALG_ES256, "ec", NULL}};
    for (size_t i = 0; i < LENGTH(good); i++) {
        const char *token = make(good[i]);
        const struct principal *p = expect_accepted(token);
        ck_assert(uuid_equal(p->organization_id, fx.organization));
        ck_assert(uuid_equal(p->employee_id, fa.employee));
        ck_assert(!p->is_client);
        ck_assert_int_eq(p->token_expires_at.us, INT64_C(1780000600000000));
        ck_assert_ptr_eq(expect_accepted(token), p);
        fa.now.us += 5000000; /* read again, by id */
        ck_assert(uuid_equal(expect_accepted(token)->employee_id, fa.employee));
        fa.now.us -= 5000000;
    }
}
END_TEST

START_TEST(only_the_configured_algorithms_count)
{
    static const char *const why = "alg is not one of the issuer's";
    expect_refused(make((struct made){ed, R_JWA_ALG_EDDSA, "ed", NULL}), why);
    expect_refused(make((struct made){rsa, R_JWA_ALG_RS512, "rsa", NULL}), why);
    expect_refused(make((struct made){rsa, R_JWA_ALG_PS256, "rsa", NULL}), why);
    expect_refused(make((struct made){NULL, R_JWA_ALG_NONE, "rsa", NULL}), "not a signed JWT");
}
END_TEST

/* The public key, which everybody has, as the secret of an HMAC. */
START_TEST(a_public_key_is_no_secret)
{
    jwk_t *secret = NULL;
    char *pem = NULL;
    size_t length = 0;
    r_jwk_export_to_pem_der(rsa, R_FORMAT_PEM, NULL, &length, 0);
    pem = arena_alloc(&fx.arena, length + 1);
    ck_assert_int_eq(r_jwk_export_to_pem_der(rsa, R_FORMAT_PEM, (unsigned char *)pem, &length, 0),
                     RHN_OK);
    r_jwk_init(&secret);
    r_jwk_import_from_symmetric_key(secret, (const unsigned char *)pem, length);
    expect_refused(make((struct made){secret, R_JWA_ALG_HS256, "rsa", NULL}),
                   "alg is not one of the issuer's");
    r_jwk_free(secret);
}
END_TEST

START_TEST(keys_are_found_by_kid_and_must_fit)
{
    expect_refused(make((struct made){stranger, R_JWA_ALG_RS256, "stranger", NULL}), "unknown kid");
    jwk_t *nameless = r_jwk_copy(rsa);
    r_jwk_delete_property_str(nameless, "kid");
    expect_refused(make((struct made){nameless, R_JWA_ALG_RS256, NULL, NULL}), "unknown kid");
    r_jwk_free(nameless);
    expect_refused(make((struct made){stranger, R_JWA_ALG_RS256, "rsa", NULL}),
                   "the signature does not fit");
    expect_refused(make((struct made){rsa, R_JWA_ALG_RS256, "ec", NULL}),
                   "the key is not one for alg");
    expect_refused(make((struct made){rsa_short, R_JWA_ALG_RS256, "short", NULL}),
                   "the key is not one for alg");
}
END_TEST

START_TEST(a_changed_token_is_noticed)
{
    const char *token = with_claims(NULL);
    const char *claims = replaced(good_claims(), "19900101", "19900102");
    expect_refused(with_part(token, 1, b64(claims)), "the signature does not fit");
    const char *signature = part(token, 2);
    const char *changed =
        arena_printf(&fx.arena, "%c%s", signature[0] == 'A' ? 'B' : 'A', signature + 1);
    expect_refused(with_part(token, 2, changed), "the signature does not fit");
}
END_TEST

static const struct {
    const char *from, *to, *why;
} wrong[] = {
    {ISSUER, ISSUER "/", "unknown issuer"},
    {"\"bangkom\"", "\"other\"", "another audience"},
    {"1780000600", "1780000000", "expired"},
    {"\"exp\"", "\"until\"", "no exp"},
    {"\"iat\":1780000000", "\"iat\":1780000061", "issued in the future (iat)"},
    {"\"nip\"", "\"nik\"", "no employee claim"},
    {"19900101", "1990010", "the employee claim is no NIP"},
    {"19900101", "19900102", "the subject is not active"},
};

START_TEST(claims_are_checked)
{
    const char *claims = replaced(good_claims(), wrong[_i].from, wrong[_i].to);
    expect_refused(with_claims(claims), wrong[_i].why);
}
END_TEST

/* The same NIP serves in another organization: the issuer's configuration says which one it is. */
START_TEST(the_token_does_not_choose_the_organization)
{
    const char *claims = replaced(
        good_claims(), "{",
        arena_printf(&fx.arena, "{\"org\":\"%s\",\"kind\":\"client\",", uuid_text(fx.other)));
    const struct principal *p = expect_accepted(with_claims(claims));
    ck_assert(uuid_equal(p->organization_id, fx.organization));
    ck_assert(!p->is_client);
}
END_TEST

START_TEST(an_issuer_cannot_speak_for_us)
{
    const char *claims = replaced(good_claims(), ISSUER, "https://bangkom.example.go.id");
    expect_refused(with_claims(claims), "alg is not EdDSA");
}
END_TEST

START_TEST(an_organization_that_does_not_exist_lets_nobody_in)
{
    const char *claims = replaced(good_claims(), "\"bangkom\"", "\"elsewhere\"");
    expect_refused(make((struct made){ed, R_JWA_ALG_EDDSA, "ed", claims}),
                   "the issuer's organization does not exist");
}
END_TEST

/* ---- keys that come by HTTP */

START_TEST(without_keys_nobody_is_refused_but_told_to_wait)
{
    const struct principal *p = NULL;
    const char *by_uri = replaced(issuers_json(), "jwks_file", "jwks_uri");
    by_uri = replaced(by_uri, path_of("jwks.json"), "http://127.0.0.1:1/jwks");
    write_file("issuers.json", by_uri);
    fixture_auth_restart();
    ck_assert_int_eq(verify(with_claims(NULL), &p), OUTCOME_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, "no keys of " ISSUER " yet"));
}
END_TEST

/* Answers each request with the same text until it is closed. */
struct server {
    int listener;
    uint16_t port;
    const char *reply;
    pthread_t thread;
};

static void *serve(void *cookie)
{
    const struct server *server = cookie;
    int client;
    while ((client = accept(server->listener, NULL, NULL)) >= 0) {
        char request[2048];
        ck_assert_int_gt(read(client, request, sizeof request), 0);
        ck_assert_int_eq(write(client, server->reply, strlen(server->reply)),
                         strlen(server->reply));
        close(client);
    }
    return NULL;
}

static void start_server(struct server *s, const char *reply)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;
    s->reply = reply;
    s->listener = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(s->listener, (struct sockaddr *)&address, length), 0);
    ck_assert_int_eq(listen(s->listener, 5), 0);
    ck_assert_int_eq(getsockname(s->listener, (struct sockaddr *)&address, &length), 0);
    s->port = ntohs(address.sin_port);
    ck_assert_int_eq(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void stop_server(struct server *s)
{
    shutdown(s->listener, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->listener);
}

/* Restarts with keys from the server; waits until the outcome is another than UNAVAILABLE. */
static enum outcome verify_with_keys_from(const struct server *s, int most_tries)
{
    const struct timespec pause = {.tv_nsec = 50000000};
    const struct principal *p = NULL;
    enum outcome outcome = OUTCOME_UNAVAILABLE;
    const char *uri = arena_printf(&fx.arena, "http://127.0.0.1:%d/jwks", (int)s->port);
    const char *by_uri = replaced(issuers_json(), "jwks_file", "jwks_uri");
    write_file("issuers.json", replaced(by_uri, path_of("jwks.json"), uri));
    fixture_auth_restart();
    for (int i = 0; i < most_tries && outcome == OUTCOME_UNAVAILABLE; i++) {
        nanosleep(&pause, NULL);
        outcome = verify(with_claims(NULL), &p);
    }
    return outcome;
}

START_TEST(keys_come_by_http)
{
    struct server server;
    char *keys = r_jwks_export_to_json_str(published, 0);
    start_server(&server,
                 arena_printf(&fx.arena, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n%s", keys));
    r_free(keys);
    ck_assert_int_eq(verify_with_keys_from(&server, 200), OUTCOME_OK);
    stop_server(&server);
    expect_accepted(make((struct made){ec, R_JWA_ALG_ES256, "ec", NULL}));
}
END_TEST

START_TEST(redirects_and_errors_give_no_keys)
{
    static const char *const replies[] = {
        "HTTP/1.1 302 Found\r\nLocation: /other\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n{\"keys\":[]}",
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"keys\":[]}",
    };
    static const char *const why[] = {"status 302", "status 404", "it is no set of keys"};
    for (size_t i = 0; i < LENGTH(replies); i++) {
        struct server server;
        start_server(&server, replies[i]);
        ck_assert_int_eq(verify_with_keys_from(&server, 10), OUTCOME_UNAVAILABLE);
        ck_assert_msg(strstr(fx.problem.internal, why[i]) != NULL, "%s", fx.problem.internal);
        stop_server(&server);
    }
}
END_TEST

/* ---- the file */

static const struct {
    const char *from, *to, *why;
} broken[] = {
    {"[{", "{", "the file"},
    {"\"issuer\":", "\"isuer\":", "isuer is not known"},
    {"\"audience\":\"bangkom\",", "", "audience is missing"},
    {"\"algorithms\":[\"RS256\",\"ES256\"],", "", "algorithms is missing"},
    {"[\"RS256\",", "[\"HS256\",", "algorithms names one that cannot be used"},
    {"[\"RS256\",", "[\"none\",", "algorithms names one that cannot be used"},
    {"[\"RS256\",\"ES256\"]", "[]", "algorithms must be a list of names"},
    {"\"jwks_file\":", "\"jwks_uri\":\"https://x/\",\"jwks_file\":", "or jwks_file must be there"},
    {"\"jwks_file\":", "\"jwks_uri\":", "jwks_uri must be https"},
    {"\"organization\":", "\"issuer\":", "duplicate"},
    {"\"employee_claim\":\"nip\"", "\"employee_claim\":7", "employee_claim must be a text"},
    {"jwks.json", "no.json", "No such file"},
    {"jwks.json", "issuers.json", "it is no set of keys"},
};

START_TEST(a_broken_file_stops_the_start)
{
    write_file("issuers.json", replaced(issuers_json(), broken[_i].from, broken[_i].to));
    problem_init(&fx.problem, &fx.arena);
    ck_assert_ptr_null(auth_new(&fa.config, fx.db, NULL, &fx.problem));
    ck_assert_ptr_nonnull(fx.problem.internal);
    ck_assert_msg(strstr(fx.problem.internal, broken[_i].why) != NULL, "%s", fx.problem.internal);
}
END_TEST

START_TEST(keys_come_over_https_or_from_this_machine)
{
    static const char *const good[] = {"https://sso.example.go.id/jwks", "http://localhost/jwks",
                                       "http://127.0.0.1:8080/jwks", "http://[::1]:80"};
    static const char *const bad[] = {"http://sso.example.go.id/",
                                      "http://localhost@sso.example/",
                                      "http://127.0.0.1:1@sso.example/",
                                      "http://localhost.example/",
                                      "file:///etc/passwd",
                                      "https://",
                                      "HTTP://localhost/",
                                      ""};
    for (size_t i = 0; i < LENGTH(good); i++)
        ck_assert_msg(auth_fetch_allowed(good[i]), "%s", good[i]);
    for (size_t i = 0; i < LENGTH(bad); i++)
        ck_assert_msg(!auth_fetch_allowed(bad[i]), "%s", bad[i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("auth_oidc");
    TCase *test = tcase_create("oidc");
    tcase_add_unchecked_fixture(test, make_keys, free_keys);
    tcase_add_checked_fixture(test, open_issuers, close_issuers);
    tcase_set_timeout(test, 60);
    tcase_add_test(test, an_employee_is_found_by_nip);
    tcase_add_test(test, only_the_configured_algorithms_count);
    tcase_add_test(test, a_public_key_is_no_secret);
    tcase_add_test(test, keys_are_found_by_kid_and_must_fit);
    tcase_add_test(test, a_changed_token_is_noticed);
    tcase_add_loop_test(test, claims_are_checked, 0, LENGTH(wrong));
    tcase_add_test(test, the_token_does_not_choose_the_organization);
    tcase_add_test(test, an_issuer_cannot_speak_for_us);
    tcase_add_test(test, an_organization_that_does_not_exist_lets_nobody_in);
    tcase_add_test(test, without_keys_nobody_is_refused_but_told_to_wait);
    tcase_add_test(test, keys_come_by_http);
    tcase_add_test(test, redirects_and_errors_give_no_keys);
    tcase_add_loop_test(test, a_broken_file_stops_the_start, 0, LENGTH(broken));
    tcase_add_test(test, keys_come_over_https_or_from_this_machine);
    suite_add_tcase(suite, test);
    return fixture_main(suite, NULL, true);
}
