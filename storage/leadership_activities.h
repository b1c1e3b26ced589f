/* leadership_activities.h - what leaders did, in the database
 *
 * Must not know: HTTP, which role may do what. Only leaders in the scope of the unit of work are
 * found, and the caller's own part.
 * Tests: tests/storage/test_leadership_activities.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_LEADERSHIP_ACTIVITIES_H
#define BANGKOM_STORAGE_LEADERSHIP_ACTIVITIES_H

#include "domain/leadership_activities.h"
#include "storage/db/uow.h"

/* Over whom the caller is a planner. */
struct planner_reach {
    bool whole;               /* the whole organization */
    const struct uuid *units; /* else these and all below them; borrowed */
    size_t count;
};

/* leadership_activities_load - one activity
 * fails  NOT_FOUND absent or out of scope (R-02) | UNAVAILABLE */
enum outcome leadership_activities_load(struct uow *u, struct uuid id,
                                        struct leadership_activity *ret) MUST_USE;

/* leadership_activities_load_for_create - what the input names, and who records: one round trip */
enum outcome leadership_activities_load_for_create(
    struct uow *u, const struct leadership_activity_create *in, const struct planner_reach *reach,
    struct leadership_activity_targets *ret_targets,
    struct leadership_recorder *ret_recorder) MUST_USE;

/* leadership_activities_apply_create - queue the decided row with audit and outbox
 * fails  at the next sync: CONFLICT already-exists, the same activity is recorded */
void leadership_activities_apply_create(struct uow *u, const struct leadership_activity *activity);

#endif
