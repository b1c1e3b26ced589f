/* seed_instruments.c - questionnaires, each with its questions published; see seed.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/seed.h"

#include "api/http/json_tree.h"
#include "domain/base/arena.h"
#include "domain/base/json_write.h"
#include "domain/base/strbuf.h"

#include "domain/base/banned.h"

#define NAME_MAX_BYTES 4096

/* The id of what was made, in s->arena; NULL: it was refused, which is counted. */
static const char *make(struct seed *s, size_t index, const char *target, const char *body)
{
    struct local_reply reply;
    arena_auto a;
    arena_init(&a);
    local_send(&s->local, &a,
               &(struct local_request){.method = "POST", .target = target, .body = body}, &reply);
    if (reply.status < 300) return arena_text(s->arena, json_text(reply.json, "id"));
    seed_judge(s, index, &reply);
    return NULL;
}

static void load_instrument(struct seed *s, const struct json_value *entry, size_t index)
{
    struct strbuf name;
    arena_auto text;
    arena_init(&text);
    const char *given = json_text(entry, "name");
    if (given == NULL) {
        seed_refuse(s, index, "name is missing");
        return;
    }
    strbuf_init(&name, &text, 256, NAME_MAX_BYTES);
    strbuf_text(&name, "{\"name\":");
    json_write_string(&name, given);
    strbuf_char(&name, '}');
    const char *id = make(s, index, "/v1/instruments", name.data);
    if (id == NULL) return; /* there already, as a rule */
    const char *versions = arena_printf(&text, "/v1/instruments/%s/versions", id);
    const char *questions =
        arena_printf(&text, "{\"items\":%s}", json_print(&text, json_member(entry, "items")));
    const char *version = make(s, index, versions, questions);
    if (version == NULL) return;
    const char *publish = arena_printf(&text, "%s/%s/publish", versions, version);
    if (make(s, index, publish, NULL) != NULL) s->made++;
}

void seed_instruments(struct seed *s, const struct json_value *entries)
{
    for (size_t i = 0; i < json_count(entries); i++) load_instrument(s, json_at(entries, i), i);
}
