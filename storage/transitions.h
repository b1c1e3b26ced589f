/* transitions.h - the history of states in the database
 *
 * Must not know: HTTP, what the states mean.
 * Tests: tests/storage/test_transitions.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_TRANSITIONS_H
#define BANGKOM_STORAGE_TRANSITIONS_H

#include "storage/db/uow.h"

/* A change of state that was decided. Texts are borrowed until the next sync. */
struct state_change {
    const char *resource_type; /* as in changes_record: policy_version, need, session … */
    struct uuid resource_id;
    const char *from_state; /* NULL: the record was made in to_state */
    const char *to_state;
    const char *reason; /* NULL: none was given */
};

/* transitions_record - queue the row of history, beside changes_record: who and when are those of
 * the unit of work */
void transitions_record(struct uow *u, const struct state_change *change);

#endif
