/* reports.c - the operations of openapi/reports.yaml
 *
 * Tests: tests/storage/test_gap_map.c, tests/e2e/test_contract.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/reports_operations.h"

#include "storage/reports_sql.h"

#include "domain/base/banned.h"

enum outcome reports_gap_map(struct request *rq, struct reports_gap_map_call *in)
{
    return reply_list(rq, &sql_report_gap_map, &in->query);
}
