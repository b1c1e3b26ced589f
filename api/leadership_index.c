/* leadership_index.c - the operation of openapi/leadership_index.yaml
 *
 * Load, compute, reply; the arithmetic is in domain/leadership_index.c, statements in
 * storage/leadership_index.c.
 * Tests: tests/e2e/test_leadership.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/leadership_index_operations.h"

#include "storage/leadership_index.h"

#include "domain/base/banned.h"

enum outcome leadership_index_report(struct request *rq, struct leadership_index_report_call *in)
{
    struct date today = uow_context(rq->uow)->today;
    int64_t year = RECORD_HAS(&in->query, LEADERSHIP_INDEX_REPORT_QUERY, year)
                       ? in->query.year
                       : date_to_civil(today).year;
    struct leadership_index_filter filter = {0};
    struct leadership_facts facts;
    struct leadership_index report;
    record_copy(&leadership_index_filter_record, &filter, &leadership_index_report_query_record,
                &in->query);
    leadership_index_period(year, today, &filter);
    TRY(leadership_index_load(rq->uow, in->query.by, &filter, &facts));
    leadership_index_make(rq->arena, &facts, year, &report);
    return reply_table(rq, &leadership_index_record, &report);
}
