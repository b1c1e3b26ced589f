/* operation.h - one operation of the contract, as generated from openapi/STEM.yaml
 *
 * Tests: tests/api/test_router.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_OPERATION_H
#define BANGKOM_HTTP_OPERATION_H

#include "domain/base/outcome.h"
#include "domain/base/record.h"

struct request;

enum http_method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE, METHOD_COUNT };

enum operation_flag {
    OPERATION_PUBLIC = 1,      /* no token */
    OPERATION_IF_MATCH = 2,    /* 428 without If-Match */
    OPERATION_IDEMPOTENT = 4,  /* takes Idempotency-Key (every POST under /v1) */
    OPERATION_MERGE_PATCH = 8, /* application/merge-patch+json (application/json is taken too) */
    OPERATION_CSV = 16,        /* can answer text/csv by Accept or ?format=csv */
    OPERATION_RAW_BODY = 32,   /* the body goes to the handler as bytes; content types below */
    OPERATION_FORM = 64,       /* application/x-www-form-urlencoded decoded into the body record */
    OPERATION_WRITES = 128,    /* not GET: the unit of work is a write */
    OPERATION_REPLAYS_SECRET = 256, /* the reply must not be stored for replay */
    OPERATION_ANONYMOUS = 512, /* no line in the log; a failure of ours has one without a caller */
};

struct operation {
    const char *id; /* operationId: {stem}_{verb} */
    enum http_method method;
    const char *path; /* /v1/units/{unit_id} */
    uint32_t roles;   /* enum role_bit; 0: any authenticated caller */
    uint32_t flags;   /* enum operation_flag */
    int success_status;
    size_t body_limit_bytes;          /* 0: the server's default */
    const char *const *content_types; /* NULL-terminated, for OPERATION_RAW_BODY */
    const char *const *reply_types;   /* NULL-terminated; the first is the default */
    /* The call struct handed to the handler holds these three at the given offsets; NULL: none. */
    const struct record *path_record;
    const struct record *query_record;
    const struct record *body_record;
    uint16_t path_offset, query_offset, body_offset;
    uint16_t call_size;
    enum outcome (*call)(struct request *rq, void *in); /* generated trampoline */
};

extern const struct operation operations[]; /* generated, in the order of the document */
extern const int operation_count;

/* Routes: generated trie over path segments, first match: literal before parameter. */
struct route {
    const char *segment; /* literal, or NULL for a parameter */
    int16_t parent;
    int16_t first_child;             /* index or -1 */
    int16_t next_sibling;            /* index or -1; literals come before the parameter */
    int16_t operation[METHOD_COUNT]; /* index into operations or -1 */
};
extern const struct route routes[]; /* [0] is the root "/" */

/* The document itself, for /openapi.json. */
extern const char openapi_json[];
extern const size_t openapi_json_length;

#endif
