/* uuid.c - see uuid.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/uuid.h"

#include <string.h>

#include "domain/base/banned.h"

/* Where the two digits of each byte stand in 8-4-4-4-12. */
static const uint8_t places[16] = {0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};
static const uint8_t hyphens[4] = {8, 13, 18, 23};

struct uuid uuid_v7(int64_t unix_ms, const uint8_t random[10])
{
    struct uuid id;
    for (int i = 0; i < 6; i++) id.bytes[i] = (uint8_t)(unix_ms >> (40 - 8 * i));
    memcpy(id.bytes + 6, random, 10);
    id.bytes[6] = (uint8_t)(0x70 | (id.bytes[6] & 0x0F)); /* version, section 4.2 */
    id.bytes[8] = (uint8_t)(0x80 | (id.bytes[8] & 0x3F)); /* variant, section 4.1 */
    return id;
}

static int digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool uuid_parse(const char *text, struct uuid *ret)
{
    struct uuid id;
    if (strlen(text) != UUID_TEXT_LENGTH) return false;
    for (int i = 0; i < 4; i++)
        if (text[hyphens[i]] != '-') return false;
    for (int i = 0; i < 16; i++) {
        int high = digit(text[places[i]]), low = digit(text[places[i] + 1]);
        if (high < 0 || low < 0) return false;
        id.bytes[i] = (uint8_t)(high << 4 | low);
    }
    *ret = id;
    return true;
}

void uuid_format(struct uuid id, char ret[UUID_TEXT_LENGTH + 1])
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < 4; i++) ret[hyphens[i]] = '-';
    for (int i = 0; i < 16; i++) {
        ret[places[i]] = digits[id.bytes[i] >> 4];
        ret[places[i] + 1] = digits[id.bytes[i] & 15];
    }
    ret[UUID_TEXT_LENGTH] = '\0';
}

bool uuid_equal(struct uuid a, struct uuid b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

bool uuid_is_nil(struct uuid id)
{
    return uuid_equal(id, (struct uuid){{0}});
}

int uuid_compare(struct uuid a, struct uuid b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes);
}
