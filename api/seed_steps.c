/* seed_steps.c - what is done with the entries of each file; see seed.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/seed.h"

#include <string.h>

#include "api/command.h"
#include "api/http/json_tree.h"
#include "api/local_clients.h"
#include "domain/base/arena.h"
#include "domain/base/json_write.h"

#include "domain/base/banned.h"

#define BULK_ITEMS 500
#define BULK_MAX_BYTES (4U << 20)

static void load_competencies(struct seed *s, const struct json_value *entries)
{
    for (size_t i = 0; i < json_count(entries); i++) {
        struct local_reply reply;
        arena_auto a, text;
        arena_init(&a);
        arena_init(&text);
        seed_send(s, &a, i,
                  &(struct local_request){.method = "POST",
                                          .target = "/v1/competencies",
                                          .body = json_print(&text, json_at(entries, i))},
                  &reply);
    }
}

/* ---- assessments: in bulks, which are all or none; one by one where a bulk is refused */

static const char *own_case(const struct json_value *assessment)
{
    const char *method = json_text(assessment, "method");
    bool is_own = method != NULL && strcmp(method, "self") == 0;
    return is_own ? json_text(assessment, "employee_id") : NULL;
}

/* Whoever assessed themselves recorded it: the entry is sent as theirs. */
static bool act_for(struct seed *s, size_t index, const char *employee)
{
    struct local_reply reply;
    arena_auto a, text;
    arena_init(&a);
    arena_init(&text);
    local_get(&s->local, &a,
              arena_printf(&text, "/v1/employees/%s", local_segment(&text, employee)), &reply);
    const char *id = json_text(reply.json, "id");
    if (id != NULL && uuid_parse(id, &s->local.acting_for)) return true;
    return seed_judge(s, index, &reply);
}

static void load_assessment(struct seed *s, const struct json_value *entry, size_t index)
{
    struct local_reply reply;
    arena_auto a, text;
    arena_init(&a);
    arena_init(&text);
    const char *employee = own_case(entry);
    if (employee != NULL && !act_for(s, index, employee)) return;
    seed_send(s, &a, index,
              &(struct local_request){
                  .method = "POST", .target = "/v1/assessments", .body = json_print(&text, entry)},
              &reply);
    s->local.acting_for = (struct uuid){0};
}

/* What of [from, to) is nobody's own case; NULL: there is nothing. */
static const char *bulk_of(struct arena *a, const struct json_value *entries, size_t from,
                           size_t to)
{
    struct strbuf body;
    size_t count = 0;
    strbuf_init(&body, a, BULK_MAX_BYTES / 16, BULK_MAX_BYTES);
    strbuf_text(&body, "{\"items\":[");
    for (size_t i = from; i < to; i++) {
        if (own_case(json_at(entries, i)) != NULL) continue;
        if (count++ > 0) strbuf_char(&body, ',');
        strbuf_text(&body, json_print(a, json_at(entries, i)));
    }
    strbuf_text(&body, "]}");
    return count == 0 ? NULL : body.data;
}

static bool send_bulk(struct seed *s, const struct json_value *entries, size_t from, size_t to)
{
    struct local_reply reply;
    arena_auto a, text;
    arena_init(&a);
    arena_init(&text);
    const char *body = bulk_of(&text, entries, from, to);
    if (body == NULL) return true;
    const struct local_request request = {
        .method = "POST", .target = "/v1/assessments/bulk", .body = body};
    local_send(&s->local, &a, &request, &reply);
    if (reply.status >= 300) return false;
    s->made += (size_t)json_number(reply.json, "created");
    s->kept += (size_t)json_number(reply.json, "unchanged");
    return true;
}

