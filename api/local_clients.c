/* local_clients.c - see local_clients.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/local_clients.h"

#include <string.h>

#include "api/command.h"
#include "api/http/json_tree.h"
#include "domain/base/arena.h"
#include "domain/base/json_write.h"

#include "domain/base/banned.h"

#define BODY_MAX_BYTES 4096

int local_each_client(struct local *l, void (*each)(void *cookie, const struct json_value *client),
                      void *cookie)
{
    const char *target = "/v1/clients?limit=100";
    while (target != NULL) {
        struct local_reply reply;
        arena_auto a;
        arena_init(&a);
        local_get(l, &a, target, &reply);
        if (reply.status != 200) {
            local_explain(stderr, "cannot list the clients", &reply);
            return COMMAND_FAILED;
        }
        const struct json_value *page = json_member(reply.json, "data");
        for (size_t i = 0; i < json_count(page); i++) each(cookie, json_at(page, i));
        const char *cursor = json_text(reply.json, "next_cursor");
        target = cursor == NULL ? NULL
                                : arena_printf(l->arena, "/v1/clients?limit=100&cursor=%s", cursor);
    }
    return COMMAND_OK;
}

struct search {
    struct arena *arena;
    const char *name;
    struct local_client *ret;
};

static void compare(void *cookie, const struct json_value *client)
{
    struct search *search = cookie;
    const char *name = json_text(client, "name");
    if (name == NULL || strcmp(name, search->name) != 0) return;
    search->ret->id = arena_text(search->arena, json_text(client, "id"));
    search->ret->name = search->name;
    search->ret->revoked = json_text(client, "revoked_at") != NULL;
}

int local_find_client(struct local *l, struct arena *a, const char *name, struct local_client *ret)
{
    struct search search = {a, name, ret};
    *ret = (struct local_client){0};
    int exit_status = local_each_client(l, compare, &search);
    if (exit_status != COMMAND_OK || ret->id != NULL) return exit_status;
    fprintf(stderr, "bangkom: no client %s\n", name);
    return COMMAND_NOT_FOUND;
}

void local_grant(struct local *l, struct arena *a, const struct local_grant *grant,
                 struct local_reply *ret)
{
    struct strbuf body;
    arena_auto work;
    arena_init(&work);
    strbuf_init(&body, &work, 256, BODY_MAX_BYTES);
    strbuf_printf(&body, "{\"%s\":", grant->bearer);
    json_write_string(&body, grant->key);
    strbuf_text(&body, ",\"role\":");
    json_write_string(&body, grant->role);
    strbuf_text(&body, ",\"unit_id\":");
    json_write_string(&body, grant->unit);
    strbuf_char(&body, '}');
    local_send(l, a,
               &(struct local_request){
                   .method = "POST", .target = "/v1/role-assignments", .body = body.data},
               ret);
}
