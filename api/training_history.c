/* training_history.c - the operation of openapi/training_history.yaml
 *
 * Tests: tests/e2e/test_leadership.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/training_history_operations.h"

#include "storage/training_history_sql.h"

#include "domain/base/banned.h"

enum outcome training_history_list(struct request *rq, struct training_history_list_call *in)
{
    return reply_list(rq, &sql_training_history, &in->query);
}
