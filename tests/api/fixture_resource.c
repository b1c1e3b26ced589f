/* fixture_resource.c - see fixture_resource.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_resource.h"

#include <jansson.h>
#include <stdlib.h>

#include "domain/base/strbuf.h"

#include "domain/base/banned.h"

static struct contract served;
static struct grant grant;
static int posts; /* every POST has a key of its own */

void resource_open(const struct operation *served_operations, const struct route *served_routes)
{
    fixture_open();
    fixture_contract_open();
    served = (struct contract){served_operations, served_routes, widget_contract.verify};
    contract_in_use = &served;
    app.db = fx.db;
    caller.principal.organization_id = fx.organization;
    act_as(ROLE_BIT_PLANNER, NULL);
}

void resource_close(void)
{
    fixture_contract_close();
    fixture_close();
}

void act_as(enum role_bit role, const char *unit)
{
    grant = (struct grant){.role = role};
    if (unit != NULL) grant.unit_id = id_of(unit);
    caller.principal.grants = &grant;
    caller.principal.grant_count = 1;
    caller.principal.is_client = true;
    caller.principal.employee_id = (struct uuid){0};
}

void act_as_employee(const char *employee)
{
    caller.principal.grant_count = 0;
    caller.principal.is_client = false;
    caller.principal.employee_id = id_of(employee);
}

struct reply get(const char *target)
{
    return send_request("GET", target, NULL, NULL);
}

struct reply post(const char *target, const char *body)
{
    const char *headers =
        arena_printf(&memory, "Content-Type: application/json\nIdempotency-Key: k-%d", ++posts);
    return send_request("POST", target, headers, body);
}

struct reply put(const char *target, const char *body)
{
    return send_request("PUT", target, "Content-Type: application/json", body);
}

struct reply patch(const char *target, const char *if_match, const char *body)
{
    const char *headers = "Content-Type: application/merge-patch+json";
    if (if_match != NULL) headers = arena_printf(&memory, "%s\nIf-Match: %s", headers, if_match);
    return send_request("PATCH", target, headers, body);
}

/* ---- replies */

static json_t *json_of(const struct reply *reply)
{
    json_error_t error;
    json_t *json = json_loads(body_of(reply), JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(json != NULL, "%s: %s", error.text, body_of(reply));
    return json;
}

static const char *text_of(const json_t *value)
{
    if (json_is_string(value)) return arena_text(&memory, json_string_value(value));
    char *dumped = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    const char *text = arena_text(&memory, dumped == NULL ? "absent" : dumped);
    free(dumped);
    return text;
}

const char *member_of(const struct reply *reply, const char *name)
{
    json_t *json = json_of(reply);
    const char *text = text_of(json_object_get(json, name));
    json_decref(json);
    return text;
}

const char *data_of(const struct reply *reply, const char *name)
{
    struct strbuf text;
    json_t *json = json_of(reply), *each;
    size_t i;
    strbuf_init(&text, &memory, 200, 10000);
    json_array_foreach(json_object_get(json, "data"), i, each)
        strbuf_printf(&text, "%s,", text_of(json_object_get(each, name)));
    json_decref(json);
    return text.data;
}
