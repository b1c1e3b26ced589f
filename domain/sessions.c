/* sessions.c - see sessions.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/sessions.h"

#include "domain/base/banned.h"

static const char *const action_names[] = {NULL, "open", "close", "start", "complete", "cancel"};
static const struct transition_rule rules[] = {
    {SESSION_STATE_PLANNED, SESSION_ACTION_OPEN, SESSION_STATE_OPEN},
    {SESSION_STATE_PLANNED, SESSION_ACTION_CANCEL, SESSION_STATE_CANCELLED},
    {SESSION_STATE_OPEN, SESSION_ACTION_CLOSE, SESSION_STATE_CLOSED},
    {SESSION_STATE_OPEN, SESSION_ACTION_CANCEL, SESSION_STATE_CANCELLED},
    {SESSION_STATE_CLOSED, SESSION_ACTION_START, SESSION_STATE_RUNNING},
    {SESSION_STATE_CLOSED, SESSION_ACTION_CANCEL, SESSION_STATE_CANCELLED},
    {SESSION_STATE_RUNNING, SESSION_ACTION_COMPLETE, SESSION_STATE_COMPLETED},
    {SESSION_STATE_RUNNING, SESSION_ACTION_CANCEL, SESSION_STATE_CANCELLED},
};
const struct transition_machine sessions_machine = {&session_state_enumeration, action_names, rules,
                                                    sizeof rules / sizeof rules[0]};

/* ---- scheduling */

static enum outcome check_reach(const struct session_facts *facts, struct problem *problem)
{
    if (facts->whole_organization) return OUTCOME_OK;
    return problem_raise(problem, PROBLEM_FORBIDDEN, NULL, NULL, NULL);
}

static enum outcome unknown(const char *pointer, struct problem *problem)
{
    (void)!problem_raise(problem, PROBLEM_REFERENCE_NOT_FOUND, NULL, NULL, NULL);
    return problem_violation(problem, VIOLATION_IN_BODY, pointer, RULE_REFERENCE, NULL, NULL);
}

/* A partner is there by an agreement, and an agreement is one with a partner. */
static enum outcome check_partner(const struct uuid *partner_id, bool agreement,
                                  const struct session_facts *facts, struct problem *problem)
{
    const char *missing = partner_id != NULL ? "/agreement_id" : "/partner_id";
    if ((partner_id != NULL) != agreement)
        return problem_violation(problem, VIOLATION_IN_BODY, missing, RULE_REQUIRED, NULL, NULL);
    if (!agreement) return OUTCOME_OK;
    if (!facts->usage->found) return unknown("/agreement_id", problem);
    if (uuid_equal(*partner_id, facts->usage->agreement.partner_id)) return OUTCOME_OK;
    return unknown("/partner_id", problem);
}

static enum outcome check_version(const struct session_create *in, const struct session_pin *pin,
                                  struct problem *problem)
{
    bool published = RECORD_HAS(pin, SESSION_PIN, training_version_id);
    bool named = RECORD_HAS(in, SESSION_CREATE, training_version_id);
    if (named && !pin->version_known) return unknown("/training_version_id", problem);
    if (published && (!named || uuid_equal(in->training_version_id, pin->training_version_id)))
        return OUTCOME_OK;
    return problem_raise(problem, PROBLEM_TRAINING_UNPUBLISHED, pin->training_name, NULL, NULL);
}

static struct schedule_facts schedule_of(const struct session_facts *facts)
{
    return (struct schedule_facts){.pin = &facts->pin,
                                   .usage = facts->usage,
                                   .blocks = facts->blocks,
                                   .offset_minutes = facts->offset_minutes};
}

static void put_blocks(struct session *session, const struct session_block_list *blocks)
{
    const struct session_block *items = blocks->items;
    RECORD_PUT(session, SESSION, blocks, *blocks);
    RECORD_CLEAR(session, SESSION, starts_at);
    RECORD_CLEAR(session, SESSION, ends_at);
    if (blocks->count == 0) return;
    RECORD_PUT(session, SESSION, starts_at, items[0].starts_at);
    RECORD_PUT(session, SESSION, ends_at, items[blocks->count - 1].ends_at);
}

static void put_new(struct session *ret, const struct session_create *in,
                    const struct session_facts *facts)
{
    *ret = (struct session){0};
    record_copy(&session_record, ret, &session_create_record, in);
    RECORD_PUT(ret, SESSION, id, facts->new_id);
    RECORD_PUT(ret, SESSION, training_id, facts->pin.training_id);
    RECORD_PUT(ret, SESSION, training_name, facts->pin.training_name);
    RECORD_PUT(ret, SESSION, training_version_id, facts->pin.training_version_id);
    RECORD_PUT(ret, SESSION, training_version_number, facts->pin.training_version_number);
    RECORD_PUT(ret, SESSION, state, SESSION_STATE_PLANNED);
    RECORD_PUT(ret, SESSION, demand, 0);
    RECORD_PUT(ret, SESSION, seats_taken, 0);
    RECORD_PUT(ret, SESSION, waitlisted, 0);
    RECORD_PUT(ret, SESSION, version, 1);
    RECORD_PUT(ret, SESSION, created_at, facts->now);
    RECORD_PUT(ret, SESSION, updated_at, facts->now);
}

