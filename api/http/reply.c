/* reply.c - the replies of request.h but for lists, which are in reply_list.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/reply.h"

#include "api/http/etag.h"
#include "storage/ids.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "domain/base/banned.h"

#define JSON_CONTENT_TYPE "application/json"

struct uuid request_uuid(struct request *rq)
{
    return ids_new(rq->now);
}

void request_after_work(struct request *rq, void (*call)(struct request *rq, struct uuid subject),
                        struct uuid subject)
{
    rq->after_work = call;
    rq->after_work_subject = subject;
}

/* ---- headers */

bool header_is(const char *a, const char *b)
{
    return (a[0] | 0x20) == (b[0] | 0x20) && strcasecmp(a, b) == 0;
}

/* Its place, or header_count. */
static int find_header(const struct reply *r, const char *name)
{
    int i = 0;
    while (i < r->header_count && !header_is(r->headers[i].name, name)) i++;
    return i;
}

const char *reply_get(const struct reply *r, const char *name)
{
    int i = find_header(r, name);
    return i == r->header_count ? NULL : r->headers[i].value;
}

void reply_put(struct reply *r, struct arena *a, const char *name, const char *value)
{
    int i = find_header(r, name);
    bool is_new = i == r->header_count;
    /* more than dispatcher and handler together have names for */
    if (i == REPLY_MAX_HEADERS) abort();
    if (!is_new && strcasecmp(name, "Vary") == 0)
        value = arena_printf(a, "%s, %s", r->headers[i].value, value);
    r->headers[i] = (struct header){name, value};
    r->header_count += is_new;
}

void reply_header(struct request *rq, const char *name, const char *value)
{
    reply_put(&rq->reply, rq->arena, name, value);
}

size_t reply_length(const struct reply *r)
{
    if (r->static_body != NULL) return r->static_length;
    return r->body.data == NULL ? 0 : r->body.length;
}

/* ---- bodies */

static enum outcome write_record(struct request *rq, int status, const struct record *record,
                                 const void *object)
{
    struct reply *r = &rq->reply;
    strbuf_init(&r->body, rq->arena, REPLY_FIRST_BYTES, REPLY_MAX_BYTES);
    json_write_record(&r->body, record, object);
    if (r->body.overflow)
        return problem_raise(rq->problem, PROBLEM_INTERNAL_ERROR, NULL, NULL, NULL);
    r->status = status;
    r->content_type = JSON_CONTENT_TYPE;
    return OUTCOME_OK;
}

static bool is_unchanged(const struct request *rq, const char *etag)
{
    return rq->if_none_match != NULL && rq->operation->method == METHOD_GET &&
           etag_matches(rq->if_none_match, etag, true);
}

enum outcome reply_record(struct request *rq, const struct record *record, const void *object,
                          int64_t version)
{
    if (version >= 0) {
        const char *etag = etag_of_version(rq->arena, version);
        reply_header(rq, "ETag", etag);
        if (is_unchanged(rq, etag)) {
            rq->reply.status = 304;
            return OUTCOME_OK;
        }
    }
    return write_record(rq, rq->operation->success_status, record, object);
}

enum outcome reply_created(struct request *rq, const struct record *record, const void *object,
                           struct uuid id, int64_t version)
{
    size_t length = strlen(rq->path);
    char *location = arena_alloc(rq->arena, length + 1 + UUID_TEXT_LENGTH + 1);
    memcpy(location, rq->path, length);
    location[length] = '/';
    uuid_format(id, location + length + 1);
    reply_header(rq, "Location", location);
    if (version >= 0) reply_header(rq, "ETag", etag_of_version(rq->arena, version));
    return write_record(rq, 201, record, object);
}

enum outcome reply_accepted(struct request *rq, const struct record *record, const void *object,
                            const char *location, int64_t version)
{
    if (location != NULL) reply_header(rq, "Location", location);
    if (version >= 0) reply_header(rq, "ETag", etag_of_version(rq->arena, version));
    return write_record(rq, 202, record, object);
}

enum outcome reply_empty(struct request *rq)
{
    rq->reply.status = 204;
    return OUTCOME_OK;
}

enum outcome reply_text(struct request *rq, int status, const char *content_type, const char *text,
                        size_t length)
{
    rq->reply.status = status;
    rq->reply.content_type = content_type;
    rq->reply.static_body = text;
    rq->reply.static_length = length;
    return OUTCOME_OK;
}

/* ---- preconditions */

enum outcome request_check_version(struct request *rq, int64_t version)
{
    if (rq->if_match == NULL) return OUTCOME_OK;
    if (etag_matches(rq->if_match, etag_of_version(rq->arena, version), false)) return OUTCOME_OK;
    return problem_raise(rq->problem, PROBLEM_STALE_VERSION, NULL, NULL, NULL);
}
