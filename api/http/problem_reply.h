/* problem_reply.h - a problem as application/problem+json (RFC 9457) in the caller's language
 *
 * The only place where outcome codes become HTTP statuses (by the catalogue, openapi/errors.yaml).
 * Never sent: problem->internal.
 * Tests: tests/api/test_problem_reply.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_PROBLEM_REPLY_H
#define BANGKOM_HTTP_PROBLEM_REPLY_H

#include "api/http/reply.h"

struct problem_context {
    enum language language;
    const char *request_id;
    const char *path; /* the member instance; NULL: left out */
};

/* problem_reply - fill an empty reply; a problem without a code is PROBLEM_INTERNAL_ERROR
 * out  status, body, Content-Language, and where they apply WWW-Authenticate and Retry-After */
void problem_reply(struct arena *a, const struct problem *problem,
                   const struct problem_context *context, struct reply *ret);

/* problem_rule_text - what a rule of the catalogue says, by its name, with its arguments filled
 * in; the
 * name itself where the catalogue has no such rule (it was written down by a newer version) */
const char *problem_rule_text(struct arena *a, const char *rule,
                              const char *const args[PROBLEM_MAX_ARGS], enum language language);

#endif
