/* test_auth_refresh.c - how often the keys of an issuer are fetched, and what is told about it
 *
 * The issuer is a small server of this suite that counts. Its tokens are signed with the key of the
 * fixture, which it publishes when a test says so.
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/auth_refresh.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "api/http/auth_oidc.h"
#include "fixture_auth.h"

#include "domain/base/banned.h"

#define ISSUER "https://sso.example.go.id"
#define HEAD "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
#define AWAY "HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\n\r\n"
#define CALLERS 50
/* Longer than a token may make us wait with the next fetch. */
#define LONG_AGO_MS 31000

/* ---- the issuer */

static struct {
    int listener;
    pthread_t thread;
    _Atomic(const char *) reply;
    atomic_int requests;
} server;

static void *serve(void *cookie)
{
    int client;
    (void)cookie;
    while ((client = accept(server.listener, NULL, NULL)) >= 0) {
        char request[2048];
        const char *reply = atomic_load(&server.reply);
        atomic_fetch_add(&server.requests, 1);
        if (read(client, request, sizeof request) > 0) (void)!write(client, reply, strlen(reply));
        close(client);
    }
    return NULL;
}

static int start_server(const char *reply)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;
    atomic_store(&server.reply, reply);
    atomic_store(&server.requests, 0);
    server.listener = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(server.listener, (struct sockaddr *)&address, length), 0);
    ck_assert_int_eq(listen(server.listener, 5), 0);
    ck_assert_int_eq(getsockname(server.listener, (struct sockaddr *)&address, &length), 0);
    ck_assert_int_eq(pthread_create(&server.thread, NULL, serve, NULL), 0);
    return ntohs(address.sin_port);
}

/* A set with a key of its own (RFC 7517 appendix A.1), and perhaps that of the fixture. */
static const char *key_set(bool with_ours)
{
    const char *ours = auth_jwks(fa.auth, &fx.arena) + strlen("{\"keys\":[");
    return arena_printf(&fx.arena,
                        HEAD "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"1\","
                             "\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
                             "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"}%s%s",
                        with_ours ? "," : "", with_ours ? ours : "]}");
}

/* ---- the side that is tested */

static struct oidc *oidc;
static int told[2]; /* a pipe that the log goes to */

static void open_with(const char *reply)
{
    const char *path = arena_printf(&fx.arena, "%s/issuers.json", fa.home);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fprintf(file,
            "[{\"issuer\":\"" ISSUER "\",\"audience\":\"bangkom\",\"algorithms\":[\"EdDSA\"],"
            "\"jwks_uri\":\"http://127.0.0.1:%d/jwks\",\"organization\":\"o%s\","
            "\"employee_claim\":\"nip\"}]",
            start_server(reply), uuid_text(fx.organization));
    fclose(file);
    ck_assert_int_eq(pipe2(told, O_NONBLOCK), 0);
    fa.logger = logger_new(told[1], true, LOG_LEVEL_INFO);
    oidc = oidc_new(path, fx.db, fa.logger, &fx.problem);
    ck_assert_msg(oidc != NULL, "%s", fx.problem.internal);
    unlink(path);
}

static void close_case(void)
{
    oidc_free(oidc);
    logger_free(fa.logger);
    fa.logger = NULL;
    shutdown(server.listener, SHUT_RDWR);
    pthread_join(server.thread, NULL);
    close(server.listener);
    fixture_auth_close();
}

static void pause_ms(int ms)
{
    const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
    nanosleep(&pause, NULL);
}

static void until_requests(int count)
{
    for (int i = 0; i < 400 && atomic_load(&server.requests) < count; i++) pause_ms(25);
    ck_assert_int_eq(atomic_load(&server.requests), count);
}

/* The state of the only issuer, once `failures` in a row are noted. */
static struct issuer until_noted(int failures, bool with_keys)
{
    struct issuer seen = {0};
    for (int i = 0; i < 400; i++) {
        pthread_mutex_lock(&oidc->lock);
        seen = oidc->issuers[0];
        pthread_mutex_unlock(&oidc->lock);
        if (seen.failures == failures && (seen.keys != NULL) == with_keys && seen.tried_at_ms > 0)
            return seen;
        pause_ms(25);
    }
    ck_abort_msg("%d failures, not %d", seen.failures, failures);
    return seen;
}

/* As if the last fetch had been long ago. */
static void let_time_pass(void)
{
    pthread_mutex_lock(&oidc->lock);
    oidc->issuers[0].tried_at_ms -= LONG_AGO_MS;
    pthread_mutex_unlock(&oidc->lock);
}

/* The log's lines since the last time. */
static const char *lines(void)
{
    char text[4096];
    ssize_t length = read(told[0], text, sizeof text);
    return arena_copy(&fx.arena, text, length > 0 ? (size_t)length : 0);
}

/* ---- tokens */

static const char *token_of(const char *kid)
{
    return signed_by_us(
        arena_printf(&fx.arena, "{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"%s\"}", kid),
        arena_printf(&fx.arena,
                     "{\"iss\":\"" ISSUER "\",\"aud\":\"bangkom\",\"nip\":\"%s\","
                     "\"iat\":1780000000,\"exp\":1780000600}",
                     fa.nip));
}

