/* policy_revision_proposals.c - see policy_revision_proposals.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/policy_revision_proposals.h"

#include "domain/base/json_write.h"
#include "storage/changes.h"
#include "storage/objectives.h"
#include "storage/policies.h"
#include "storage/policy_revision_proposals_sql.h"
#include "storage/policy_versions.h"
#include "storage/transitions.h"

#include "domain/base/banned.h"

#define RESOURCE "policy_revision_proposal"
#define EVIDENCE_MAX_BYTES 10000 /* of one objective */

/* ---- opening */

static void record_trail(struct uow *u, const struct policy_revision_proposal *proposal,
                         const char *from_state, const char *reason)
{
    const char *state = policy_revision_state_enumeration.names[proposal->state];
    changes_record_with(u, &(struct change){.resource_type = RESOURCE,
                                            .resource_id = proposal->id,
                                            .version = proposal->version,
                                            .record = &policy_revision_proposal_record,
                                            .object = proposal,
                                            .reason = reason});
    transitions_record(u, &(struct state_change){.resource_type = RESOURCE,
                                                 .resource_id = proposal->id,
                                                 .from_state = from_state,
                                                 .to_state = state,
                                                 .reason = reason});
}

static void insert(struct uow *u, const struct policy_revision_proposal *proposal)
{
    uow_write(u, &sql_policy_revision_proposal_insert, proposal, NULL);
    record_trail(u, proposal, NULL, NULL);
}

enum outcome policy_proposals_open_ineffective(struct uow *u, struct uuid training_id,
                                               const char *evidence)
{
    struct policy_version in_force;
    struct policy_revision_proposal proposal;
    struct policy_revision_proposal_open_for_training_in in = {0};
    struct policy_revision_proposal_open_for_training_out open;
    struct policy_facts facts = policies_facts(u);
    bool is_in_force, is_open;
    RECORD_PUT(&in, POLICY_REVISION_PROPOSAL_OPEN_FOR_TRAINING_IN, training_id, training_id);
    policies_lock(u);
    policy_versions_want_in_force(u, facts.today, &in_force, &is_in_force);
    uow_want(u, &sql_policy_revision_proposal_open_for_training, &in, &open, &is_open);
    TRY(uow_sync(u));
    if (!is_in_force || is_open) return OUTCOME_OK;
    policy_revision_proposals_make(in_force.id, POLICY_REVISION_CAUSE_REVISION_INEFFECTIVE,
                                   evidence, &facts, &proposal);
    RECORD_PUT(&proposal, POLICY_REVISION_PROPOSAL, training_id, training_id);
    insert(u, &proposal);
    return OUTCOME_OK;
}

static void open_for_objective(struct uow *u, struct uuid policy_version_id,
                               const struct objective_progress *progress)
{
    struct strbuf evidence;
    struct policy_revision_proposal proposal;
    struct policy_facts facts = policies_facts(u);
    strbuf_init(&evidence, uow_arena(u), 500, EVIDENCE_MAX_BYTES);
    json_write_record(&evidence, &objective_progress_record, progress);
    policy_revision_proposals_make(policy_version_id, POLICY_REVISION_CAUSE_OBJECTIVE_OFF_TRACK,
                                   evidence.data, &facts, &proposal);
    RECORD_PUT(&proposal, POLICY_REVISION_PROPOSAL, objective_id, progress->id);
    insert(u, &proposal);
}

static int64_t open_for_objectives(struct uow *u, struct uuid policy_version_id,
                                   const struct row_set *rows)
{
    int64_t opened = 0;
    struct date today = uow_context(u)->today;
    const struct objective_figure *figures = rows->items;
    for (size_t i = 0; i < rows->count; i++) {
        struct objective_progress progress;
        objectives_judge(&figures[i], today, &progress);
        if (!objectives_need_proposal(&figures[i], &progress, today)) continue;
        open_for_objective(u, policy_version_id, &progress);
        opened++;
    }
    return opened;
}

enum outcome policy_revision_proposals_check_now(struct uow *u,
                                                 struct policy_revision_check_reply *ret)
{
    struct policy_version in_force;
    struct row_set rows = {0};
    bool found;
    int64_t opened = 0;
    *ret = (struct policy_revision_check_reply){0};
    policies_lock(u);
    policy_versions_want_in_force(u, uow_context(u)->today, &in_force, &found);
    TRY(uow_sync(u));
    if (found) {
        objectives_want(u, in_force.id, uow_context(u)->today, &rows);
        TRY(uow_sync(u));
        opened = open_for_objectives(u, in_force.id, &rows);
        RECORD_PUT(ret, POLICY_REVISION_CHECK_REPLY, policy_version_id, in_force.id);
    }
    RECORD_PUT(ret, POLICY_REVISION_CHECK_REPLY, checked, (int64_t)rows.count);
    RECORD_PUT(ret, POLICY_REVISION_CHECK_REPLY, opened, opened);
    return OUTCOME_OK;
}

/* ---- closing */

static enum outcome load(struct uow *u, struct uuid id, bool lock,
                         struct policy_revision_proposal *ret)
{
    struct policy_revision_proposal_get_in in = {0};
    RECORD_PUT(&in, POLICY_REVISION_PROPOSAL_GET_IN, policy_revision_proposal_id, id);
    if (lock) RECORD_PUT(&in, POLICY_REVISION_PROPOSAL_GET_IN, lock, true);
    uow_want(u, &sql_policy_revision_proposal_get, &in, ret, NULL);
    return uow_sync(u);
}

enum outcome policy_revision_proposals_load(struct uow *u, struct uuid id,
                                            struct policy_revision_proposal *ret)
{
    return load(u, id, false, ret);
}

enum outcome policy_revision_proposals_load_for_close(struct uow *u, struct uuid id,
                                                      struct policy_revision_proposal *ret)
{
    return load(u, id, true, ret);
}

enum outcome policy_revision_proposals_load_answer(struct uow *u, struct uuid revised_id,
                                                   struct uuid answer_id,
                                                   struct policy_revision_answer *ret)
{
    bool found;
    struct policy_version *revised = ARENA_NEW(uow_arena(u), struct policy_version);
    struct policy_version *answer = ARENA_NEW(uow_arena(u), struct policy_version);
    policy_versions_want(u, revised_id, false, revised, NULL);
    policy_versions_want(u, answer_id, false, answer, &found);
    TRY(uow_sync(u));
    *ret = (struct policy_revision_answer){.revised = revised, .answer = found ? answer : NULL};
    return OUTCOME_OK;
}

void policy_revision_proposals_apply_close(struct uow *u,
                                           const struct policy_revision_proposal *proposal)
{
    bool has_reason = RECORD_HAS(proposal, POLICY_REVISION_PROPOSAL, reason);
    const char *open = policy_revision_state_enumeration.names[POLICY_REVISION_STATE_OPEN];
    uow_write(u, &sql_policy_revision_proposal_close, proposal, NULL);
    record_trail(u, proposal, open, has_reason ? proposal->reason : NULL);
}
