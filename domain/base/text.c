/* text.c - UTF-8 and numbers; see text.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/text.h"

#include "domain/base/strbuf.h"

#include "domain/base/banned.h"

/* Well-formed sequences by their first byte (Unicode 15, table 3-7): the second byte has bounds
 * of its own, which shut out overlong forms, surrogates and what is above U+10FFFF. */
struct lead {
    unsigned char first, last;
    unsigned char length;
    unsigned char second_min, second_max;
};
static const struct lead leads[] = {
    {0x01, 0x7F, 1, 0, 0},       {0xC2, 0xDF, 2, 0x80, 0xBF}, {0xE0, 0xE0, 3, 0xA0, 0xBF},
    {0xE1, 0xEC, 3, 0x80, 0xBF}, {0xED, 0xED, 3, 0x80, 0x9F}, {0xEE, 0xEF, 3, 0x80, 0xBF},
    {0xF0, 0xF0, 4, 0x90, 0xBF}, {0xF1, 0xF3, 4, 0x80, 0xBF}, {0xF4, 0xF4, 4, 0x80, 0x8F},
};

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* The bytes of the character that begins at `at`, or 0. */
static size_t character_length(const unsigned char *at, size_t left)
{
    const struct lead *lead = leads;
    const struct lead *end = leads + sizeof leads / sizeof leads[0];
    while (lead < end && at[0] > lead->last) lead++;
    if (lead == end || at[0] < lead->first || lead->length > left) return 0;
    if (lead->length == 1) return 1;
    if (at[1] < lead->second_min || at[1] > lead->second_max) return 0;
    for (size_t i = 2; i < lead->length; i++)
        if (!is_continuation(at[i])) return 0;
    return lead->length;
}

bool utf8_valid(const char *bytes, size_t length)
{
    const unsigned char *at = (const unsigned char *)bytes;
    while (length > 0) {
        size_t taken = character_length(at, length);
        if (taken == 0) return false;
        at += taken;
        length -= taken;
    }
    return true;
}

size_t utf8_length(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++) count += !is_continuation((unsigned char)*text);
    return count;
}

/* Digits at *text, added to *value as -(…) because the negative range is the larger one. */
static bool take_digits(const char **text, int64_t *value)
{
    const char *at = *text;
    for (; *at >= '0' && *at <= '9'; at++) {
        if (__builtin_mul_overflow(*value, 10, value)) return false;
        if (__builtin_sub_overflow(*value, *at - '0', value)) return false;
    }
    bool any = at > *text;
    *text = at;
    return any;
}

static bool sign(int64_t negated, bool negative, int64_t *ret)
{
    if (negative) {
        *ret = negated;
        return true;
    }
    return !__builtin_sub_overflow(0, negated, ret);
}

bool parse_i64(const char *text, int64_t min, int64_t max, int64_t *ret)
{
    bool negative = *text == '-';
    int64_t value = 0;
    text += negative;
    if (!take_digits(&text, &value) || *text != '\0') return false;
    if (!sign(value, negative, &value) || value < min || value > max) return false;
    *ret = value;
    return true;
}

bool parse_hundredths(const char *text, int64_t *ret)
{
    bool negative = *text == '-';
    int64_t value = 0;
    text += negative;
    if (!take_digits(&text, &value)) return false;
    int decimals = 0;
    if (*text == '.') {
        const char *point = text++;
        if (!take_digits(&text, &value)) return false;
        decimals = (int)(text - point) - 1;
    }
    if (*text != '\0' || decimals > 2) return false;
    for (; decimals < 2; decimals++)
        if (__builtin_mul_overflow(value, 10, &value)) return false;
    if (!sign(value, negative, &value)) return false;
    *ret = value;
    return true;
}

void strbuf_hundredths(struct strbuf *s, int64_t hundredths)
{
    int64_t whole = hundredths / 100;
    int rest = (int)(hundredths % 100);
    if (rest < 0) rest = -rest;
    if (hundredths < 0 && whole == 0) strbuf_char(s, '-');
    strbuf_i64(s, whole);
    if (rest == 0) return;
    strbuf_char(s, '.');
    strbuf_char(s, (char)('0' + rest / 10));
    if (rest % 10 != 0) strbuf_char(s, (char)('0' + rest % 10));
}
