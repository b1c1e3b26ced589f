/* command_token.c - bangkom token: a signed token without asking for a secret
 *
 * For whoever holds the owner's database URL and the signing key: a first look, demonstrations,
 * tests. Roles are those of the client or employee; the token adds none.
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/command.h"

#include <stdio.h>
#include <time.h>

#include "api/config.h"
#include "api/http/auth.h"
#include "api/http/json_tree.h"
#include "api/local_clients.h"
#include "domain/base/arena.h"
#include "domain/base/text.h"

#include "domain/base/banned.h"

#define TTL_MAX_S 31622400 /* 366 days */

static int find_client(struct local *l, const char *name, const char **ret_id)
{
    struct local_client client;
    int exit_status = local_find_client(l, l->arena, name, &client);
    if (exit_status != COMMAND_OK) return exit_status;
    *ret_id = client.id;
    if (!client.revoked) return COMMAND_OK;
    fprintf(stderr, "bangkom: client %s is revoked\n", name);
    return COMMAND_FAILED;
}

static int find_employee(struct local *l, const char *key, const char **ret_id)
{
    struct local_reply reply;
    arena_auto a;
    arena_init(&a);
    local_get(l, &a, arena_printf(l->arena, "/v1/employees/%s", local_segment(l->arena, key)),
              &reply);
    if (reply.status != 200) {
        local_explain(stderr, arena_printf(l->arena, "employee %s", key), &reply);
        return reply.status == 404 ? COMMAND_NOT_FOUND : COMMAND_FAILED;
    }
    *ret_id = arena_text(l->arena, json_text(reply.json, "id"));
    return COMMAND_OK;
}

static int print_token(struct local *l, const char *id, bool is_client, int64_t ttl_s)
{
    struct auth_subject subject = {.organization_id = l->organization_id, .is_client = is_client};
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    struct instant now = {(int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000};
    if (!uuid_parse(id, &subject.id)) return COMMAND_FAILED;
    puts(auth_issue(l->app.auth, l->arena, &subject, now, ttl_s));
    return COMMAND_OK;
}

int command_token(struct arena *a, const struct config *config, int argc, char **argv)
{
    const char *organization = NULL, *client = NULL, *employee = NULL, *ttl = NULL, *id;
    const struct command_argument arguments[] = {
        {"--organization", "SLUG", &organization, "short name of the organization"},
        {"--client", "NAME", &client, "for this client"},
        {"--employee", "KEY", &employee, "for this employee: ext:KEY, nip:NIP or id"},
        {"--ttl", "SECONDS", &ttl, "how long it is valid; default BANGKOM_TOKEN_TTL_S"},
    };
    const struct command_syntax syntax = {
        "token --organization SLUG --client NAME|--employee KEY [--ttl SECONDS]",
        "Prints a token signed with the key in BANGKOM_HOME. It allows what the roles of the\n"
        "client or employee allow.\n",
        arguments, sizeof arguments / sizeof arguments[0]};
    int exit_status;
    int64_t ttl_s = config->token_ttl_s;
    if (!command_parse(&syntax, argc, argv, &exit_status)) return exit_status;
    if (organization == NULL || (client == NULL) == (employee == NULL)) {
        fprintf(stderr, "bangkom: --organization and one of --client and --employee are needed\n");
        return COMMAND_USAGE;
    }
    if (ttl != NULL && !parse_i64(ttl, 1, TTL_MAX_S, &ttl_s)) {
        fprintf(stderr, "bangkom: --ttl must be a number from 1 to %d\n", TTL_MAX_S);
        return COMMAND_USAGE;
    }
    struct local local;
    exit_status = local_open(&local, a, config, organization, NULL);
    if (exit_status == COMMAND_OK)
        exit_status = client != NULL ? find_client(&local, client, &id)
                                     : find_employee(&local, employee, &id);
    if (exit_status == COMMAND_OK) exit_status = print_token(&local, id, client != NULL, ttl_s);
    local_close(&local);
    return exit_status;
}