enum outcome sessions_decide_create(const struct session_create *in,
                                    const struct session_facts *facts, struct session *ret,
                                    struct problem *problem)
{
    bool has_agreement = RECORD_HAS(in, SESSION_CREATE, agreement_id);
    const struct uuid *partner_id =
        RECORD_HAS(in, SESSION_CREATE, partner_id) ? &in->partner_id : NULL;
    struct schedule_facts schedule = schedule_of(facts);
    struct schedule_span span = schedule_span_of(&in->blocks);
    struct session_block_list blocks;
    TRY(check_reach(facts, problem));
    if (!facts->training_found) return unknown("/training_id", problem);
    TRY(check_partner(partner_id, has_agreement, facts, problem));
    TRY(schedule_check_training(&facts->pin, problem));
    TRY(check_version(in, &facts->pin, problem));
    TRY(schedule_check_agreement(&schedule, &span, problem));
    TRY(schedule_decide_blocks(&in->blocks, &schedule, facts->block_ids, &blocks, problem));
    put_new(ret, in, facts);
    put_blocks(ret, &blocks);
    return revision_promises_check(&facts->promises, ret, problem);
}

/* ---- changing */

bool sessions_moves(const struct session_patch *patch)
{
    return RECORD_GIVEN(patch, SESSION_PATCH, blocks) ||
           RECORD_GIVEN(patch, SESSION_PATCH, partner_id) ||
           RECORD_GIVEN(patch, SESSION_PATCH, agreement_id);
}

static struct schedule_span span_of(const struct session *session)
{
    return (struct schedule_span){.dated = RECORD_HAS(session, SESSION, starts_at),
                                  .starts_at = session->starts_at,
                                  .ends_at = session->ends_at};
}

static enum outcome move(struct session *session, const struct session_patch *patch,
                         const struct session_facts *facts, struct problem *problem)
{
    bool has_agreement = RECORD_HAS(session, SESSION, agreement_id);
    const struct uuid *partner_id =
        RECORD_HAS(session, SESSION, partner_id) ? &session->partner_id : NULL;
    bool replaced = RECORD_GIVEN(patch, SESSION_PATCH, blocks);
    struct schedule_facts schedule = schedule_of(facts);
    struct schedule_span span = span_of(session);
    struct session_block_list blocks;
    if (replaced) span = schedule_span_of(&patch->blocks);
    TRY(check_partner(partner_id, has_agreement, facts, problem));
    TRY(schedule_check_training(&facts->pin, problem));
    TRY(schedule_check_agreement(&schedule, &span, problem));
    if (!replaced) return revision_promises_check(&facts->promises, session, problem);
    TRY(schedule_decide_blocks(&patch->blocks, &schedule, facts->block_ids, &blocks, problem));
    put_blocks(session, &blocks);
    return revision_promises_check(&facts->promises, session, problem);
}

enum outcome sessions_decide_update(struct session *session, const struct session_patch *patch,
                                    const struct session_facts *facts, bool *ret_changed,
                                    struct problem *problem)
{
    TRY(check_reach(facts, problem));
    if (session->state != SESSION_STATE_PLANNED && session->state != SESSION_STATE_OPEN)
        return transitions_refuse(&sessions_machine, (int)session->state, problem);
    *ret_changed = record_merge(&session_record, session, &session_patch_record, patch) > 0;
    if (!sessions_moves(patch)) return OUTCOME_OK;
    TRY(move(session, patch, facts, problem));
    if (RECORD_GIVEN(patch, SESSION_PATCH, blocks)) *ret_changed = true;
    return OUTCOME_OK;
}

/* ---- actions */

/* An agreement is terminated, a partner or an instructor deactivated, after a session was scheduled
 * with them. */
static enum outcome check_again(const struct session *session, const struct session_facts *facts,
                                struct problem *problem)
{
    struct schedule_facts schedule = schedule_of(facts);
    struct schedule_span span = span_of(session);
    TRY(schedule_check_agreement(&schedule, &span, problem));
    if (!facts->has_inactive_instructor) return OUTCOME_OK;
    return schedule_refuse_instructor(&facts->inactive_instructor, problem);
}

static enum outcome check_step(const struct session *session, enum session_action action,
                               const struct session_facts *facts, struct problem *problem)
{
    if (action == SESSION_ACTION_OPEN) {
        TRY(schedule_check_training(&facts->pin, problem));
        TRY(check_again(session, facts, problem));
        return revision_promises_check(&facts->promises, session, problem);
    }
    if (action == SESSION_ACTION_START) return check_again(session, facts, problem);
    if (action == SESSION_ACTION_CLOSE && !RECORD_HAS(session, SESSION, starts_at))
        return problem_raise(problem, PROBLEM_SESSION_UNDATED, NULL, NULL, NULL);
    return OUTCOME_OK;
}

enum outcome sessions_decide_step(struct session *session, enum session_action action,
                                  const struct session_facts *facts, const char *reason,
                                  struct problem *problem)
{
    int to;
    TRY(check_reach(facts, problem));
    TRY(transitions_decide(&sessions_machine, (int)session->state, (int)action, &to, problem));
    TRY(check_step(session, action, facts, problem));
    RECORD_PUT(session, SESSION, state, (enum session_state)to);
    if (action == SESSION_ACTION_CANCEL) RECORD_PUT(session, SESSION, reason, reason);
    RECORD_PUT(session, SESSION, version, session->version + 1);
    RECORD_PUT(session, SESSION, updated_at, facts->now);
    return OUTCOME_OK;
}
