/* idempotency.h - Idempotency-Key: a repeated POST gets the reply of the first one and does nothing
 *
 * The look-up travels in the handler's first round trip and the reply is kept in the handler's own
 * transaction: either both the change and the key are there, or neither. Only successful replies
 * are kept; of operations whose reply has a secret, only status and Location are.
 * Tests: tests/api/test_idempotency.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_IDEMPOTENCY_H
#define BANGKOM_HTTP_IDEMPOTENCY_H

#include "api/http/request.h"
#include "storage/idempotency.h"

#define IDEMPOTENCY_HASH_LENGTH 64

struct idempotency {
    struct request *rq;
    char hash[IDEMPOTENCY_HASH_LENGTH + 1]; /* of method, target and body */
    struct idempotency_look_up look_up;
    bool replays; /* the reply is that of an earlier request */
};

/* idempotency_applies - the operation takes keys and the request has one */
bool idempotency_applies(const struct request *rq);

/* idempotency_check_key - fails INVALID (400): not 1 to 128 printable ASCII characters */
enum outcome idempotency_check_key(const char *key, struct problem *problem) MUST_USE;

/* idempotency_begin - queue the look-up; from the first sync of rq->uow on, that fails with
 * CONFLICT (still running, or to be replayed) or INVALID (the key was used for another request)
 * in   i  lives as long as rq->uow */
void idempotency_begin(struct idempotency *i, struct request *rq);

/* idempotency_replay - the kept reply, instead of what became of the handler; for i->replays
 * fails CONFLICT (already-exists) when there was a secret in it */
enum outcome idempotency_replay(struct idempotency *i) MUST_USE;

/* idempotency_keep_reply - queue rq->reply to be kept; after the handler, before the commit */
void idempotency_keep_reply(struct idempotency *i);

#endif
