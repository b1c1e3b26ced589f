/* strbuf.h - bytes that grow inside an arena up to a hard maximum
 *
 * Invariants: `data` is never NULL after init and always NUL-terminated; once an append would
 * pass `max`, `overflow` is set, nothing more is written, and every later append is a no-op:
 * append freely, test once at the end.
 * Tests: tests/domain/test_strbuf.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_BASE_STRBUF_H
#define BANGKOM_BASE_STRBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct strbuf {
    struct arena *arena;
    char *data;
    size_t length;   /* bytes in data, without the NUL */
    size_t capacity; /* bytes allocated, with the NUL */
    size_t max;      /* length never exceeds this */
    bool overflow;
};

/* strbuf_init - empty text with room for `capacity` bytes at first and `max` bytes at most */
void strbuf_init(struct strbuf *s, struct arena *a, size_t capacity, size_t max);
void strbuf_clear(struct strbuf *s);
void strbuf_bytes(struct strbuf *s, const char *bytes, size_t length);
void strbuf_text(struct strbuf *s, const char *text);
void strbuf_char(struct strbuf *s, char c);
void strbuf_i64(struct strbuf *s, int64_t value);
void strbuf_printf(struct strbuf *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* strbuf_reserve - make room for `length` more bytes and return where they go, or NULL on
 * overflow; the caller writes at most `length` bytes and adds to s->length what it wrote */
char *strbuf_reserve(struct strbuf *s, size_t length);

#endif