static const char *our_kid(void)
{
    const char *at = strstr(auth_jwks(fa.auth, &fx.arena), "\"kid\":\"");
    return arena_copy(&fx.arena, at + 7, 43);
}

static enum outcome verify_foreign(const char *text)
{
    struct jwt jwt;
    struct token token;
    struct problem problem;
    arena_auto a;
    arena_init(&a);
    problem_init(&problem, &a);
    if (!jwt_parse(&a, text, strlen(text), &jwt)) return OUTCOME_INVALID;
    return oidc_read(oidc, &jwt, fa.now, &token, &problem);
}

static void *call(void *cookie)
{
    return (void *)(intptr_t)(int)verify_foreign(cookie);
}

/* How many of CALLERS at once get this outcome. */
static int at_once(const char *token, enum outcome wanted)
{
    pthread_t threads[CALLERS];
    int count = 0;
    void *outcome;
    char *text = arena_copy(&fx.arena, token, strlen(token));
    for (int i = 0; i < CALLERS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, call, text), 0);
    for (int i = 0; i < CALLERS; i++) {
        pthread_join(threads[i], &outcome);
        count += (enum outcome)(intptr_t)outcome == wanted;
    }
    return count;
}

START_TEST(an_unknown_key_is_fetched_once_however_many_ask)
{
    open_with(key_set(false));
    until_noted(0, true);
    const char *token = token_of(our_kid());
    ck_assert_int_eq(at_once(token, OUTCOME_UNAUTHENTICATED), CALLERS);
    pause_ms(300);
    ck_assert_int_eq(atomic_load(&server.requests), 1); /* it was fetched a moment ago */
    atomic_store(&server.reply, key_set(true));
    let_time_pass();
    at_once(token, OUTCOME_OK);
    until_requests(2);
    for (int i = 0; i < 400 && verify_foreign(token) != OUTCOME_OK; i++) pause_ms(25);
    ck_assert_int_eq(at_once(token, OUTCOME_OK), CALLERS);
    ck_assert_int_eq(at_once(token_of("made-up"), OUTCOME_UNAUTHENTICATED), CALLERS);
    pause_ms(300);
    ck_assert_int_eq(atomic_load(&server.requests), 2);
}
END_TEST

START_TEST(who_is_away_is_asked_less_and_less)
{
    open_with(AWAY);
    struct issuer seen = until_noted(1, false);
    ck_assert_int_eq(seen.next_at_ms - seen.tried_at_ms, 1000);
    ck_assert_int_eq(at_once(token_of(our_kid()), OUTCOME_UNAVAILABLE), CALLERS);
    ck_assert_int_eq(atomic_load(&server.requests), 1); /* tokens do not hurry it */
    seen = until_noted(2, false);
    ck_assert_int_eq(seen.next_at_ms - seen.tried_at_ms, 2000);
    seen = until_noted(3, false);
    ck_assert_int_eq(seen.next_at_ms - seen.tried_at_ms, 4000);
    ck_assert_int_eq(atomic_load(&server.requests), 3);
}
END_TEST

START_TEST(a_failure_is_told_once_and_so_is_its_end)
{
    open_with(AWAY);
    until_noted(1, false);
    const char *first = lines();
    ck_assert_ptr_nonnull(strstr(first, "\"level\":\"warning\",\"msg\":\"issuer keys not read\""));
    ck_assert_ptr_nonnull(strstr(first, "\"issuer\":\"" ISSUER "\",\"error\":\"status 500\""));
    until_noted(2, false);
    ck_assert_str_eq(lines(), "");
    atomic_store(&server.reply, key_set(true));
    until_noted(0, true);
    ck_assert_ptr_nonnull(strstr(lines(), "\"level\":\"info\",\"msg\":\"issuer keys read\""));
}
END_TEST

START_TEST(keys_stay_good_while_the_issuer_is_away)
{
    open_with(key_set(true));
    until_noted(0, true);
    ck_assert_int_eq(verify_foreign(token_of(our_kid())), OUTCOME_OK);
    atomic_store(&server.reply, AWAY);
    let_time_pass();
    ck_assert_int_eq(verify_foreign(token_of("made-up")), OUTCOME_UNAUTHENTICATED);
    until_noted(1, true);
    ck_assert_int_eq(verify_foreign(token_of(our_kid())), OUTCOME_OK);
    atomic_store(&server.reply, key_set(false)); /* withdrawn by the issuer */
    until_noted(0, true);
    ck_assert_int_eq(verify_foreign(token_of(our_kid())), OUTCOME_UNAUTHENTICATED);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("auth_refresh");
    TCase *test = tcase_create("refresh");
    tcase_add_checked_fixture(test, fixture_auth_open, close_case);
    tcase_set_timeout(test, 60);
    tcase_add_test(test, an_unknown_key_is_fetched_once_however_many_ask);
    tcase_add_test(test, who_is_away_is_asked_less_and_less);
    tcase_add_test(test, a_failure_is_told_once_and_so_is_its_end);
    tcase_add_test(test, keys_stay_good_while_the_issuer_is_away);
    suite_add_tcase(suite, test);
    return fixture_main(suite, NULL, true);
}
