/* partners.c - see partners.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/partners.h"

#include "storage/changes.h"
#include "storage/partners_sql.h"
#include "storage/registry.h"

#include "domain/base/banned.h"

void partners_want(struct uow *u, struct ref partner_id, bool lock, struct partner *ret,
                   bool *ret_found)
{
    struct partner_get_in in = {0};
    RECORD_PUT(&in, PARTNER_GET_IN, partner_id, partner_id);
    if (lock) RECORD_PUT(&in, PARTNER_GET_IN, lock, true);
    uow_want(u, &sql_partner_get, &in, ret, ret_found);
}

enum outcome partners_load(struct uow *u, struct ref partner_id, struct partner *ret)
{
    partners_want(u, partner_id, false, ret, NULL);
    return uow_sync(u);
}

enum outcome partners_load_for_update(struct uow *u, struct ref partner_id, struct partner *ret)
{
    partners_want(u, partner_id, true, ret, NULL);
    return uow_sync(u);
}

static void record_move(struct uow *u, const struct partner *partner, int from, const char *reason)
{
    registry_record_move(u, &(struct registry_move){.resource_type = "partner",
                                                    .resource_id = partner->id,
                                                    .version = partner->version,
                                                    .record = &partner_record,
                                                    .object = partner,
                                                    .states = &activity_state_enumeration,
                                                    .from = from,
                                                    .to = (int)partner->state,
                                                    .reason = reason});
}

void partners_apply_create(struct uow *u, const struct partner *partner)
{
    uow_write(u, &sql_partner_insert, partner, NULL);
    record_move(u, partner, 0, NULL);
}

void partners_apply_update(struct uow *u, const struct partner *partner)
{
    uow_write(u, &sql_partner_update, partner, NULL);
    changes_record(u, "partner", partner->id, partner->version, &partner_record, partner);
}

void partners_apply_move(struct uow *u, const struct partner *partner, enum activity_state from,
                         const char *reason)
{
    uow_write(u, &sql_partner_update, partner, NULL);
    record_move(u, partner, (int)from, reason);
}

enum outcome accreditations_load(struct uow *u, struct ref partner_id, struct uuid id,
                                 struct accreditation *ret)
{
    struct accreditation_get_in in = {0};
    RECORD_PUT(&in, ACCREDITATION_GET_IN, partner_id, partner_id);
    RECORD_PUT(&in, ACCREDITATION_GET_IN, accreditation_id, id);
    uow_want(u, &sql_accreditation_get, &in, ret, NULL);
    return uow_sync(u);
}

void accreditations_apply_create(struct uow *u, const struct accreditation *accreditation)
{
    uow_write(u, &sql_accreditation_insert, accreditation, NULL);
    changes_record(u, "accreditation", accreditation->id, -1, &accreditation_record, accreditation);
}
