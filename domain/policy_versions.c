/* policy_versions.c - see policy_versions.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/policy_versions.h"

#include "domain/policy_parameters.h"
#include "domain/separation.h"
#include "domain/transitions.h"

#include "domain/base/banned.h"

enum action { ACTION_SUBMIT = 1, ACTION_ADOPT, ACTION_WITHDRAW };
static const char *const action_names[] = {NULL, "submit", "adopt", "withdraw"};
static const struct transition_rule rules[] = {
    {POLICY_VERSION_STATE_DRAFT, ACTION_SUBMIT, POLICY_VERSION_STATE_IN_REVIEW},
    {POLICY_VERSION_STATE_DRAFT, ACTION_WITHDRAW, POLICY_VERSION_STATE_WITHDRAWN},
    {POLICY_VERSION_STATE_IN_REVIEW, ACTION_ADOPT, POLICY_VERSION_STATE_ADOPTED},
    {POLICY_VERSION_STATE_IN_REVIEW, ACTION_WITHDRAW, POLICY_VERSION_STATE_WITHDRAWN},
};
static const struct transition_machine machine = {
    .states = &policy_version_state_enumeration,
    .actions = action_names,
    .rules = rules,
    .count = sizeof rules / sizeof rules[0],
};

/* ---- content */

static void violate(struct problem *problem, const char *pointer, enum violation_rule rule)
{
    (void)!problem_violation(problem, VIOLATION_IN_BODY, pointer, rule, NULL, NULL);
}

/* First day of the version < mid-term < due. */
static void check_objective_days(const struct policy_version_content *content, size_t i,
                                 struct problem *problem)
{
    const struct policy_objective *objective = &content->objectives.items[i];
    int32_t first = content->effective_from.days, due = objective->due_on.days;
    if (due <= first)
        violate(problem, arena_printf(problem->arena, "/objectives/%zu/due_on", i), RULE_ORDER);
    if (!RECORD_HAS(objective, POLICY_OBJECTIVE, mid_term_on)) return;
    int32_t middle = objective->mid_term_on.days;
    if (middle <= first || middle >= due)
        violate(problem, arena_printf(problem->arena, "/objectives/%zu/mid_term_on", i),
                RULE_ORDER);
}

static enum outcome check_content(const struct policy_version_content *content,
                                  struct problem *problem)
{
    bool ends = RECORD_HAS(content, POLICY_VERSION_CONTENT, effective_until);
    if (ends && content->effective_until.days < content->effective_from.days)
        violate(problem, "/effective_until", RULE_ORDER);
    for (size_t i = 0; i < content->objectives.count; i++)
        check_objective_days(content, i, problem);
    if (RECORD_HAS(content, POLICY_VERSION_CONTENT, parameters))
        (void)!policy_parameters_check(content->parameters, problem);
    return problem_outcome(problem);
}

/* What is left out is emptied. */
static void put_content(struct policy_version *version,
                        const struct policy_version_content *content)
{
    RECORD_CLEAR(version, POLICY_VERSION, effective_until);
    RECORD_CLEAR(version, POLICY_VERSION, decree_number);
    RECORD_PUT(version, POLICY_VERSION, strategies, (struct list){0});
    RECORD_PUT(version, POLICY_VERSION, parameters, "{}");
    RECORD_PUT(version, POLICY_VERSION, objectives, (struct policy_objective_list){0});
    record_copy(&policy_version_record, version, &policy_version_content_record, content);
}

