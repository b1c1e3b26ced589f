/* dispatch_headers.c - what operation and headers say about each other; see exchange.h
 *
 * Order: Accept (406), Content-Type (415), size (413), If-Match (428), then what is malformed
 * (400).
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/config.h"
#include "api/http/etag.h"
#include "api/http/exchange.h"
#include "api/http/idempotency.h"
#include "api/http/negotiate.h"

#include <string.h>

#include "domain/base/banned.h"

#define NO_CONTENT 204

static const char *const json_types[] = {"application/json", NULL};
static const char *const patch_types[] = {"application/merge-patch+json", "application/json", NULL};
static const char *const form_types[] = {"application/x-www-form-urlencoded", NULL};

static enum outcome raise(struct exchange *x, enum problem_code code)
{
    return problem_raise(&x->problem, code, NULL, NULL, NULL);
}

static enum outcome check_accept(struct exchange *x)
{
    struct request *rq = &x->rq;
    const struct operation *operation = rq->operation;
    if (operation->success_status == NO_CONTENT) return OUTCOME_OK;
    int type = negotiate_type(exchange_header(x, "Accept"), operation->reply_types);
    if (type < 0) return raise(x, PROBLEM_NOT_ACCEPTABLE);
    rq->reply_type = operation->reply_types[type];
    rq->accepts_csv = operation->flags & OPERATION_CSV && strcmp(rq->reply_type, "text/csv") == 0;
    return OUTCOME_OK;
}

static const char *const *body_types(const struct operation *operation)
{
    if (operation->flags & OPERATION_RAW_BODY) return operation->content_types;
    if (operation->flags & OPERATION_FORM) return form_types;
    return operation->flags & OPERATION_MERGE_PATCH ? patch_types : json_types;
}

static bool takes_body(const struct operation *operation)
{
    return operation->body_record != NULL || operation->flags & OPERATION_RAW_BODY;
}

static enum outcome check_content_type(struct exchange *x)
{
    struct request *rq = &x->rq;
    if (rq->raw_body_length == 0) return OUTCOME_OK; /* decoding says what is missing */
    if (!takes_body(rq->operation)) {
        raise(x, PROBLEM_MALFORMED_REQUEST);
        return problem_violation(&x->problem, VIOLATION_IN_BODY, "", RULE_UNKNOWN, NULL, NULL);
    }
    rq->content_type = media_type(x->arena, exchange_header(x, "Content-Type"));
    if (rq->content_type == NULL) return raise(x, PROBLEM_UNSUPPORTED_MEDIA_TYPE);
    for (const char *const *type = body_types(rq->operation); *type != NULL; type++)
        if (strcmp(*type, rq->content_type) == 0) return OUTCOME_OK;
    return raise(x, PROBLEM_UNSUPPORTED_MEDIA_TYPE);
}

static enum outcome check_size(struct exchange *x)
{
    size_t limit = x->rq.operation->body_limit_bytes;
    if (limit == 0) limit = (size_t)x->app->config->body_limit_bytes;
    return x->rq.raw_body_length > limit ? raise(x, PROBLEM_BODY_TOO_LARGE) : OUTCOME_OK;
}

static enum outcome check_tags(struct exchange *x, const char *pointer, const char *tags)
{
    if (tags == NULL || etag_is_list(tags)) return OUTCOME_OK;
    return problem_violation(&x->problem, VIOLATION_IN_HEADER, pointer, RULE_FORMAT, "\"v1\"",
                             NULL);
}

static enum outcome check_preconditions(struct exchange *x)
{
    struct request *rq = &x->rq;
    if (rq->operation->flags & OPERATION_IF_MATCH) {
        rq->if_match = exchange_header(x, "If-Match");
        if (rq->if_match == NULL) return raise(x, PROBLEM_PRECONDITION_REQUIRED);
        return check_tags(x, "/If-Match", rq->if_match);
    }
    if (rq->operation->method != METHOD_GET) return OUTCOME_OK;
    rq->if_none_match = exchange_header(x, "If-None-Match");
    return check_tags(x, "/If-None-Match", rq->if_none_match);
}

static enum outcome check_idempotency_key(struct exchange *x)
{
    if (!(x->rq.operation->flags & OPERATION_IDEMPOTENT)) return OUTCOME_OK;
    x->rq.idempotency_key = exchange_header(x, "Idempotency-Key");
    if (x->rq.idempotency_key == NULL) return OUTCOME_OK;
    return idempotency_check_key(x->rq.idempotency_key, &x->problem);
}

enum outcome exchange_check_headers(struct exchange *x)
{
    TRY(check_accept(x));
    TRY(check_content_type(x));
    TRY(check_size(x));
    TRY(check_preconditions(x));
    TRY(check_idempotency_key(x));
    x->rq.accepts_gzip = negotiate_gzip(exchange_header(x, "Accept-Encoding"));
    return OUTCOME_OK;
}
