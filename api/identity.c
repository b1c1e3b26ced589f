/* identity.c - the operations of openapi/identity.yaml: access tokens for clients, and their keys
 *
 * Every problem of the token endpoint that is judged here carries the member error of RFC 6749
 * section 5.2 besides our own members, so that OAuth libraries understand it.
 * Tests: tests/api/test_identity.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/identity_operations.h"

#include <string.h>

#include "api/config.h"
#include "api/http/app.h"
#include "api/http/auth.h"
#include "api/http/basic.h"
#include "storage/identity.h"

#include "domain/base/banned.h"

static enum outcome refuse(struct request *rq, enum problem_code code, const char *error)
{
    rq->problem->extension_json = arena_printf(rq->arena, "\"error\":\"%s\"", error);
    return problem_raise(rq->problem, code, NULL, NULL, NULL);
}

static enum outcome refuse_request(struct request *rq, const char *pointer,
                                   enum violation_rule rule)
{
    enum outcome outcome = refuse(rq, PROBLEM_MALFORMED_REQUEST, "invalid_request");
    problem_violation(rq->problem, VIOLATION_IN_BODY, pointer, rule, NULL, NULL);
    return outcome;
}

static enum outcome check_grant(struct request *rq, const struct token_request *body)
{
    if (!RECORD_HAS(body, TOKEN_REQUEST, grant_type))
        return refuse_request(rq, "/grant_type", RULE_REQUIRED);
    if (strcmp(body->grant_type, "client_credentials") != 0)
        return refuse(rq, PROBLEM_UNSUPPORTED_GRANT_TYPE, "unsupported_grant_type");
    return OUTCOME_OK;
}

/* RFC 6749 section 2.3: by the header or by the form, never by both. */
static enum outcome read_credentials(struct request *rq, const struct token_request *body,
                                     struct basic *ret)
{
    bool in_form = RECORD_HAS(body, TOKEN_REQUEST, client_secret);
    if (rq->authorization != NULL) {
        if (in_form) return refuse_request(rq, "/client_secret", RULE_REPEATED);
        if (!basic_parse(rq->arena, rq->authorization, ret))
            return refuse(rq, PROBLEM_INVALID_CLIENT, "invalid_client");
        bool same =
            !RECORD_HAS(body, TOKEN_REQUEST, client_id) || strcmp(body->client_id, ret->user) == 0;
        return same ? OUTCOME_OK : refuse_request(rq, "/client_id", RULE_REPEATED);
    }
    if (!in_form || !RECORD_HAS(body, TOKEN_REQUEST, client_id))
        return refuse(rq, PROBLEM_INVALID_CLIENT, "invalid_client");
    *ret = (struct basic){body->client_id, body->client_secret};
    return OUTCOME_OK;
}

/* As long for a client that does not exist as for one whose secret is wrong. */
static enum outcome authenticate(struct request *rq, const struct basic *credentials,
                                 struct auth_subject *ret)
{
    const char *hash = NULL;
    bool found = false;
    *ret = (struct auth_subject){.is_client = true};
    if (uuid_parse(credentials->user, &ret->id))
        TRY(identity_find_client(rq->uow, ret->id, &ret->organization_id, &hash, &found));
    if (auth_check_secret(credentials->password, found ? hash : NULL)) return OUTCOME_OK;
    return refuse(rq, PROBLEM_INVALID_CLIENT, "invalid_client");
}

enum outcome identity_issue_token(struct request *rq, struct identity_issue_token_call *in)
{
    struct basic credentials;
    struct auth_subject client;
    struct token reply = {.expires_in = 0};
    int64_t ttl_s = rq->app->config->token_ttl_s;
    TRY(check_grant(rq, &in->body));
    TRY(read_credentials(rq, &in->body, &credentials));
    TRY(authenticate(rq, &credentials, &client));
    RECORD_PUT(&reply, TOKEN, access_token,
               auth_issue(rq->app->auth, rq->arena, &client, rq->now, ttl_s));
    RECORD_PUT(&reply, TOKEN, token_type, "Bearer");
    RECORD_PUT(&reply, TOKEN, expires_in, ttl_s);
    reply_header(rq, "Cache-Control", "no-store");
    return reply_record(rq, &token_record, &reply, -1);
}

enum outcome identity_keys(struct request *rq, struct identity_keys_call *in)
{
    const char *keys = auth_jwks(rq->app->auth, rq->arena);
    (void)in;
    reply_header(rq, "Cache-Control", "public, max-age=3600");
    return reply_text(rq, 200, "application/json", keys, strlen(keys));
}
