/* base64url.c - RFC 4648 section 5 without padding; see text.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/text.h"

#include <string.h>

#include "domain/base/arena.h"

#include "domain/base/banned.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

char *base64url_encode(struct arena *a, const uint8_t *bytes, size_t length)
{
    char *text = arena_alloc(a, length / 3 * 4 + 4);
    char *to = text;
    uint32_t bits = 0;
    int count = 0;
    for (size_t i = 0; i < length; i++) {
        bits = bits << 8 | bytes[i];
        for (count += 8; count >= 6; count -= 6) *to++ = alphabet[bits >> (count - 6) & 63];
    }
    if (count > 0) *to = alphabet[bits << (6 - count) & 63];
    return text;
}

/* The six bits of a character, or -1. */
static int sextet(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '-') return 62;
    return c == '_' ? 63 : -1;
}

uint8_t *base64url_decode(struct arena *a, const char *text, size_t *ret_length)
{
    size_t length = strlen(text);
    if (length % 4 == 1) return NULL;
    uint8_t *bytes = arena_alloc(a, length / 4 * 3 + 3);
    uint8_t *to = bytes;
    uint32_t bits = 0;
    int count = 0;
    for (; *text != '\0'; text++) {
        int value = sextet(*text);
        if (value < 0) return NULL;
        bits = bits << 6 | (uint32_t)value;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        *to++ = (uint8_t)(bits >> count);
    }
    /* Bits that are no byte must be zero, or one value would have several texts (section 3.5). */
    if ((bits & ((1U << count) - 1)) != 0) return NULL;
    *ret_length = (size_t)(to - bytes);
    return bytes;
}
