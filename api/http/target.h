/* target.h - the request target: path segments and query pairs, decoded and checked once
 *
 * Invariants: what is kept as sent is printable ASCII; every decoded text is valid UTF-8 without
 * NUL; a %2F in a segment does not split it; dots mean nothing; nothing is merged, dropped or
 * re-ordered.
 * Must not know: which paths and parameters exist.
 * Tests: tests/api/test_target.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_TARGET_H
#define BANGKOM_HTTP_TARGET_H

#include <stdbool.h>

#include "domain/base/problem.h"

#define TARGET_MAX_BYTES 8192
#define TARGET_MAX_SEGMENTS 16
#define TARGET_MAX_PAIRS 200 /* form bodies and queries alike */

struct pair {
    const char *name, *value; /* value "" where there is no '=' */
};
struct pairs {
    size_t count;
    struct pair *items;
};

struct target {
    const char *path;  /* as sent, without the query */
    const char *query; /* as sent, without the '?'; NULL: none */
    int segment_count; /* of "/": 0; TARGET_MAX_SEGMENTS + 1: more than fit */
    const char *segments[TARGET_MAX_SEGMENTS];
    struct pairs pairs;
    bool is_server; /* the asterisk-form "*" (RFC 9112 section 3.2.4) */
};

/* target_parse - origin-form, absolute-form or "*" (RFC 9112 section 3.2)
 * out    *ret: texts live in `a`
 * fails  TOO_LARGE (414) | INVALID (400): control characters, broken percent-encoding, bad UTF-8,
 *        NUL */
enum outcome target_parse(struct arena *a, const char *text, struct target *ret,
                          struct problem *problem) MUST_USE;

/* pairs_parse - name=value&… with '+' for a space (application/x-www-form-urlencoded)
 * out    *ret; *ret_name: where it fails, the name of the pair, or NULL when that is what is broken
 * returns RULE_NONE, or RULE_SYNTAX, RULE_UTF8 or RULE_MAX_ITEMS (more than TARGET_MAX_PAIRS) */
enum violation_rule pairs_parse(struct arena *a, const char *text, size_t length, struct pairs *ret,
                                const char **ret_name) MUST_USE;

/* pairs_rule_arg - what fills {0} of the texts of a rule that pairs_parse returned; may be NULL */
const char *pairs_rule_arg(enum violation_rule rule);

#endif
