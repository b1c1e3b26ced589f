/* auth_fetch.c - see auth_fetch.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/auth_fetch.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "domain/base/banned.h"

#define CONNECT_TIMEOUT_S 5L
#define TIMEOUT_S 10L

void auth_fetch_start(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) abort();
}

/* Nothing but a port and a path may follow the host: "http://localhost@elsewhere" is elsewhere. */
static bool is_host(const char *text, const char *host)
{
    size_t length = strlen(host);
    if (strncmp(text, host, length) != 0) return false;
    text += length;
    if (*text == ':') text += 1 + strspn(text + 1, "0123456789");
    return *text == '/' || *text == '\0';
}

bool auth_fetch_allowed(const char *url)
{
    if (strncmp(url, "https://", 8) == 0) return url[8] != '\0';
    if (strncmp(url, "http://", 7) != 0) return false;
    return is_host(url + 7, "localhost") || is_host(url + 7, "127.0.0.1") ||
           is_host(url + 7, "[::1]");
}

static size_t take(char *bytes, size_t size, size_t count, void *cookie)
{
    struct strbuf *out = cookie;
    strbuf_bytes(out, bytes, size * count);
    return out->overflow ? 0 : size * count;
}

static int must_stop(void *cookie, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    return atomic_load((const atomic_bool *)cookie);
}

static void prepare(CURL *curl, const char *url, const atomic_bool *stop, struct strbuf *out)
{
    bool https = strncmp(url, "https:", 6) == 0;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, https ? "https" : "http");
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "bangkom");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, must_stop);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, stop);
}

const char *auth_fetch(const char *url, const atomic_bool *stop, struct strbuf *out)
{
    long status = 0;
    CURL *curl = curl_easy_init();
    if (curl == NULL) abort(); /* memory */
    prepare(curl, url, stop, out);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(curl);
    if (out->overflow) return "the document is too long";
    if (code != CURLE_OK) return curl_easy_strerror(code);
    return status == 200 ? NULL : arena_printf(out->arena, "status %ld", status);
}
