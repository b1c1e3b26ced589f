/* server.h - the listening socket, its threads and their end: the only place that knows ulfius
 *
 * A fixed pool of threads, each with its own epoll loop and connections; a request is answered by
 * the thread that read it (dispatch). As many threads as connections to the database, so that a
 * request never waits for one that another thread holds.
 * Tests: tests/e2e/test_ulfius_traps.py, tests/api/test_server.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_SERVER_H
#define BANGKOM_HTTP_SERVER_H

#include <stdio.h>

struct app;
struct server;

/* server_start - listen on config->host and config->port and answer from now on
 * in     app  complete; outlives the server
 * fails  NULL, with one line on `errors` saying why */
struct server *server_start(struct app *app, FILE *errors);

/* server_port - the port that is listened on, also when config->port is 0 */
int server_port(const struct server *server);

/* server_stop - take no new connections, let requests that have begun come to their end for at most
 * config->drain_timeout_s (their replies say Connection: close), then close everything and free it
 * out  app->draining is true from here on */
void server_stop(struct server *server);

#endif
