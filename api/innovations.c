/* innovations.c - the operation of openapi/innovations.yaml
 *
 * Tests: tests/e2e/test_leadership.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/innovations_operations.h"

#include "storage/innovations_sql.h"

#include "domain/base/banned.h"

enum outcome innovations_list(struct request *rq, struct innovations_list_call *in)
{
    return reply_list(rq, &sql_innovation_list, &in->query);
}
