/* command_client.c - bangkom client: programs that call with client credentials
 *
 * Bootstraps an installation: who holds the owner's database URL makes the first admin client.
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/command.h"

#include <stdio.h>
#include <string.h>

#include "api/http/json_tree.h"
#include "api/local_clients.h"
#include "contract/role_assignments.h"
#include "domain/base/arena.h"
#include "domain/base/json_write.h"

#include "domain/base/banned.h"

#define BODY_MAX_BYTES 4096

/* All arguments of all verbs; each verb's syntax has those it takes. */
struct arguments {
    const char *name, *organization, *create_organization, *role, *unit, *json;
};

/* ---- roles, comma-separated */

/* The next role's length; the separator behind it is skipped by the caller. */
static bool each_role(const char **at, struct arena *a, const char **ret_role)
{
    if (**at == '\0') return false;
    size_t length = strcspn(*at, ",");
    *ret_role = arena_copy(a, *at, length);
    *at += length + ((*at)[length] == ',');
    return true;
}

static bool roles_are_known(struct arena *a, const char *roles)
{
    const char *role;
    if (roles == NULL) return true;
    for (const char *at = roles; each_role(&at, a, &role);) {
        if (enum_find(&role_enumeration, role) != 0) continue;
        fprintf(stderr, "bangkom: no role '%s'; there are", role);
        for (int i = 1; i <= role_enumeration.count; i++)
            fprintf(stderr, " %s", role_enumeration.names[i]);
        fputc('\n', stderr);
        return false;
    }
    return true;
}

static int grant_all(struct local *l, struct arena *a, const char *client_id,
                     const struct arguments *given)
{
    const char *role;
    if (given->role == NULL) return COMMAND_OK;
    for (const char *at = given->role; each_role(&at, a, &role);) {
        struct local_reply reply;
        arena_auto work;
        arena_init(&work);
        local_grant(l, &work, &(struct local_grant){"client_id", client_id, role, given->unit},
                    &reply);
        if (reply.status == 201) continue;
        local_explain(stderr, arena_printf(&work, "the client has no role %s", role), &reply);
        return COMMAND_FAILED;
    }
    return COMMAND_OK;
}

/* ---- output */

static void print_secret(const struct json_value *client, struct arena *a,
                         const struct arguments *given)
{
    if (given->json != NULL) {
        puts(json_print(a, client));
        return;
    }
    printf("client_id=%s\nclient_secret=%s\n", json_text(client, "id"),
           json_text(client, "client_secret"));
}

static void print_client_json(void *cookie, const struct json_value *client)
{
    arena_auto a;
    arena_init(&a);
    (void)cookie;
    puts(json_print(&a, client));
}

static void print_client(void *cookie, const struct json_value *client)
{
    (void)cookie;
    const char *revoked = json_text(client, "revoked_at");
    printf("%s\t%s\t%s\n", json_text(client, "id"), revoked == NULL ? "in force" : "revoked",
           json_text(client, "name"));
}

/* ---- verbs */

static bool unit_exists(struct local *l, const char *unit, int *ret_exit)
{
    struct local_reply reply;
    arena_auto a;
    arena_init(&a);
    if (unit == NULL) return true;
    local_get(l, &a, arena_printf(l->arena, "/v1/units/%s", local_segment(l->arena, unit)), &reply);
    if (reply.status == 200) return true;
    local_explain(stderr, arena_printf(l->arena, "unit %s", unit), &reply);
    *ret_exit = reply.status == 404 ? COMMAND_NOT_FOUND : COMMAND_FAILED;
    return false;
}

static int create(struct local *l, struct arena *a, const struct arguments *given)
{
    struct local_reply reply;
    struct strbuf body;
    int exit_status;
    if (!unit_exists(l, given->unit, &exit_status)) return exit_status;
    strbuf_init(&body, l->arena, 256, BODY_MAX_BYTES);
    strbuf_text(&body, "{\"name\":");
    json_write_string(&body, given->name);
    strbuf_char(&body, '}');
    const struct local_request request = {
        .method = "POST", .target = "/v1/clients", .body = body.data};
    local_send(l, a, &request, &reply);
    if (reply.status != 201) {
        local_explain(stderr, "the client was not made", &reply);
        return COMMAND_FAILED;
    }
    exit_status = grant_all(l, l->arena, json_text(reply.json, "id"), given);
    print_secret(reply.json, a, given);
    return exit_status;
}

static int list(struct local *l, struct arena *a, const struct arguments *given)
{
    (void)a;
    return local_each_client(l, given->json == NULL ? print_client : print_client_json, NULL);
}

