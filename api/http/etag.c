/* etag.c - see etag.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/etag.h"

#include "domain/base/arena.h"
#include "domain/base/strbuf.h"

#include <string.h>

#include "domain/base/banned.h"

#define ETAG_BYTES 24

const char *etag_of_version(struct arena *a, int64_t version)
{
    struct strbuf etag;
    strbuf_init(&etag, a, ETAG_BYTES, ETAG_BYTES);
    strbuf_text(&etag, "\"v");
    strbuf_i64(&etag, version);
    strbuf_char(&etag, '"');
    return etag.data;
}

/* One tag of a list; `length` counts its quotes. */
struct tag {
    const char *text;
    size_t length; /* 0: nothing there that could be a tag */
    bool weak;
};

/* The tag at *at, and *at moved behind it and its comma; false at the end of the list. */
static bool next_tag(const char **at, struct tag *ret)
{
    const char *text = *at + strspn(*at, " \t,");
    *ret = (struct tag){.weak = strncmp(text, "W/", 2) == 0};
    if (*text == '\0') return false;
    ret->text = ret->weak ? text + 2 : text;
    const char *end = *ret->text == '"' ? strchr(ret->text + 1, '"') : NULL;
    if (end != NULL) ret->length = (size_t)(end + 1 - ret->text);
    const char *rest = ret->text + ret->length;
    rest += strspn(rest, " \t");
    if (*rest != ',' && *rest != '\0') ret->length = 0;
    *at = rest;
    return true;
}

bool etag_is_list(const char *header)
{
    struct tag tag;
    int count = 0;
    if (strcmp(header, "*") == 0) return true;
    for (; next_tag(&header, &tag); count++)
        if (tag.length == 0) return false;
    return count > 0;
}

bool etag_matches(const char *header, const char *etag, bool weak)
{
    struct tag tag;
    size_t length = strlen(etag);
    if (strcmp(header, "*") == 0) return true;
    while (next_tag(&header, &tag) && tag.length > 0) {
        bool same = tag.length == length && memcmp(tag.text, etag, length) == 0;
        if (same && (weak || !tag.weak)) return true;
    }
    return false;
}
