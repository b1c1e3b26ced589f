/* audit_events.c - see audit_events.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/audit_events.h"

#include "storage/audit_events_sql.h"

#include "domain/base/banned.h"

enum outcome audit_events_load(struct uow *u, struct uuid id, struct audit_event *ret)
{
    struct audit_event_get_in in = {0};
    RECORD_PUT(&in, AUDIT_EVENT_GET_IN, audit_event_id, id);
    uow_want(u, &sql_audit_event_get, &in, ret, NULL);
    return uow_sync(u);
}
