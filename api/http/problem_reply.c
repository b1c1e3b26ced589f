/* problem_reply.c - see problem_reply.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/problem_reply.h"

#include <string.h>

#include "domain/base/banned.h"

#define PROBLEM_FIRST_BYTES 1024
#define PROBLEM_MAX_BYTES (1U << 20)
#define RETRY_AFTER_S 1

static const char *const in_names[] = {
    [VIOLATION_IN_BODY] = "body",
    [VIOLATION_IN_QUERY] = "query",
    [VIOLATION_IN_PATH] = "path",
    [VIOLATION_IN_HEADER] = "header",
};

/* {0} {1} {2} in a text of the catalogue become the arguments; a missing one becomes nothing. */
static const char *filled(struct arena *a, const char *text, const char *const *args)
{
    struct strbuf out;
    if (strchr(text, '{') == NULL) return text;
    strbuf_init(&out, a, 256, PROBLEM_MAX_BYTES);
    for (; *text != '\0'; text++) {
        bool place =
            *text == '{' && text[1] >= '0' && text[1] < '0' + PROBLEM_MAX_ARGS && text[2] == '}';
        const char *arg = place ? args[text[1] - '0'] : NULL;
        if (arg != NULL) strbuf_text(&out, arg);
        if (place) text += 2;
        else strbuf_char(&out, *text);
    }
    return out.data;
}

const char *problem_rule_text(struct arena *a, const char *rule,
                              const char *const args[PROBLEM_MAX_ARGS], enum language language)
{
    for (int i = 1; i < VIOLATION_RULE_COUNT; i++) {
        const struct rule_definition *r = &rule_definitions[i];
        if (strcmp(r->name, rule) == 0)
            return filled(a, language == LANGUAGE_EN ? r->detail_en : r->detail_id, args);
    }
    return rule;
}

static void put_text(struct strbuf *out, const char *name, const char *text)
{
    strbuf_text(out, name);
    json_write_string(out, text);
}

static void put_violation(struct strbuf *out, const struct violation *v, enum language language)
{
    const struct rule_definition *rule = &rule_definitions[v->rule];
    const char *detail = language == LANGUAGE_EN ? rule->detail_en : rule->detail_id;
    put_text(out, "{\"in\":", in_names[v->in]);
    put_text(out, ",\"pointer\":", v->pointer);
    put_text(out, ",\"rule\":", rule->name);
    put_text(out, ",\"detail\":", filled(out->arena, detail, v->args));
    strbuf_char(out, '}');
}

static void put_problem(struct strbuf *out, const struct problem *p,
                        const struct problem_definition *d, const struct problem_context *c)
{
    bool english = c->language == LANGUAGE_EN;
    put_text(out, "{\"type\":", arena_printf(out->arena, "/problems/%s", d->code));
    put_text(out, ",\"title\":", english ? d->title_en : d->title_id);
    strbuf_text(out, ",\"status\":");
    strbuf_i64(out, d->status);
    put_text(out,
             ",\"detail\":", filled(out->arena, english ? d->detail_en : d->detail_id, p->args));
    if (c->path != NULL) put_text(out, ",\"instance\":", c->path);
    put_text(out, ",\"code\":", d->code);
    put_text(out, ",\"request_id\":", c->request_id);
    put_text(out, ",\"remedy\":", english ? d->remedy_en : d->remedy_id);
    strbuf_text(out, ",\"errors\":[");
    for (size_t i = 0; i < p->violation_count; i++) {
        if (i > 0) strbuf_char(out, ',');
        put_violation(out, &p->violations[i], c->language);
    }
    strbuf_char(out, ']');
    if (p->extension_json != NULL) {
        strbuf_char(out, ',');
        strbuf_text(out, p->extension_json);
    }
    strbuf_char(out, '}');
}

/* RFC 6750 section 3 for tokens; RFC 6749 section 5.2 for clients, which authenticate by Basic. */
static const char *challenge(enum problem_code code, int status)
{
    if (code == PROBLEM_INVALID_CLIENT) return "Basic realm=\"bangkom\"";
    if (code == PROBLEM_INVALID_TOKEN) return "Bearer realm=\"bangkom\", error=\"invalid_token\"";
    return status == 401 ? "Bearer realm=\"bangkom\"" : NULL;
}

static void put_headers(struct arena *a, const struct problem *p, enum problem_code code,
                        const struct problem_context *c, struct reply *ret)
{
    const char *how = challenge(code, ret->status);
    int retry_after_s = p->retry_after_s;
    if (retry_after_s == 0 && ret->status == 503) retry_after_s = RETRY_AFTER_S;
    reply_put(ret, a, "Content-Language", c->language == LANGUAGE_EN ? "en" : "id");
    if (how != NULL) reply_put(ret, a, "WWW-Authenticate", how);
    if (retry_after_s > 0) reply_put(ret, a, "Retry-After", arena_printf(a, "%d", retry_after_s));
}

void problem_reply(struct arena *a, const struct problem *problem,
                   const struct problem_context *context, struct reply *ret)
{
    enum problem_code code = problem->code == PROBLEM_NONE ? PROBLEM_INTERNAL_ERROR : problem->code;
    const struct problem_definition *definition = &problem_definitions[code];
    ret->status = definition->status;
    ret->content_type = "application/problem+json";
    strbuf_init(&ret->body, a, PROBLEM_FIRST_BYTES, PROBLEM_MAX_BYTES);
    put_problem(&ret->body, problem, definition, context);
    put_headers(a, problem, code, context, ret);
}
