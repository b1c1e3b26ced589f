/* uuid.h - RFC 9562 identifiers, version 7 for every new row
 *
 * Tests: tests/domain/test_uuid.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_BASE_UUID_H
#define BANGKOM_BASE_UUID_H

#include <stdbool.h>
#include <stdint.h>

struct uuid {
    uint8_t bytes[16]; /* network order */
};

#define UUID_TEXT_LENGTH 36

/* uuid_v7 - RFC 9562 section 5.7: 48 bits of Unix milliseconds, the rest from `random`
 * in   unix_ms >= 0; random: 10 random bytes (the caller owns the source of randomness) */
struct uuid uuid_v7(int64_t unix_ms, const uint8_t random[10]);

/* uuid_parse - the 8-4-4-4-12 hexadecimal form, either case; false leaves *ret untouched */
bool uuid_parse(const char *text, struct uuid *ret);

/* uuid_format - writes 36 lower-case characters and a NUL */
void uuid_format(struct uuid id, char ret[UUID_TEXT_LENGTH + 1]);

/* uuid_equal - whether all bits are the same */
bool uuid_equal(struct uuid a, struct uuid b);
/* uuid_is_nil - all bits zero: used as "not set" */
bool uuid_is_nil(struct uuid id);
/* uuid_compare - < 0, 0 or > 0 in network byte order, as PostgreSQL sorts them */
int uuid_compare(struct uuid a, struct uuid b);

#endif
