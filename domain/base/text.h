/* text.h - checks and conversions on text: UTF-8, integers, decimals, base64url, formats
 *
 * Tests: tests/domain/test_text.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_BASE_TEXT_H
#define BANGKOM_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct strbuf;

/* utf8_valid - RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF, no NUL */
bool utf8_valid(const char *bytes, size_t length);
/* utf8_length - number of code points of valid UTF-8 */
size_t utf8_length(const char *text);

/* parse_i64 - the whole text is a decimal integer within [min, max]; else false, *ret untouched */
bool parse_i64(const char *text, int64_t min, int64_t max, int64_t *ret);
/* parse_hundredths - "12", "12.5" or "12.75" to 1200, 1250, 1275; more digits are refused */
bool parse_hundredths(const char *text, int64_t *ret);
/* strbuf_hundredths - 1250 as 12.5, 1200 as 12, -75 as -0.75: the shortest exact JSON number */
void strbuf_hundredths(struct strbuf *s, int64_t hundredths);

/* base64url_encode - RFC 4648 section 5, no padding */
char *base64url_encode(struct arena *a, const uint8_t *bytes, size_t length);
/* base64url_decode - unpadded; NULL when a character or the length is impossible */
uint8_t *base64url_decode(struct arena *a, const char *text, size_t *ret_length);

/* Named formats of contract strings (OpenAPI `format`). */
enum text_format {
    TEXT_FORMAT_NONE = 0,
    TEXT_FORMAT_LINE,        /* no control characters (C0, DEL, C1), no space at either end */
    TEXT_FORMAT_NIP,         /* 18 digits; what they must mean is R-10's business (domain/nip.h) */
    TEXT_FORMAT_CODE,        /* [A-Za-z0-9][A-Za-z0-9._/-]* : competency, unit and position codes */
    TEXT_FORMAT_EXTERNAL_ID, /* printable ASCII but space, quotes, backslash: keys of HR systems */
    TEXT_FORMAT_EMAIL,       /* something@something, no spaces */
    TEXT_FORMAT_LANGUAGE,    /* id or en */
    TEXT_FORMAT_SLUG,        /* [a-z0-9]([a-z0-9-]*[a-z0-9])? */
};
/* text_has_format - NUL-terminated valid UTF-8 text against a named format */
bool text_has_format(const char *text, enum text_format format);

#endif
