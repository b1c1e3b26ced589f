/* transitions.c - see transitions.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/transitions.h"

#include "storage/ids.h"
#include "storage/transitions_sql.h"

#include "domain/base/banned.h"

void transitions_record(struct uow *u, const struct state_change *change)
{
    struct transition_insert_in in = {0};
    RECORD_PUT(&in, TRANSITION_INSERT_IN, id, ids_new(uow_context(u)->now));
    RECORD_PUT(&in, TRANSITION_INSERT_IN, resource_type, change->resource_type);
    RECORD_PUT(&in, TRANSITION_INSERT_IN, resource_id, change->resource_id);
    if (change->from_state != NULL)
        RECORD_PUT(&in, TRANSITION_INSERT_IN, from_state, change->from_state);
    RECORD_PUT(&in, TRANSITION_INSERT_IN, to_state, change->to_state);
    if (change->reason != NULL) RECORD_PUT(&in, TRANSITION_INSERT_IN, reason, change->reason);
    uow_write(u, &sql_transition_insert, &in, NULL);
}
