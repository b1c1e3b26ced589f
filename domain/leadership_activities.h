/* leadership_activities.h - rules on recording what leaders did
 *
 * Must not know: storage, HTTP, how the leadership index counts it.
 * Tests: tests/domain/test_leadership_activities.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_LEADERSHIP_ACTIVITIES_H
#define BANGKOM_DOMAIN_LEADERSHIP_ACTIVITIES_H

#include "contract/leadership_activities.h"
#include "domain/base/problem.h"

/* Who records and when. */
struct leadership_recorder {
    struct uuid id;   /* the client or employee */
    struct uuid self; /* their own employee record, nil if none */
    struct uuid new_id;
    struct instant now;
    struct date today;
};

/* leadership_activities_decide_create - the activity to store
 * in     targets  what the input names, as found
 * out    *ret     texts borrowed from `in` and `targets`
 * fails  INVALID a reference unknown, out of scope or not below the leader; a member that the kind
 *        asks for missing, or one that it excludes given; a leader without a unit; a future day;
 *        own-only: neither the leader nor a planner over them records | FORBIDDEN own-case: the
 *        leader as the person who was coached
 * from  ; POST /v1/leadership-activities */
enum outcome leadership_activities_decide_create(const struct leadership_activity_create *in,
                                                 const struct leadership_activity_targets *targets,
                                                 const struct leadership_recorder *recorder,
                                                 struct leadership_activity *ret,
                                                 struct problem *problem) MUST_USE;

#endif