/* POST /v1/clients/{id}/ACTION of the client that is named. */
static int act(struct local *l, struct arena *a, const struct arguments *given, const char *action)
{
    struct local_client client;
    struct local_reply reply;
    int exit_status = local_find_client(l, l->arena, given->name, &client);
    if (exit_status != COMMAND_OK) return exit_status;
    const char *target = arena_printf(l->arena, "/v1/clients/%s/%s", client.id, action);
    local_send(l, a, &(struct local_request){.method = "POST", .target = target}, &reply);
    if (reply.status != 200) {
        local_explain(stderr, given->name, &reply);
        return COMMAND_FAILED;
    }
    if (json_text(reply.json, "client_secret") != NULL) print_secret(reply.json, a, given);
    else fprintf(stderr, "bangkom: %s is revoked\n", given->name);
    return COMMAND_OK;
}

static int rotate(struct local *l, struct arena *a, const struct arguments *given)
{
    return act(l, a, given, "rotate-secret");
}

static int revoke(struct local *l, struct arena *a, const struct arguments *given)
{
    return act(l, a, given, "revoke");
}

/* ---- arguments */

#define TEXT                                                                                       \
    "create       make a client, with roles, and print its id and secret once\n"                   \
    "list         print id, state and name of all clients\n"                                       \
    "rotate-secret  make a new secret; the old one is refused at once\n"                           \
    "revoke       refuse the client from now on\n"

static const struct verb {
    const char *name;
    int (*run)(struct local *l, struct arena *a, const struct arguments *given);
    const char *usage;
    bool names_one, makes;
} verbs[] = {
    {"create", create,
     "client create NAME --organization SLUG [--role ROLE,…] [--unit REF] "
     "[--create-organization NAME] [--json]",
     true, true},
    {"list", list, "client list --organization SLUG [--json]", false, false},
    {"rotate-secret", rotate, "client rotate-secret NAME --organization SLUG [--json]", true,
     false},
    {"revoke", revoke, "client revoke NAME --organization SLUG", true, false},
};

static const struct verb *find_verb(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(verbs[i].name, argv[1]) == 0) return &verbs[i];
    return NULL;
}

static bool parse(const struct verb *verb, int argc, char **argv, struct arguments *ret,
                  int *ret_exit)
{
    struct command_argument taken[6];
    size_t count = 0;
    if (verb == NULL || verb->names_one)
        taken[count++] = (struct command_argument){verb == NULL ? "VERB" : "NAME", NULL, &ret->name,
                                                   verb == NULL ? "one of these" : "of the client"};
    taken[count++] = (struct command_argument){"--organization", "SLUG", &ret->organization,
                                               "short name of the organization"};
    taken[count++] = (struct command_argument){"--json", NULL, &ret->json, "print JSON"};
    if (verb == NULL || verb->makes) {
        taken[count++] = (struct command_argument){"--role", "ROLE,...", &ret->role,
                                                   "roles of the client, separated by commas"};
        taken[count++] = (struct command_argument){
            "--unit", "REF", &ret->unit, "over this unit's subtree only: its id or ext:KEY"};
        taken[count++] = (struct command_argument){
            "--create-organization", "NAME", &ret->create_organization,
            "make the organization, with this full name, when there is none"};
    }
    const struct command_syntax syntax = {
        verb == NULL ? "client create|list|rotate-secret|revoke ..." : verb->usage, TEXT, taken,
        count};
    if (!command_parse(&syntax, argc, argv, ret_exit)) return false;
    if (verb != NULL && ret->organization != NULL) return true;
    if (verb == NULL) fprintf(stderr, "bangkom: no verb '%s'\n", ret->name);
    else fputs("bangkom: --organization is missing\n", stderr);
    fprintf(stderr, "Usage: bangkom %s\n", syntax.usage);
    *ret_exit = COMMAND_USAGE;
    return false;
}

int command_client(struct arena *a, const struct config *config, int argc, char **argv)
{
    const struct verb *verb = find_verb(argc, argv);
    struct arguments given = {0};
    struct local local;
    int skipped = verb == NULL ? 0 : 1, exit_status;
    if (!parse(verb, argc - skipped, argv + skipped, &given, &exit_status)) return exit_status;
    if (!roles_are_known(a, given.role)) return COMMAND_USAGE;
    exit_status = local_open(&local, a, config, given.organization, given.create_organization);
    if (exit_status == COMMAND_OK) {
        arena_auto work;
        arena_init(&work);
        exit_status = verb->run(&local, &work, &given);
    }
    local_close(&local);
    return exit_status;
}
