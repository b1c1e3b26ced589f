/* clients.c - see clients.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/clients.h"

#include "domain/base/banned.h"

static enum outcome refuse(struct problem *problem, enum problem_code code)
{
    return problem_raise(problem, code, NULL, NULL, NULL);
}

static void touch(struct client *client, struct instant now)
{
    RECORD_PUT(client, CLIENT, version, client->version + 1);
    RECORD_PUT(client, CLIENT, updated_at, now);
}

enum outcome clients_decide_create(const struct client_create *in, const struct client_facts *facts,
                                   struct uuid id, struct client *ret, struct problem *problem)
{
    if (!facts->whole_organization) return refuse(problem, PROBLEM_FORBIDDEN);
    *ret = (struct client){0};
    record_copy(&client_record, ret, &client_create_record, in);
    RECORD_PUT(ret, CLIENT, id, id);
    RECORD_PUT(ret, CLIENT, secret_changed_at, facts->now);
    RECORD_PUT(ret, CLIENT, version, 1);
    RECORD_PUT(ret, CLIENT, created_at, facts->now);
    RECORD_PUT(ret, CLIENT, updated_at, facts->now);
    return OUTCOME_OK;
}

enum outcome clients_decide_update(struct client *client, const struct client_patch *patch,
                                   const struct client_facts *facts, bool *ret_changed,
                                   struct problem *problem)
{
    if (RECORD_HAS(client, CLIENT, revoked_at)) return refuse(problem, PROBLEM_CLIENT_REVOKED);
    *ret_changed = record_merge(&client_record, client, &client_patch_record, patch) > 0;
    if (*ret_changed) touch(client, facts->now);
    return OUTCOME_OK;
}

enum outcome clients_decide_rotate(struct client *client, const struct client_facts *facts,
                                   struct problem *problem)
{
    if (RECORD_HAS(client, CLIENT, revoked_at)) return refuse(problem, PROBLEM_CLIENT_REVOKED);
    RECORD_PUT(client, CLIENT, secret_changed_at, facts->now);
    touch(client, facts->now);
    return OUTCOME_OK;
}

enum outcome clients_decide_revoke(struct client *client, const struct client_facts *facts,
                                   struct problem *problem)
{
    if (RECORD_HAS(client, CLIENT, revoked_at)) return refuse(problem, PROBLEM_CLIENT_REVOKED);
    if (uuid_equal(client->id, facts->caller_id)) return refuse(problem, PROBLEM_OWN_CASE);
    if (facts->other_admins == 0) return refuse(problem, PROBLEM_LAST_ADMIN);
    RECORD_PUT(client, CLIENT, revoked_at, facts->now);
    touch(client, facts->now);
    return OUTCOME_OK;
}
