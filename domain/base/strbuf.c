/* strbuf.c - see strbuf.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/strbuf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "domain/base/arena.h"

#include "domain/base/banned.h"

#define I64_TEXT_MAX 20 /* -9223372036854775808 */

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

void strbuf_init(struct strbuf *s, struct arena *a, size_t capacity, size_t max)
{
    size_t room = smaller(capacity, max) + 1;
    *s = (struct strbuf){.arena = a, .data = arena_alloc(a, room), .capacity = room, .max = max};
}

void strbuf_clear(struct strbuf *s)
{
    s->length = 0;
    s->data[0] = '\0';
    s->overflow = false;
}

static void grow(struct strbuf *s, size_t needed)
{
    size_t room = smaller(s->max, 2 * s->capacity);
    if (room < needed) room = needed;
    char *data = arena_alloc(s->arena, room + 1);
    memcpy(data, s->data, s->length);
    s->data = data;
    s->capacity = room + 1;
}

/* As strbuf_reserve, but what is there stays there. */
static char *make_room(struct strbuf *s, size_t length)
{
    if (s->overflow || length > s->max - s->length) {
        s->overflow = true;
        return NULL;
    }
    if (s->length + length >= s->capacity) grow(s, s->length + length);
    return s->data + s->length;
}

/* Zeroes end the text wherever in the room the caller stops. */
char *strbuf_reserve(struct strbuf *s, size_t length)
{
    char *room = make_room(s, length);
    return room == NULL ? NULL : memset(room, 0, length + 1);
}

void strbuf_bytes(struct strbuf *s, const char *bytes, size_t length)
{
    char *to = make_room(s, length);
    if (to == NULL || length == 0) return;
    memcpy(to, bytes, length);
    to[length] = '\0';
    s->length += length;
}

void strbuf_text(struct strbuf *s, const char *text)
{
    strbuf_bytes(s, text, strlen(text));
}

void strbuf_char(struct strbuf *s, char c)
{
    char *to = make_room(s, 1);
    if (to == NULL) return;
    to[0] = c;
    to[1] = '\0';
    s->length++;
}

void strbuf_i64(struct strbuf *s, int64_t value)
{
    char digits[I64_TEXT_MAX];
    char *at = digits + sizeof digits;
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) *--at = '-';
    strbuf_bytes(s, at, (size_t)(digits + sizeof digits - at));
}

void strbuf_printf(struct strbuf *s, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *to = length < 0 ? NULL : make_room(s, (size_t)length);
    if (to == NULL) {
        s->overflow = true;
        return;
    }
    va_start(args, format);
    (void)vsnprintf(to, (size_t)length + 1, format, args);
    va_end(args);
    s->length += (size_t)length;
}
