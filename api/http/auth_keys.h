/* auth_keys.h - the keys of our tokens: one signs, those before it still verify
 *
 * The signing key is the file PATH; keys that signed before lie beside it as PATH.retired-ID. Both
 * are read at the start, and again when a token names an unknown key, at most once a second: a
 * server learns by itself that another process rotated. What it knows it keeps: to refuse the
 * tokens of a retired key, remove its file and restart.
 * Private to api/http/auth*.c and the command that rotates.
 * Tests: tests/api/test_auth_keys.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_AUTH_KEYS_H
#define BANGKOM_HTTP_AUTH_KEYS_H

#include "api/http/auth_key.h"

struct auth_keys; /* heap */

/* auth_keys_new - read the keys; make the signing one when there is none
 * fails NULL, the reason in problem->internal */
struct auth_keys *auth_keys_new(const char *path, struct problem *problem);
void auth_keys_free(struct auth_keys *keys); /* accepts NULL */

/* auth_keys_signing / auth_keys_find - the one that signs; the one with this id, or NULL. They live
 * as long as `keys`.
 * thread any */
const struct auth_key *auth_keys_signing(struct auth_keys *keys);
const struct auth_key *auth_keys_find(struct auth_keys *keys, const char *id);

/* auth_keys_jwks - all of them as a key set (RFC 7517), in `a`
 * thread any */
const char *auth_keys_jwks(struct auth_keys *keys, struct arena *a);

/* auth_keys_rotate - make another signing key; the present one is retired. Of several processes one
 * waits for the other
 * out   *ret_id  of the new key, in problem->arena
 * fails false, the reason in problem->internal: there is no key, or the folder cannot be written */
bool auth_keys_rotate(const char *path, const char **ret_id, struct problem *problem);

#endif
