/* audit_events.h - the trail of changes, read; storage/changes.h writes it
 *
 * Only units of work over the whole organization find any.
 * Must not know: HTTP.
 * Tests: tests/storage/test_audit_events.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_AUDIT_EVENTS_H
#define BANGKOM_STORAGE_AUDIT_EVENTS_H

#include "contract/audit_events.h"
#include "storage/db/uow.h"

/* audit_events_load - one event
 * fails  NOT_FOUND absent or out of scope (R-02) | UNAVAILABLE */
enum outcome audit_events_load(struct uow *u, struct uuid id, struct audit_event *ret) MUST_USE;

#endif