static void load_assessments(struct seed *s, const struct json_value *entries)
{
    size_t count = json_count(entries);
    for (size_t from = 0; from < count; from += BULK_ITEMS) {
        size_t to = count - from < BULK_ITEMS ? count : from + BULK_ITEMS;
        bool sent = send_bulk(s, entries, from, to);
        for (size_t i = from; i < to; i++)
            if (!sent || own_case(json_at(entries, i)) != NULL)
                load_assessment(s, json_at(entries, i), i);
    }
}

/* ---- the others */

static void load_targets(struct seed *s, const struct json_value *entries)
{
    for (size_t i = 0; i < json_count(entries); i++) {
        struct local_reply reply;
        arena_auto a, text;
        arena_init(&a);
        arena_init(&text);
        const struct json_value *entry = json_at(entries, i);
        const char *employee = seed_segment(&text, entry, "employee");
        if (employee == NULL) {
            seed_refuse(s, i, "employee is missing");
            continue;
        }
        const struct local_request request = {
            .method = "PATCH",
            .target = arena_printf(&text, "/v1/employees/%s", employee),
            .content_type = "application/merge-patch+json",
            .body = arena_printf(&text, "{\"target_position_id\":%s}",
                                 json_print(&text, json_member(entry, "target_position_id"))),
        };
        seed_send(s, &a, i, &request, &reply);
    }
}

static void grant(struct seed *s, size_t index, const struct local_grant *given)
{
    struct local_reply reply;
    arena_auto a;
    arena_init(&a);
    if (given->key == NULL || given->role == NULL) {
        seed_refuse(s, index, "employee or role is missing");
        return;
    }
    local_grant(&s->local, &a, given, &reply);
    seed_judge(s, index, &reply);
}

/* The id of the client of this name, made when there is none; NULL when that was refused. */
static const char *client_id(struct seed *s, struct arena *text, size_t index, const char *name)
{
    struct local_reply reply;
    struct local_client client;
    struct strbuf body;
    arena_auto a;
    arena_init(&a);
    strbuf_init(&body, text, 256, 4096);
    strbuf_text(&body, "{\"name\":");
    json_write_string(&body, name);
    strbuf_char(&body, '}');
    const struct local_request request = {
        .method = "POST", .target = "/v1/clients", .body = body.data};
    if (!seed_send(s, &a, index, &request, &reply)) return NULL;
    if (reply.status == 201) return arena_text(text, json_text(reply.json, "id"));
    return local_find_client(&s->local, text, name, &client) == COMMAND_OK ? client.id : NULL;
}

static void load_clients(struct seed *s, const struct json_value *entries)
{
    for (size_t i = 0; i < json_count(entries); i++) {
        arena_auto text;
        arena_init(&text);
        const struct json_value *entry = json_at(entries, i);
        const struct json_value *roles = json_member(entry, "roles");
        const char *id = client_id(s, &text, i, json_text(entry, "name"));
        size_t made = s->made, kept = s->kept; /* an entry counts once, however many roles */
        for (size_t r = 0; id != NULL && r < json_count(roles); r++) {
            const struct json_value *role = json_at(roles, r);
            grant(s, i,
                  &(struct local_grant){"client_id", id, json_text(role, "role"),
                                        json_text(role, "unit")});
        }
        s->made = made;
        s->kept = kept;
    }
}

static void load_roles(struct seed *s, const struct json_value *entries)
{
    for (size_t i = 0; i < json_count(entries); i++) {
        const struct json_value *entry = json_at(entries, i);
        grant(s, i,
              &(struct local_grant){"employee_id", json_text(entry, "employee"),
                                    json_text(entry, "role"), json_text(entry, "unit")});
    }
}

const struct seed_step seed_steps_before_people[] = {
    {"competencies.json", load_competencies},
    {NULL, NULL},
};
const struct seed_step seed_steps_after_people[] = {
    {"standards.json", seed_standards},
    {"assessments.json", load_assessments},
    {"targets.json", load_targets},
    {"clients.json", load_clients},
    {"role-assignments.json", load_roles},
    {"instruments.json", seed_instruments},
    {NULL, NULL},
};
