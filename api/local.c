/* local.c - see local.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/local.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "api/command.h"
#include "api/config.h"
#include "api/http/auth.h"
#include "api/http/dispatch.h"
#include "api/http/json_tree.h"
#include "api/http/log.h"
#include "api/http/operation.h"
#include "api/http/reply.h"
#include "storage/db/db.h"
#include "storage/identity.h"
#include "storage/organizations.h"

#include "domain/base/banned.h"

#define LEASE_WAIT_MS 5000
#define MAX_EXPLAINED 5

/* ---- open and close */

static struct db *open_database(const struct config *config, const char *role)
{
    return db_new(&(struct db_options){
        .conninfo = config->owner_database_url,
        .role = role == NULL || strcmp(role, "none") == 0 ? NULL : role,
        .size = 2, /* a job's own and its caller's */
        .connect_timeout_s = (int)config->connect_timeout_s,
        .statement_timeout_ms = (int)config->statement_timeout_ms,
        .lease_wait_ms = LEASE_WAIT_MS,
        .time_zone_offset_minutes = (int)config->time_zone_offset_minutes,
    });
}

static struct uow_context nobody(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (struct uow_context){
        .now = {(int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000},
        .operation = "bangkom",
    };
}

static enum outcome make_organization(const struct config *config, const char *slug,
                                      const char *name, struct problem *problem)
{
    struct uow_context context = nobody();
    struct db *owner = open_database(config, NULL);
    bool created = false;
    arena_auto work;
    arena_init(&work);
    enum outcome outcome =
        organizations_create(uow_new(&work, owner, &context, problem), slug, name, &created);
    arena_reset(&work); /* ends the unit of work before its pool goes */
    db_free(owner);
    if (created) fprintf(stderr, "bangkom: organization %s made\n", slug);
    return outcome;
}

static enum outcome find_organization(struct local *l, const char *slug, struct problem *problem)
{
    struct uow_context context = nobody();
    arena_auto work;
    arena_init(&work);
    struct uow *u = uow_new(&work, l->app.db, &context, problem);
    return identity_find_organization(u, slug, &l->organization_id);
}

static int refuse(const char *what, const struct problem *problem)
{
    const char *why = problem->internal;
    fprintf(stderr, "bangkom: %s: %s\n", what, why == NULL ? "unknown reason" : why);
    return COMMAND_FAILED;
}

int local_open(struct local *ret, struct arena *a, const struct config *config, const char *slug,
               const char *name)
{
    struct problem problem;
    problem_init(&problem, a);
    *ret = (struct local){.arena = a, .app = {.config = config}};
    ret->app.logger = logger_new(STDERR_FILENO, false, LOG_LEVEL_WARNING);
    ret->app.db = open_database(config, config->database_role);
    ret->app.auth = auth_new(config, ret->app.db, ret->app.logger, &problem);
    if (ret->app.auth == NULL) return refuse("cannot use the signing key", &problem);
    if (name != NULL && make_organization(config, slug, name, &problem) != OUTCOME_OK)
        return refuse("cannot make the organization", &problem);
    if (find_organization(ret, slug, &problem) != OUTCOME_OK)
        return refuse("cannot read the database", &problem);
    if (uuid_is_nil(ret->organization_id)) {
        fprintf(stderr, "bangkom: no organization %s\n", slug);
        return COMMAND_NOT_FOUND;
    }
    return COMMAND_OK;
}

void local_close(struct local *l)
{
    auth_free(l->app.auth);
    db_free(l->app.db);
    logger_free(l->app.logger);
}

/* ---- calls */

/* Organization and employee, who may be nobody, travel as the header's value; nobody but local_send
 * can reach this. */
static const char *write_authorization(const struct local *l, struct arena *a)
{
    char organization[UUID_TEXT_LENGTH + 1], employee[UUID_TEXT_LENGTH + 1];
    uuid_format(l->organization_id, organization);
    uuid_format(l->acting_for, employee);
    return arena_printf(a, "%s %s", organization, employee);
}

static bool read_authorization(struct arena *a, const char *text, struct principal *ret)
{
    if (text == NULL || strlen(text) != 2 * UUID_TEXT_LENGTH + 1) return false;
    return uuid_parse(arena_copy(a, text, UUID_TEXT_LENGTH), &ret->organization_id) &&
           uuid_parse(text + UUID_TEXT_LENGTH + 1, &ret->employee_id);
}

static enum outcome verify(struct auth *auth, struct arena *a, const char *authorization,
                           struct instant now, const struct principal **ret,
                           struct problem *problem)
{
    /* gate: parameters: has the shape of contract.verify (dispatch.h) */
    static const struct grant grants[] = {
        {.role = ROLE_BIT_ADMIN}, {.role = ROLE_BIT_PLANNER}, {.role = ROLE_BIT_INTEGRATION}};
    struct principal *principal = ARENA_NEW(a, struct principal);
    (void)auth, (void)now;
    if (!read_authorization(a, authorization, principal))
        return problem_raise(problem, PROBLEM_UNAUTHENTICATED, NULL, NULL, NULL);
    bool is_employee = !uuid_is_nil(principal->employee_id);
    principal->id = principal->employee_id;
    principal->is_client = !is_employee;
    principal->name = "bangkom";
    principal->token_expires_at.us = INT64_MAX;
    principal->grants = grants;
    principal->grant_count = is_employee ? 0 : sizeof grants / sizeof grants[0];
    *ret = principal;
    return OUTCOME_OK;
}

static const char *find_header(void *cookie, const char *name)
{
    const struct header *each = cookie;
    for (; each->name != NULL; each++)
        if (strcasecmp(each->name, name) == 0) return each->value;
    return NULL;
}

static void read_reply(struct arena *a, const struct reply *reply, struct local_reply *ret)
{
    const char *body = reply->static_body != NULL ? reply->static_body : reply->body.data;
    size_t length = reply_length(reply);
    const char *error;
    *ret = (struct local_reply){.status = reply->status};
    if (length > 0) ret->json = json_read(a, body, length, &error);
    const char *type = reply->status >= 400 ? json_text(ret->json, "type") : NULL;
    const char *slash = type == NULL ? NULL : strrchr(type, '/');
    if (slash != NULL) ret->code = slash + 1;
}

void local_send(struct local *l, struct arena *a, const struct local_request *request,
                struct local_reply *ret)
{
    static const struct contract contract = {operations, routes, verify};
    const char *type = request->content_type;
    struct header headers[] = {
        {"Authorization", write_authorization(l, l->arena)},
        {"Accept-Language", "en"},
        {"If-Match", strcmp(request->method, "PATCH") == 0 ? "*" : NULL},
        {"Content-Type", request->body == NULL ? NULL
                         : type == NULL        ? "application/json"
                                               : type},
        {NULL, NULL},
    };
    const struct raw_request raw = {
        .method = request->method,
        .target = request->target,
        .header = find_header,
        .header_cookie = headers,
        .body = request->body,
        .body_length =
            request->body != NULL && request->length == 0 ? strlen(request->body) : request->length,
        .client_address = "local",
    };
    struct reply reply;
    dispatch_contract(&l->app, &contract, &raw, a, &reply);
    read_reply(a, &reply, ret);
}

void local_get(struct local *l, struct arena *a, const char *target, struct local_reply *ret)
{
    local_send(l, a, &(struct local_request){.method = "GET", .target = target}, ret);
}

/* ---- texts */

void local_explain(FILE *out, const char *what, const struct local_reply *reply)
{
    const struct json_value *errors = json_member(reply->json, "errors");
    const char *detail = json_text(reply->json, "detail");
    fprintf(out, "bangkom: %s: %s\n", what, detail == NULL ? "refused" : detail);
    size_t count = json_count(errors), shown = count < MAX_EXPLAINED ? count : MAX_EXPLAINED;
    for (size_t i = 0; i < shown; i++) {
        const char *pointer = json_text(json_at(errors, i), "pointer");
        const char *text = json_text(json_at(errors, i), "detail");
        fprintf(out, "  %s: %s\n", pointer == NULL ? "" : pointer, text == NULL ? "" : text);
    }
    if (shown < count) fprintf(out, "  and %zu more\n", count - shown);
}

const char *local_segment(struct arena *a, const char *text)
{
    static const char hexadecimal[] = "0123456789ABCDEF";
    char *encoded = arena_alloc_array(a, strlen(text) + 1, 3), *to = encoded;
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (isalnum(c) || strchr("-._~:", c) != NULL) {
            *to++ = (char)c;
            continue;
        }
        *to++ = '%';
        *to++ = hexadecimal[c >> 4];
        *to++ = hexadecimal[c & 15];
    }
    return encoded;
}
