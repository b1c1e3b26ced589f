/* training_versions.c - see training_versions.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/training_versions.h"

#include "domain/base/banned.h"

enum { PUBLISH = 1 };
static const char *const actions[] = {[PUBLISH] = "publish"};
static const struct transition_rule rules[] = {
    {TRAINING_VERSION_STATE_DRAFT, PUBLISH, TRAINING_VERSION_STATE_PUBLISHED},
};
static const struct transition_machine machine = {
    .states = &training_version_state_enumeration,
    .actions = actions,
    .rules = rules,
    .count = sizeof rules / sizeof rules[0],
};

static enum outcome check_training(const struct training_version_facts *facts,
                                   struct problem *problem)
{
    TRY(registry_check_reach(&facts->registry, problem));
    if (facts->training.state == TRAINING_STATE_ACTIVE) return OUTCOME_OK;
    return transitions_refuse(&training_machine, (int)facts->training.state, problem);
}

/* ---- modules */

static void check_module(struct arena *a, const struct training_module_input *item, size_t i,
                         struct uuid competency_id, struct problem *problem)
{
    bool named = RECORD_HAS(item, TRAINING_MODULE_INPUT, competency_id);
    bool levelled = RECORD_HAS(item, TRAINING_MODULE_INPUT, target_level);
    const char *absent = named ? "target_level" : "competency_id";
    if (named && uuid_is_nil(competency_id))
        (void)!registry_refuse_reference(problem, arena_printf(a, "/modules/%zu/competency_id", i));
    else if (named != levelled)
        (void)!problem_violation(problem, VIOLATION_IN_BODY,
                                 arena_printf(a, "/modules/%zu/%s", i, absent), RULE_REQUIRED, NULL,
                                 NULL);
}

static void put_module(struct training_module_row *row, const struct training_module_input *item,
                       struct uuid competency_id)
{
    record_copy(&training_module_row_record, row, &training_module_input_record, item);
    if (!uuid_is_nil(competency_id))
        RECORD_PUT(row, TRAINING_MODULE_ROW, competency_id, competency_id);
}

static void number_modules(struct training_version_decision *decision)
{
    for (size_t i = 0; i < decision->modules.count; i++) {
        struct training_module_row *row = &decision->modules.items[i];
        RECORD_PUT(row, TRAINING_MODULE_ROW, training_version_id, decision->version.id);
        RECORD_PUT(row, TRAINING_MODULE_ROW, ordinal, (int64_t)i + 1);
    }
}

static enum outcome replace_modules(struct arena *a, const struct training_module_input_list *items,
                                    const struct uuid *competencies,
                                    struct training_version_decision *ret, struct problem *problem)
{
    for (size_t i = 0; i < items->count; i++)
        check_module(a, &items->items[i], i, competencies[i], problem);
    TRY(problem_outcome(problem));
    ret->replaces_modules = true;
    ret->modules.count = items->count;
    ret->modules.items = ARENA_ARRAY(a, items->count + 1, struct training_module_row);
    for (size_t i = 0; i < items->count; i++)
        put_module(&ret->modules.items[i], &items->items[i], competencies[i]);
    number_modules(ret);
    return OUTCOME_OK;
}

static void copy_modules(struct arena *a, const struct training_module_row_list *from,
                         struct training_version_decision *ret)
{
    ret->replaces_modules = true;
    ret->modules.count = from->count;
    ret->modules.items = ARENA_ARRAY(a, from->count + 1, struct training_module_row);
    for (size_t i = 0; i < from->count; i++) ret->modules.items[i] = from->items[i];
    number_modules(ret);
}

/* ---- drafts */

