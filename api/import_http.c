/* import_http.c - see import_http.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/import_http.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/http/json_tree.h"
#include "domain/base/arena.h"
#include "domain/base/strbuf.h"

#include "domain/base/banned.h"

#define REPLY_MAX_BYTES (8U << 20)
#define CONNECT_TIMEOUT_S 10L
#define TIMEOUT_S 120L
#define TRIES 5
#define PAUSE_S 2

struct import_http {
    CURL *curl;
    const char *url;
    struct curl_slist *headers; /* of every request */
};

static struct curl_slist *with(struct curl_slist *list, const char *header)
{
    struct curl_slist *longer = curl_slist_append(list, header);
    if (longer == NULL) abort(); /* memory */
    return longer;
}

struct import_http *import_http_new(struct arena *a, const char *url, const char *token)
{
    struct import_http *http = ARENA_NEW(a, struct import_http);
    size_t length = strlen(url);
    http->curl = curl_easy_init();
    if (http->curl == NULL) abort(); /* memory */
    http->url = arena_copy(a, url, length > 0 && url[length - 1] == '/' ? length - 1 : length);
    http->headers = with(NULL, "Accept: application/json");
    if (token != NULL)
        http->headers = with(http->headers, arena_printf(a, "Authorization: Bearer %s", token));
    return http;
}

void import_http_free(struct import_http *http)
{
    curl_slist_free_all(http->headers);
    curl_easy_cleanup(http->curl);
}

static size_t take(char *bytes, size_t size, size_t count, void *cookie)
{
    struct strbuf *out = cookie;
    strbuf_bytes(out, bytes, size * count);
    return out->overflow ? 0 : size * count;
}

static struct curl_slist *headers_of(const struct import_http *http, struct arena *a,
                                     const struct import_http_request *request)
{
    const char *type = request->content_type;
    struct curl_slist *headers = with(NULL, "Expect:"); /* the server knows its limit anyway */
    for (const struct curl_slist *h = http->headers; h != NULL; h = h->next)
        headers = with(headers, h->data);
    if (type != NULL) headers = with(headers, arena_printf(a, "Content-Type: %s", type));
    return headers;
}

static void prepare(const struct import_http *http, struct arena *a,
                    const struct import_http_request *request, struct strbuf *out)
{
    CURL *curl = http->curl;
    bool posts = strcmp(request->method, "GET") != 0;
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, arena_printf(a, "%s%s", http->url, request->path));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "bangkom");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
    if (!posts) return;
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->length);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->length == 0 ? "" : request->body);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
}

static struct import_http_reply send_once(struct import_http *http, struct arena *a,
                                          const struct import_http_request *request)
{
    struct import_http_reply reply = {0};
    struct strbuf out;
    long status = 0;
    const char *error;
    strbuf_init(&out, a, 4096, REPLY_MAX_BYTES);
    struct curl_slist *headers = headers_of(http, a, request);
    prepare(http, a, request, &out);
    curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, headers);
    CURLcode code = curl_easy_perform(http->curl);
    curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);
    if (code != CURLE_OK) reply.failure = curl_easy_strerror(code);
    else reply.status = (int)status;
    if (code == CURLE_OK) reply.json = json_read(a, out.data, out.length, &error);
    return reply;
}

struct import_http_reply import_http_send(struct import_http *http, struct arena *a,
                                          const struct import_http_request *request)
{
    struct import_http_reply reply = send_once(http, a, request);
    for (int i = 1; i < TRIES && (reply.status == 429 || reply.status == 503); i++) {
        sleep(PAUSE_S);
        reply = send_once(http, a, request);
    }
    return reply;
}
