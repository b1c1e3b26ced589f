/* transitions.c - the operations of openapi/transitions.yaml
 *
 * Tests: tests/storage/test_transitions.c
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/transitions_operations.h"

#include "storage/transitions_sql.h"

#include "domain/base/banned.h"

enum outcome transitions_list(struct request *rq, struct transitions_list_call *in)
{
    return reply_list(rq, &sql_transition_list, &in->query);
}
