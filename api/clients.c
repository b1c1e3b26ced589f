/* clients.c - the operations of openapi/clients.yaml
 *
 * Load, decide, apply, reply; rules are in domain/clients.c, statements in storage/clients.c. The
 * only place that sees a secret in clear: it goes into the reply and nowhere else.
 * Tests: tests/e2e/test_identity.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/clients_operations.h"

#include "api/http/app.h"
#include "api/http/auth.h"
#include "domain/base/text.h"
#include "storage/clients.h"
#include "storage/clients_sql.h"

#include "domain/base/banned.h"

#define SECRET_BYTES 32

static const char *new_secret(struct request *rq)
{
    uint8_t random[SECRET_BYTES];
    auth_random(random, sizeof random);
    return base64url_encode(rq->arena, random, sizeof random);
}

static struct issued_client issue(const struct client *client, const char *secret)
{
    struct issued_client issued = {0};
    record_copy(&issued_client_record, &issued, &client_record, client);
    RECORD_PUT(&issued, ISSUED_CLIENT, client_secret, secret);
    return issued;
}

static void forget(struct request *rq, struct uuid client_id)
{
    auth_forget(rq->app->auth, client_id);
}

enum outcome clients_list(struct request *rq, struct clients_list_call *in)
{
    return reply_list(rq, &sql_client_list, &in->query);
}

enum outcome clients_get(struct request *rq, struct clients_get_call *in)
{
    struct client client;
    TRY(clients_load(rq->uow, in->path.client_id, &client));
    return reply_record(rq, &client_record, &client, client.version);
}

enum outcome clients_create(struct request *rq, struct clients_create_call *in)
{
    struct client client;
    struct client_facts facts = clients_facts(rq->uow);
    TRY(clients_decide_create(&in->body, &facts, request_uuid(rq), &client, rq->problem));
    const char *secret = new_secret(rq);
    clients_apply_create(rq->uow, &client, auth_hash_secret(rq->arena, secret));
    struct issued_client issued = issue(&client, secret);
    return reply_created(rq, &issued_client_record, &issued, client.id, client.version);
}

enum outcome clients_update(struct request *rq, struct clients_update_call *in)
{
    struct client client;
    bool changed;
    struct client_facts facts = clients_facts(rq->uow);
    TRY(clients_load_for_update(rq->uow, in->path.client_id, &client));
    TRY(request_check_version(rq, client.version));
    TRY(clients_decide_update(&client, &in->body, &facts, &changed, rq->problem));
    if (changed) clients_apply_update(rq->uow, &client);
    return reply_record(rq, &client_record, &client, client.version);
}

enum outcome clients_rotate_secret(struct request *rq, struct clients_rotate_secret_call *in)
{
    struct client client;
    struct client_facts facts = clients_facts(rq->uow);
    /* hashed first: scrypt is slow on purpose, and the row is locked from the load to the commit */
    const char *secret = new_secret(rq), *hash = auth_hash_secret(rq->arena, secret);
    TRY(clients_load_for_update(rq->uow, in->path.client_id, &client));
    TRY(clients_decide_rotate(&client, &facts, rq->problem));
    clients_apply_rotate(rq->uow, &client, hash);
    request_after_work(rq, forget, client.id);
    struct issued_client issued = issue(&client, secret);
    return reply_record(rq, &issued_client_record, &issued, client.version);
}

enum outcome clients_revoke(struct request *rq, struct clients_revoke_call *in)
{
    struct client client;
    struct client_facts facts;
    TRY(clients_load_for_revoke(rq->uow, in->path.client_id, &client, &facts));
    TRY(clients_decide_revoke(&client, &facts, rq->problem));
    clients_apply_update(rq->uow, &client);
    request_after_work(rq, forget, client.id);
    return reply_record(rq, &client_record, &client, client.version);
}