enum outcome policy_versions_decide_create(const struct policy_version_create *in,
                                           const struct policy_version_origin *origin,
                                           const struct policy_facts *facts,
                                           struct policy_version *ret, struct problem *problem)
{
    struct policy_version_content content = {0};
    TRY(policies_check_scope(facts, problem));
    if (!origin->policy_found) {
        (void)!problem_raise(problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
        violate(problem, "/policy_id", RULE_REFERENCE);
    }
    record_copy(&policy_version_content_record, &content, &policy_version_create_record, in);
    TRY(check_content(&content, problem));
    *ret = (struct policy_version){0};
    put_content(ret, &content);
    RECORD_PUT(ret, POLICY_VERSION, id, facts->new_id);
    RECORD_PUT(ret, POLICY_VERSION, policy_id, origin->policy_id);
    RECORD_PUT(ret, POLICY_VERSION, number, origin->last_number + 1);
    RECORD_PUT(ret, POLICY_VERSION, state, POLICY_VERSION_STATE_DRAFT);
    if (!uuid_is_nil(facts->caller_id))
        RECORD_PUT(ret, POLICY_VERSION, created_by, facts->caller_id);
    RECORD_PUT(ret, POLICY_VERSION, version, 1);
    RECORD_PUT(ret, POLICY_VERSION, created_at, facts->now);
    RECORD_PUT(ret, POLICY_VERSION, updated_at, facts->now);
    return OUTCOME_OK;
}

static void touch(struct policy_version *version, const struct policy_facts *facts)
{
    RECORD_PUT(version, POLICY_VERSION, version, version->version + 1);
    RECORD_PUT(version, POLICY_VERSION, updated_at, facts->now);
}

enum outcome policy_versions_decide_replace(struct policy_version *version,
                                            const struct policy_version_content *content,
                                            const struct policy_facts *facts,
                                            struct problem *problem)
{
    TRY(policies_check_scope(facts, problem));
    if (version->state != POLICY_VERSION_STATE_DRAFT)
        return transitions_refuse(&machine, (int)version->state, problem);
    TRY(check_content(content, problem));
    put_content(version, content);
    if (!uuid_is_nil(facts->caller_id))
        RECORD_PUT(version, POLICY_VERSION, changed_by, facts->caller_id);
    touch(version, facts);
    return OUTCOME_OK;
}

/* ---- states */

static enum outcome step(struct policy_version *version, enum action action,
                         const struct policy_facts *facts, struct problem *problem)
{
    int to;
    TRY(policies_check_scope(facts, problem));
    TRY(transitions_decide(&machine, (int)version->state, (int)action, &to, problem));
    RECORD_PUT(version, POLICY_VERSION, state, (enum policy_version_state)to);
    touch(version, facts);
    return OUTCOME_OK;
}

enum outcome policy_versions_decide_submit(struct policy_version *version,
                                           const struct policy_facts *facts,
                                           struct problem *problem)
{
    TRY(step(version, ACTION_SUBMIT, facts, problem));
    if (!uuid_is_nil(facts->caller_id))
        RECORD_PUT(version, POLICY_VERSION, submitted_by, facts->caller_id);
    return OUTCOME_OK;
}

enum outcome policy_versions_decide_withdraw(struct policy_version *version,
                                             const struct policy_facts *facts,
                                             struct problem *problem)
{
    return step(version, ACTION_WITHDRAW, facts, problem);
}

/* The one that was in force on the eve; everything else would begin within the new period. */
static enum outcome find_ended(const struct policy_version *version,
                               const struct policy_version_adoption *adoption,
                               struct policy_version_ended *ret_ended, struct problem *problem)
{
    *ret_ended = (struct policy_version_ended){0};
    for (size_t i = 0; i < adoption->in_force_count; i++) {
        struct policy_version *other = &adoption->in_force[i];
        if (other->effective_from.days >= version->effective_from.days)
            return problem_raise(problem, PROBLEM_POLICY_OVERLAP, NULL, NULL, NULL);
        *ret_ended = (struct policy_version_ended){other, other->state};
    }
    return OUTCOME_OK;
}

static void end_before(struct policy_version *ended, const struct policy_version *next,
                       const struct policy_facts *facts)
{
    struct date eve = {next->effective_from.days - 1};
    RECORD_PUT(ended, POLICY_VERSION, effective_until, eve);
    RECORD_PUT(ended, POLICY_VERSION, state, POLICY_VERSION_STATE_SUPERSEDED);
    touch(ended, facts);
}

enum outcome policy_versions_decide_adopt(struct policy_version *version,
                                          const struct policy_version_adoption *adoption,
                                          const struct policy_facts *facts,
                                          struct policy_version_ended *ret_ended,
                                          struct problem *problem)
{
    struct separation_authors authors = {version->created_by, version->submitted_by,
                                         adoption->editors};
    TRY(policies_check_scope(facts, problem));
    TRY(separation_check_authors(facts->caller_id, &authors, problem));
    TRY(step(version, ACTION_ADOPT, facts, problem));
    if (date_to_civil(version->effective_from).year < date_to_civil(facts->today).year)
        return problem_raise(problem, PROBLEM_POLICY_PAST, NULL, NULL, NULL);
    TRY(find_ended(version, adoption, ret_ended, problem));
    if (ret_ended->version != NULL) end_before(ret_ended->version, version, facts);
    if (!uuid_is_nil(facts->caller_id))
        RECORD_PUT(version, POLICY_VERSION, adopted_by, facts->caller_id);
    return OUTCOME_OK;
}
