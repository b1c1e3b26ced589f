/* scorecards.c - see scorecards.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/scorecards.h"

#include "domain/base/text.h"
#include "storage/parameters.h"

#include "domain/base/banned.h"

#define MAX_PRIOR 1000000

enum outcome scorecards_load(struct uow *u, const struct statement *s,
                             const struct scorecard_filter *filter, struct scorecard_sums_list *ret,
                             int64_t *ret_prior)
{
    struct scorecard_filter in = *filter;
    struct row_set rows;
    const char *const *prior =
        parameters_want(u, "scorecards.prior_judgements", uow_context(u)->today);
    RECORD_PUT(&in, SCORECARD_FILTER, rows, SCORECARDS_MAX_ROWS + 1);
    uow_want_rows(u, s, &in, &rows);
    TRY(uow_sync(u));
    if (*prior == NULL || !parse_i64(*prior, 0, MAX_PRIOR, ret_prior))
        return problem_raise(uow_problem(u), PROBLEM_INTERNAL_ERROR, NULL, NULL, NULL);
    *ret = (struct scorecard_sums_list){.count = rows.count, .items = rows.items};
    return OUTCOME_OK;
}