static enum outcome begin_version(const struct training_version_input *in,
                                  const struct training_version_facts *facts,
                                  struct training_version *ret, struct problem *problem)
{
    *ret = (struct training_version){0};
    if (in->copy_published && !facts->has_published)
        return registry_refuse_reference(problem, "/copy_published");
    if (in->copy_published) *ret = facts->published;
    RECORD_CLEAR(ret, TRAINING_VERSION, changes);
    RECORD_CLEAR(ret, TRAINING_VERSION, published_at);
    (void)record_merge(&training_version_record, ret, &training_version_input_record, in);
    registry_stamp_new(&training_version_record, ret, &facts->registry);
    RECORD_PUT(ret, TRAINING_VERSION, training_id, facts->training.id);
    RECORD_PUT(ret, TRAINING_VERSION, number, facts->last_number + 1);
    RECORD_PUT(ret, TRAINING_VERSION, state, TRAINING_VERSION_STATE_DRAFT);
    RECORD_PUT(ret, TRAINING_VERSION, created_by, facts->registry.caller_id);
    if (RECORD_HAS(ret, TRAINING_VERSION, summary)) return OUTCOME_OK;
    return problem_violation(problem, VIOLATION_IN_BODY, "/summary", RULE_REQUIRED, NULL, NULL);
}

enum outcome training_versions_decide_create(struct arena *a,
                                             const struct training_version_input *in,
                                             const struct training_version_facts *facts,
                                             struct training_version_decision *ret,
                                             struct problem *problem)
{
    *ret = (struct training_version_decision){.changed = true};
    TRY(check_training(facts, problem));
    TRY(begin_version(in, facts, &ret->version, problem));
    if (RECORD_HAS(in, TRAINING_VERSION_INPUT, modules))
        return replace_modules(a, &in->modules, facts->competencies, ret, problem);
    if (in->copy_published) copy_modules(a, &facts->published_modules, ret);
    return OUTCOME_OK;
}

enum outcome training_versions_decide_update(struct arena *a,
                                             const struct training_version_change *in,
                                             const struct training_version_facts *facts,
                                             struct training_version_decision *ret,
                                             struct problem *problem)
{
    struct training_version *version = &ret->version;
    TRY(registry_check_reach(&facts->registry, problem));
    if (version->state != TRAINING_VERSION_STATE_DRAFT)
        return problem_raise(problem, PROBLEM_PUBLISHED_VERSION, NULL, NULL, NULL);
    ret->changed =
        record_merge(&training_version_record, version, &training_version_change_record, in) > 0;
    if (RECORD_HAS(in, TRAINING_VERSION_CHANGE, modules)) {
        TRY(replace_modules(a, &in->modules, facts->competencies, ret, problem));
        ret->changed = true;
    }
    if (ret->changed) registry_stamp_change(&training_version_record, version, facts->registry.now);
    return OUTCOME_OK;
}

/* ---- publishing */

static void refuse_incomplete(struct problem *problem, const char *pointer,
                              enum violation_rule rule, const char *least)
{
    (void)!problem_raise(problem, PROBLEM_VERSION_INCOMPLETE, NULL, NULL, NULL);
    (void)!problem_violation(problem, VIOLATION_IN_BODY, pointer, rule, least, NULL);
}

static enum outcome check_complete(const struct training_version *version, struct problem *problem)
{
    /* a module has hours, always: none means that there is no module */
    if (version->total_jp == 0) refuse_incomplete(problem, "/modules", RULE_MIN_ITEMS, "1");
    if (version->number > 1 && !RECORD_HAS(version, TRAINING_VERSION, changes))
        refuse_incomplete(problem, "/changes", RULE_REQUIRED, NULL);
    return problem_outcome(problem);
}

enum outcome training_versions_decide_publish(const struct training_version_facts *facts,
                                              struct training_version_decision *ret,
                                              struct problem *problem)
{
    int to;
    struct training_version *version = &ret->version;
    struct instant now = facts->registry.now;
    TRY(check_training(facts, problem));
    TRY(transitions_decide(&machine, (int)version->state, PUBLISH, &to, problem));
    TRY(check_complete(version, problem));
    ret->changed = true;
    RECORD_PUT(version, TRAINING_VERSION, state, (enum training_version_state)to);
    RECORD_PUT(version, TRAINING_VERSION, published_at, now);
    registry_stamp_change(&training_version_record, version, now);
    ret->supersedes = facts->has_published;
    if (!ret->supersedes) return OUTCOME_OK;
    ret->superseded = facts->published;
    RECORD_PUT(&ret->superseded, TRAINING_VERSION, state, TRAINING_VERSION_STATE_SUPERSEDED);
    registry_stamp_change(&training_version_record, &ret->superseded, now);
    return OUTCOME_OK;
}
