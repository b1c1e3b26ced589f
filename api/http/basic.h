/* basic.h - HTTP Basic as OAuth clients use it (RFC 7617, RFC 6749 section 2.3.1)
 *
 * Tests: tests/api/test_identity.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_BASIC_H
#define BANGKOM_HTTP_BASIC_H

#include <stdbool.h>

#include "domain/base/arena.h"

struct basic {
    const char *user, *password; /* decoded twice: base64, then form encoding; valid UTF-8 */
};

/* basic_parse - the value of an Authorization header
 * fails false: another scheme, or malformed */
bool basic_parse(struct arena *a, const char *authorization, struct basic *ret);

#endif
