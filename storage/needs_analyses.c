/* needs_analyses.c - see needs_analyses.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/needs_analyses.h"

#include "storage/changes.h"
#include "storage/ids.h"
#include "storage/needs.h"
#include "storage/needs_analyses_sql.h"
#include "storage/transitions.h"
#include "storage/units.h"

#include "domain/base/banned.h"

#define TYPE "needs_analysis"

void needs_analyses_want(struct uow *u, struct uuid id, bool lock, struct needs_analysis *ret,
                         bool *ret_found)
{
    struct needs_analysis_get_in in = {0};
    RECORD_PUT(&in, NEEDS_ANALYSIS_GET_IN, needs_analysis_id, id);
    if (lock) RECORD_PUT(&in, NEEDS_ANALYSIS_GET_IN, lock, true);
    uow_want(u, &sql_needs_analysis_get, &in, ret, ret_found);
}

static void want_for_step(struct uow *u, struct uuid id, struct needs_analysis *ret)
{
    struct needs_analysis_get_in in = {0};
    RECORD_PUT(&in, NEEDS_ANALYSIS_GET_IN, needs_analysis_id, id);
    RECORD_PUT(&in, NEEDS_ANALYSIS_GET_IN, steps, true);
    RECORD_PUT(&in, NEEDS_ANALYSIS_GET_IN, lock, true);
    uow_want(u, &sql_needs_analysis_get, &in, ret, NULL);
}

enum outcome needs_analyses_load(struct uow *u, struct uuid id, struct needs_analysis *ret)
{
    needs_analyses_want(u, id, false, ret, NULL);
    return uow_sync(u);
}

static struct needs_analysis_facts facts_of(const struct uow *u)
{
    const struct uow_context *context = uow_context(u);
    return (struct needs_analysis_facts){.caller_id = context->principal_id, .now = context->now};
}

enum outcome needs_analyses_load_for_create(struct uow *u, struct ref unit_id,
                                            struct needs_analysis_facts *ret_facts)
{
    struct unit unit = {0};
    *ret_facts = facts_of(u);
    units_want(u, unit_id, false, &unit, &ret_facts->unit_found);
    TRY(uow_sync(u));
    ret_facts->unit_id = unit.id;
    ret_facts->unit_name = unit.name;
    ret_facts->new_id = ids_new(ret_facts->now);
    return OUTCOME_OK;
}

enum outcome needs_analyses_load_for_step(struct uow *u, struct uuid id,
                                          struct needs_analysis *ret_analysis,
                                          struct needs_analysis_facts *ret_facts)
{
    struct needs_undecided_in in = {0};
    struct needs_undecided_out undecided = {0};
    *ret_facts = facts_of(u);
    want_for_step(u, id, ret_analysis);
    RECORD_PUT(&in, NEEDS_UNDECIDED_IN, needs_analysis_id, id);
    uow_want(u, &sql_needs_undecided, &in, &undecided, NULL);
    TRY(uow_sync(u));
    ret_facts->proposed = undecided.proposed;
    ret_facts->verified = undecided.verified;
    return OUTCOME_OK;
}

static void record(struct uow *u, const struct needs_analysis *analysis, const char *from)
{
    transitions_record(u, &(struct state_change){
                              .resource_type = TYPE,
                              .resource_id = analysis->id,
                              .from_state = from,
                              .to_state = needs_analysis_state_enumeration.names[analysis->state]});
    changes_record(u, TYPE, analysis->id, analysis->version, &needs_analysis_record, analysis);
}

void needs_analyses_apply_create(struct uow *u, const struct needs_analysis *analysis)
{
    uow_write(u, &sql_needs_analysis_insert, analysis, NULL);
    record(u, analysis, NULL);
}

void needs_analyses_apply_step(struct uow *u, const struct needs_analysis *analysis,
                               enum needs_analysis_state from)
{
    uow_write(u, &sql_needs_analysis_update, analysis, NULL);
    record(u, analysis, needs_analysis_state_enumeration.names[from]);
}

enum outcome needs_analyses_make_needs(struct uow *u, const struct needs_analysis *analysis,
                                       struct needs_generation *ret)
{
    struct needs_generate_in in = {0};
    struct needs_generate_out out = {0};
    RECORD_PUT(&in, NEEDS_GENERATE_IN, needs_analysis_id, analysis->id);
    RECORD_PUT(&in, NEEDS_GENERATE_IN, unit_id, analysis->unit_id);
    uow_want(u, &sql_needs_generate, &in, &out, NULL);
    TRY(uow_sync(u));
    *ret = (struct needs_generation){0};
    RECORD_PUT(ret, NEEDS_GENERATION, created, out.created);
    RECORD_PUT(ret, NEEDS_GENERATION, unchanged, out.unchanged);
    return OUTCOME_OK;
}

enum outcome needs_analyses_decide_all(struct uow *u, struct uuid id,
                                       enum needs_analysis_action action,
                                       struct needs_decisions *ret)
{
    bool verifies = action == NEEDS_ANALYSIS_VERIFY_ALL;
    enum need_state from = verifies ? NEED_STATE_PROPOSED : NEED_STATE_VERIFIED;
    enum need_state to = verifies ? NEED_STATE_VERIFIED : NEED_STATE_VALIDATED;
    struct needs_decide_all_in in = {0};
    struct needs_decide_all_out out = {0};
    RECORD_PUT(&in, NEEDS_DECIDE_ALL_IN, needs_analysis_id, id);
    RECORD_PUT(&in, NEEDS_DECIDE_ALL_IN, from_state, from);
    RECORD_PUT(&in, NEEDS_DECIDE_ALL_IN, to_state, to);
    uow_want(u, &sql_needs_decide_all, &in, &out, NULL);
    if (verifies) needs_meet_all_verified(u, id);
    TRY(uow_sync(u));
    *ret = (struct needs_decisions){0};
    RECORD_PUT(ret, NEEDS_DECISIONS, changed, out.changed);
    RECORD_PUT(ret, NEEDS_DECISIONS, own_cases, out.own_cases);
    return OUTCOME_OK;
}
