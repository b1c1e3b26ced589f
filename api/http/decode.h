/* decode.h - input to structs by descriptor: JSON bodies, form bodies, query and path parameters
 *
 * All violations are collected, each with the pointer to where it stands. Nothing is guessed:
 * unknown and repeated members are refused, null is told apart from absent (struct presence),
 * numbers are exact. Members that can only be read are unknown in an input.
 * Must not know: which record it decodes.
 * Tests: tests/api/test_decode.c, test_decode_json.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_DECODE_H
#define BANGKOM_HTTP_DECODE_H

#include "api/http/target.h"
#include "domain/base/problem.h"
#include "domain/base/record.h"

/* Arrays and objects within each other; jansson alone would allow 2048. */
#define DECODE_MAX_DEPTH 32

/* decode_json - one JSON object (RFC 8259)
 * in     ret  a zeroed struct described by `record`
 * out    texts live in problem->arena
 * fails  INVALID: malformed-json (400) when it cannot be read, a member stands there twice or holds
 *        U+0000; validation-failed (422) with every violation */
enum outcome decode_json(const struct record *record, const char *bytes, size_t length, void *ret,
                         struct problem *problem) MUST_USE;

/* decode_form - a body of application/x-www-form-urlencoded, as OAuth uses it: unknown parameters
 * and those without a value are ignored (RFC 6749 section 3.2)
 * fails  like decode_json, but 422 only, and with the member error of RFC 6749 section 5.2 */
enum outcome decode_form(const struct record *record, const char *bytes, size_t length, void *ret,
                         struct problem *problem) MUST_USE;

/* decode_query - the pairs of a query
 * in     record  NULL: the operation has no parameters, each pair is one too many
 * fails  INVALID: invalid-parameter (400) with every violation */
enum outcome decode_query(const struct record *record, const struct pairs *pairs, void *ret,
                          struct problem *problem) MUST_USE;

/* decode_path - the values of a path's parameters, values[i] for field i; fails like
 * decode_query */
enum outcome decode_path(const struct record *record, const char *const *values, void *ret,
                         struct problem *problem) MUST_USE;

#endif
