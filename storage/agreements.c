/* agreements.c - see agreements.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/agreements.h"

#include "storage/agreements_sql.h"
#include "storage/partners.h"
#include "storage/registry.h"
#include "storage/registry_sql.h"

#include "domain/base/banned.h"

static void want(struct uow *u, struct uuid agreement_id, bool lock, struct agreement *ret,
                 bool *ret_found)
{
    struct agreement_get_in in = {0};
    RECORD_PUT(&in, AGREEMENT_GET_IN, agreement_id, agreement_id);
    if (lock) RECORD_PUT(&in, AGREEMENT_GET_IN, lock, true);
    uow_want(u, &sql_agreement_get, &in, ret, ret_found);
}

enum outcome agreements_load(struct uow *u, struct uuid agreement_id, struct agreement *ret)
{
    want(u, agreement_id, false, ret, NULL);
    return uow_sync(u);
}

enum outcome agreements_load_for_update(struct uow *u, struct uuid agreement_id,
                                        struct agreement *ret)
{
    want(u, agreement_id, true, ret, NULL);
    return uow_sync(u);
}

enum outcome agreements_load_for_create(struct uow *u, const struct agreement_create *in,
                                        struct agreement_facts *ret_facts)
{
    struct partner partner = {0};
    struct row_set trainings = {0};
    *ret_facts = (struct agreement_facts){.registry = registry_facts(u)};
    partners_want(u, in->partner_id, false, &partner, &ret_facts->partner_found);
    if (in->training_ids.count > 0)
        registry_find(u, &sql_training_find, &in->training_ids, &trainings);
    if (RECORD_HAS(in, AGREEMENT_CREATE, renews_agreement_id))
        want(u, in->renews_agreement_id, false, &ret_facts->renewed, &ret_facts->renewed_found);
    TRY(uow_sync(u));
    ret_facts->partner_id = partner.id;
    ret_facts->partner_name = partner.name;
    ret_facts->partner_active = partner.state == ACTIVITY_STATE_ACTIVE;
    ret_facts->trainings = registry_ids(uow_arena(u), &in->training_ids, &trainings);
    return OUTCOME_OK;
}

const struct agreement_usage *agreements_want_usage(struct uow *u, struct uuid agreement_id,
                                                    const struct uuid *except_session_id)
{
    struct agreement_usage *usage = ARENA_NEW(uow_arena(u), struct agreement_usage);
    struct agreement_standing_in in = {0};
    RECORD_PUT(&in, AGREEMENT_STANDING_IN, agreement_id, agreement_id);
    if (except_session_id != NULL)
        RECORD_PUT(&in, AGREEMENT_STANDING_IN, except_session_id, *except_session_id);
    want(u, agreement_id, true, &usage->agreement, &usage->found); /* first: the sessions are
                                                                       counted behind the lock */
    uow_want(u, &sql_agreement_standing, &in, &usage->standing, &usage->found);
    return usage;
}

/* ---- writing */

static void record_move(struct uow *u, const struct agreement *agreement, int from,
                        const char *reason)
{
    registry_record_move(u, &(struct registry_move){.resource_type = "agreement",
                                                    .resource_id = agreement->id,
                                                    .version = agreement->version,
                                                    .record = &agreement_record,
                                                    .object = agreement,
                                                    .states = &agreement_state_enumeration,
                                                    .from = from,
                                                    .to = (int)agreement->state,
                                                    .reason = reason});
}

void agreements_apply_create(struct uow *u, const struct agreement *agreement)
{
    uow_write(u, &sql_agreement_insert, agreement, NULL);
    if (agreement->training_ids.count > 0)
        uow_write(u, &sql_agreement_scope_insert, agreement, NULL);
    record_move(u, agreement, 0, NULL);
}

void agreements_apply_terminate(struct uow *u, const struct agreement *agreement,
                                const char *reason)
{
    uow_write(u, &sql_agreement_update, agreement, NULL);
    record_move(u, agreement, AGREEMENT_STATE_ACTIVE, reason);
}
