/* policy_versions.c - see policy_versions.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/policy_versions.h"

#include "storage/changes.h"
#include "storage/editors.h"
#include "storage/ids.h"
#include "storage/policies.h"
#include "storage/policy_versions_sql.h"
#include "storage/transitions.h"

#include "domain/base/banned.h"

#define RESOURCE "policy_version"

/* ---- loading */

void policy_versions_want(struct uow *u, struct uuid id, bool lock, struct policy_version *ret,
                          bool *ret_found)
{
    struct policy_version_get_in in = {0};
    RECORD_PUT(&in, POLICY_VERSION_GET_IN, policy_version_id, id);
    if (lock) RECORD_PUT(&in, POLICY_VERSION_GET_IN, lock, true);
    uow_want(u, &sql_policy_version_get, &in, ret, ret_found);
}

enum outcome policy_versions_load(struct uow *u, struct uuid id, struct policy_version *ret)
{
    policy_versions_want(u, id, false, ret, NULL);
    return uow_sync(u);
}

enum outcome policy_versions_load_for_update(struct uow *u, struct uuid id,
                                             struct policy_version *ret)
{
    policy_versions_want(u, id, true, ret, NULL);
    return uow_sync(u);
}

void policy_versions_want_in_force(struct uow *u, struct date on, struct policy_version *ret,
                                   bool *ret_found)
{
    struct policy_version_in_force_in in = {0};
    RECORD_PUT(&in, POLICY_VERSION_IN_FORCE_IN, on, on);
    uow_want(u, &sql_policy_version_in_force, &in, ret, ret_found);
}

enum outcome policy_versions_load_for_create(struct uow *u, struct ref policy_id,
                                             struct policy_version_origin *ret)
{
    struct policy policy = {0};
    struct policy_version_last_number_in in = {0};
    struct policy_version_last_number_out out = {0};
    *ret = (struct policy_version_origin){0};
    policies_want(u, policy_id, true, &policy, &ret->policy_found);
    TRY(uow_sync(u));
    if (!ret->policy_found) return OUTCOME_OK;
    RECORD_PUT(&in, POLICY_VERSION_LAST_NUMBER_IN, policy_id, policy.id);
    uow_want(u, &sql_policy_version_last_number, &in, &out, NULL);
    TRY(uow_sync(u));
    ret->policy_id = policy.id;
    ret->last_number = out.number;
    return OUTCOME_OK;
}

enum outcome policy_versions_load_for_adopt(struct uow *u, struct uuid id,
                                            struct policy_version *ret_version,
                                            struct policy_version_adoption *ret)
{
    struct row_set rows = {0};
    struct editors_of_out editors = {0};
    struct policy_version_overlapping_in in = {0};
    RECORD_PUT(&in, POLICY_VERSION_OVERLAPPING_IN, except_id, id);
    policies_lock(u);
    policy_versions_want(u, id, true, ret_version, NULL);
    uow_want_rows(u, &sql_policy_version_overlapping, &in, &rows);
    editors_want(u, RESOURCE, id, &editors);
    TRY(uow_sync(u));
    *ret = (struct policy_version_adoption){
        .in_force = rows.items, .in_force_count = rows.count, .editors = editors.principal_ids};
    return OUTCOME_OK;
}

/* ---- writing */

static void write_objectives(struct uow *u, const struct policy_version *version)
{
    struct objectives_insert_in in = {0};
    size_t count = version->objectives.count;
    struct uuid *ids = ARENA_ARRAY(uow_arena(u), count + 1, struct uuid);
    for (size_t i = 0; i < count; i++) ids[i] = ids_new(uow_context(u)->now);
    RECORD_PUT(&in, OBJECTIVES_INSERT_IN, policy_version_id, version->id);
    RECORD_PUT(&in, OBJECTIVES_INSERT_IN, ids, ((struct list){.count = count, .items = ids}));
    RECORD_PUT(&in, OBJECTIVES_INSERT_IN, objectives, version->objectives);
    if (count > 0) uow_write(u, &sql_objectives_insert, &in, NULL);
}

static void record_change(struct uow *u, const struct policy_version *version, const char *reason)
{
    changes_record_with(u, &(struct change){.resource_type = RESOURCE,
                                            .resource_id = version->id,
                                            .version = version->version,
                                            .record = &policy_version_record,
                                            .object = version,
                                            .reason = reason});
}

void policy_versions_apply_create(struct uow *u, const struct policy_version *version)
{
    uow_write(u, &sql_policy_version_insert, version, NULL);
    write_objectives(u, version);
    editors_record(u, RESOURCE, version->id);
    record_change(u, version, NULL);
    transitions_record(u, &(struct state_change){
                              .resource_type = RESOURCE,
                              .resource_id = version->id,
                              .to_state = policy_version_state_enumeration.names[version->state]});
}

void policy_versions_apply_replace(struct uow *u, const struct policy_version *version)
{
    struct objectives_delete_in in = {0};
    RECORD_PUT(&in, OBJECTIVES_DELETE_IN, policy_version_id, version->id);
    uow_write(u, &sql_policy_version_update, version, NULL);
    uow_write(u, &sql_objectives_delete, &in, NULL);
    write_objectives(u, version);
    editors_record(u, RESOURCE, version->id);
    record_change(u, version, NULL);
}

void policy_versions_apply_step(struct uow *u, const struct policy_version *version,
                                enum policy_version_state from, const char *reason)
{
    const char *const *names = policy_version_state_enumeration.names;
    uow_write(u, &sql_policy_version_update, version, NULL);
    record_change(u, version, reason);
    if (version->state == from) return;
    transitions_record(u, &(struct state_change){.resource_type = RESOURCE,
                                                 .resource_id = version->id,
                                                 .from_state = names[from],
                                                 .to_state = names[version->state],
                                                 .reason = reason});
}

enum outcome policy_versions_adopt_loaded(struct uow *u, struct policy_version *version,
                                          struct policy_version_adoption *adoption,
                                          const char *reason)
{
    struct policy_version_ended ended;
    struct policy_facts facts = policies_facts(u);
    enum policy_version_state from = version->state;
    TRY(policy_versions_decide_adopt(version, adoption, &facts, &ended, uow_problem(u)));
    if (ended.version != NULL) policy_versions_apply_step(u, ended.version, ended.from, reason);
    policy_versions_apply_step(u, version, from, reason);
    return OUTCOME_OK;
}
