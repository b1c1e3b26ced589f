/* auth_bearer.h - the principal behind a verified token, shared by all requests that carry it
 *
 * One block of memory, never changed after it is made, given back with the last reference. Private
 * to api/http/auth*.c.
 * Tests: tests/api/test_auth.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_AUTH_BEARER_H
#define BANGKOM_HTTP_AUTH_BEARER_H

#include <stdatomic.h>

#include "api/http/auth_token.h"
#include "api/http/principal.h"
#include "storage/identity.h"

struct bearer {
    atomic_int references;
    struct principal principal; /* name and grants lie behind it in the same block */
    int64_t issued_s;           /* of the token */
};

/* bearer_new - with one reference; unknown roles of newer schemas are left out */
struct bearer *bearer_new(const struct token *token, const struct identity *identity);
void bearer_hold(struct bearer *bearer);    /* one reference more */
void bearer_release(struct bearer *bearer); /* one less; accepts NULL */
/* bearer_lend - the principal for as long as the arena lives; takes over the caller's reference */
const struct principal *bearer_lend(struct bearer *bearer, struct arena *a);
/* bearer_token - what the token said, for reading its subject again */
struct token bearer_token(const struct bearer *bearer);

#endif
