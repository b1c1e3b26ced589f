/* test_server.c - the listening socket and its end, over real connections; what is asked for does
 * not exist, so no operation of the contract is needed
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/server.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "fixture_contract.h"

#include "domain/base/banned.h"

static struct server *server;

static void begin(void)
{
    config.port = 0;
    config.connection_limit = 64;
    config.idle_timeout_s = 60;
    config.drain_timeout_s = 20;
    server = server_start(&app, stderr);
    ck_assert_ptr_nonnull(server);
}

static int connect_to(int port)
{
    const struct timeval patience = {.tv_sec = 10};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0) return fd;
    close(fd);
    return -1;
}

static void say(int fd, const char *text)
{
    ck_assert_int_eq(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

/* What the server says until the end of the first body. */
static const char *hear(int fd)
{
    char *text = arena_alloc(&memory, 16384);
    size_t length = 0, whole = SIZE_MAX;
    while (length < whole && length < 16383) {
        ssize_t more = recv(fd, text + length, 16383 - length, 0);
        if (more <= 0) break;
        length += (size_t)more;
        const char *body = strstr(text, "\r\n\r\n"), *size = strstr(text, "Content-Length: ");
        if (body != NULL && size != NULL)
            whole =
                (size_t)(body + 4 - text) + strtoul(size + strlen("Content-Length: "), NULL, 10);
    }
    return text;
}

#define HEAD " HTTP/1.1\r\nHost: localhost\r\n"
#define STARTS(text, start) ck_assert_msg(strncmp(text, start, strlen(start)) == 0, "%s", text)

START_TEST(a_free_port_is_found_and_reported)
{
    begin();
    ck_assert_int_gt(server_port(server), 0);
    int fd = connect_to(server_port(server));
    for (int i = 0; i < 3; i++) { /* one connection, several requests */
        say(fd, "GET /nowhere" HEAD "\r\n");
        const char *reply = hear(fd);
        STARTS(reply, "HTTP/1.1 404 ");
        ck_assert_ptr_null(strstr(reply, "Connection: "));
    }
    close(fd);
    server_stop(server);
}
END_TEST

START_TEST(head_has_no_body_and_the_same_length)
{
    begin();
    int fd = connect_to(server_port(server));
    say(fd, "HEAD /nowhere" HEAD "X-Request-Id: a\r\nConnection: close\r\n\r\n");
    const char *reply = hear(fd), *body = strstr(reply, "\r\n\r\n");
    ck_assert_ptr_nonnull(body);
    ck_assert_str_eq(body, "\r\n\r\n");
    ck_assert_ptr_null(strstr(reply, "Content-Length: 0"));
    close(fd);
    server_stop(server);
}
END_TEST

START_TEST(what_keeps_it_from_listening_is_said)
{
    char *text = NULL;
    size_t length;
    begin();
    FILE *errors = open_memstream(&text, &length);
    config.port = server_port(server);
    ck_assert_ptr_null(server_start(&app, errors));
    config.host = "no-such-host.invalid";
    ck_assert_ptr_null(server_start(&app, errors));
    fclose(errors);
    ck_assert_ptr_nonnull(strstr(text, "in use"));
    ck_assert_ptr_nonnull(strstr(text, "BANGKOM_HOST: no-such-host.invalid: "));
    free(text);
    server_stop(server);
}
END_TEST

/* ---- draining */

static void *stop(void *ret_took_ms)
{
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    server_stop(server);
    clock_gettime(CLOCK_MONOTONIC, &to);
    *(int64_t *)ret_took_ms =
        (to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
    return NULL;
}

static void pause_ms(int ms)
{
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000L}, NULL);
}

START_TEST(a_request_that_has_begun_is_answered)
{
    pthread_t stopper;
    int64_t took_ms;
    begin();
    int port = server_port(server), idle = connect_to(port), busy = connect_to(port);
    say(idle, "GET /nowhere" HEAD "\r\n");
    hear(idle);
    say(busy, "POST /nowhere" HEAD "Content-Length: 4\r\n\r\nab");
    pause_ms(100);
    pthread_create(&stopper, NULL, stop, &took_ms);
    pause_ms(300);
    ck_assert_int_eq(connect_to(port), -1); /* no new ones */
    say(busy, "cd");
    const char *reply = hear(busy);
    STARTS(reply, "HTTP/1.1 404 ");
    ck_assert_ptr_nonnull(strstr(reply, "Connection: close"));
    pthread_join(stopper, NULL);
    ck_assert_int_lt(took_ms, 5000); /* the idle connection does not hold it up */
    ck_assert(atomic_load(&app.draining));
    close(idle);
    close(busy);
}
END_TEST

START_TEST(a_request_that_does_not_end_is_cut_off)
{
    int64_t took_ms;
    begin();
    config.drain_timeout_s = 1;
    int fd = connect_to(server_port(server));
    say(fd, "POST /nowhere" HEAD "Content-Length: 4\r\n\r\nab");
    pause_ms(100);
    stop(&took_ms);
    ck_assert_int_ge(took_ms, 900);
    ck_assert_int_lt(took_ms, 8000);
    ck_assert_str_eq(hear(fd), "");
    close(fd);
}
END_TEST

START_TEST(garbage_does_not_count_as_a_request)
{
    int64_t took_ms;
    begin();
    int fd = connect_to(server_port(server));
    say(fd, "GET\r\n\r\n");
    hear(fd);
    stop(&took_ms);
    ck_assert_int_lt(took_ms, 5000);
    close(fd);
}
END_TEST

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_contract_case("server", &suite);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_free_port_is_found_and_reported);
    tcase_add_test(tests, head_has_no_body_and_the_same_length);
    tcase_add_test(tests, what_keeps_it_from_listening_is_said);
    tcase_add_test(tests, a_request_that_has_begun_is_answered);
    tcase_add_test(tests, a_request_that_does_not_end_is_cut_off);
    tcase_add_test(tests, garbage_does_not_count_as_a_request);
    return fixture_contract_run(suite);
}
