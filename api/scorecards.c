/* scorecards.c - the operations of openapi/scorecards.yaml
 *
 * Load, compute, reply; the arithmetic is in domain/scorecards.c, statements in
 * storage/scorecards.c.
 * Tests: tests/e2e/test_trainings.py
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/scorecards_operations.h"

#include "storage/scorecards.h"
#include "storage/scorecards_sql.h"

#include "domain/base/banned.h"

static enum outcome report(struct request *rq, const struct statement *s,
                           const struct scorecard_filter *filter)
{
    struct scorecard_sums_list sums;
    struct scorecards scorecards;
    int64_t prior;
    TRY(scorecards_load(rq->uow, s, filter, &sums, &prior));
    scorecards_make(rq->arena, &sums, prior, &scorecards);
    return reply_table(rq, &scorecards_record, &scorecards);
}

enum outcome scorecards_of_partners(struct request *rq, struct scorecards_of_partners_call *in)
{
    struct scorecard_filter filter = {0};
    record_copy(&scorecard_filter_record, &filter, &scorecards_of_partners_query_record,
                &in->query);
    return report(rq, &sql_partner_scores, &filter);
}

enum outcome scorecards_of_instructors(struct request *rq,
                                       struct scorecards_of_instructors_call *in)
{
    struct scorecard_filter filter = {0};
    record_copy(&scorecard_filter_record, &filter, &scorecards_of_instructors_query_record,
                &in->query);
    return report(rq, &sql_instructor_scores, &filter);
}
