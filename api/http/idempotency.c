/* idempotency.c - see idempotency.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/idempotency.h"

#include "api/http/reply.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "domain/base/banned.h"

#define KEY_MAX_LENGTH 128
#define RETRY_AFTER_S 1
#define HEADERS_MAX_BYTES 4096
#define CONTENT_TYPE "Content-Type"

/* What of a reply's headers is kept: the others are made anew for every reply. */
static const char *const kept_headers[] = {"Location", "ETag"};
#define KEPT_HEADERS (sizeof kept_headers / sizeof kept_headers[0])

bool idempotency_applies(const struct request *rq)
{
    uint32_t needed = OPERATION_IDEMPOTENT | OPERATION_WRITES;
    return rq->idempotency_key != NULL && rq->principal != NULL &&
           (rq->operation->flags & needed) == needed;
}

enum outcome idempotency_check_key(const char *key, struct problem *problem)
{
    size_t length = 0;
    while (key[length] >= ' ' && key[length] <= '~') length++;
    bool ascii = key[length] == '\0';
    if (ascii && length >= 1 && length <= KEY_MAX_LENGTH) return OUTCOME_OK;
    enum violation_rule rule = !ascii        ? RULE_FORMAT
                               : length == 0 ? RULE_MIN_LENGTH
                                             : RULE_MAX_LENGTH;
    const char *arg = !ascii ? "printable ASCII" : length == 0 ? "1" : "128";
    return problem_violation(problem, VIOLATION_IN_HEADER, "/Idempotency-Key", rule, arg, NULL);
}

/* ---- hash */

static void add_text(EVP_MD_CTX *digest, const char *text)
{
    /* with its NUL, so that no two different requests give the same bytes */
    if (EVP_DigestUpdate(digest, text, strlen(text) + 1) != 1) abort();
}

static void hash_request(const struct request *rq, char ret[IDEMPOTENCY_HASH_LENGTH + 1])
{
    static const char hex[] = "0123456789abcdef";
    unsigned char bytes[IDEMPOTENCY_HASH_LENGTH / 2];
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    if (digest == NULL || EVP_DigestInit_ex(digest, EVP_sha256(), NULL) != 1) abort();
    add_text(digest, rq->operation->id);
    add_text(digest, rq->path);
    add_text(digest, rq->query == NULL ? "" : rq->query);
    if (EVP_DigestUpdate(digest, rq->raw_body, rq->raw_body_length) != 1) abort();
    if (EVP_DigestFinal_ex(digest, bytes, NULL) != 1) abort();
    EVP_MD_CTX_free(digest);
    for (size_t i = 0; i < sizeof bytes; i++) {
        *ret++ = hex[bytes[i] >> 4];
        *ret++ = hex[bytes[i] & 15];
    }
    *ret = '\0';
}

/* ---- look-up */

/* Called in the first sync, before the handler sees what that sync read. */
static enum outcome check(void *cookie)
{
    struct idempotency *i = cookie;
    const struct idempotency_look_up *found = &i->look_up;
    struct problem *problem = i->rq->problem;
    if (!found->lock.locked) {
        problem->retry_after_s = RETRY_AFTER_S;
        return problem_raise(problem, PROBLEM_REQUEST_IN_PROGRESS, NULL, NULL, NULL);
    }
    if (!found->found) return OUTCOME_OK;
    if (strcmp(found->row.request_hash, i->hash) != 0)
        return problem_raise(problem, PROBLEM_IDEMPOTENCY_KEY_REUSED, NULL, NULL, NULL);
    i->replays = true;
    return OUTCOME_CONFLICT; /* no problem: only the handler has to stop */
}

void idempotency_begin(struct idempotency *i, struct request *rq)
{
    *i = (struct idempotency){.rq = rq};
    hash_request(rq, i->hash);
    idempotency_want(rq->uow, rq->idempotency_key, &i->look_up);
    uow_guard(rq->uow, check, i);
}

/* ---- replay */

static const char *kept_text(const struct request *rq, const json_t *headers, const char *name)
{
    return arena_text(rq->arena, json_string_value(json_object_get(headers, name)));
}

static void restore_headers(struct request *rq, const json_t *headers)
{
    for (size_t i = 0; i < KEPT_HEADERS; i++) {
        const char *value = kept_text(rq, headers, kept_headers[i]);
        if (value != NULL) reply_header(rq, kept_headers[i], value);
    }
    rq->reply.content_type = kept_text(rq, headers, CONTENT_TYPE);
}

/* The secret was shown once; what can be said again is where the record is. */
static enum outcome refuse_secret(struct request *rq, const json_t *headers)
{
    struct strbuf location;
    strbuf_init(&location, rq->arena, 128, HEADERS_MAX_BYTES);
    strbuf_text(&location, "\"location\":");
    json_write_string(&location, kept_text(rq, headers, "Location"));
    rq->problem->extension_json = location.data;
    return problem_raise(rq->problem, PROBLEM_ALREADY_EXISTS, NULL, NULL, NULL);
}

enum outcome idempotency_replay(struct idempotency *i)
{
    struct request *rq = i->rq;
    const struct idempotency_find_out *row = &i->look_up.row;
    json_auto_t *headers = json_loads(row->headers, 0, NULL);
    memset(&rq->reply, 0, sizeof rq->reply);
    if (rq->operation->flags & OPERATION_REPLAYS_SECRET) return refuse_secret(rq, headers);
    restore_headers(rq, headers);
    rq->reply.status = (int)row->status;
    rq->reply.static_body = row->body;
    rq->reply.static_length = row->body == NULL ? 0 : strlen(row->body);
    reply_header(rq, "Idempotency-Replayed", "true");
    return OUTCOME_OK;
}

/* ---- keep */

static void put_header(struct strbuf *json, const char *name, const char *value)
{
    if (value == NULL) return;
    strbuf_char(json, json->length == 0 ? '{' : ',');
    json_write_string(json, name);
    strbuf_char(json, ':');
    json_write_string(json, value);
}

static const char *headers_to_keep(const struct request *rq)
{
    struct strbuf json;
    strbuf_init(&json, rq->arena, 256, HEADERS_MAX_BYTES);
    put_header(&json, CONTENT_TYPE, rq->reply.content_type);
    for (size_t i = 0; i < KEPT_HEADERS; i++)
        put_header(&json, kept_headers[i], reply_get(&rq->reply, kept_headers[i]));
    strbuf_text(&json, json.length == 0 ? "{}" : "}");
    return json.data;
}

static const char *body_to_keep(const struct request *rq)
{
    const struct reply *r = &rq->reply;
    if (rq->operation->flags & OPERATION_REPLAYS_SECRET) return NULL;
    return r->static_body != NULL ? r->static_body : r->body.data;
}

void idempotency_keep_reply(struct idempotency *i)
{
    struct request *rq = i->rq;
    struct idempotency_insert_in row = {.key = NULL};
    const char *body = body_to_keep(rq);
    RECORD_PUT(&row, IDEMPOTENCY_INSERT_IN, key, rq->idempotency_key);
    RECORD_PUT(&row, IDEMPOTENCY_INSERT_IN, request_hash, i->hash);
    RECORD_PUT(&row, IDEMPOTENCY_INSERT_IN, status, rq->reply.status);
    RECORD_PUT(&row, IDEMPOTENCY_INSERT_IN, headers, headers_to_keep(rq));
    if (body != NULL) RECORD_PUT(&row, IDEMPOTENCY_INSERT_IN, body, body);
    idempotency_keep(rq->uow, &row);
}
