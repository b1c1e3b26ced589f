/* audit_events.c - the operations of openapi/audit_events.yaml
 *
 * Tests: tests/storage/test_audit_events.c, tests/e2e/test_identity.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/audit_events_operations.h"

#include "storage/audit_events.h"
#include "storage/audit_events_sql.h"

#include "domain/base/banned.h"

enum outcome audit_events_list(struct request *rq, struct audit_events_list_call *in)
{
    return reply_list(rq, &sql_audit_event_list, &in->query);
}

enum outcome audit_events_get(struct request *rq, struct audit_events_get_call *in)
{
    struct audit_event event;
    TRY(audit_events_load(rq->uow, in->path.audit_event_id, &event));
    return reply_record(rq, &audit_event_record, &event, -1);
}
