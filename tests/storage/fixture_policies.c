/* fixture_policies.c - see fixture_policies.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_policies.h"

#include "storage/policies.h"
#include "storage/policy_versions.h"

#include "domain/base/banned.h"

void acting(const char *word)
{
    fx.context.principal_id = id_of(word);
    fx.context.now.us += 1000; /* ids of what follows are greater */
}

struct date day_of(const char *text)
{
    struct date date = {0};
    ck_assert_msg(date_parse(text, &date), "%s is no day", text);
    return date;
}

void today_is(const char *day)
{
    fx.context.today = day_of(day);
}

void add_policy(const char *word)
{
    owner_run(
        "INSERT INTO policies (organization_id, id, external_id, name, created_at, updated_at)"
        " VALUES ('%s', '%s', '%s', '%s', now(), now())",
        uuid_text(fx.organization), uuid_text(id_of(word)), word, word);
}

static enum outcome try_draft(struct uow *u, const struct policy_version_create *in,
                              struct policy_version *ret)
{
    struct policy_version_origin origin;
    struct policy_facts facts = policies_facts(u);
    TRY(policy_versions_load_for_create(u, in->policy_id, &origin));
    TRY(policy_versions_decide_create(in, &origin, &facts, ret, &fx.problem));
    policy_versions_apply_create(u, ret);
    return OUTCOME_OK;
}

struct uuid draft_version(const struct version_plan *plan)
{
    struct policy_version version;
    struct policy_version_create in = {0};
    struct policy_objective *objectives =
        ARENA_ARRAY(&fx.arena, plan->objective_count + 1, struct policy_objective);
    for (size_t i = 0; i < plan->objective_count; i++) objectives[i] = plan->objectives[i];
    acting("maker");
    RECORD_PUT(&in, POLICY_VERSION_CREATE, policy_id, by_ext("policy"));
    RECORD_PUT(&in, POLICY_VERSION_CREATE, effective_from, day_of(plan->from));
    if (plan->until != NULL)
        RECORD_PUT(&in, POLICY_VERSION_CREATE, effective_until, day_of(plan->until));
    if (plan->parameters != NULL)
        RECORD_PUT(&in, POLICY_VERSION_CREATE, parameters, plan->parameters);
    RECORD_PUT(
        &in, POLICY_VERSION_CREATE, objectives,
        ((struct policy_objective_list){.count = plan->objective_count, .items = objectives}));
    struct uow *u = new_writer();
    enum outcome outcome = finish(u, try_draft(u, &in, &version));
    ck_assert_msg(outcome == OUTCOME_OK, "%s %s", violation_of(),
                  fx.problem.internal == NULL ? "" : fx.problem.internal);
    return version.id;
}

static enum outcome try_submit(struct uow *u, struct uuid id)
{
    struct policy_version version;
    struct policy_facts facts = policies_facts(u);
    TRY(policy_versions_load_for_update(u, id, &version));
    enum policy_version_state from = version.state;
    TRY(policy_versions_decide_submit(&version, &facts, &fx.problem));
    policy_versions_apply_step(u, &version, from, "Siap ditelaah");
    return OUTCOME_OK;
}

enum outcome submit(struct uuid id)
{
    struct uow *u = new_writer();
    return finish(u, try_submit(u, id));
}

static enum outcome try_adopt(struct uow *u, struct uuid id)
{
    struct policy_version version;
    struct policy_version_adoption adoption;
    TRY(policy_versions_load_for_adopt(u, id, &version, &adoption));
    return policy_versions_adopt_loaded(u, &version, &adoption, "SK 12/2026");
}

enum outcome adopt(struct uuid id)
{
    struct uow *u = new_writer();
    return finish(u, try_adopt(u, id));
}

struct uuid adopted_version(const struct version_plan *plan)
{
    struct uuid id = draft_version(plan);
    acting("submitter");
    ck_assert_int_eq(submit(id), OUTCOME_OK);
    acting("approver");
    ck_assert_int_eq(adopt(id), OUTCOME_OK);
    return id;
}
