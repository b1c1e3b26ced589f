/* seed_standards.c - what positions require; see seed.h
 *
 * The operation replaces a standard as a whole, so what is on record already is compared first: a
 * second run shall leave no trace.
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/seed.h"

#include <string.h>

#include "api/http/json_tree.h"
#include "domain/base/arena.h"

#include "domain/base/banned.h"

const char *seed_segment(struct arena *a, const struct json_value *entry, const char *name)
{
    const char *reference = json_text(entry, name);
    return reference == NULL ? NULL : local_segment(a, reference);
}

static bool is_text(const struct json_value *object, const char *name, const char *text)
{
    const char *own = json_text(object, name);
    return own != NULL && text != NULL && strcmp(own, text) == 0;
}

/* Whether the standard on record has this item since that day. */
static bool has_item(struct seed *s, const struct json_value *recorded,
                     const struct json_value *item, const char *valid_from)
{
    struct local_reply competency;
    arena_auto a, text;
    arena_init(&a);
    arena_init(&text);
    const char *reference = seed_segment(&text, item, "competency_id");
    if (reference == NULL) return false;
    local_get(&s->local, &a, arena_printf(&text, "/v1/competencies/%s", reference), &competency);
    const char *id = json_text(competency.json, "id");
    for (size_t i = 0; i < json_count(recorded); i++) {
        const struct json_value *each = json_at(recorded, i);
        if (!is_text(each, "competency_id", id)) continue;
        return is_text(each, "valid_from", valid_from) &&
               json_number(each, "required_level") == json_number(item, "required_level");
    }
    return false;
}

static bool is_recorded(struct seed *s, const char *target, const struct json_value *entry)
{
    struct local_reply reply;
    arena_auto a, text;
    arena_init(&a);
    arena_init(&text);
    const char *valid_from = json_text(entry, "valid_from");
    const struct json_value *items = json_member(entry, "items");
    if (valid_from == NULL) return false;
    local_get(&s->local, &a,
              arena_printf(&text, "%s?as_of=%s", target, local_segment(&text, valid_from)), &reply);
    const struct json_value *recorded = json_member(reply.json, "data");
    if (json_count(items) == 0 || json_count(recorded) != json_count(items)) return false;
    for (size_t i = 0; i < json_count(items); i++)
        if (!has_item(s, recorded, json_at(items, i), valid_from)) return false;
    return true;
}

static void load_standard(struct seed *s, const struct json_value *entry, size_t index)
{
    struct local_reply reply;
    arena_auto a, text;
    arena_init(&a);
    arena_init(&text);
    const char *position = seed_segment(&text, entry, "position");
    if (position == NULL) {
        seed_refuse(s, index, "position is missing");
        return;
    }
    const char *target = arena_printf(&text, "/v1/positions/%s/standards", position);
    if (is_recorded(s, target, entry)) {
        s->kept++;
        return;
    }
    const char *body = arena_printf(&text, "{\"valid_from\":%s,\"items\":%s}",
                                    json_print(&text, json_member(entry, "valid_from")),
                                    json_print(&text, json_member(entry, "items")));
    seed_send(s, &a, index,
              &(struct local_request){.method = "PUT", .target = target, .body = body}, &reply);
}

void seed_standards(struct seed *s, const struct json_value *entries)
{
    for (size_t i = 0; i < json_count(entries); i++) load_standard(s, json_at(entries, i), i);
}
