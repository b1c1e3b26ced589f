/* session_results.h - what came of it: attended or absent, passed or failed
 *
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_session_results.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_SESSION_RESULTS_H
#define BANGKOM_DOMAIN_SESSION_RESULTS_H

#include "contract/attendances.h"
#include "domain/seats.h"
#include "domain/base/problem.h"

/* session_results_state - attended when present for at least the rule's share of the time of all
 * blocks, else absent; who attended and has a post-test has passed at the rule's score, else
 * failed
 * in     line  with attendance stated for every block
 * from   sessions.min_attendance_share, sessions.pass_score */
enum enrolment_state session_results_state(const struct result_line *line,
                                           const struct result_rule *rule);

/* session_results_check - that attendance is stated for everybody and every block
 * in     gaps  the first statements that are missing, to be named
 * fails  CONFLICT attendance-missing, with the gaps as `missing` */
enum outcome session_results_check(const struct result_line *lines, size_t count,
                                   const struct result_gap_list *gaps,
                                   struct problem *problem) MUST_USE;

/* session_results_decide - who moves to another state than they are in */
struct enrolment_moves session_results_decide(const struct result_line *lines, size_t count,
                                              const struct result_rule *rule, struct instant now,
                                              struct arena *a);

#endif
