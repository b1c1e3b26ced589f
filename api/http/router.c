/* router.c - see router.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/router.h"

#include "domain/base/strbuf.h"

#include <string.h>

#include "domain/base/banned.h"

#define ALLOW_BYTES 64

static const char *const method_names[METHOD_COUNT] = {
    [METHOD_GET] = "GET",     [METHOD_POST] = "POST",     [METHOD_PUT] = "PUT",
    [METHOD_PATCH] = "PATCH", [METHOD_DELETE] = "DELETE",
};

enum http_method router_method(const char *method)
{
    if (strcmp(method, "HEAD") == 0) return METHOD_GET;
    int i = 0;
    while (i < METHOD_COUNT && strcmp(method, method_names[i]) != 0) i++;
    return (enum http_method)i;
}

static bool is_path(const struct route *route)
{
    for (int i = 0; i < METHOD_COUNT; i++)
        if (route->operation[i] >= 0) return true;
    return false;
}

/* Most siblings differ in their first character. */
static bool is_same(const char *a, const char *b)
{
    return a[0] == b[0] && strcmp(a, b) == 0;
}

static const struct route *walk(const struct route *table, int node, const struct target *target,
                                int depth, struct routing *ret)
{
    if (depth == target->segment_count) return is_path(&table[node]) ? &table[node] : NULL;
    const char *segment = target->segments[depth];
    int count = ret->value_count;
    for (int child = table[node].first_child; child >= 0; child = table[child].next_sibling) {
        bool is_parameter = table[child].segment == NULL;
        bool fits = is_parameter ? *segment != '\0' : is_same(segment, table[child].segment);
        if (!fits) continue;
        if (is_parameter) ret->values[count] = segment;
        ret->value_count = count + is_parameter;
        const struct route *found = walk(table, child, target, depth + 1, ret);
        if (found != NULL) return found;
    }
    return NULL;
}

void router_find(const struct route *table, const struct target *target, enum http_method method,
                 struct routing *ret)
{
    ret->value_count = 0;
    ret->operation = -1;
    ret->route =
        target->segment_count > TARGET_MAX_SEGMENTS ? NULL : walk(table, 0, target, 0, ret);
    if (ret->route != NULL && method != METHOD_COUNT)
        ret->operation = ret->route->operation[method];
}

const char *router_allow(struct arena *a, const struct route *route)
{
    struct strbuf allow;
    strbuf_init(&allow, a, ALLOW_BYTES, ALLOW_BYTES);
    for (int i = 0; i < METHOD_COUNT; i++) {
        if (route->operation[i] < 0) continue;
        strbuf_text(&allow, method_names[i]);
        strbuf_text(&allow, i == METHOD_GET ? ", HEAD, " : ", ");
    }
    strbuf_text(&allow, "OPTIONS");
    return allow.data;
}
