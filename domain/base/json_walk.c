/* json_walk.c - see json_walk.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/json_walk.h"

#include <string.h>

#include "domain/base/banned.h"

static const char *skip_space(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

/* Behind the closing quote. */
static const char *skip_text(const char *at)
{
    for (at++; *at != '"'; at++)
        if (*at == '\\') at++;
    return at + 1;
}

static const char *skip_value(const char *at)
{
    int depth = 0;
    if (*at == '"') return skip_text(at);
    if (*at != '{' && *at != '[') return at + strcspn(at, ",]} \t\r\n");
    do {
        if (*at == '"') {
            at = skip_text(at);
            continue;
        }
        if (*at == '{' || *at == '[') depth++;
        else if (*at == '}' || *at == ']') depth--;
        at++;
    } while (depth > 0);
    return at;
}

enum json_walk_kind json_walk_kind(const char *value)
{
    switch (*value) {
    case '{': return JSON_WALK_OBJECT;
    case '[': return JSON_WALK_ARRAY;
    case '"': return JSON_WALK_TEXT;
    case 't':
    case 'f':
    case 'n': return JSON_WALK_OTHER;
    default: return JSON_WALK_NUMBER;
    }
}

void json_walk_open(struct json_walk *w, struct arena *a, const char *container)
{
    *w = (struct json_walk){
        .at = skip_space(container + 1), .in_object = *container == '{', .arena = a};
}

bool json_walk_next(struct json_walk *w, struct json_walk_item *ret)
{
    const char *name = NULL;
    if (*w->at == '}' || *w->at == ']') return false;
    if (*w->at == ',') w->at = skip_space(w->at + 1);
    if (w->in_object) {
        name = json_walk_text(w->arena, w->at);
        w->at = skip_space(skip_space(skip_text(w->at)) + 1); /* the colon */
    }
    const char *end = skip_value(w->at);
    *ret = (struct json_walk_item){name, w->at, (size_t)(end - w->at)};
    w->at = skip_space(end);
    return true;
}

static char hexadecimal(char c)
{
    if (c <= '9') return (char)(c - '0');
    return (char)((c | 0x20) - 'a' + 10);
}

const char *json_walk_text(struct arena *a, const char *value)
{
    static const char escapes[] = "bfnrt", meanings[] = "\b\f\n\r\t";
    const char *end = skip_text(value) - 1;
    char *text = arena_alloc(a, (size_t)(end - value)), *to = text;
    for (const char *at = value + 1; at < end; at++) {
        if (*at != '\\') {
            *to++ = *at;
            continue;
        }
        const char *escape = strchr(escapes, *++at);
        if (*at == 'u') {
            *to++ = (char)(hexadecimal(at[3]) * 16 + hexadecimal(at[4]));
            at += 4;
        } else *to++ = escape == NULL ? *at : meanings[escape - escapes];
    }
    return text;
}
