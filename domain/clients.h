/* clients.h - rules on programs that call with client credentials
 *
 * A client lies in no unit: who manages one must hold admin over the whole organization.
 * Reading is narrowed by storage; creating is decided here. Nothing here knows a secret or its
 * hash.
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_clients.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_CLIENTS_H
#define BANGKOM_DOMAIN_CLIENTS_H

#include "contract/clients.h"
#include "domain/base/problem.h"

/* What storage found before the decision. */
struct client_facts {
    struct instant now;
    struct uuid caller_id;   /* the client or employee who asks */
    bool whole_organization; /* the caller is admin over the whole organization */
    int64_t other_admins;    /* over the whole organization, without this client; for revoking */
};

/* clients_decide_create - the client to store
 * out    *ret  complete record, version 1; texts borrowed from `in`
 * fails  FORBIDDEN the caller is not admin over the whole organization
 * from   R-02; POST /v1/clients */
enum outcome clients_decide_create(const struct client_create *in, const struct client_facts *facts,
                                   struct uuid id, struct client *ret,
                                   struct problem *problem) MUST_USE;

/* clients_decide_update - the client as it will be
 * in/out *client  as loaded; on OUTCOME_OK changed, with the next version when anything differs
 * out    ret_changed  false: the patch says nothing new and nothing is to be stored
 * fails  CONFLICT the client is revoked
 * from   PATCH /v1/clients/{client_id} */
enum outcome clients_decide_update(struct client *client, const struct client_patch *patch,
                                   const struct client_facts *facts, bool *ret_changed,
                                   struct problem *problem) MUST_USE;

/* clients_decide_rotate - the client with a secret made now; its own secret may be rotated by a
 * client too, because that gives it nothing it does not have
 * fails  CONFLICT the client is revoked
 * from   POST /v1/clients/{client_id}/rotate-secret */
enum outcome clients_decide_rotate(struct client *client, const struct client_facts *facts,
                                   struct problem *problem) MUST_USE;

/* clients_decide_revoke - the client, refused from now on
 * fails  CONFLICT it is revoked already | FORBIDDEN the caller itself
 *        CONFLICT no admin over the whole organization would be left
 * from   R-01; POST /v1/clients/{client_id}/revoke */
enum outcome clients_decide_revoke(struct client *client, const struct client_facts *facts,
                                   struct problem *problem) MUST_USE;

#endif
