/* clients.c - see clients.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/clients.h"

#include "storage/changes.h"
#include "storage/clients_sql.h"
#include "storage/role_assignments.h"

#include "domain/base/banned.h"

struct client_facts clients_facts(const struct uow *u)
{
    const struct uow_context *context = uow_context(u);
    return (struct client_facts){.now = context->now,
                                 .caller_id = context->principal_id,
                                 .whole_organization = context->whole_organization};
}

void clients_want(struct uow *u, struct uuid client_id, bool lock, struct client *ret,
                  bool *ret_found)
{
    struct client_get_in *in = ARENA_NEW(uow_arena(u), struct client_get_in);
    RECORD_PUT(in, CLIENT_GET_IN, client_id, client_id);
    if (lock) RECORD_PUT(in, CLIENT_GET_IN, lock, true);
    uow_want(u, &sql_client_get, in, ret, ret_found);
}

enum outcome clients_load(struct uow *u, struct uuid client_id, struct client *ret)
{
    clients_want(u, client_id, false, ret, NULL);
    return uow_sync(u);
}

enum outcome clients_load_for_update(struct uow *u, struct uuid client_id, struct client *ret)
{
    clients_want(u, client_id, true, ret, NULL);
    return uow_sync(u);
}

enum outcome clients_load_for_revoke(struct uow *u, struct uuid client_id, struct client *ret,
                                     struct client_facts *ret_facts)
{
    *ret_facts = clients_facts(u);
    const int64_t *admins =
        role_assignments_want_admins(u, &(struct admins_except){.client_id = client_id});
    TRY(clients_load_for_update(u, client_id, ret));
    ret_facts->other_admins = *admins;
    return OUTCOME_OK;
}

static void record_change(struct uow *u, const struct client *client)
{
    changes_record(u, "client", client->id, client->version, &client_record, client);
}

void clients_apply_create(struct uow *u, const struct client *client, const char *secret_hash)
{
    struct client_insert_in in = {0};
    RECORD_PUT(&in, CLIENT_INSERT_IN, id, client->id);
    RECORD_PUT(&in, CLIENT_INSERT_IN, name, client->name);
    RECORD_PUT(&in, CLIENT_INSERT_IN, secret_hash, secret_hash);
    RECORD_PUT(&in, CLIENT_INSERT_IN, version, client->version);
    uow_write(u, &sql_client_insert, &in, NULL);
    record_change(u, client);
}

void clients_apply_rotate(struct uow *u, const struct client *client, const char *secret_hash)
{
    struct client_update_secret_in in = {0};
    RECORD_PUT(&in, CLIENT_UPDATE_SECRET_IN, id, client->id);
    RECORD_PUT(&in, CLIENT_UPDATE_SECRET_IN, secret_hash, secret_hash);
    RECORD_PUT(&in, CLIENT_UPDATE_SECRET_IN, version, client->version);
    uow_write(u, &sql_client_update_secret, &in, NULL);
    record_change(u, client);
}

void clients_apply_update(struct uow *u, const struct client *client)
{
    uow_write(u, &sql_client_update, client, NULL);
    record_change(u, client);
}
