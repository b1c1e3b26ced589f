/* import_http.h - one HTTP exchange with a Bangkom server, for bangkom import; the other place that
 * knows libcurl is http/auth_fetch.c
 *
 * Must not know: imports.
 * Tests: tests/e2e/test_imports.py
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_IMPORT_HTTP_H
#define BANGKOM_IMPORT_HTTP_H

#include <stddef.h>

struct arena;
struct json_value;
struct import_http;

/* import_http_new - whom to ask, as whom; `token` NULL: nobody */
struct import_http *import_http_new(struct arena *a, const char *url, const char *token);
/* import_http_free - close the connection */
void import_http_free(struct import_http *http);

struct import_http_request {
    const char *method, *path;
    const char *content_type; /* NULL: no body */
    const char *body;
    size_t length;
};
struct import_http_reply {
    int status; /* 0: no reply, `failure` says why */
    const char *failure;
    const struct json_value *json; /* NULL: the reply is no JSON */
};
/* import_http_send - ask and wait for the reply; a server that is busy is asked again a few times
 * in   a  of the reply */
struct import_http_reply import_http_send(struct import_http *http, struct arena *a,
                                          const struct import_http_request *request);

#endif
