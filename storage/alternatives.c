/* alternatives.c - see alternatives.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/alternatives.h"

#include "storage/alternatives_sql.h"
#include "storage/scorecards.h"
#include "storage/scorecards_sql.h"

#include "domain/base/banned.h"

static enum outcome load_candidates(struct uow *u, struct uuid id, struct alternatives_facts *ret)
{
    struct alternative_rules_in rules = {0};
    struct alternative_partners_in partners = {0};
    struct alternative_instructors_in instructors = {0};
    struct alternative_used_methods_in used = {0};
    struct row_set partner_rows, instructor_rows, used_rows;
    RECORD_PUT(&rules, ALTERNATIVE_RULES_IN, revision_case_id, id);
    RECORD_PUT(&partners, ALTERNATIVE_PARTNERS_IN, revision_case_id, id);
    RECORD_PUT(&partners, ALTERNATIVE_PARTNERS_IN, rows, ALTERNATIVES_MAX_CANDIDATES + 1);
    RECORD_PUT(&instructors, ALTERNATIVE_INSTRUCTORS_IN, revision_case_id, id);
    RECORD_PUT(&instructors, ALTERNATIVE_INSTRUCTORS_IN, rows, ALTERNATIVES_MAX_CANDIDATES + 1);
    RECORD_PUT(&used, ALTERNATIVE_USED_METHODS_IN, revision_case_id, id);
    uow_want(u, &sql_alternative_rules, &rules, &ret->rules, NULL);
    uow_want_rows(u, &sql_alternative_partners, &partners, &partner_rows);
    uow_want_rows(u, &sql_alternative_instructors, &instructors, &instructor_rows);
    uow_want_rows(u, &sql_alternative_used_methods, &used, &used_rows);
    TRY(uow_sync(u));
    ret->partners = (struct alternative_candidate_list){.count = partner_rows.count,
                                                        .items = partner_rows.items};
    ret->instructors = (struct alternative_candidate_list){.count = instructor_rows.count,
                                                           .items = instructor_rows.items};
    ret->used =
        (struct alternative_used_method_list){.count = used_rows.count, .items = used_rows.items};
    return OUTCOME_OK;
}

/* Who is not asked for is only cut off: the mean of all is the same. */
static enum outcome load_sums(struct uow *u, const struct statement *s,
                              const struct alternative_candidate_list *of,
                              struct scorecard_sums_list *ret, int64_t *ret_prior)
{
    struct scorecard_filter filter = {0};
    if (of->count == 0) return OUTCOME_OK;
    RECORD_PUT(&filter, SCORECARD_FILTER, ids, alternatives_ids(uow_arena(u), of));
    return scorecards_load(u, s, &filter, ret, ret_prior);
}

enum outcome alternatives_load(struct uow *u, struct uuid revision_case_id,
                               struct alternatives_facts *ret)
{
    *ret = (struct alternatives_facts){0};
    TRY(load_candidates(u, revision_case_id, ret));
    TRY(load_sums(u, &sql_partner_scores, &ret->partners, &ret->partner_sums, &ret->prior));
    TRY(load_sums(u, &sql_instructor_scores, &ret->instructors, &ret->instructor_sums,
                  &ret->prior));
    return scorecards_load(u, &sql_method_scores, &(struct scorecard_filter){0}, &ret->method_sums,
                           &ret->prior);
}
