/* clients.h - clients in the database
 *
 * Only units of work over the whole organization find any. A secret comes in as its hash and never
 * goes out.
 * Must not know: HTTP, how a secret is made or hashed.
 * Tests: tests/storage/test_clients.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_CLIENTS_H
#define BANGKOM_STORAGE_CLIENTS_H

#include "domain/clients.h"
#include "storage/db/uow.h"

/* clients_facts - what the unit of work knows by itself; enough for creating */
struct client_facts clients_facts(const struct uow *u);

/* clients_load - one client
 * fails  NOT_FOUND absent or out of scope (R-02) | UNAVAILABLE */
enum outcome clients_load(struct uow *u, struct uuid client_id, struct client *ret) MUST_USE;

/* clients_load_for_update - the client, locked until the end of the transaction
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome clients_load_for_update(struct uow *u, struct uuid client_id,
                                     struct client *ret) MUST_USE;

/* clients_load_for_revoke - the same with the number of other admins, which stays true until the
 * end of the transaction; waits for others that take admins away: one round trip
 * fails  NOT_FOUND | UNAVAILABLE */
enum outcome clients_load_for_revoke(struct uow *u, struct uuid client_id, struct client *ret,
                                     struct client_facts *ret_facts) MUST_USE;

/* clients_want - queue the look-up of a client that an input refers to; filled by the next sync */
void clients_want(struct uow *u, struct uuid client_id, bool lock, struct client *ret,
                  bool *ret_found);

/* clients_apply_create - queue the decided row with the hash of its secret, and its audit and
 * outbox rows
 * clients_apply_rotate - the same for a decided client with another secret
 * clients_apply_update - the same for one whose secret stays */
void clients_apply_create(struct uow *u, const struct client *client, const char *secret_hash);
void clients_apply_rotate(struct uow *u, const struct client *client, const char *secret_hash);
void clients_apply_update(struct uow *u, const struct client *client);

#endif
