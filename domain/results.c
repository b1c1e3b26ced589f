/* results.c - see results.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/results.h"

#include "domain/base/banned.h"

static void refuse(struct problem *problem, const char *pointer, enum violation_rule rule)
{
    (void)!problem_violation(problem, VIOLATION_IN_BODY, pointer, rule, NULL, NULL);
}

void results_judge(struct result *result)
{
    bool before = RECORD_HAS(result, RESULT, baseline), after = RECORD_HAS(result, RESULT, actual);
    RECORD_CLEAR(result, RESULT, change);
    RECORD_PUT(result, RESULT, outcome, RESULT_OUTCOME_NOT_SHOWN);
    if (!before || !after) return;
    RECORD_PUT(result, RESULT, change, result->actual - result->baseline);
    if (!RECORD_HAS(result, RESULT, target)) return;
    bool reached = result->higher_is_better ? result->actual >= result->target
                                            : result->actual <= result->target;
    RECORD_PUT(result, RESULT, outcome,
               reached ? RESULT_OUTCOME_REACHED : RESULT_OUTCOME_NOT_REACHED);
}

static void check_figure(bool has_figure, bool has_day, const char *figure, const char *day,
                         struct problem *problem)
{
    if (has_figure && !has_day) refuse(problem, day, RULE_REQUIRED);
    if (has_day && !has_figure) refuse(problem, figure, RULE_REQUIRED);
}

static enum outcome check_figures(const struct result *result, struct date today,
                                  struct problem *problem)
{
    bool baseline_dated = RECORD_HAS(result, RESULT, baseline_on);
    bool actual_dated = RECORD_HAS(result, RESULT, actual_on);
    check_figure(RECORD_HAS(result, RESULT, baseline), baseline_dated, "/baseline", "/baseline_on",
                 problem);
    check_figure(RECORD_HAS(result, RESULT, actual), actual_dated, "/actual", "/actual_on",
                 problem);
    if (baseline_dated && result->baseline_on.days > today.days)
        refuse(problem, "/baseline_on", RULE_FUTURE);
    if (actual_dated && result->actual_on.days > today.days)
        refuse(problem, "/actual_on", RULE_FUTURE);
    if (baseline_dated && actual_dated && result->actual_on.days <= result->baseline_on.days)
        refuse(problem, "/actual_on", RULE_ORDER);
    return problem_outcome(problem);
}

static void refuse_reference(struct problem *problem, const char *pointer)
{
    (void)!problem_raise(problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
    refuse(problem, pointer, RULE_REFERENCE);
}

enum outcome results_decide_create(const struct result_create *in, const struct result_facts *facts,
                                   struct result *ret, struct problem *problem)
{
    if (!facts->session_found) refuse_reference(problem, "/session_id");
    if (!facts->unit_found) refuse_reference(problem, "/unit_id");
    *ret = (struct result){0};
    record_copy(&result_record, ret, &result_create_record, in);
    TRY(check_figures(ret, facts->today, problem));
    RECORD_PUT(ret, RESULT, id, facts->new_id);
    RECORD_PUT(ret, RESULT, session_id, facts->session_id);
    RECORD_PUT(ret, RESULT, unit_id, facts->unit_id);
    if (!uuid_is_nil(facts->recorded_by)) RECORD_PUT(ret, RESULT, recorded_by, facts->recorded_by);
    RECORD_PUT(ret, RESULT, version, 1);
    RECORD_PUT(ret, RESULT, created_at, facts->now);
    RECORD_PUT(ret, RESULT, updated_at, facts->now);
    results_judge(ret);
    return OUTCOME_OK;
}

enum outcome results_decide_update(struct result *result, const struct result_patch *patch,
                                   struct date today, bool *ret_changed, struct problem *problem)
{
    struct result changed = *result;
    bool any = record_merge(&result_record, &changed, &result_patch_record, patch) > 0;
    TRY(check_figures(&changed, today, problem));
    results_judge(&changed);
    *result = changed;
    *ret_changed = any;
    return OUTCOME_OK;
}
