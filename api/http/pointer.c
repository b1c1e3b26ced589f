/* pointer.c - see pointer.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/pointer.h"

#include "domain/base/arena.h"
#include "domain/base/strbuf.h"

#include <string.h>

#include "domain/base/banned.h"

#define POINTER_MAX_BYTES 1000

/* Names are appended whole or not at all, so that no character is cut in two. */
static void put_name(struct strbuf *out, const char *name)
{
    size_t escapes = 0;
    for (const char *c = name; *c != '\0'; c++) escapes += *c == '~' || *c == '/';
    size_t length = strlen(name);
    char *to = length >= POINTER_MAX_BYTES ? NULL : strbuf_reserve(out, length + escapes + 1);
    if (to == NULL) {
        out->overflow = true;
        return;
    }
    *to++ = '/';
    for (; *name != '\0'; name++) {
        bool escaped = *name == '~' || *name == '/';
        *to++ = escaped ? '~' : *name;
        if (escaped) *to++ = *name == '~' ? '0' : '1';
    }
    out->length += length + escapes + 1;
    out->data[out->length] = '\0';
}

static void put_place(struct strbuf *out, const struct place *at)
{
    if (at == NULL) return;
    put_place(out, at->parent);
    if (at->name != NULL) {
        put_name(out, at->name);
        return;
    }
    strbuf_char(out, '/');
    strbuf_i64(out, (int64_t)at->index);
}

const char *pointer_of(struct arena *a, const struct place *at)
{
    struct strbuf out;
    strbuf_init(&out, a, 64, POINTER_MAX_BYTES);
    put_place(&out, at);
    return out.data;
}

const char *pointer_of_name(struct arena *a, const char *name)
{
    return name == NULL ? "" : pointer_of(a, &(struct place){.name = name});
}
