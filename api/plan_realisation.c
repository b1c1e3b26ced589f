/* plan_realisation.c - the operation of openapi/plan_realisation.yaml
 *
 * Tests: tests/e2e/test_needs.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/plan_realisation_operations.h"

#include "storage/plan_realisation_sql.h"

#include "domain/base/banned.h"

enum outcome plan_realisation_list(struct request *rq, struct plan_realisation_list_call *in)
{
    return reply_list(rq, &sql_plan_realisation, &in->query);
}
